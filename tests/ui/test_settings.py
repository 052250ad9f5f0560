"""Settings apply at once and are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from consul_desk.language import CODES
from ui import theme
from ui.desk import Desk
from ui.preferences import FONT_PERCENTS
from ui.settings.page import SettingsPage
from ui.theme import TOKENS, Look

from .conftest import CONSUL


@pytest.fixture
def page(family_desk: Desk, qtbot: QtBot, settled: Callable[[], None]) -> SettingsPage:
    page = SettingsPage(family_desk)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    settled()
    return page


def _step_down(box: QComboBox) -> None:
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)


def test_the_page_tells_whose_vault_lies_where(page: SettingsPage, family_vault: Path) -> None:
    assert page.owner.text() == CONSUL
    assert page.folder.text() == str(family_vault)
    assert page.owner.isReadOnly()


def test_a_look_is_worn_at_once(page: SettingsPage) -> None:
    _step_down(page.look)
    assert theme.current() is TOKENS[Look.DARK]


def test_a_text_size_is_there_at_once(page: SettingsPage) -> None:
    before = QApplication.font().pointSizeF()
    _step_down(page.text_size)
    assert QApplication.font().pointSizeF() == pytest.approx(before * FONT_PERCENTS[1] / 100)


def test_a_language_is_spoken_at_once(page: SettingsPage, qtbot: QtBot) -> None:
    page.language.activated.emit(CODES.index("de"))
    qtbot.waitUntil(lambda: page.title.text() == "Einstellungen")
    assert page.language.currentText() == "Deutsch"
    assert page.look.itemText(0) == "Hell"


def test_the_boxes_show_what_is_chosen_now(
    family_desk: Desk, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    family_desk.preferences.wear(Look.HIGH_CONTRAST)
    family_desk.preferences.enlarge(150)
    page = SettingsPage(family_desk)
    qtbot.addWidget(page)
    settled()
    assert (page.look.currentText(), page.text_size.currentText()) == ("High contrast", "150 %")
