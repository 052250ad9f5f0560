"""The foot of the rail: always true, and each line leads to where it is settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from consul_desk.casework.cases import open_case
from consul_desk.language import language
from consul_desk.values import Touched
from consul_desk.vault.backup import make_backup
from consul_desk.vault.upkeep import UpkeepStatus
from ui import panic
from ui.desk import Desk
from ui.exchange.page import ExchangePage
from ui.settings.backups import BackupsSection
from ui.settings.page import SettingsPage
from ui.shell import Shell
from ui.status import SETTLES_MS, status_lines
from ui.theme import Tone
from ui.widgets.page import Place
from ui.widgets.reading_order import reading_order

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
SAFE = UpkeepStatus(
    unsent=0,
    unacknowledged=0,
    changes_since_backup=0,
    last_backup_at=AT,
    last_external_at=None,
    last_verified_at=AT,
)


@pytest.mark.parametrize(
    ("found", "words", "tone"),
    [
        (SAFE, ["Backup ok"], Tone.OK),
        (replace(SAFE, unsent=1), ["1 case unsent", "Backup ok"], Tone.WARNING),
        (
            replace(SAFE, unacknowledged=2),
            ["2 bundles without receipt", "Backup ok"],
            Tone.WARNING,
        ),
        (replace(SAFE, changes_since_backup=5), ["5 changes not backed up"], Tone.WARNING),
        (
            replace(SAFE, changes_since_backup=5, last_backup_at=None),
            ["No backup yet"],
            Tone.WARNING,
        ),
    ],
)
def test_what_is_left_to_do_is_said_in_words(
    found: UpkeepStatus, words: list[str], tone: Tone
) -> None:
    lines = status_lines(found, language("en"))
    assert [line.words for line in lines] == words
    assert lines[0].tone is tone


def _words(shell: Shell) -> list[str]:
    buttons = shell.rail.status.buttons.values()
    return [button.accessibleName() for button in buttons if button.isVisible()]


def test_it_follows_the_vault(
    shell: Shell, family_desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    settled()
    assert _words(shell) == ["1 case unsent", "No backup yet"]
    family_desk.run(make_backup, shell)
    qtbot.waitUntil(lambda: _words(shell) == ["1 case unsent", "Backup ok"], timeout=20_000)
    family_desk.run(partial(open_case, title="Muster"), shell)
    wanted = ["2 cases unsent", "1 change not backed up"]
    qtbot.waitUntil(lambda: _words(shell) == wanted, timeout=20_000)


def test_many_saves_are_asked_about_once(
    shell: Shell, family_desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    settled()
    asked: list[None] = []
    shell.rail.status._settle.timeout.connect(lambda: asked.append(None))
    for _number in range(5):
        family_desk.changed.emit(Touched(frozenset({"case"})))
    qtbot.waitUntil(lambda: len(asked) == 1)
    qtbot.wait(2 * SETTLES_MS)
    assert len(asked) == 1


def test_each_line_leads_to_where_it_is_settled(
    shell: Shell, settled: Callable[[], None]
) -> None:
    settled()
    QTest.keyClick(shell.rail.status.buttons["unsent"], Qt.Key.Key_Space)
    assert isinstance(shell.page, ExchangePage)
    QTest.keyClick(shell.rail.status.buttons["backup"], Qt.Key.Key_Space)
    assert isinstance(shell.page, SettingsPage)
    assert isinstance(shell.page.section, BackupsSection)


def test_a_narrow_rail_keeps_the_numbers_and_their_meaning(
    shell: Shell, settled: Callable[[], None]
) -> None:
    settled()
    button = shell.rail.status.buttons["unsent"]
    assert button.text() == "1 case unsent"
    shell.resize(800, 700)
    assert button.text() == "1"
    assert button.accessibleName() == button.toolTip() == "1 case unsent"
    assert shell.rail.panic is not None
    assert shell.rail.panic.text() == ""
    assert shell.rail.panic.accessibleName()


def test_in_a_low_window_every_button_of_the_rail_stays_in_it(
    shell: Shell, settled: Callable[[], None]
) -> None:
    settled()
    shell._desk.preferences.enlarge(150)
    shell.resize(1180, 480)
    settled()
    button = shell.rail.panic
    assert button is not None
    assert not shell.rail.owner.isVisible()
    assert button.geometry().bottom() <= shell.rail.height()
    tops = [one.y() for one in (*shell.rail.buttons.values(), shell.rail.lock, button)]
    assert tops == sorted(set(tops))


def test_the_status_is_reached_by_tab_between_the_pages_and_the_lock(
    shell: Shell, settled: Callable[[], None], press: Callable[..., None]
) -> None:
    settled()
    shell.go(Place("today"))
    shell.rail.buttons["settings"].setFocus()
    press(shell.rail.buttons["settings"], Qt.Key.Key_Tab)
    order = [
        shell.rail.status.buttons["unsent"],
        shell.rail.status.buttons["backup"],
        shell.rail.lock,
        shell.rail.panic,
    ]
    walked = [widget for widget in reading_order(shell) if widget in order]
    assert walked == order


def test_holding_the_panic_button_counts_in_a_line_below_and_letting_go_stops_it(
    shell: Shell, settled: Callable[[], None], qtbot: QtBot, press: Callable[..., None]
) -> None:
    settled()
    button = shell.rail.panic
    assert button is not None
    width, words = shell.rail.width(), button.text()
    press(shell, Qt.Key.Key_Shift)  # the window is active from here on
    button.setFocus()
    QTest.keyPress(button, Qt.Key.Key_Space)
    notice = button._notice
    assert notice is not None
    assert notice.text() == "Hold on: the keys are destroyed in 3 seconds"
    assert notice.isVisible()
    assert (shell.rail.width(), button.text()) == (width, words)
    QTest.keyRelease(button, Qt.Key.Key_Space)
    assert not notice.isVisible()


def test_held_to_the_end_the_keys_of_this_vault_are_destroyed(
    shell: Shell,
    family_vault: Path,
    settled: Callable[[], None],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    destroyed: list[Path] = []
    monkeypatch.setattr(panic, "destroy", destroyed.append)
    settled()
    assert shell.rail.panic is not None
    shell.rail.panic.hold._hold_s = 0.1
    QTest.mousePress(shell.rail.panic, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: destroyed == [family_vault])
