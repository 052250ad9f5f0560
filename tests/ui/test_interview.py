"""The interview: answers typed on the page, and what follows from them at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from consul_desk.casework.documents import list_documents
from consul_desk.casework.facts import case_facts
from consul_desk.casework.procedures import list_procedures
from consul_desk.language import language
from consul_desk.values import Answer, CaseFacts, CaseId, ProcedureId
from consul_desk.vault.vault import Vault
from consul_desk.workflows.interview import StepStatus
from consul_desk.workflows.load import Packs
from consul_desk.workflows.model import AddressPart
from consul_desk.workflows.validate import part_name
from ui.desk import Desk
from ui.fields.choices import YesNoEditor
from ui.fields.question import QuestionField
from ui.interview import page as interview_page
from ui.interview.page import InterviewPage
from ui.interview.presentation import Presentation
from ui.widgets.page import Place

from .conftest import FAMILY
from .typing_keys import retype
from .words import Pseudo, data_words, number_words, unnamed_controls, untranslated

SCAN = Path(__file__).parent.parent / "story" / "passport-child.png"
Ask = Callable[[Callable[[Vault], object]], object]


def _procedure(case_id: CaseId, vault: Vault) -> ProcedureId:
    return list_procedures(vault, case_id)[0].id


def _facts(case_id: CaseId, vault: Vault) -> CaseFacts:
    return case_facts(vault, _procedure(case_id, vault))


class Room:
    """The page, and what the vault holds behind it."""

    def __init__(self, page: InterviewPage, qtbot: QtBot, ask: Ask, family: CaseId) -> None:
        self.page, self._qtbot, self._ask, self._family = page, qtbot, ask, family

    def facts(self) -> CaseFacts:
        facts = self._ask(partial(_facts, self._family))
        assert isinstance(facts, CaseFacts)
        return facts

    def mother(self) -> str:
        return self.facts().people()[0].id

    def procedure(self) -> str:
        return self.facts().procedure_id

    def go(self, step_id: str) -> None:
        self.page.steps.choose(step_id)
        self._qtbot.waitUntil(lambda: step_id in self.page.views)
        self._qtbot.waitUntil(self.page.views[step_id].isVisible)

    def field(self, step_id: str, subject_id: str, key: str) -> QuestionField:
        self.go(step_id)
        field = self.page.views[step_id].field(subject_id, key)
        assert field is not None
        return field

    def line(self, step_id: str, subject_id: str, key: str) -> QLineEdit:
        line = self.field(step_id, subject_id, key).editor.focusProxy()
        assert isinstance(line, QLineEdit)
        return line

    def status(self, step_id: str) -> StepStatus:
        return next(s.status for s in self.page.steps.rows() if s.id == step_id)

    def wait_for(self, subject_id: str, key: str, answer: Answer | None) -> None:
        def _is_there() -> bool:
            return self.facts().answer(subject_id, key) == answer

        self._qtbot.waitUntil(_is_there, timeout=20_000)


@pytest.fixture
def room(
    family_desk: Desk,
    qtbot: QtBot,
    ask: Ask,
    family: CaseId,
) -> Room:
    procedure_id = ask(partial(_procedure, family))
    page = InterviewPage(family_desk, str(procedure_id))
    qtbot.addWidget(page)
    page.resize(1180, 780)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    qtbot.waitUntil(lambda: bool(page.views), timeout=20_000)
    return Room(page, qtbot, ask, family)


def _button(field: QuestionField, *, value: bool) -> QAbstractButton:
    assert isinstance(field.editor, YesNoEditor)
    return field.editor.buttons[value]


def _said(widget: QWidget) -> str:
    labels = (label.text() for label in widget.findChildren(QLabel) if label.isVisible())
    return "\n".join(labels)


def test_it_begins_where_the_first_thing_is_missing(room: Room) -> None:
    assert [*room.page.views] == ["landlord"]
    assert room.status("people") is StepStatus.DONE
    assert room.status("landlord") is StepStatus.PARTIAL
    assert room.page.there.text().endswith("% is there")


def test_an_answer_is_saved_and_what_is_missing_shrinks_at_once(
    room: Room, qtbot: QtBot
) -> None:
    before = len(room.page.beside.links)
    field = room.field("landlord", room.procedure(), "procedure.landlord_owns")
    QTest.mouseClick(_button(field, value=True), Qt.MouseButton.LeftButton)
    room.wait_for(room.procedure(), "procedure.landlord_owns", Answer(value=True))
    qtbot.waitUntil(lambda: len(room.page.beside.links) == before - 1)


def test_an_answer_opens_the_question_that_follows_from_it_and_says_why(
    room: Room, qtbot: QtBot
) -> None:
    procedure = room.procedure()
    view = room.page.views["landlord"]
    assert view.field(procedure, "procedure.owner_name") is None
    field = room.field("landlord", procedure, "procedure.landlord_owns")
    no = _button(field, value=False)
    no.setFocus()
    QTest.keyClick(no, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: view.field(procedure, "procedure.owner_name") is not None)
    opened = view.field(procedure, "procedure.owner_name")
    assert opened is not None
    qtbot.waitUntil(opened.isVisible)
    opened.editor.setFocus()
    qtbot.waitUntil(lambda: "because" in _said(room.page.beside))


def test_typed_text_and_the_focus_outlast_a_change_from_elsewhere(
    room: Room, qtbot: QtBot, desk: Desk, settled: Callable[[], None]
) -> None:
    line = room.line("landlord", room.procedure(), "procedure.landlord_name")
    retype(line, "Ein Name, der noch")
    room.page.reload()
    settled()
    assert line.hasFocus()
    assert line.text() == "Ein Name, der noch"


def test_invalid_input_waits_in_its_step_while_another_is_shown(room: Room) -> None:
    line = room.line("people", room.mother(), "person.born_on")
    retype(line, "31.02.1990")
    room.go("move")
    room.go("people")
    assert line.text() == "31.02.1990"
    field = room.field("people", room.mother(), "person.born_on")
    assert field.problem.isVisible()
    assert room.facts().answer(room.mother(), "person.born_on") == Answer("1988-06-14")


def test_a_missing_thing_leads_to_its_question(room: Room, qtbot: QtBot) -> None:
    room.go("people")
    link = next(b for b in room.page.beside.links if "block on information" in b.text())
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    field = room.field(
        "information_block", room.procedure(), "procedure.wants_information_block"
    )
    qtbot.waitUntil(lambda: field.isAncestorOf(field.window().focusWidget()))


def test_the_deadline_tells_how_it_was_worked_out(room: Room, qtbot: QtBot) -> None:
    (note,) = room.page.beside.deadlines.values()
    assert "§ 17" not in _said(note)
    QTest.mouseClick(note.why.link, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "§ 17" in _said(note))
    assert "Tue 24 November 2026" in _said(note)


def test_the_derivation_stays_unfolded_through_a_change(
    room: Room, settled: Callable[[], None]
) -> None:
    (note,) = room.page.beside.deadlines.values()
    note.why.link.click()
    room.page.reload()
    settled()
    (note,) = room.page.beside.deadlines.values()
    assert note.is_unfolded()


def test_legal_content_names_source_day_and_review(room: Room) -> None:
    said = _said(room.page.beside)
    assert "§ 19" in said
    assert "checked on 19.08.2026" in said
    assert "No lawyer has reviewed this yet" in said


def test_a_cyrillic_name_offers_its_latin_spelling_and_imposes_none(
    room: Room, qtbot: QtBot
) -> None:
    mother = room.mother()
    latin = room.line("people", mother, "person.family_name")
    cyrillic = room.field("people", mother, "person.family_name_cyrillic")
    assert cyrillic.offers.isHidden()
    retype(latin, "")
    cyrillic.editor.setFocus()
    room.wait_for(mother, "person.family_name", None)
    qtbot.waitUntil(cyrillic.offers.isVisible)
    offered = [button.text() for button in cyrillic.offers.buttons]
    assert offered[0] == "ICAO 9303: SHCHEGLOVA"
    assert latin.text() == ""
    QTest.mouseClick(cyrillic.offers.buttons[0], Qt.MouseButton.LeftButton)
    room.wait_for(mother, "person.family_name", Answer("SHCHEGLOVA"))
    qtbot.waitUntil(cyrillic.offers.isHidden)


def test_a_document_card_is_added_filled_removed_and_brought_back(
    room: Room, qtbot: QtBot
) -> None:
    mother = room.mother()
    room.go("identity")
    adder = room.page.views["identity"].adder(mother)
    assert adder is not None
    QTest.mouseClick(adder, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(room.facts().entries("identity_document", mother)) == 2)
    entry = room.facts().entries("identity_document", mother)[1]
    line = _entry_line(room, qtbot, entry.id)
    retype(line, "770000001")
    room.wait_for(entry.id, "identity_document.number", Answer("770000001"))
    card = room.page.views["identity"].card(mother).repeats.cards[entry.id]
    QTest.mouseClick(card.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(room.facts().entries("identity_document", mother)) == 1)
    qtbot.waitUntil(room.page.removed.isVisible)
    QTest.mouseClick(room.page.removed.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(room.facts().entries("identity_document", mother)) == 2)
    back = room.facts().entries("identity_document", mother)[1]
    room.wait_for(back.id, "identity_document.number", Answer("770000001"))


def _entry_line(room: Room, qtbot: QtBot, entry_id: str) -> QLineEdit:
    view, key = room.page.views["identity"], "identity_document.number"
    qtbot.waitUntil(lambda: view.field(entry_id, key) is not None)
    return room.line("identity", entry_id, key)


def test_main_action_saves_and_goes_on_from_step_to_step_to_the_papers(
    room: Room, qtbot: QtBot
) -> None:
    room.go("people")
    line = room.line("people", room.mother(), "person.birth_place")
    retype(line, "Weimar")
    room.page.do_main()
    qtbot.waitUntil(lambda: "family" in room.page.views)
    room.wait_for(room.mother(), "person.birth_place", Answer("Weimar"))
    room.go("sharing")
    with qtbot.waitSignal(room.page.wanted) as heard:
        room.page.do_main()
    assert heard.args == [Place("case", room.facts().case_id, "papers")]


def test_a_file_is_attached_from_the_step_that_asks_for_it(
    room: Room, qtbot: QtBot, ask: Ask, monkeypatch: pytest.MonkeyPatch, family: CaseId
) -> None:
    monkeypatch.setattr(interview_page, "choose_file", lambda *_: SCAN)
    room.go("documents")
    buttons = room.page.views["documents"].documents.buttons
    QTest.mouseClick(buttons["passport"], Qt.MouseButton.LeftButton)

    def _kinds(vault: Vault) -> list[str]:
        return [document.kind for document in list_documents(vault, family)]

    qtbot.waitUntil(lambda: ask(_kinds) == ["passport", "passport"])


def test_every_word_follows_the_language(room: Room, desk: Desk, qtbot: QtBot) -> None:
    desk.preferences.speak("de")
    qtbot.waitUntil(lambda: room.page.title.text() == "Wohnung anmelden")
    assert room.page.main.text() == "Nächster Schritt"
    field = room.field("landlord", room.procedure(), "procedure.landlord_name")
    assert field.label.text() == "Name des Wohnungsgebers"
    assert field.term.text() == "Wohnungsgeber"
    desk.preferences.speak("ru")
    qtbot.waitUntil(lambda: room.page.title.text() == "Регистрация по адресу")
    assert field.term.text() == "Wohnungsgeber"


def test_a_narrow_window_shows_one_pane_and_a_way_to_the_others(
    room: Room, qtbot: QtBot
) -> None:
    room.page.resize(600, 780)
    qtbot.waitUntil(lambda: not room.page.beside.isVisible())
    assert not room.page.steps.isVisible()
    QTest.mouseClick(room.page.panes.buttons[2], Qt.MouseButton.LeftButton)
    assert room.page.beside.isVisible()
    link = room.page.beside.links[0]
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert room.page.views["landlord"].isVisible()
    assert not room.page.beside.isVisible()


@pytest.fixture
def presentation(room: Room, desk: Desk, qtbot: QtBot) -> Presentation:
    """The large view, begun at the mother's birth place while the screen speaks German."""
    desk.preferences.speak("de")
    line = room.line("people", room.mother(), "person.birth_place")
    line.setFocus()
    QTest.mouseClick(room.page.present, Qt.MouseButton.LeftButton)
    assert room.page.presentation is not None
    with qtbot.waitExposed(room.page.presentation):
        pass
    return room.page.presentation


