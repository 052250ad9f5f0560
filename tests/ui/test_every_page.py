"""What holds for every page: words are translated, controls are named, 200 % can be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from consul_desk.casework.people import PersonRow, list_people
from consul_desk.exchange.returning import CapsuleRow
from consul_desk.language import CODES
from consul_desk.values import CaseId, LanguageCode
from consul_desk.vault.backup import BackupRow
from consul_desk.vault.manifest import Reason
from consul_desk.workflows.load import Packs
from ui.cases.case_page import TABS
from ui.cases.erase_dialog import EraseDialog
from ui.cases.new_case import NewCaseDialog
from ui.cases.subject_dialog import SubjectDataDialog
from ui.desk import Desk
from ui.documents.remove_document import RemoveDocumentDialog
from ui.documents.save_copy import Shown
from ui.palette import CommandPalette
from ui.rail import SECTIONS
from ui.settings.new_sheet import NewSheetDialog
from ui.settings.page import SECTIONS as PARTS
from ui.settings.read_piece import ReadPieceDialog
from ui.settings.restore import RestoreDialog
from ui.settings.share_recovery import ShareRecoveryDialog
from ui.settings.travel_arrive import ArriveDialog
from ui.settings.travel_leave import LeaveDialog
from ui.settings.travel_pack import PackDialog
from ui.settings.travel_return import ReturnDialog
from ui.shell import Shell
from ui.unlock.frame import DoorPage
from ui.widgets.dialog import Dialog
from ui.widgets.page import Place
from ui.window import Window

from .conftest import CONSUL, FAMILY
from .words import Pseudo, data_words, number_words, unnamed_controls, untranslated

Settled = Callable[[], None]
AT = datetime(2026, 11, 23, tzinfo=UTC)
CASE = [Place("case", part=part) for part in TABS]
SETTINGS = [Place("settings", part=part) for part in PARTS]
PLACES = [Place(name) for name in SECTIONS] + CASE + SETTINGS


@pytest.fixture
def data(packs: Packs, tmp_path: Path) -> frozenset[str]:
    return data_words(packs, FAMILY.read_text(), CONSUL, str(tmp_path), "pytest family")


@pytest.fixture
def pseudo_shell(family_desk: Desk, qtbot: QtBot) -> Shell:
    """The shell in a language that puts everything translated into brackets."""
    family_desk.preferences.language = Pseudo()
    family_desk.preferences.apply()
    shell = Shell(family_desk)
    qtbot.addWidget(shell)
    shell.show()
    qtbot.waitExposed(shell)
    return shell


def _at(place: Place, family: CaseId) -> Place:
    return Place(place.page, family, place.part) if place.page == "case" else place


def test_no_word_of_any_page_is_left_untranslated(
    pseudo_shell: Shell, family: CaseId, settled: Settled, data: frozenset[str]
) -> None:
    found = {}
    for place in PLACES:
        pseudo_shell.go(_at(place, family))
        settled()
        found[place] = untranslated(pseudo_shell, data | number_words(pseudo_shell))
    assert found == {place: [] for place in PLACES}


def test_no_word_of_the_palette_is_left_untranslated(
    pseudo_shell: Shell, settled: Settled, data: frozenset[str]
) -> None:
    pseudo_shell._open_palette()
    settled()
    palette = pseudo_shell.findChild(CommandPalette)
    assert palette is not None
    assert untranslated(palette, data) == []
    assert [row for row in palette.model.rows if not row.text.startswith("⟦")] == []
    palette.close()


def _dialogs(
    shell: Shell, family: CaseId, person: PersonRow, backup: BackupRow
) -> Iterator[Dialog]:
    """Every dialog inside the vault that asks about what leaves or is destroyed."""
    desk, nowhere = shell._desk, Path("nowhere")
    yield EraseDialog(desk, family, shell)
    yield SubjectDataDialog(desk, person, shell)
    yield RemoveDocumentDialog(desk, Shown("1", "SHCHEGLOVA", "SHCHEGLOVA.png"), shell)
    yield NewSheetDialog(desk, shell)
    yield ShareRecoveryDialog(desk, shell)
    yield ReadPieceDialog(desk, nowhere, shell)
    yield RestoreDialog(desk, backup, shell)
    yield PackDialog(desk, shell)
    yield LeaveDialog(desk, shell)
    yield ArriveDialog(desk, nowhere, shell)
    yield ReturnDialog(desk, CapsuleRow("1", CONSUL, "1", AT, 1, is_returned=False), shell)
    yield NewCaseDialog(desk, shell)


@pytest.fixture
def person(ask: Callable[..., tuple[PersonRow, ...]], family: CaseId) -> PersonRow:
    return ask(partial(list_people, case_id=family))[0]


@pytest.fixture
def backup(tmp_path: Path) -> BackupRow:
    return BackupRow("1", tmp_path, 1, AT, Reason.DAILY, 1, 1, 0, 1024)


def test_no_word_of_any_dialog_is_left_untranslated_and_every_control_is_named(
    pseudo_shell: Shell,
    family: CaseId,
    person: PersonRow,
    backup: BackupRow,
    settled: Settled,
    data: frozenset[str],
) -> None:
    words = data | data_words(pseudo_shell._desk.packs, "nowhere file unreadable png Codes")
    for dialog in _dialogs(pseudo_shell, family, person, backup):
        dialog.open()
        settled()
        found = untranslated(dialog, words | number_words(dialog) | _groups(dialog))
        assert found == []
        assert unnamed_controls(dialog) == []
        dialog.reject()


def _groups(dialog: Dialog) -> frozenset[str]:
    """The random letters of a recovery code."""
    code = dialog.sheet.code if isinstance(dialog, NewSheetDialog) else None
    return frozenset(re.findall(r"[A-Z]{2,}", " ".join(code.groups))) if code else frozenset()


@pytest.mark.parametrize("name", ["unlock", "setup"])
def test_no_word_of_the_door_is_left_untranslated(
    desk: Desk,
    family_vault: Path,
    tmp_path: Path,
    qtbot: QtBot,
    data: frozenset[str],
    name: str,
) -> None:
    desk.preferences.language = Pseudo()
    desk.preferences.apply()
    window = Window(desk, family_vault if name == "unlock" else tmp_path / "new")
    qtbot.addWidget(window)
    words = data | data_words(desk.packs, str(tmp_path), "new no word of the door is left")
    assert untranslated(window, words) == []
    assert unnamed_controls(window) == []


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("size", [(1180, 780), (800, 600)])
def test_at_200_percent_everything_in_front_of_the_vault_can_be_reached(
    desk: Desk,
    family_vault: Path,
    tmp_path: Path,
    qtbot: QtBot,
    code: LanguageCode,
    size: tuple[int, int],
) -> None:
    desk.preferences.speak(code)
    desk.preferences.enlarge(200)
    found = {}
    for folder in (family_vault, tmp_path / "new"):
        window = Window(desk, folder)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        page = window.currentWidget()
        assert isinstance(page, DoorPage)
        for part in page._parts:
            page.show_part(part)
            with suppress(qtbot.TimeoutError):
                qtbot.waitUntil(partial(_is_whole, page), timeout=1000)
            found[folder.name, part.title()] = _cut(page)
    assert found == {place: [] for place in found}


def _is_whole(page: DoorPage) -> bool:
    return not _cut(page)


def _cut(page: DoorPage) -> list[str]:
    """What is wider than the window, or lower than its words need."""
    inside, width = page.widget(), page.viewport().width()
    assert inside is not None
    shown = [widget for widget in inside.findChildren(QWidget) if widget.isVisible()]
    right = [w for w in shown if w.mapTo(inside, QPoint(w.width(), 0)).x() > width]
    labels = [label for label in page.part.findChildren(QLabel) if label.isVisible()]
    low = [label for label in labels if label.height() < label.heightForWidth(label.width())]
    return [type(widget).__name__ for widget in (*right, *low)]


def test_every_control_has_a_name(shell: Shell, family: CaseId, settled: Settled) -> None:
    found = {}
    for place in PLACES:
        shell.go(_at(place, family))
        settled()
        found[place] = unnamed_controls(shell)
    assert found == {place: [] for place in PLACES}


@pytest.mark.parametrize("code", CODES)
def test_at_200_percent_the_main_action_and_the_way_out_stay_in_the_window(
    shell: Shell, family: CaseId, settled: Settled, code: LanguageCode
) -> None:
    shell._desk.preferences.speak(code)
    shell._desk.preferences.enlarge(200)
    found = {}
    for place in PLACES:
        shell.go(_at(place, family))
        settled()
        controls = (shell.page.main, shell.rail.lock, shell.page.title)
        shown = [control for control in controls if control.isVisible()]
        found[place] = [c.objectName() for c in shown if not _is_inside(c, shell)]
    assert (shell.width(), shell.height()) == (1180, 780)
    assert found == {place: [] for place in PLACES}


def _is_inside(control: QWidget, window: QWidget) -> bool:
    corner = control.mapTo(window, QPoint(control.width(), control.height()))
    return corner.x() <= window.width() and corner.y() <= window.height()
