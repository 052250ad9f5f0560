"""Mixin for what shows rows: reloads when the vault says that one of its kinds changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from consul_desk.values import Touched
from ui.desk import Desk

if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object


class Reloads(_Base):
    """Named before the widget class. What is hidden catches up when it is shown."""

    shows: ClassVar[frozenset[str]] = frozenset()
    """Kinds of rows (see Touched) after whose change to reload."""

    _is_stale = False

    def listen(self, desk: Desk) -> None:
        """Begin to hear of changes; the constructor calls this once."""
        desk.changed.connect(self._on_desk_changed)

    def reload(self) -> None:
        """Ask the core again for what is shown."""

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with changes that came meanwhile."""
        super().showEvent(event)
        if self._is_stale:
            self._is_stale = False
            self.reload()

    def _on_desk_changed(self, touched: Touched) -> None:
        if not touched.kinds & self.shows:
            return
        if self.isVisible():
            self.reload()
        else:
            self._is_stale = True
