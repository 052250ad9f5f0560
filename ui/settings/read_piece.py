"""Giving a piece back: the coordinator opens the file she keeps and reads the words aloud."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from consul_desk.exchange.pieces import PieceRow, open_piece
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.exchange.fingerprint import Digits
from ui.theme import Tone
from ui.widgets.containers import Column
from ui.widgets.dialog import Dialog
from ui.widgets.labels import Label, StateLabel

WIDTH = 620
HEIGHT = 460
ACROSS = 3


def _open(path: Path, vault: Vault) -> PieceRow:
    return open_piece(vault, path)


class ReadPieceDialog(Dialog):
    """Shows whose vault a piece helps to open, and its numbered words. Nothing is kept."""

    def __init__(self, desk: Desk, path: Path, parent: QWidget) -> None:
        super().__init__(desk, parent, WIDTH)
        self._piece: PieceRow | None = None
        self._build()
        self.main.hide()
        self.retranslate()
        desk.run(partial(_open, path), self, self._show_piece, self.show_error)

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.setWindowTitle(_("A piece of a recovery"))
        self.heading.setText(_("A piece of a recovery"))
        self.dismiss.setText(_("Close"))
        if self._piece is not None:
            self._say(self._piece)

    def _build(self) -> None:
        self.origin, self.about, self.warning = StateLabel(), Label(Tone.MUTED), StateLabel()
        self.digits, self.words = Digits(), Label()
        self.words.setProperty("code", "true")
        column = Column(WIDTH)
        for part in (self.origin, self.digits, self.about, self.warning, self.words):
            part.hide()
            column.rows.addWidget(part)
        column.rows.addStretch(1)
        self.body.addWidget(column, 1)
        self.ask_height(HEIGHT)

    def _show_piece(self, piece: PieceRow) -> None:
        self._piece = piece
        for part in (self.origin, self.about, self.warning, self.words):
            part.show()
        self.digits.setVisible(not piece.is_verified)
        self.retranslate()

    def _say(self, piece: PieceRow) -> None:
        language = self._desk.language
        _ = language.gettext
        tone = Tone.OK if piece.is_verified else Tone.WARNING
        words = (
            _("From {name}, verified.")
            if piece.is_verified
            else _("It says it is from {name}, but her digits were not compared here.")
        )
        self.origin.say(words.format(name=piece.sender), tone)
        self.digits.show_digits(piece.sender_digits)
        self.digits.speak(language)
        about = language.ngettext(
            "Piece {number} of {count}, made on {moment}. {needed} piece opens the vault of "
            "{owner}.",
            "Piece {number} of {count}, made on {moment}. {needed} pieces together open the "
            "vault of {owner}.",
            piece.needed,
        )
        self.about.setText(
            about.format(
                number=piece.number,
                count=piece.count,
                moment=language.moment(piece.made_at),
                needed=piece.needed,
                owner=piece.owner,
            )
        )
        self.warning.say(
            _("Read the words to this person only, after you have recognised her."),
            Tone.WARNING,
        )
        self.words.setText(_numbered(piece.words))


def _numbered(words: tuple[str, ...]) -> str:
    """Number the words, so that two people on a bad line keep their place."""
    told = [f"{number}. {word}" for number, word in enumerate(words, start=1)]
    lines = [told[at : at + ACROSS] for at in range(0, len(told), ACROSS)]
    return "\n".join("   ".join(line) for line in lines)
