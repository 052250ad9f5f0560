"""The rail at the left: where to go, whose vault this is, and the lock."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from consul_desk.language import N_
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.buttons import IconButton
from ui.widgets.labels import Label
from ui.widgets.page import Place

SECTIONS = {
    "today": N_("Today"),
    "cases": N_("Cases"),
    "exchange": N_("Exchange"),
    "guide": N_("Guide"),
    "settings": N_("Settings"),
}
_GAP = "\u2002"
"""Between icon and word: Qt itself leaves too little."""


def _owner(vault: Vault) -> str:
    return vault.owner


class Rail(Retranslates, QFrame):
    """Buttons of which one is down; under 900 px only their icons.

    Signals:
        wanted: a Place to go to.
        lock_wanted: the user wants to lock the vault.
    """

    wanted = Signal(object)
    lock_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._owner_name = ""
        self._is_narrow = False
        self._build()
        self.retranslate()
        desk.run(_owner, self, self._show_owner)

    def show_section(self, name: str) -> None:
        """Press the button of the section that is shown."""
        self.buttons[name].setChecked(True)

    def narrow(self, *, is_narrow: bool) -> None:
        """Show only icons, or words beside them."""
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._show_width()

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        for number, (name, text) in enumerate(SECTIONS.items(), start=1):
            self.buttons[name].name(_(text), f"Alt+{number}")
            self.buttons[name].setText(_GAP + _(text))
        self.lock.name(_("Lock"), "Ctrl+L")
        self.lock.setText(_GAP + _("Lock"))
        self.owner.setText(_("Vault of {name}").format(name=self._owner_name))
        self._show_width()

    def _build(self) -> None:
        self.setProperty("rail", "true")
        self.buttons = {name: IconButton(name) for name in SECTIONS}
        self.lock = IconButton("lock")
        self.owner = Label(Tone.MUTED, small=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.GRID, 2 * theme.GRID, theme.GRID, 2 * theme.GRID)
        column.setSpacing(theme.GRID // 2)
        for name, button in self.buttons.items():
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.clicked.connect(partial(self.wanted.emit, Place(name)))
            column.addWidget(button)
        column.addStretch(1)
        column.addWidget(self.owner)
        column.addWidget(self.lock)
        self.lock.clicked.connect(self.lock_wanted)
        for button in (*self.buttons.values(), self.lock):
            button.setIconSize(QSize(22, 22))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _show_owner(self, name: str) -> None:
        self._owner_name = name
        self.retranslate()

    def _show_width(self) -> None:
        style = Qt.ToolButtonStyle
        beside = style.ToolButtonIconOnly if self._is_narrow else style.ToolButtonTextBesideIcon
        for button in (*self.buttons.values(), self.lock):
            button.setToolButtonStyle(beside)
        self.owner.setVisible(bool(self._owner_name) and not self._is_narrow)
        for button in (*self.buttons.values(), self.lock):
            button.ensurePolished()
        widest = max(button.sizeHint().width() for button in self.buttons.values())
        words = max(widest, self.lock.sizeHint().width())
        self.setFixedWidth(words + (2 if self._is_narrow else 4) * theme.GRID)
