"""What the parts of the settings have in common: a column, and perhaps a main action."""

from __future__ import annotations

from PySide6.QtCore import Signal

from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.widgets.containers import Column
from ui.widgets.reloads import Reloads


class Section(Retranslates, Reloads, Column):
    """One tab of the settings. It asks the core only while somebody looks at it.

    Signals:
        wanted: a Place to go to.
        main_changed: the main action is called differently now, or may be done or not.
        lock_wanted: the vault is closed, or is to be; start anew in front of it.
    """

    wanted = Signal(object)
    main_changed = Signal()
    lock_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._is_stale = True  # nothing was read yet
        self.rows.setContentsMargins(0, 2 * theme.GRID, 0, 2)
        self.listen(desk)

    def main_words(self) -> str:
        """What the main action is called; empty where there is none now."""
        return ""

    def do_main(self) -> None:
        """Do the main action."""
