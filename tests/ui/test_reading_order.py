"""Tab follows the eye: rail, search, languages, the page from top to bottom, main action."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from consul_desk.values import CaseId
from ui.cases.new_case import NewCaseDialog
from ui.cases.page import CaseListPage
from ui.shell import Shell
from ui.unlock.page import UnlockPage
from ui.widgets.page import Place
from ui.widgets.reading_order import focus_next, reading_order
from ui.window import Window

from .conftest import PASSPHRASE

BACKWARDS = Qt.KeyboardModifier.ShiftModifier


def test_tab_walks_through_the_window_as_it_is_read(
    window: Window, qtbot: QtBot, settled: Callable[[], None], press: Callable[..., None]
) -> None:
    door = window.currentWidget()
    assert isinstance(door, UnlockPage)
    door.passphrase.line.setText(PASSPHRASE)
    door.submit()
    qtbot.waitUntil(lambda: window.shell is not None, timeout=20_000)
    shell = window.shell
    assert shell is not None
    shell.go(Place("cases"))
    settled()
    page = shell.page
    assert isinstance(page, CaseListPage)
    wanted = [page.line, page.intake, page.table, page.main, shell.rail.buttons["today"]]
    page.line.setFocus()
    for now, after in pairwise(wanted):
        press(now, Qt.Key.Key_Tab)
        assert window.focusWidget() is after
    press(wanted[-1], Qt.Key.Key_Tab, BACKWARDS)
    assert window.focusWidget() is page.main


def test_what_is_made_later_still_comes_where_it_stands(
    shell: Shell, family: CaseId, settled: Callable[[], None]
) -> None:
    shell.go(Place("case", family))
    settled()
    order = list(reading_order(shell))
    names = [
        order.index(widget)
        for widget in (
            shell.rail.buttons["today"],
            shell.top.search,
            shell.page.back,
            shell.page.main,
        )
    ]
    assert names == sorted(names)
    assert names[-1] == len(order) - 1


def test_a_dialog_begins_at_its_first_field_and_ends_at_its_main_action(
    shell: Shell, settled: Callable[[], None]
) -> None:
    shell.go(Place("cases", part="new"))
    [dialog] = shell.findChildren(NewCaseDialog)
    dialog.line.setText("x")
    assert list(reading_order(dialog)) == [dialog.line, dialog.dismiss, dialog.main]
    assert dialog.focusWidget() is dialog.line
    QTest.keyClick(dialog.line, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.dismiss
    dialog.reject()


def test_where_nothing_takes_the_focus_tab_says_so(qtbot: QtBot) -> None:
    bare = QWidget()
    qtbot.addWidget(bare)
    QVBoxLayout(bare).addWidget(QLabel("x"))
    assert not focus_next(bare, is_forward=True)
