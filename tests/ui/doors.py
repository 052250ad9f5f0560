"""Going through the door, as a person does."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.shell import Shell
from ui.unlock.page import UnlockPage
from ui.unlock.setup import SetUpPage
from ui.window import Window

from .conftest import PASSPHRASE


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