def test_the_applicant_reads_russian_in_large_type_while_the_screen_is_german(
    presentation: Presentation, room: Room
) -> None:
    field = presentation.field
    assert field.label.text() == "Место рождения (латиницей)"
    assert field.term.text() == "Geburtsort"
    assert field.label.fontInfo().pointSize() == 22
    assert room.page.title.text() == "Wohnung anmelden"
    assert presentation.isModal()
    assert [f for f in presentation.findChildren(QuestionField) if f.isVisible()] == [field]


def test_what_the_applicant_types_is_saved_when_the_next_question_comes(
    presentation: Presentation, room: Room, qtbot: QtBot
) -> None:
    line = presentation.field.editor.focusProxy()
    assert isinstance(line, QLineEdit)
    retype(line, "Weimar")
    QTest.mouseClick(presentation.next, Qt.MouseButton.LeftButton)
    room.wait_for(room.mother(), "person.birth_place", Answer("Weimar"))
    qtbot.waitUntil(lambda: presentation.field.state.field.key == "person.birth_country")
    QTest.mouseClick(presentation.back, Qt.MouseButton.LeftButton)
    assert presentation.field.state.field.key == "person.birth_place"


def test_what_does_not_fit_comes_back_to_the_page_with_its_problem(
    presentation: Presentation, room: Room, qtbot: QtBot
) -> None:
    line = presentation.field.editor.focusProxy()
    assert isinstance(line, QLineEdit)
    retype(line, "Веймар")
    QTest.mouseClick(presentation.next, Qt.MouseButton.LeftButton)
    presentation.reject()
    field = room.field("people", room.mother(), "person.birth_place")
    qtbot.waitUntil(field.problem.isVisible)
    assert room.line("people", room.mother(), "person.birth_place").text() == "Веймар"


