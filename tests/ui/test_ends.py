"""Ends: dates of a case, cases to look at again, erasing, a person's own data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from consul_desk.casework.cases import list_cases
from consul_desk.casework.documents import list_documents, save_copy
from consul_desk.casework.erasure import list_erased
from consul_desk.casework.history import history
from consul_desk.casework.intake import take_in
from consul_desk.casework.retention import CaseDates, case_dates, set_dates
from consul_desk.errors import UnwritableFileError
from consul_desk.values import CaseId
from consul_desk.vault.backup import list_backups, make_backup
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import Packs
from ui.cases import subject_dialog
from ui.cases.case_page import CasePage
from ui.cases.dates_card import DatesCard
from ui.cases.erase_dialog import EraseDialog
from ui.cases.page import CaseListPage
from ui.cases.subject_dialog import SubjectDataDialog
from ui.desk import Desk
from ui.shell import Shell
from ui.today.page import TodayPage
from ui.today.review import ReviewCard
from ui.widgets.link import WrappedLink
from ui.widgets.page import Place

from .conftest import FAMILY, TODAY
from .typing_keys import retype, type_text

Settled = Callable[[], None]
Ask = Callable[..., object]


@pytest.fixture
def page(shell: Shell, family: CaseId, settled: Settled) -> CasePage:
    shell.go(Place("case", family, "overview"))
    settled()
    page = shell.page
    assert isinstance(page, CasePage)
    return page


@pytest.fixture
def dates(page: CasePage) -> DatesCard:
    return page.overview.dates


def test_both_dates_save_themselves(
    dates: DatesCard, family: CaseId, ask: Ask, settled: Settled
) -> None:
    retype(dates.retain_until, "31.12.2030")
    retype(dates.review_on, "1.3.2027")
    QTest.keyClick(dates.review_on, Qt.Key.Key_Return)
    settled()
    assert ask(partial(case_dates, case_id=family)) == CaseDates(
        date(2030, 12, 31), date(2027, 3, 1)
    )
    assert dates.retain_until.text() == "31.12.2030"


def test_half_a_date_stays_where_it_was_typed_and_says_what_is_missing(
    dates: DatesCard, family: CaseId, ask: Ask, settled: Settled
) -> None:
    retype(dates.review_on, "03.2027")
    QTest.keyClick(dates.review_on, Qt.Key.Key_Return)
    settled()
    problem = dates.problems[dates.review_on]
    assert problem.isVisible()
    assert problem.text() == "Type a whole date, such as 24.11.2026."
    assert dates.review_on.text() == "03.2027"
    assert ask(partial(case_dates, case_id=family)) == CaseDates(None, None)


def test_an_emptied_date_is_taken_away(
    dates: DatesCard, family: CaseId, desk: Desk, ask: Ask, settled: Settled, qtbot: QtBot
) -> None:
    work = partial(set_dates, case_id=family, retain_until=TODAY, review_on=TODAY)
    desk.run(work, dates)
    qtbot.waitUntil(lambda: dates.review_on.text() == "23.11.2026")
    retype(dates.review_on, "")
    QTest.keyClick(dates.review_on, Qt.Key.Key_Return)
    settled()
    assert ask(partial(case_dates, case_id=family)) == CaseDates(TODAY, None)


@pytest.mark.parametrize(
    ("retain_until", "review_on", "said"),
    [
        (None, TODAY, ["Look at it again: Mon 23 November 2026"]),
        (date(2026, 11, 22), None, ["Was to be kept until Sun 22 November 2026"]),
        (TODAY, date(2026, 11, 24), []),
    ],
)
def test_a_case_whose_day_has_come_stands_on_today(
    shell: Shell,
    family: CaseId,
    desk: Desk,
    settled: Settled,
    retain_until: date | None,
    review_on: date | None,
    said: list[str],
) -> None:
    work = partial(set_dates, case_id=family, retain_until=retain_until, review_on=review_on)
    desk.run(work, shell)
    settled()
    page = shell.page
    assert isinstance(page, TodayPage)
    cards = page.findChildren(ReviewCard)
    assert [card.when.text() for card in cards] == said
    for card in cards:
        QTest.keyClick(card.whose, Qt.Key.Key_Space)
        assert isinstance(shell.page, CasePage)


@pytest.fixture
def eraser(page: CasePage, settled: Settled) -> EraseDialog:
    QTest.keyClick(page.overview.dates.erase, Qt.Key.Key_Space)
    dialog = page.findChild(EraseDialog)
    assert dialog is not None
    settled()
    return dialog


def _said(dialog: EraseDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def _number(ask: Ask) -> str:
    cases = ask(list_cases)
    assert isinstance(cases, tuple)
    return str(cases[0].number)


def test_everything_that_goes_is_shown_before(eraser: EraseDialog, ask: Ask) -> None:
    said = eraser.goes.text()
    assert said.startswith("Юлия Олеговна Щеглова, ")
    assert "1 document" in said
    assert "answers" in said
    assert eraser.heading.text() == f"Erase case {_number(ask)}"


def test_copies_and_backups_that_erasing_does_not_reach_are_named(
    shell: Shell, family: CaseId, desk: Desk, tmp_path: Path, settled: Settled
) -> None:
    desk.run(make_backup, shell)
    desk.run(partial(_copy_out, family, tmp_path / "passport.png"), shell)
    dialog = EraseDialog(desk, family, shell)
    dialog.open()
    settled()
    assert "1 backup holds the case until it is removed." in _said(dialog)
    assert "A plain copy of “" in _said(dialog)
    dialog.reject()


def _copy_out(case_id: str, target: Path, vault: Vault) -> None:
    save_copy(vault, list_documents(vault, case_id)[0].id, target)


def test_erasing_needs_a_reason_and_the_typed_number(eraser: EraseDialog, ask: Ask) -> None:
    assert not eraser.main.isEnabled()
    type_text(eraser.number, _number(ask).lower())
    assert not eraser.main.isEnabled()
    reason = next(iter(eraser.reasons.values()))
    QTest.keyClick(reason, Qt.Key.Key_Space)
    assert eraser.main.isEnabled()
    QTest.keyClick(eraser.number, Qt.Key.Key_Backspace)
    assert not eraser.main.isEnabled()
    eraser.reject()
    assert _number(ask)


def _erase(eraser: EraseDialog, number: str, qtbot: QtBot) -> None:
    type_text(eraser.number, number)
    QTest.keyClick(next(iter(eraser.reasons.values())), Qt.Key.Key_Space)
    QTest.keyClick(eraser.main, Qt.Key.Key_Space)
    qtbot.waitUntil(eraser.outcome.isVisible, timeout=20_000)


def test_an_erased_case_is_gone_and_its_page_is_left(
    shell: Shell, eraser: EraseDialog, ask: Ask, qtbot: QtBot, settled: Settled
) -> None:
    _erase(eraser, _number(ask), qtbot)
    assert eraser.outcome.text() == "The case is gone from this vault."
    assert not eraser.main.isVisible()
    QTest.keyClick(eraser.dismiss, Qt.Key.Key_Space)
    settled()
    assert isinstance(shell.page, CaseListPage)
    assert ask(list_cases) == ()
    erased = ask(list_erased)
    assert isinstance(erased, tuple)
    assert [row.reason for row in erased] == ["no_longer_needed"]


def test_older_backups_can_go_too(
    page: CasePage,
    desk: Desk,
    family_vault: Path,
    ask: Ask,
    qtbot: QtBot,
    settled: Settled,
) -> None:
    for _number_of_backup in range(2):
        desk.run(make_backup, page)
    settled()
    page.overview.erase()
    eraser = page.findChild(EraseDialog)
    assert eraser is not None
    settled()
    _erase(eraser, _number(ask), qtbot)
    assert "Older backups still hold it" in eraser.outcome.text()
    QTest.keyClick(eraser.main, Qt.Key.Key_Space)
    wanted = "The case is gone, from the backups beside the vault too."
    qtbot.waitUntil(lambda: eraser.outcome.text() == wanted, timeout=20_000)
    assert len(list_backups(family_vault)) == 1
    eraser.reject()


@pytest.fixture
def own_data(page: CasePage) -> SubjectDataDialog:
    page.enter(Place("case", part="people"))
    card = next(iter(page.people.cards.values()))
    QTest.keyClick(card.own_data, Qt.Key.Key_Space)
    dialog = page.findChild(SubjectDataDialog)
    assert dialog is not None
    return dialog


def test_a_person_gets_her_data_as_two_files_and_the_history_says_so(
    own_data: SubjectDataDialog,
    family: CaseId,
    tmp_path: Path,
    ask: Ask,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "for her"
    folder.mkdir()
    monkeypatch.setattr(subject_dialog, "choose_folder", lambda *_: folder)
    assert own_data.heading.text() == "Everything about Юлия Олеговна Щеглова"
    QTest.keyClick(own_data.main, Qt.Key.Key_Space)
    qtbot.waitUntil(own_data.outcome.isVisible, timeout=20_000)
    files = sorted(folder.iterdir())
    assert [file.suffix for file in files] == [".json", ".pdf"]
    assert all(file.name in own_data.outcome.text() for file in files)
    rows = ask(partial(history, case_id=family))
    assert isinstance(rows, tuple)
    assert rows[-1].kind == "disclosure"
    own_data.reject()


def test_a_folder_that_takes_nothing_is_said_in_the_dialog(
    own_data: SubjectDataDialog,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subject_dialog, "choose_folder", lambda *_: tmp_path / "nowhere")
    own_data.main.click()
    qtbot.waitUntil(own_data.error.isVisible, timeout=20_000)
    assert own_data.code.text() == UnwritableFileError.code
    assert own_data.main.isEnabled()
    own_data.reject()


def test_somebody_who_was_entered_twice_is_named_with_the_reason_and_a_way_there(
    page: CasePage, desk: Desk, packs: Packs, ask: Ask, qtbot: QtBot, shell: Shell
) -> None:
    second = ask(partial(take_in, packs=packs, path=FAMILY))
    page.enter(Place("case", part="people"))
    page.reload()
    card = next(iter(page.people.cards.values()))
    qtbot.waitUntil(card.duplicates.isVisible, timeout=20_000)
    links = [link for link in card.duplicates.findChildren(WrappedLink) if link.isVisible()]
    assert any("Юлия Олеговна Щеглова" in link.text() for link in links)
    assert all(link.accessibleDescription() for link in links)
    QTest.keyClick(links[0], Qt.Key.Key_Space)
    assert shell._here == Place("case", str(second), "people")


def test_nobody_is_called_a_duplicate_of_her_own_family(
    page: CasePage, settled: Settled
) -> None:
    page.enter(Place("case", part="people"))
    settled()
    assert [c for c in page.people.cards.values() if c.duplicates.isVisible()] == []
