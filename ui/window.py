"""The one window: in front of the vault a door, inside it the shell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from consul_desk.paths import holds_vault
from ui import theme
from ui.desk import Desk
from ui.unlock.frame import DoorPage

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from ui.guards import Guards
    from ui.lock import LockWatch
    from ui.shell import Shell

WIDTH_PX, HEIGHT_PX = 1240, 800
WATCH_AFTER_MS = 300
"""By then the first picture is there; nobody waits for what is loaded for the watch."""


class Window(QStackedWidget):
    """Shows the door or the shell, and passes from one to the other.

    Attributes:
        folder: the vault's folder.
        shell: the frame of all pages, once the vault is open.
        lock_watch: hears of reasons to lock, once the vault is open.
    """

    def __init__(self, desk: Desk, folder: Path, *, is_after_panic: bool = False) -> None:
        super().__init__()
        self._desk = desk
        self.folder = folder
        self.shell: Shell | None = None
        self.lock_watch: LockWatch | None = None
        self.setWindowTitle("Consul Desk")
        self.setMinimumSize(480, 420)
        self._guards: Guards | None = None
        self._take_place()
        if is_after_panic:
            self._show_last_page()
        else:
            self.show_door(folder)
        QTimer.singleShot(WATCH_AFTER_MS, self, self._watch)

    def show_door(self, folder: Path) -> None:
        """Ask for the passphrase of a vault, or offer to set one up where there is none."""
        self.folder = folder
        self._enter(_door(self._desk, folder))

    def _show_last_page(self) -> None:
        from ui.unlock.destroyed import DestroyedPage

        self._enter(DestroyedPage(self._desk, self.folder))

    def _enter(self, door: DoorPage) -> None:
        door.unlocked.connect(self._on_door_unlocked)
        door.opened.connect(self._on_door_opened)
        door.folder_chosen.connect(self.show_door)
        self._show(door)

    def focusNextPrevChild(self, forward: int) -> bool:
        """Let Tab follow the eye."""
        from ui.widgets.reading_order import focus_next

        return focus_next(self, is_forward=bool(forward))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where the window stood, and watch nothing any more."""
        self._desk.preferences.keep_window_place(self.saveGeometry())
        if self._guards is not None:
            self._guards.stop()
        super().closeEvent(event)

    def lock(self) -> None:
        """Save what is being typed, close the vault, and start anew in front of it."""
        from ui.lock import lock

        lock(self._desk, self.folder, self._say_farewell)

    def _say_farewell(self) -> None:
        self._watch().clipboard.clear()
        self._desk.preferences.keep_window_place(self.saveGeometry())
        self._desk.preferences.write_down()

    def _watch(self) -> Guards:
        """Begin to watch keys and clipboard, once the first picture is there."""
        if self._guards is None:
            from ui.guards import Guards

            self._guards = Guards(self, self._desk, self._tell_folder)
        return self._guards

    def _tell_folder(self) -> Path:
        return self.folder

    def _take_place(self) -> None:
        room = self.screen().availableSize()
        self.resize(min(WIDTH_PX, room.width()), min(HEIGHT_PX, room.height()))
        if (place := self._desk.preferences.window_place()) is not None:
            self.restoreGeometry(place)

    def _on_door_unlocked(self) -> None:
        """Keep watch from the first moment, though a new passphrase may have to be set."""
        from ui.lock import LockWatch

        self.lock_watch = LockWatch(self, self._watch().inputs, self._desk.preferences)
        self.lock_watch.wanted.connect(self.lock)

    def _on_door_opened(self) -> None:
        from ui.shell import Shell

        theme.ensure_cyrillic()
        self.shell = Shell(self._desk)
        self.shell.lock_wanted.connect(self.lock)
        self._show(self.shell)

    def _show(self, page: DoorPage | Shell) -> None:
        old = self.currentWidget()
        self.addWidget(page)
        self.setCurrentWidget(page)
        page.setFocus()
        if old is not None:
            self.removeWidget(old)
            old.deleteLater()


def _door(desk: Desk, folder: Path) -> DoorPage:
    if holds_vault(folder):
        from ui.unlock.page import UnlockPage

        return UnlockPage(desk, folder)
    from ui.unlock.setup import SetUpPage

    return SetUpPage(desk, folder)
