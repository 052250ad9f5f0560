"""The list of cases, a new case, an intake file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from consul_desk.casework.cases import open_case
from consul_desk.casework.people import PersonRow, list_people
from consul_desk.errors.casework import IntakeError
from consul_desk.values import CaseId
from ui.cases import page as case_list
from ui.cases.new_case import NewCaseDialog
from ui.cases.page import CaseListPage
from ui.desk import Desk
from ui.widgets.link import WrappedLink
from ui.widgets.page import Place

from .conftest import CONSUL, FAMILY


@pytest.fixture
def page(family_desk: Desk, qtbot: QtBot, settled: Callable[[], None]) -> CaseListPage:
    page = CaseListPage(family_desk)
    qtbot.addWidget(page)
    page.resize(1000, 600)
    page.show()
    qtbot.waitExposed(page)
    settled()
    return page


@pytest.fixture
def empty_page(empty_desk: Desk, qtbot: QtBot, settled: Callable[[], None]) -> CaseListPage:
    page = CaseListPage(empty_desk)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    settled()
    return page


def _cells(page: CaseListPage) -> list[list[str]]:
    model = page.table.rows
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_a_line_tells_names_number_procedures_date_consul_and_status(
    page: CaseListPage,
) -> None:
    [[name, number, procedures, date, consul, status]] = _cells(page)
    assert name == "Юлия Олеговна Щеглова\nIULIIA SHCHEGLOVA"
    assert number.startswith("26-")
    assert procedures == "Register an address"
    assert date == "tomorrow\nTue 24 November 2026"
    assert (consul, status) == (CONSUL, "open")


@pytest.mark.parametrize("typed", ["щегл", "shchegl", "Юлия iuliia", "26-"])
def test_search_finds_either_script_and_the_number(
    page: CaseListPage, typed: str, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    page.line.setText("nobody at all")
    qtbot.waitUntil(lambda: not _cells(page))
    page.line.setText(typed)
    qtbot.waitUntil(lambda: len(_cells(page)) == 1)
    settled()


def test_a_search_without_result_offers_all_cases_again(
    page: CaseListPage, qtbot: QtBot
) -> None:
    page.line.setText("nobody at all")
    qtbot.waitUntil(page.empty.isVisible)
    page.empty.button.click()
    qtbot.waitUntil(lambda: page.table.isVisible() and len(_cells(page)) == 1)


def test_enter_opens_the_chosen_case(page: CaseListPage, family: CaseId, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.wanted) as heard:
        QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert heard.args == [Place("case", family)]
    with qtbot.waitSignal(page.wanted) as heard:
        QTest.keyClick(page.line, Qt.Key.Key_Return)
    assert heard.args == [Place("case", family)]


def test_a_change_elsewhere_reaches_the_list(page: CaseListPage, qtbot: QtBot) -> None:
    page._desk.run(partial(open_case, title="Familie Muster"), page)
    qtbot.waitUntil(lambda: len(_cells(page)) == 2)
    assert _cells(page)[0][0] == "Familie Muster"


def test_a_hidden_list_catches_up_when_it_is_shown(page: CaseListPage, qtbot: QtBot) -> None:
    page.hide()
    with qtbot.waitSignal(page._desk.changed):
        page._desk.run(partial(open_case, title="Familie Muster"), page)
    assert len(_cells(page)) == 1
    page.show()
    qtbot.waitUntil(lambda: len(_cells(page)) == 2)


def test_columns_sort_as_people_do(page: CaseListPage, qtbot: QtBot) -> None:
    for title in ("Ёлкина", "Абрамова", "Жук"):
        page._desk.run(partial(open_case, title=title), page)
    qtbot.waitUntil(lambda: len(_cells(page)) == 4)
    page.table.rows.sort(0)
    names = [row[0].split("\n")[0] for row in _cells(page)]
    assert names == ["Абрамова", "Ёлкина", "Жук", "Юлия Олеговна Щеглова"]
    page.table.rows.sort(3, Qt.SortOrder.DescendingOrder)
    assert [row[0] for row in _cells(page)][-1].startswith("Юлия")


def test_an_empty_vault_offers_the_next_step(empty_page: CaseListPage) -> None:
    assert empty_page.empty.isVisible()
    assert not empty_page.table.isVisible()
    empty_page.empty.button.click()
    [dialog] = empty_page.findChildren(NewCaseDialog)
    assert dialog.isVisible()
    dialog.reject()


@pytest.fixture
def dialog(page: CaseListPage) -> Iterator[NewCaseDialog]:
    page.main.click()
    [dialog] = page.findChildren(NewCaseDialog)
    yield dialog


def test_a_new_case_has_an_applicant_and_is_opened(
    page: CaseListPage, dialog: NewCaseDialog, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    assert not dialog.main.isEnabled()
    QTest.keyClicks(dialog.line, "Familie Muster")
    with qtbot.waitSignal(page.wanted) as heard:
        QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    place = heard.args[0]
    people: list[PersonRow] = []
    page._desk.run(partial(list_people, case_id=place.subject_id), page, people.extend)
    settled()
    assert [person.role for person in people] == ["applicant"]
    qtbot.waitUntil(lambda: len(_cells(page)) == 2)


def _links(dialog: NewCaseDialog) -> list[WrappedLink]:
    return [link for link in dialog.people.findChildren(WrappedLink) if link.isVisible()]


@pytest.mark.parametrize("typed", ["Щеглова Юлия", "yuliya shcheglova", "Schtscheglowa"])
def test_similar_people_are_shown_with_the_reason_while_typing(
    page: CaseListPage, dialog: NewCaseDialog, family: CaseId, qtbot: QtBot, typed: str
) -> None:
    dialog.line.setText(typed)
    qtbot.waitUntil(lambda: bool(_links(dialog)))
    link = next(link for link in _links(dialog) if link.text().startswith("Юлия"))
    assert link.text().startswith("Юлия Олеговна Щеглова · IULIIA SHCHEGLOVA, 26-")
    assert link.accessibleDescription()
    with qtbot.waitSignal(page.wanted) as heard:
        QTest.keyClick(link, Qt.Key.Key_Space)
    assert heard.args == [Place("case", family)]


def test_a_case_that_is_called_like_it_is_shown_too(
    page: CaseListPage, dialog: NewCaseDialog, qtbot: QtBot
) -> None:
    page._desk.run(partial(open_case, title="Familie Beispiel"), page)
    dialog.line.setText("beisp")
    qtbot.waitUntil(lambda: dialog.cases.count() == 1)
    dialog.reject()


def test_similar_people_go_away_with_what_was_typed(
    dialog: NewCaseDialog, qtbot: QtBot
) -> None:
    dialog.line.setText("Щеглова")
    qtbot.waitUntil(dialog.people.isVisible)
    dialog.line.clear()
    qtbot.waitUntil(dialog.people.isHidden)
    assert not dialog.main.isEnabled()
    dialog.reject()


def test_an_error_is_said_in_the_dialog(dialog: NewCaseDialog, qtbot: QtBot) -> None:
    dialog.line.setText("x")
    dialog.line.blockSignals(True)
    dialog.line.setText(" ")
    dialog.main.click()
    qtbot.waitUntil(dialog.error.isVisible)
    assert dialog.error.text().startswith("A case needs a title.")
    assert dialog.main.isEnabled()
    dialog.reject()


def test_an_intake_file_becomes_a_case(
    empty_page: CaseListPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_list, "choose_file", lambda *_: FAMILY)
    with qtbot.waitSignal(empty_page.wanted, timeout=20_000) as heard:
        empty_page.intake.click()
    assert heard.args[0].page == "case"


def test_a_wrong_intake_file_makes_no_case(
    empty_page: CaseListPage,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    failures: list[Exception],
) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("title: x\npeople:\n  - {id: a, role: applicant, colour: red}\n")
    monkeypatch.setattr(case_list, "choose_file", lambda *_: file)
    with qtbot.waitSignal(empty_page._desk.failed, timeout=20_000):
        empty_page.enter(Place("cases", part="intake"))
    assert isinstance(failures.pop(), IntakeError)
    assert _cells(empty_page) == []


def test_turning_back_from_the_file_dialog_does_nothing(
    empty_page: CaseListPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_list, "choose_file", lambda *_: None)
    empty_page.intake.click()
    assert _cells(empty_page) == []
