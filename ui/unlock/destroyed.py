"""After panic: what was done, and what remains possible. A fresh process without any data.

It says what it finds in the folder, not what the process before it intended.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from consul_desk.errors.vault import DestroyFailedError
from consul_desk.language import N_
from consul_desk.paths import HEADER_FILES
from ui.desk import Desk
from ui.theme import Tone
from ui.unlock.frame import DoorPage, DoorPart
from ui.widgets.labels import Heading, Label, StateLabel

_REMAINS = (
    N_("A backup or another copy of the folder, made earlier, still opens with its secrets."),
    N_(
        "On solid-state drives and USB sticks an old copy of the keys can survive for a while. "
        "Then only the strength of the passphrase protects it. If you can, destroy the medium."
    ),
    N_(
        "What you sent to a coordinator is with her. She can send it back to you, into a "
        "new vault."
    ),
    N_("The program itself is still here, and files that you saved outside of the vault."),
)


class DestroyedPart(DoorPart):
    """Plain sentences."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__(desk)
        self._folder = folder
        self._left = [folder / name for name in HEADER_FILES if (folder / name).exists()]
        self.state = StateLabel()
        self._heading = Heading(2)
        self._sentences = [Label() for _sentence in _REMAINS]
        self.rows.addWidget(self.state)
        self.rows.addWidget(self._heading)
        for label in self._sentences:
            self.rows.addWidget(label)
        self.retranslate()

    def title(self) -> str:
        """What the card is headed with."""
        _ = self._desk.language.gettext
        done, not_done = _("The keys are destroyed"), _("The keys are still there")
        return not_done if self._left else done

    def main_text(self) -> str:
        """What the main button says."""
        return self._desk.language.gettext("Close the program")

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        if self._left:
            self._say_failure()
        else:
            text = _("Nobody can open the vault in {path} any more, nor can you.")
            self.state.say(text.format(path=self._folder), Tone.OK)
        self._heading.setText(_("What remains possible"))
        for label, text in zip(self._sentences, _REMAINS, strict=True):
            label.setText(_(text))

    def _say_failure(self) -> None:
        from consul_desk.messages import explain

        said = explain(DestroyFailedError(path=str(self._left[0])), self._desk.language)
        self.state.say(f"{said.happened} {said.safe} {said.to_do}", Tone.DANGER)


class DestroyedPage(DoorPage):
    """The last page of a vault."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__(desk, folder)
        part = DestroyedPart(desk, folder)
        self.add_part(part)
        self.show_part(part)
        self.other.hide()
        self.setFocusProxy(self.main)

    def submit(self) -> None:
        """Close the program."""
        QApplication.closeAllWindows()
