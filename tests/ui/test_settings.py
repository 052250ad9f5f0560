"""Languages and looks apply at once and are kept; the page leads to each of its parts."""

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
from ui.settings.looks import LooksSection
from ui.settings.page import SECTIONS, SettingsPage
from ui.theme import TOKENS, Look
from ui.widgets.page import Place

from .conftest import CONSUL


@pytest.fixture
def page(family_desk: Desk, qtbot: QtBot, settled: Callable[[], None]) -> SettingsPage:
    page = SettingsPage(family_desk)
    qtbot.addWidget(page)
    page.show()
    page.enter(Place("settings", part="looks"))
    qtbot.waitExposed(page)
    settled()
    return page


@pytest.fixture
def looks(page: SettingsPage) -> LooksSection:
    section = page.section
    assert isinstance(section, LooksSection)
    return section


def _step_down(box: QComboBox) -> None:
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)


def test_the_page_tells_whose_vault_lies_where(looks: LooksSection, family_vault: Path) -> None:
    assert looks.owner.text() == CONSUL
    assert looks.folder.text() == str(family_vault)
    assert looks.owner.isReadOnly()


def test_a_look_is_worn_at_once(looks: LooksSection) -> None:
    _step_down(looks.look)
    assert theme.current() is TOKENS[Look.DARK]


def test_a_text_size_is_there_at_once(looks: LooksSection) -> None:
    before = QApplication.font().pointSizeF()
    _step_down(looks.text_size)
    assert QApplication.font().pointSizeF() == pytest.approx(before * FONT_PERCENTS[1] / 100)


def test_a_language_is_spoken_at_once(
    page: SettingsPage, looks: LooksSection, qtbot: QtBot
) -> None:
    looks.language.activated.emit(CODES.index("de"))
    qtbot.waitUntil(lambda: page.title.text() == "Einstellungen")
    assert looks.language.currentText() == "Deutsch"
    assert looks.look.itemText(0) == "Hell"


def test_the_boxes_show_what_is_chosen_now(
    family_desk: Desk, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    family_desk.preferences.wear(Look.HIGH_CONTRAST)
    family_desk.preferences.enlarge(150)
    looks = LooksSection(family_desk)
    qtbot.addWidget(looks)
    settled()
    shown = (looks.look.currentText(), looks.text_size.currentText())
    assert shown == ("High contrast", "150 %")


@pytest.mark.parametrize("part", SECTIONS)
def test_each_part_can_be_gone_to(page: SettingsPage, part: str) -> None:
    page.enter(Place("settings", part=part))
    assert page.section is page.sections[part]
    assert page.section.isVisible()
