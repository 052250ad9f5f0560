"""The page of one case: header, what is missing, people, procedures, history."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from consul_desk.casework.cases import open_case
from consul_desk.casework.documents import add_document
from consul_desk.casework.facts import clear_fact, set_fact
from consul_desk.casework.people import add_person, list_people
from consul_desk.errors import NotFoundError
from consul_desk.values import Answer, AnswerStatus, CaseId
from consul_desk.vault.vault import Vault
from ui.cases.case_page import TABS, CasePage
from ui.cases.procedure_card import ProcedureCard
from ui.cases.procedures_tab import BeginProcedureDialog
from ui.desk import Desk
from ui.today.deadline import DeadlineCard
from ui.widgets.labels import Label, StateLabel
from ui.widgets.link import WrappedLink
from ui.widgets.page import Place

from .conftest import CONSUL


@pytest.fixture
def page(
    family_desk: Desk, family: CaseId, qtbot: QtBot, settled: Callable[[], None]
) -> CasePage:
    return _shown(CasePage(family_desk, family), qtbot, settled)


@pytest.fixture
def new_page(empty_desk: Desk, qtbot: QtBot, settled: Callable[[], None]) -> CasePage:
    """The page of a case with an applicant and nothing else."""
    made: list[str] = []
    empty_desk.run(_new_case, empty_desk, made.append)
    settled()
    return _shown(CasePage(empty_desk, made[0]), qtbot, settled)


def _new_case(vault: Vault) -> str:
    case_id = open_case(vault, "Familie Muster")
    add_person(vault, case_id, "applicant")
    return case_id


def _shown(page: CasePage, qtbot: QtBot, settled: Callable[[], None]) -> CasePage:
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    qtbot.waitExposed(page)
    settled()
    return page


def _mother(page: CasePage) -> str:
    assert page.view is not None
    return str(next(p.id for p in page.view.details.people if p.role == "applicant"))


def test_the_header_names_the_person_in_both_scripts_and_the_next_date(
    page: CasePage,
) -> None:
    assert page.title.text() == "Юлия Олеговна Щеглова"
    assert page.under.text().startswith("IULIIA SHCHEGLOVA · Щегловы, Berlin (Muster) · 26-")
    assert page.next.text() == "Register the address: tomorrow, Tue 24 November 2026"


def test_the_tabs_are_named_and_reached_by_place(page: CasePage) -> None:
    assert [page.tabs.tabText(at) for at in range(page.tabs.count())] == [
        "Overview",
        "People",
        "Procedures",
        "Documents",
        "Papers",
        "History",
    ]
    for at, part in enumerate(TABS):
        page.enter(Place("case", part=part))
        assert page.tabs.currentIndex() == at
    page.enter(Place("case"))
    assert page.tabs.currentIndex() == len(TABS) - 1


def test_the_main_action_goes_on_with_the_procedure(page: CasePage, qtbot: QtBot) -> None:
    assert page.view is not None
    assert page.main.text() == "Continue"
    with qtbot.waitSignal(page.wanted) as heard:
        page.main.click()
    assert heard.args == [Place("interview", page.view.details.procedures[0].id)]


def test_why_unfolds_how_the_day_was_worked_out(page: CasePage) -> None:
    [card] = page.overview.findChildren(DeadlineCard)
    assert not card.why.body.isVisible()
    QTest.keyClick(card.why.link, Qt.Key.Key_Space)
    assert card.why.body.isVisible()
    told = "\n".join(label.text() for label in card.why.body.findChildren(Label))
    assert "§ 17 Abs. 1 BMG" in told
    assert "Tue 24 November 2026" in told


def test_what_is_missing_leads_to_its_step(page: CasePage, qtbot: QtBot) -> None:
    assert page.view is not None
    [interview] = page.view.interviews.values()
    links = page.overview.findChildren(WrappedLink)
    assert len(links) == len(interview.missing)
    with qtbot.waitSignal(page.wanted) as heard:
        links[0].click()
    place = heard.args[0]
    assert (place.page, place.missing) == ("interview", interview.missing[0])


def test_a_long_list_of_what_is_missing_is_cut_with_its_number(
    new_page: CasePage, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    _begin(new_page, qtbot)
    settled()
    assert new_page.view is not None
    [interview] = new_page.view.interviews.values()
    assert len(new_page.overview.findChildren(WrappedLink)) == 8
    said = [label.text() for label in new_page.overview.findChildren(Label)]
    assert f"and {len(interview.missing) - 8} more" in said


def test_a_procedure_tells_how_far_it_is(page: CasePage, qtbot: QtBot) -> None:
    card = page.procedures.findChildren(ProcedureCard)[0]
    said = [label.text() for label in card.findChildren(Label)]
    assert any("% done" in text for text in said)
    assert "Anmeldung" in said
    assert any(text.startswith("No lawyer has reviewed this yet.") for text in said)
    with qtbot.waitSignal(page.wanted) as heard:
        card.go_on.click()
    assert heard.args[0].page == "interview"


def test_a_change_of_a_name_reaches_the_header(
    page: CasePage, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    key, answer = "person.given_names_cyrillic", Answer("Юлианна")
    _set(page, _mother(page), key, answer)
    qtbot.waitUntil(lambda: page.title.text() == "Юлианна Олеговна Щеглова")
    settled()


def _set(page: CasePage, subject: str, key: str, answer: Answer) -> None:
    vocabulary = page._desk.packs.vocabulary
    work = partial(set_fact, vocabulary=vocabulary, subject_id=subject, key=key, answer=answer)
    page._desk.run(work, page)


def test_a_person_can_be_added(
    page: CasePage, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    page.people.add["child"].click()
    qtbot.waitUntil(lambda: len(page.people.cards) == 4)
    settled()
    assert list(page.people.cards.values())[-1].name.text() == "No name yet"


def test_an_answer_about_a_person_is_changed_where_she_stands(
    page: CasePage, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    page.enter(Place("case", part="people"))
    card = page.people.cards[_mother(page)]
    card.answers.link.click()
    field = card.fields["person.birth_place"]
    line = field.editor.focusProxy()
    assert isinstance(line, QLineEdit)
    line.selectAll()
    QTest.keyClicks(line, "Testow")
    field.finish()
    qtbot.waitUntil(field.saved.isVisible)
    settled()
    assert page.view is not None
    answers = page.view.answers
    assert answers[_mother(page), "person.birth_place"] == Answer("Testow")
    card.answers.link.click()
    card.answers.link.click()
    assert field is card.fields["person.birth_place"]


def _begin(page: CasePage, qtbot: QtBot) -> None:
    page.procedures.begin.click()
    [dialog] = page.procedures.findChildren(BeginProcedureDialog)
    with qtbot.waitSignal(page.wanted, timeout=20_000):
        dialog.main.click()


def test_the_first_procedure_is_begun_from_the_main_button(
    new_page: CasePage, qtbot: QtBot
) -> None:
    assert new_page.main.text() == "Begin a procedure"
    assert not new_page.next.isVisible()
    new_page.main.click()
    [dialog] = new_page.procedures.findChildren(BeginProcedureDialog)
    [workflow] = dialog.workflows.values()
    assert workflow.isChecked()
    assert workflow.text() == "Register an address (Anmeldung)"
    with qtbot.waitSignal(new_page.wanted, timeout=20_000) as heard:
        dialog.main.click()
    assert heard.args[0].page == "interview"
    qtbot.waitUntil(lambda: new_page.main.text() == "Continue")


def test_somebody_has_to_take_part(page: CasePage) -> None:
    page.procedures.begin.click()
    [dialog] = page.procedures.findChildren(BeginProcedureDialog)
    for box in dialog.people.values():
        assert dialog.main.isEnabled()
        box.click()
    assert not dialog.main.isEnabled()
    next(iter(dialog.people.values())).click()
    assert dialog.main.isEnabled()
    dialog.reject()


def test_an_error_while_beginning_is_said_in_the_dialog(page: CasePage, qtbot: QtBot) -> None:
    page.procedures.begin.click()
    [dialog] = page.procedures.findChildren(BeginProcedureDialog)
    stranger, box = "no such person", dialog.people.popitem()[1]
    dialog.people[stranger] = box
    dialog.main.click()
    qtbot.waitUntil(dialog.error.isVisible)
    assert stranger in dialog.error.text()
    assert dialog.main.isEnabled()
    dialog.people.pop(stranger)
    dialog.reject()


def test_a_page_without_a_case_begins_nothing(
    family_desk: Desk,
    qtbot: QtBot,
    failures: list[Exception],
    settled: Callable[[], None],
) -> None:
    page = CasePage(family_desk, "no such case")
    qtbot.addWidget(page)
    page.procedures.begin.click()
    assert page.procedures.findChildren(BeginProcedureDialog) == []
    settled()
    assert {type(error) for error in failures} == {NotFoundError}
    failures.clear()


def _history(page: CasePage) -> list[list[str]]:
    model = page.history.table.rows
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_history_tells_who_changed_what_in_words(
    page: CasePage, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    page.enter(Place("case", part="history"))
    key, mother = "person.birth_place", _mother(page)
    _set(page, mother, key, Answer("Testow"))
    _set(page, mother, key, Answer(status=AnswerStatus.UNKNOWN))
    page._desk.run(partial(clear_fact, subject_id=mother, key=key), page)
    qtbot.waitUntil(lambda: _history(page)[0][4] == "taken back")
    settled()
    newest = [[who, before, after] for _, who, _, before, after in _history(page)[:3]]
    assert newest == [
        [CONSUL, "unknown", "taken back"],
        [CONSUL, "Testow", "unknown"],
        [CONSUL, "Obraztsovsk", "Testow"],
    ]
    assert _history(page)[0][2].endswith("\nЮлия Олеговна Щеглова")


def test_history_names_events_of_every_kind(
    page: CasePage, family: CaseId, qtbot: QtBot
) -> None:
    page.enter(Place("case", part="history"))
    page._desk.run(
        partial(add_document, case_id=family, source=b"%PDF-", title="Mietvertrag"), page
    )
    qtbot.waitUntil(lambda: _history(page)[0][4] == "Mietvertrag")
    what = {row[2].split("\n")[0]: row[4] for row in _history(page)}
    assert what["Case begun"] == "Щегловы, Berlin (Muster)"
    assert what["Procedure begun"] == "Register an address"
    assert {"Person added", "Takes part in the procedure", "File added"} <= set(what)
    assert not [text for text in what if "Something else" in text]


def test_everything_is_said_again_in_another_language(page: CasePage, qtbot: QtBot) -> None:
    page._desk.preferences.speak("ru")
    qtbot.waitUntil(lambda: page.tabs.tabText(0) != "Overview")
    said = [label.text() for label in page.findChildren(StateLabel)]
    assert any("24 ноября 2026" in text for text in said)
    assert _history(page)[-1][2] != "Case begun"


def test_people_of_a_case_stay_in_the_vault(
    page: CasePage, family: CaseId, settled: Callable[[], None]
) -> None:
    people: list[object] = []
    page._desk.run(partial(list_people, case_id=family), page, people.extend)
    settled()
    assert len(people) == len(page.people.cards) == 3
