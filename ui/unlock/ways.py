"""The ways in for who forgot the passphrase: the recovery code, or coordinators' pieces.

Everything is checked while it is typed, so that a slip is named where it is.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit

from consul_desk.errors import ConsulDeskError
from consul_desk.messages import explain
from consul_desk.vault import recovery, shares
from ui.desk import Desk
from ui.theme import Tone
from ui.unlock.frame import WIDE, DoorPart, Failed, Then
from ui.unlock.piece import PieceField
from ui.vault_keeper import Way
from ui.widgets.form import FormField
from ui.widgets.labels import Label, StateLabel

_MOST_TYPED = 200


class SecretPart(DoorPart):
    """Base of both ways."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__(desk)
        self._folder = folder

    def main_text(self) -> str:
        """What the main button says."""
        return self._desk.language.gettext("Unlock")

    def waiting_text(self) -> str:
        """What goes on while the key is derived."""
        return self._desk.language.gettext("The vault is being opened.")


class CodePart(SecretPart):
    """The nine groups of the recovery sheet, in one line."""

    width_wanted = WIDE

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__(desk, folder)
        self.line = QLineEdit()
        self.line.setMaxLength(_MOST_TYPED)
        self.line.setProperty("code", "true")
        self._field = FormField(self.line)
        self.state = StateLabel()
        self.rows.addWidget(self._field)
        self.rows.addWidget(self.state)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._on_line_changed)
        self.line.returnPressed.connect(self.entered)
        self.retranslate()

    def title(self) -> str:
        """What the card is headed with."""
        return self._desk.language.gettext("Open with the recovery code")

    def is_ready(self) -> bool:
        """Whether nine right groups are typed."""
        return len(self._groups()) == recovery.GROUPS and self._first_problem() is None

    def act(self, owner: QObject, then: Then, failed: Failed) -> None:
        """Try the code."""
        try:
            code = recovery.parse_code(self.line.text())
        except ConsulDeskError as error:
            failed(error)
            return
        self._desk.open_vault(self._folder, code.secret(), owner, then, failed, Way.CODE)
        code.wipe()

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self._field.speak(
            _("Recovery code"),
            _(
                "Nine groups of five letters and digits, from the printed sheet. "
                "Capital or small letters and blanks do not matter."
            ),
        )
        self._show_state()

    def _groups(self) -> list[str]:
        bare = "".join(letter for letter in self.line.text() if letter.isalnum())
        width = recovery.GROUP_LETTERS
        return [bare[start : start + width] for start in range(0, len(bare), width)]

    def _first_problem(self) -> Exception | None:
        whole = (group for group in self._groups() if len(group) == recovery.GROUP_LETTERS)
        problems = (recovery.problem_of_group(n, group) for n, group in enumerate(whole, 1))
        return next(filter(None, problems), None)

    def _on_line_changed(self) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        language, count = self._desk.language, len(self._groups())
        problem = self._first_problem()
        if count > recovery.GROUPS:
            text = language.gettext("These are more than nine groups.")
            self.state.say(text, Tone.DANGER)
        elif problem is not None:
            said = explain(problem, language)
            self.state.say(f"{said.happened} {said.to_do}", Tone.DANGER)
        elif self.is_ready():
            self.state.say(language.gettext("All nine groups are right."), Tone.OK)
        else:
            whole = self._whole_groups()
            text = language.gettext("{count} of {all} groups are typed.")
            said_count = text.format(count=whole, all=recovery.GROUPS)
            self.state.say(said_count, Tone.MUTED, "info")

    def _whole_groups(self) -> int:
        return sum(len(group) == recovery.GROUP_LETTERS for group in self._groups())


class PiecesPart(SecretPart):
    """As many pieces as are needed; the first right one tells how many."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__(desk, folder)
        self.pieces: list[PieceField] = []
        self._intro = Label(Tone.MUTED)
        self.rows.addWidget(self._intro)
        for _place in range(shares.DEFAULT_NEEDED):
            self._add_field()
        self.setFocusProxy(self.pieces[0])
        self.retranslate()

    def title(self) -> str:
        """What the card is headed with."""
        return self._desk.language.gettext("Open with coordinators’ pieces")

    def is_ready(self) -> bool:
        """Whether enough right pieces are typed."""
        read = [field.piece for field in self.pieces if field.piece is not None]
        is_whole = all(field.piece is not None or not field.text() for field in self.pieces)
        return is_whole and bool(read) and len(read) >= read[0].needed

    def act(self, owner: QObject, then: Then, failed: Failed) -> None:
        """Put the pieces together and try what comes out."""
        texts = [text for field in self.pieces if (text := field.text())]

        def open_vault(secret: bytearray) -> None:
            self._desk.open_vault(self._folder, secret, owner, then, failed, Way.PIECES)

        self._desk.think(partial(shares.join, texts), owner, open_vault, failed)

    def retranslate(self) -> None:
        """Say every word."""
        self._intro.setText(
            self._desk.language.gettext(
                "Each coordinator keeps one piece of 33 English words. The first piece "
                "tells how many are needed."
            )
        )

    def _add_field(self) -> None:
        field = PieceField(self._desk, len(self.pieces) + 1)
        field.changed.connect(self._on_piece_changed)
        self.pieces.append(field)
        self.rows.addWidget(field)

    def _on_piece_changed(self) -> None:
        needed = max((f.piece.needed for f in self.pieces if f.piece is not None), default=0)
        while len(self.pieces) < needed:
            self._add_field()
        self.changed.emit()
