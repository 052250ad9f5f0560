"""One big card: a name, 12 groups of 5 digits, the QR code of the same digits."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from ui import theme
from ui.desk import Desk
from ui.exchange.fingerprint import Digits, QrCode
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.containers import Card
from ui.widgets.labels import Heading, Label, StateLabel


class FingerprintCard(Retranslates, Card):
    """Somebody's fingerprint; `state` and `buttons` are the page's to fill."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.name, self.state = Heading(), StateLabel()
        self.digits, self.qr = Digits(), QrCode()
        self.explanation = Label(Tone.MUTED)
        self.buttons = QHBoxLayout()
        margin = theme.PAGE_MARGIN
        self.rows.setContentsMargins(margin, margin, margin, margin)
        self.rows.setSpacing(2 * theme.GRID)
        for part in (self.name, self.state, self.digits, self.qr, self.explanation):
            self.rows.addWidget(part)
        self.rows.addLayout(self.buttons)

    def show_fingerprint(self, name: str, digits: str) -> None:
        """Show whose digits these are."""
        self.name.setText(name)
        self.digits.show_digits(digits)
        said = self._desk.language.gettext("QR code of the 60 digits of {name}")
        self.qr.show_text("".join(digits.split()), said.format(name=name))
        self.digits.speak(self._desk.language)
