"""The rail at the left: where to go, what is left to do, the lock and the panic button."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from consul_desk.language import N_
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.rail_panic import RailPanicButton
from ui.retranslate import Retranslates
from ui.status import StatusBlock
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


@dataclass(frozen=True, slots=True)
class _About:
    """Whose vault this is, and where it lies."""

    owner: str
    folder: Path


def _about(vault: Vault) -> _About:
    return _About(vault.owner, vault.folder)


class Rail(Retranslates, QFrame):
    """Buttons of which one is down; under 900 px only their icons.

    Where there is too little height, the owner's name and the words of the status go, never
    a button.

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
        self.panic: RailPanicButton | None = None
        self._fitted: tuple[object, ...] = ()
        self._build()
        self.retranslate()
        desk.run(_about, self, self._show_about)

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

    def minimumSizeHint(self) -> QSize:
        """Ask for the buttons only: words never keep a window from being low."""
        parts = [*self.buttons.values(), self.lock, self.panic, *self.status.shown()]
        least = [part.minimumSizeHint().height() for part in parts if part is not None]
        margins = 4 * theme.GRID + len(least) * theme.GRID // 2
        return QSize(self.minimumWidth(), sum(least) + margins)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out words where there is too little height."""
        super().resizeEvent(event)
        self._show_height()

    def event(self, event: QEvent) -> bool:
        """Look at the height again when something came or went."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._show_height()
        return super().event(event)

    def _build(self) -> None:
        self.setProperty("rail", "true")
        self.buttons = {name: IconButton(name) for name in SECTIONS}
        self.lock = IconButton("lock")
        self.owner = Label(Tone.MUTED, small=True)
        self.status = StatusBlock(self._desk)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(theme.GRID, 2 * theme.GRID, theme.GRID, 2 * theme.GRID)
        column.setSpacing(theme.GRID // 2)
        for name, button in self.buttons.items():
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.clicked.connect(partial(self.wanted.emit, Place(name)))
            column.addWidget(button)
        column.addStretch(1)
        for part in (self.status, self.owner, self.lock):
            column.addWidget(part)
        self.lock.clicked.connect(self.lock_wanted)
        self.status.wanted.connect(self.wanted)
        for button in (*self.buttons.values(), self.lock):
            button.setIconSize(QSize(22, 22))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _show_about(self, about: _About) -> None:
        self._owner_name = about.owner
        self.panic = RailPanicButton(self._desk, about.folder)
        self._column.addWidget(self.panic)
        self.retranslate()

    def _show_width(self) -> None:
        style = Qt.ToolButtonStyle
        beside = style.ToolButtonIconOnly if self._is_narrow else style.ToolButtonTextBesideIcon
        buttons = (*self.buttons.values(), self.lock)
        for button in buttons:
            button.setToolButtonStyle(beside)
            button.ensurePolished()
        wide = [button.sizeHint().width() for button in buttons]
        if self.panic is not None:
            self.panic.show_narrow(is_narrow=self._is_narrow)
            wide.append(self.panic.sizeHint().width())
        self.setFixedWidth(max(wide) + (2 if self._is_narrow else 4) * theme.GRID)
        self._show_height()

    def _show_height(self) -> None:
        """Show as many words as there is room for.

        Trying what fits asks Qt for another layout, which asks here again: the same
        circumstances must end it.
        """
        if (circumstances := self._circumstances()) == self._fitted:
            return
        self._fitted = circumstances
        has_owner = bool(self._owner_name) and not self._is_narrow
        for owner, compact in ((True, False), (False, False), (False, True)):
            self.owner.setVisible(has_owner and owner)
            self.status.show_compact(is_compact=compact or self._is_narrow)
            if self._needed() <= self.height():
                return

    def _circumstances(self) -> tuple[object, ...]:
        """Everything that what fits depends on."""
        words = [button.toolTip() for button in self.status.shown()]
        size = (self.width(), self.height(), self.font().pointSizeF())
        return (*size, self._is_narrow, self.owner.text(), self.panic is None, *words)

    def _needed(self) -> int:
        self._column.invalidate()
        return self._column.totalHeightForWidth(self.width())
