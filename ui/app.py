"""Starts the window: settings, languages, the door, and behind it the shell.

The path to the unlock screen imports Qt and small modules only. The core is loaded while
the passphrase is typed, the shell when the vault is open.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QStackedWidget

from consul_desk.language import CODES
from consul_desk.paths import default_profile, holds_vault
from ui.desk import Desk
from ui.preferences import Preferences, user_settings
from ui.unlock.frame import DoorPage

if TYPE_CHECKING:
    from ui.shell import Shell


class Window(QStackedWidget):
    """The one window: in front of the vault a door, inside it the shell.

    Attributes:
        folder: the vault's folder.
        shell: the frame of all pages, once the vault is open.
    """

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__()
        self._desk = desk
        self.folder = folder
        self.shell: Shell | None = None
        self.setWindowTitle("Consul Desk")
        self.setMinimumSize(480, 420)
        self.resize(1180, 780)
        self.show_door(folder)

    def show_door(self, folder: Path) -> None:
        """Ask for the passphrase of a vault, or offer to set one up where there is none."""
        self.folder = folder
        door = _door(self._desk, folder)
        door.opened.connect(self._on_door_opened)
        door.folder_chosen.connect(self.show_door)
        self._show(door)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save and close the vault before the program ends."""
        self._desk.close()
        super().closeEvent(event)

    def _on_door_opened(self) -> None:
        from ui.shell import Shell

        self.shell = Shell(self._desk)
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


def start(arguments: Sequence[str]) -> tuple[QApplication, Window]:
    """Build the program up to its first screen, without entering the event loop."""
    options = _options(arguments)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Consul Desk")
    preferences = Preferences(user_settings(), options.language)
    preferences.apply()
    window = Window(Desk(preferences), options.vault or default_profile())
    window.show()
    return app, window


def main() -> int:
    """Run the window until it is closed."""
    app, _window = start(sys.argv[1:])
    return app.exec()


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="consul-desk-window")
    parser.add_argument("--vault", type=Path, metavar="DIR", help="folder of the vault")
    parser.add_argument("--language", choices=CODES, help="language of the screens")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
