"""The frame inside the vault: rail, keys, palette, errors, lock."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from consul_desk.errors.casework import EmptyTitleError
from consul_desk.values import CaseId
from ui.cases.case_page import CasePage
from ui.cases.new_case import NewCaseDialog
from ui.cases.page import CaseListPage
from ui.desk import Desk
from ui.guide.page import GuidePage
from ui.palette import CommandPalette
from ui.settings.page import SettingsPage
from ui.shell import Shell
from ui.status import SETTLES_MS
from ui.today.page import TodayPage
from ui.widgets.page import Place

from .conftest import CONSUL

Press = Callable[..., None]
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(
    ("key", "page"),
    [
        (Qt.Key.Key_1, TodayPage),
        (Qt.Key.Key_2, CaseListPage),
        (Qt.Key.Key_4, GuidePage),
        (Qt.Key.Key_5, SettingsPage),
    ],
)
def test_alt_and_a_number_goes_along_the_rail(
    shell: Shell, key: Qt.Key, page: type[object], press: Press
) -> None:
    press(shell, key, ALT)
    assert isinstance(shell.page, page)
    assert [b.isChecked() for b in shell.rail.buttons.values()].count(True) == 1


def test_the_rail_goes_there_by_mouse_too(shell: Shell, qtbot: QtBot) -> None:
    QTest.mouseClick(shell.rail.buttons["settings"], Qt.MouseButton.LeftButton)
    assert isinstance(shell.page, SettingsPage)
    assert not shell.page.back.isVisible()


def test_the_day_begins_with_today(shell: Shell) -> None:
    assert isinstance(shell.page, TodayPage)
    assert shell.rail.buttons["today"].isChecked()


def test_escape_leads_back_along_the_way(shell: Shell, family: CaseId, press: Press) -> None:
    shell.go(Place("cases"))
    shell.go(Place("case", family))
    assert shell.page.back.isVisible()
    assert shell.rail.buttons["cases"].isChecked()
    press(shell, Qt.Key.Key_Escape)
    assert isinstance(shell.page, CaseListPage)
    press(shell, Qt.Key.Key_Escape)
    assert isinstance(shell.page, CaseListPage)


def test_the_back_button_does_the_same(shell: Shell, family: CaseId, qtbot: QtBot) -> None:
    shell.go(Place("case", family))
    QTest.mouseClick(shell.page.back, Qt.MouseButton.LeftButton)
    assert isinstance(shell.page, TodayPage)


def test_a_page_of_the_rail_is_kept_and_others_are_let_go(
    shell: Shell, family: CaseId, qtbot: QtBot
) -> None:
    shell.go(Place("cases"))
    cases = shell.page
    shell.go(Place("case", family))
    case = shell.page
    with qtbot.waitSignal(case.destroyed):
        shell.go(Place("cases"))
    assert shell.page is cases


def test_a_narrow_window_keeps_the_icons_of_the_rail(shell: Shell) -> None:
    wide = shell.rail.width()
    shell.resize(800, 700)
    only_icons = Qt.ToolButtonStyle.ToolButtonIconOnly
    assert shell.rail.width() < wide / 2
    assert shell.rail.buttons["cases"].toolButtonStyle() is only_icons
    assert shell.rail.buttons["cases"].accessibleName() == "Cases"
    shell.resize(1180, 780)
    assert shell.rail.width() == wide


def test_the_rail_tells_whose_vault_it_is(shell: Shell, settled: Callable[[], None]) -> None:
    settled()
    assert shell.rail.owner.text() == f"Vault of {CONSUL}"
    assert shell.rail.owner.isVisible()


def test_f2_speaks_the_next_language(
    shell: Shell, desk: Desk, qtbot: QtBot, press: Press
) -> None:
    said = [shell.page.title.text()]
    for _press in range(3):
        press(shell, Qt.Key.Key_F2)
        qtbot.waitUntil(lambda: shell.page.title.text() != said[-1])
        said.append(shell.page.title.text())
    assert len(set(said)) == 3
    assert (said[0], desk.language.code) == ("Today", "en")


def test_f1_opens_the_guide(shell: Shell, press: Press) -> None:
    press(shell, Qt.Key.Key_F1)
    assert isinstance(shell.page, GuidePage)


def test_an_error_is_said_once_above_the_page_in_three_sentences(
    shell: Shell, desk: Desk, failures: list[Exception], qtbot: QtBot
) -> None:
    assert not shell.banner.isVisible()
    desk.failed.emit(EmptyTitleError())
    assert shell.banner.isVisible()
    assert (
        shell.banner.words.text() == "A case needs a title. Nothing was changed. Type a name."
    )
    assert shell.banner.code.text() == "case.title_empty"
    desk.preferences.speak("de")
    qtbot.waitUntil(lambda: "Nothing was changed" not in shell.banner.words.text())
    shell.banner.close_button.click()
    assert not shell.banner.isVisible()
    failures.clear()


def _palette(shell: Shell, press: Press) -> CommandPalette:
    press(shell, Qt.Key.Key_K, CTRL)
    found = [p for p in shell.findChildren(CommandPalette) if p.isVisible()]
    assert len(found) == 1
    return found[0]


def test_the_palette_lists_every_action_with_its_key(shell: Shell, press: Press) -> None:
    palette = _palette(shell, press)
    listed = {row.text: row.beside for row in palette.model.rows}
    assert listed["New case"] == "Ctrl+N"
    assert listed["Lock"] == "Ctrl+L"
    assert {action.text() for action in shell.actions()} <= set(listed)


@pytest.mark.parametrize("part", ["keys", "backups", "check", "travel"])
def test_the_palette_leads_to_the_parts_of_the_settings(
    shell: Shell, press: Press, part: str
) -> None:
    palette = _palette(shell, press)
    QTest.keyClicks(palette.line, part)
    press(palette.line, Qt.Key.Key_Return)
    page = shell.page
    assert isinstance(page, SettingsPage)
    assert page.section is page.sections[part]


def test_the_palette_does_what_is_typed(shell: Shell, press: Press) -> None:
    palette = _palette(shell, press)
    QTest.keyClicks(palette.line, "settin")
    assert [row.text for row in palette.model.rows] == ["Settings"]
    press(palette.line, Qt.Key.Key_Return)
    assert isinstance(shell.page, SettingsPage)


def test_the_palette_finds_people_in_either_script(
    shell: Shell, qtbot: QtBot, press: Press
) -> None:
    palette = _palette(shell, press)
    palette.line.setText("щегл")
    palette.line.textEdited.emit("щегл")
    qtbot.waitUntil(lambda: bool(palette.model.rows))
    [row] = palette.model.rows
    assert row.text == "Юлия Олеговна Щеглова · IULIIA SHCHEGLOVA"
    assert row.beside.startswith("26-")
    press(palette.line, Qt.Key.Key_Return)
    assert isinstance(shell.page, CasePage)


def test_arrows_choose_in_the_palette(shell: Shell, qtbot: QtBot, press: Press) -> None:
    palette = _palette(shell, press)
    press(palette.line, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 1
    press(palette.line, Qt.Key.Key_Up)
    press(palette.line, Qt.Key.Key_Up)
    last = len(palette.model.rows) - 1
    assert palette.list.currentIndex().row() == last
    place = palette.list.visualRect(palette.model.index(last)).center()
    QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert not palette.isVisible()


def test_enter_in_a_palette_that_found_nothing_stays(
    shell: Shell, settled: Callable[[], None], press: Press
) -> None:
    palette = _palette(shell, press)
    QTest.keyClicks(palette.line, "nothing is called like this")
    settled()
    assert palette.model.rows == ()
    press(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.close()


def test_ctrl_f_searches_where_there_is_a_search_and_else_everywhere(
    shell: Shell, press: Press
) -> None:
    press(shell, Qt.Key.Key_F, CTRL)
    found = [p for p in shell.findChildren(CommandPalette) if p.isVisible()]
    assert len(found) == 1
    found[0].close()
    shell.go(Place("cases"))
    shell.rail.buttons["cases"].setFocus()
    press(shell, Qt.Key.Key_F, CTRL)
    assert isinstance(shell.page, CaseListPage)
    assert shell.page.line.hasFocus()


def test_ctrl_n_begins_a_case_from_anywhere(shell: Shell, press: Press) -> None:
    press(shell, Qt.Key.Key_N, CTRL)
    dialogs = shell.findChildren(NewCaseDialog)
    assert len(dialogs) == 1
    dialogs[0].reject()


def test_ctrl_enter_does_the_main_action(shell: Shell, press: Press) -> None:
    press(shell, Qt.Key.Key_Return, CTRL)
    assert shell.findChildren(NewCaseDialog) == []
    shell.go(Place("cases"))
    press(shell, Qt.Key.Key_Return, CTRL)
    dialogs = shell.findChildren(NewCaseDialog)
    assert len(dialogs) == 1
    dialogs[0].reject()


class _Counter(QObject):
    """Counts every event of the program."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += 1
        return False


@pytest.mark.parametrize("height", [780, 430])
def test_a_window_at_rest_does_nothing(
    shell: Shell, settled: Callable[[], None], qtbot: QtBot, height: int
) -> None:
    """Whatever is left over would empty a laptop's battery."""
    shell.resize(1180, height)
    settled()
    qtbot.wait(2 * SETTLES_MS)
    counter = _Counter()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(counter)
    qtbot.wait(500)
    app.removeEventFilter(counter)
    assert counter.count < 40
