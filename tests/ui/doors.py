"""Going through the door, as a person does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.shell import Shell
from ui.unlock.page import UnlockPage
from ui.unlock.setup import SetUpPage
from ui.window import Window

from .conftest import CONSUL, PASSPHRASE

NEW_PASSPHRASE = "violin marble tundra copper lantern"


def door(window: Window) -> UnlockPage:
    """The page in front of a vault."""
    page = window.currentWidget()
    assert isinstance(page, UnlockPage)
    return page


def setup(window: Window) -> SetUpPage:
    """The page where no vault is yet."""
    page = window.currentWidget()
    assert isinstance(page, SetUpPage)
    return page


def unlock(window: Window, qtbot: QtBot, passphrase: str = PASSPHRASE) -> Shell:
    """Open the vault; its inside."""
    page = door(window)
    page.passphrase.line.setText(passphrase)
    page.submit()
    qtbot.waitUntil(lambda: window.shell is not None, timeout=20_000)
    assert window.shell is not None
    return window.shell


def come_forward(window: Window, qtbot: QtBot) -> Window:
    """Wait until keys reach the window; asks again, an older one may still be closing."""
    qtbot.addWidget(window)
    window.show()

    def is_active() -> bool:
        window.activateWindow()
        return window.isActiveWindow()

    qtbot.waitUntil(is_active)
    return window


def to_passphrase(page: SetUpPage) -> None:
    QTest.keyClicks(page.owner.consul, CONSUL)
    QTest.keyClick(page.owner.consul, Qt.Key.Key_Return)
    assert page.part is page.passphrase


def to_sheet(page: SetUpPage, qtbot: QtBot) -> None:
    to_passphrase(page)
    new = page.passphrase.new
    QTest.keyClicks(new.passphrase.line, NEW_PASSPHRASE)
    QTest.keyClick(new.passphrase.line, Qt.Key.Key_Return)
    assert new.again.line.hasFocus()
    QTest.keyClicks(new.again.line, NEW_PASSPHRASE)
    qtbot.waitUntil(page.main.isEnabled, timeout=20_000)
    QTest.keyClick(new.again.line, Qt.Key.Key_Return)
    assert page.part is page.sheet
    qtbot.waitUntil(page.main.isEnabled, timeout=20_000)


def to_typing(page: SetUpPage, qtbot: QtBot) -> None:
    to_sheet(page, qtbot)
    page.submit()
    assert page.part is page.typed
    assert page.typed.lines[0].hasFocus()