def test_esc_leads_back_to_the_page(
    presentation: Presentation, room: Room, qtbot: QtBot
) -> None:
    QTest.keyClick(presentation, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: room.page.presentation is None)
    assert room.page.isVisible()


def test_the_last_question_ends_the_large_view(
    room: Room, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    room.go("ownership")
    QTest.mouseClick(room.page.present, Qt.MouseButton.LeftButton)
    presentation = room.page.presentation
    assert presentation is not None
    said = language("ru").gettext("Question {number} of {count}")
    assert presentation.place.text() == said.format(number=1, count=1)
    QTest.mouseClick(presentation.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: room.page.presentation is None)
    settled()


def test_every_word_of_every_step_is_translated_and_every_control_is_named(
    room: Room, desk: Desk, packs: Packs, settled: Callable[[], None]
) -> None:
    german = " ".join(language("de").say(part_name(part)) for part in AddressPart)
    fields = packs.vocabulary.fields.values()
    choices = " ".join(choice.label.de for field in fields for choice in field.choices)
    data = data_words(packs, FAMILY.read_text(), german, choices)
    pseudo = Pseudo()
    desk.preferences.language = pseudo
    desk.preferences.apply()
    for step in room.page.steps.rows():
        room.go(step.id)
        settled()
        assert untranslated(room.page, data | number_words(room.page)) == []
        assert unnamed_controls(room.page) == []
