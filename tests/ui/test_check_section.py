"""Settings, check: now, with its progress, and what was found in sentences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from consul_desk.paths import BLOB_FOLDER
from consul_desk.vault import integrity
from ui.desk import Desk
from ui.long_work import LongRun
from ui.settings.check import CheckSection
from ui.settings.page import SettingsPage
from ui.widgets.page import Place


@pytest.fixture
def page(family_desk: Desk, qtbot: QtBot, settled: Callable[[], None]) -> SettingsPage:
    page = SettingsPage(family_desk)
    qtbot.addWidget(page)
    page.show()
    page.enter(Place("settings", part="check"))
    qtbot.waitExposed(page)
    settled()
    return page


@pytest.fixture
def section(page: SettingsPage) -> CheckSection:
    section = page.section
    assert isinstance(section, CheckSection)
    return section


def test_a_whole_vault_is_said_to_be_whole_and_the_time_is_kept(
    page: SettingsPage, section: CheckSection, qtbot: QtBot
) -> None:
    assert section.state.text() == "The vault has not been checked in full yet."
    page.do_main()
    assert not page.main.isVisible()
    qtbot.waitUntil(section.outcome.isVisible, timeout=30_000)
    assert section.outcome.text() == "The vault is whole. Everything was looked at."
    qtbot.waitUntil(lambda: section.state.text().startswith("Last checked in full on"))
    assert not section.findings.isVisible()
    assert page.main.text() == "Check now"


def test_damage_is_named_in_a_sentence_with_the_next_step(
    page: SettingsPage, section: CheckSection, family_vault: Path, qtbot: QtBot
) -> None:
    [blob] = [p for p in (family_vault / BLOB_FOLDER).rglob("*") if p.is_file()]
    blob.write_bytes(blob.read_bytes()[:-1])
    page.do_main()
    qtbot.waitUntil(section.findings.isVisible, timeout=30_000)
    said = [label.text() for label in section.findings.findChildren(QLabel)]
    assert any(text.startswith("The file of an attachment was altered") for text in said)
    assert not section.outcome.isVisible()
    with qtbot.waitSignal(page.wanted) as heard:
        section.backups.click()
    assert heard.args == [Place("settings", part="backups")]


def test_a_check_that_was_stopped_is_not_said_to_be_whole(
    page: SettingsPage,
    section: CheckSection,
    family_desk: Desk,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(integrity, "_TOLD_EVERY", 1)

    def _cancel(run: LongRun) -> None:
        run.cancel()

    family_desk.long_begun.connect(_cancel)
    page.do_main()
    qtbot.waitUntil(page.main.isVisible, timeout=30_000)
    assert section.outcome.text() == "The check was stopped before its end."
    assert section.state.text() == "The vault has not been checked in full yet."
