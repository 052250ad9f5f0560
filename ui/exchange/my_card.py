"""The consul's own card: to be given to others, and to be read aloud to them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from consul_desk.errors import UnwritableFileError
from consul_desk.exchange.contacts import my_card
from consul_desk.exchange.identity import Card, fingerprint_digits
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.exchange.contact_card import FingerprintCard
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.containers import Column
from ui.widgets.files import choose_new_file
from ui.widgets.labels import StateLabel

CARD_FILE = "card.json"
CARD_WIDTH = 960


def _write_card(target: Path, vault: Vault) -> None:
    try:
        with target.open("xb") as stream:
            stream.write(my_card(vault).to_bytes())
    except OSError:
        raise UnwritableFileError(path=str(target)) from None


class MyCardTab(Retranslates, QWidget):
    """Name, digits and QR of the owner of this vault."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._card: Card | None = None
        self._saved: Path | None = None
        self.card, self.saved = FingerprintCard(desk), StateLabel()
        self.card.state.hide()
        self.card.hide()
        self.saved.hide()
        column = Column(CARD_WIDTH)
        column.rows.addWidget(self.card)
        column.rows.addWidget(self.saved)
        column.rows.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 2 * theme.GRID, 0, 0)
        rows.addWidget(column)
        self.retranslate()

    def retranslate(self) -> None:
        """Say what the card is good for."""
        _ = self._desk.language.gettext
        self.card.explanation.setText(
            _(
                "Give the card file to people who shall send you cases; it holds no secret. "
                "Then meet, or call on a line you trust, and read these digits aloud: only so "
                "they know that the card is yours."
            )
        )
        if self._card is not None:
            digits = fingerprint_digits(self._card.fingerprint)
            self.card.show_fingerprint(self._card.name, digits)
        if self._saved is not None:
            words = _("The card lies at {path}.").format(path=self._saved)
            self.saved.say(words, Tone.OK)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the card when it is first looked at."""
        super().showEvent(event)
        if self._card is None:
            self._desk.run(my_card, self, self._on_card)

    def save(self) -> None:
        """Write the card to a file that can be given away."""
        target = choose_new_file(self, self._desk.language.gettext("Save my card"), CARD_FILE)
        if target is not None:
            self._desk.run(partial(_write_card, target), self, partial(self._on_saved, target))

    def _on_card(self, card: Card) -> None:
        self._card = card
        self.card.show()
        self.retranslate()

    def _on_saved(self, target: Path, _nothing: None) -> None:
        self._saved = target
        self.saved.show()
        self.retranslate()
