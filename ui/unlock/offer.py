"""Words on offer: drawn at random, in large type, put into the field on request."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from consul_desk.language import CODES
from consul_desk.vault.passphrases import offer
from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.buttons import QuietButton
from ui.widgets.containers import Unfold
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Heading, Label
from ui.widgets.languages import OWN_NAMES


class OfferedWords(Retranslates, Unfold):
    """A link; under it the words, their language, others, and "use them".

    Signals:
        used: the words; the user wants them as her passphrase.
    """

    used = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._build()
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self.link.setText(_("Offer me words that are hard to guess"))
        self._why.setText(
            _("Drawn at random just now. Write them on paper before you use them.")
        )
        self.language.setAccessibleName(_("Language of the words"))
        self.others.setText(_("Other words"))
        self.use.setText(_("Use these words"))

    def _build(self) -> None:
        self.words = Heading(2)
        self._why = Label(Tone.MUTED, small=True)
        self.language = QComboBox()
        self.language.addItems([OWN_NAMES[code] for code in CODES])
        self.others, self.use = QuietButton(), QuietButton("done")
        choices = FlowLayout()
        for widget in (self.language, self.others, self.use):
            choices.addWidget(widget)
        self.rows.setContentsMargins(0, theme.GRID, 0, theme.GRID)
        self.rows.addWidget(self.words)
        self.rows.addWidget(self._why)
        self.rows.addLayout(choices)

    def _connect(self) -> None:
        self.link.toggled.connect(self._on_link_toggled)
        self.language.activated.connect(self._draw)
        self.others.clicked.connect(self._draw)
        self.use.clicked.connect(self._on_use_clicked)

    def _on_link_toggled(self) -> None:
        if self.link.isChecked() and not self.words.text():
            self.language.setCurrentIndex(CODES.index(self._desk.language.code))
            self._draw()

    def _draw(self) -> None:
        code = CODES[self.language.currentIndex()]
        self._desk.think(partial(offer, code), self, self._on_drawn)

    def _on_drawn(self, words: str) -> None:
        self.words.setText(words)
        self.words.setAccessibleName(words)

    def _on_use_clicked(self) -> None:
        if self.words.text():
            self.used.emit(self.words.text())
