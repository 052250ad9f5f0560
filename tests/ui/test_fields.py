"""Fields: what is typed, what is saved, and what is never lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from consul_desk.casework.facts import case_facts
from consul_desk.casework.procedures import list_procedures
from consul_desk.language import CODES
from consul_desk.values import (
    Answer,
    AnswerStatus,
    CaseFacts,
    CaseId,
    JsonValue,
    LanguageCode,
    Subject,
    SubjectKind,
)
from consul_desk.vault.vault import Vault
from consul_desk.workflows.interview import QuestionState
from consul_desk.workflows.model import AddressPart, FactField
from ui.desk import Desk
from ui.fields.choices import PeopleEditor, YesNoEditor
from ui.fields.editor import Editor
from ui.fields.make import editor_for
from ui.fields.places import AddressEditor, CountriesEditor, CountryEditor
from ui.fields.question import QuestionField

from .typing_keys import retype, type_text

E = TypeVar("E", bound=Editor)
Ask = Callable[[Callable[[Vault], CaseFacts]], CaseFacts]
UNKNOWN = Answer(None, AnswerStatus.UNKNOWN)


def _facts(case_id: CaseId, vault: Vault) -> CaseFacts:
    return case_facts(vault, list_procedures(vault, case_id)[0].id)


class Form:
    """One question on a page of its own, with a button to leave it by."""

    def __init__(self, desk: Desk, qtbot: QtBot, ask: Ask, family: CaseId) -> None:
        self._desk, self._qtbot, self._ask, self._family = desk, qtbot, ask, family
        self.page = QWidget()
        self._rows = QVBoxLayout(self.page)
        self.elsewhere = QLineEdit()
        self._rows.addWidget(self.elsewhere)
        qtbot.addWidget(self.page)
        with qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()

    def facts(self) -> CaseFacts:
        return self._ask(partial(_facts, self._family))

    def subject(self, key: str) -> Subject:
        facts, kind = self.facts(), key.partition(".")[0]
        if kind == "person":
            return facts.people()[0]
        found = [s for s in facts.subjects if s.kind == kind or s.role == kind]
        return found[0]

    def ask(self, key: str) -> QuestionField:
        field = QuestionField(self._desk, self.state(key), self.facts().people())
        self._rows.addWidget(field)
        self._qtbot.waitUntil(field.isVisible)
        return field

    def state(self, key: str) -> QuestionState:
        subject = self.subject(key)
        return QuestionState(
            subject=subject,
            field=self._desk.packs.vocabulary.field(key),
            answer=self.facts().answer(subject.id, key),
            problem=None,
            blocks=False,
            required=True,
            asked_because=None,
        )

    def leave(self) -> None:
        self.elsewhere.setFocus()

    def stored(self, key: str) -> Answer | None:
        return self.facts().answer(self.subject(key).id, key)

    def wait_for(self, key: str, answer: Answer | None) -> None:
        self._qtbot.waitUntil(lambda: self.stored(key) == answer, timeout=20_000)


@pytest.fixture
def form(family_desk: Desk, qtbot: QtBot, ask: Ask, family: CaseId) -> Form:
    return Form(family_desk, qtbot, ask, family)


def _line(field: QuestionField) -> QLineEdit:
    line = field.editor.focusProxy()
    assert isinstance(line, QLineEdit)
    return line


def _click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _editor(field: QuestionField, kind: type[E]) -> E:
    assert isinstance(field.editor, kind)
    return field.editor


def test_leaving_a_field_saves_it_and_says_so(form: Form, qtbot: QtBot) -> None:
    field = form.ask("person.birth_place")
    retype(_line(field), "Weimar")
    assert field.saved.isHidden()
    form.leave()
    form.wait_for("person.birth_place", Answer("Weimar"))
    qtbot.waitUntil(field.saved.isVisible)


def test_a_pause_saves_too_while_the_cursor_stays(form: Form, qtbot: QtBot) -> None:
    field = form.ask("person.birth_place")
    retype(_line(field), "Weimar")
    form.wait_for("person.birth_place", Answer("Weimar"))
    assert _line(field).hasFocus()


def test_cyrillic_is_typed_and_kept(form: Form) -> None:
    field = form.ask("person.family_name_cyrillic")
    retype(_line(field), "Щёголева-Юнг")
    form.leave()
    form.wait_for("person.family_name_cyrillic", Answer("Щёголева-Юнг"))


@pytest.mark.parametrize(
    ("key", "typed", "problem"),
    [
        ("person.born_on", "31.02.1990", "does not exist"),
        ("person.born_on", "soon", "24.11.2026"),
        ("person.family_name", "Щеглова", "Latin"),
        ("person.birth_country", "Atlantis", "No country"),
        ("procedure.move_in_on", "2026", "Day, month and year"),
    ],
)
def test_what_does_not_fit_stays_in_the_editor_with_its_problem(
    form: Form, key: str, typed: str, problem: str
) -> None:
    before, field = form.stored(key), form.ask(key)
    line = field.editor.line if isinstance(field.editor, CountryEditor) else _line(field)
    retype(line, typed)
    form.leave()
    assert field.problem.isVisible()
    assert problem in field.problem.text()
    assert line.text() == typed
    assert form.stored(key) == before
    assert field.saved.isHidden()


def test_a_pause_in_the_middle_of_a_date_is_no_problem_yet(form: Form) -> None:
    field = form.ask("procedure.move_in_on")
    retype(_line(field), "24.1")
    field._on_pause_timeout()
    assert field.problem.isHidden()
    type_text(_line(field), "1.2026")
    form.leave()
    form.wait_for("procedure.move_in_on", Answer("2026-11-24"))


@pytest.mark.parametrize(
    ("typed", "value"),
    [("2022", "2022"), ("03.2022", "2022-03"), ("5.3.2022", "2022-03-05")],
)
def test_a_date_may_be_partly_known(form: Form, typed: str, value: str) -> None:
    field = form.ask("person.married_on")
    retype(_line(field), typed)
    form.leave()
    form.wait_for("person.married_on", Answer(value))


def test_unknown_is_an_answer_and_can_be_taken_back(form: Form, qtbot: QtBot) -> None:
    field = form.ask("person.birth_place")
    _click(field.without.unknown)
    form.wait_for("person.birth_place", UNKNOWN)
    assert _line(field).text() == ""
    _click(field.without.unknown)
    form.wait_for("person.birth_place", None)


def test_typing_takes_does_not_apply_back(form: Form, qtbot: QtBot) -> None:
    field = form.ask("person.birth_place")
    _click(field.without.not_applicable)
    form.wait_for("person.birth_place", Answer(None, AnswerStatus.NOT_APPLICABLE))
    retype(_line(field), "Weimar")
    assert not field.without.not_applicable.isChecked()
    form.leave()
    form.wait_for("person.birth_place", Answer("Weimar"))


def test_an_emptied_field_is_an_open_question_again(form: Form) -> None:
    field = form.ask("person.birth_place")
    retype(_line(field), "")
    form.leave()
    form.wait_for("person.birth_place", None)


def test_a_reload_leaves_alone_what_is_being_typed(form: Form) -> None:
    field = form.ask("person.birth_place")
    retype(_line(field), "Wei")
    field.show_state(form.state("person.birth_place"))
    assert _line(field).text() == "Wei"


def test_a_reload_shows_what_changed_elsewhere(form: Form, family_desk: Desk) -> None:
    field, other = form.ask("person.birth_place"), form.ask("person.birth_place")
    retype(_line(other), "Weimar")
    form.leave()
    form.wait_for("person.birth_place", Answer("Weimar"))
    field.show_state(form.state("person.birth_place"))
    assert _line(field).text() == "Weimar"


def test_one_click_answers_yes_or_no(form: Form, qtbot: QtBot) -> None:
    field = form.ask("procedure.is_owner")
    yes = _editor(field, YesNoEditor).buttons[True]
    _click(yes)
    form.wait_for("procedure.is_owner", Answer(True))


def test_an_address_is_judged_when_it_is_left_not_between_its_parts(form: Form) -> None:
    field = form.ask("procedure.landlord_address")
    lines = _editor(field, AddressEditor).lines
    city, street = lines[AddressPart.CITY], lines[AddressPart.STREET]
    retype(city, "")
    street.setFocus()
    assert field.problem.isHidden()
    form.leave()
    assert "town" in field.problem.text()
    retype(city, "Potsdam")
    form.leave()
    form.wait_for(
        "procedure.landlord_address",
        Answer(
            {
                "street": "Übungsallee",
                "house_number": "1",
                "postcode": "10115",
                "city": "Potsdam",
                "country": "DE",
            }
        ),
    )


def test_a_country_is_found_by_the_beginning_of_its_name(form: Form, desk: Desk) -> None:
    desk.preferences.speak("ru")
    field = form.ask("person.birth_country")
    retype(_editor(field, CountryEditor).line, "Казах")
    form.leave()
    form.wait_for("person.birth_country", Answer("KZ"))


def test_countries_are_added_by_name_and_removed_by_button(form: Form, qtbot: QtBot) -> None:
    field = form.ask("person.nationalities")
    editor = _editor(field, CountriesEditor)
    retype(editor.adder.line, "Germany")
    form.leave()
    form.wait_for("person.nationalities", Answer(["RU", "DE"]))
    russia = editor.findChildren(QPushButton)[0]
    _click(russia)
    form.wait_for("person.nationalities", Answer(["DE"]))


def test_people_are_ticked_by_name(form: Form, qtbot: QtBot) -> None:
    field = form.ask("person.legal_guardians")
    mother, father, child = form.facts().people()
    editor = _editor(field, PeopleEditor)
    names = [editor.buttons[person.id].accessibleName() for person in (mother, child)]
    assert names == ["Юлия Олеговна Щеглова", "Мария Андреевна Щеглова"]
    _click(editor.buttons[father.id])
    form.wait_for("person.legal_guardians", Answer([father.id]))


@pytest.mark.parametrize("code", CODES)
def test_every_question_of_the_vocabulary_has_an_editor_that_shows_its_value(
    family_desk: Desk, qtbot: QtBot, code: LanguageCode
) -> None:
    person = Subject("p1", SubjectKind.PERSON, "applicant", label="Ю. Щ.")
    family_desk.preferences.speak(code)
    for field in family_desk.packs.vocabulary.fields.values():
        editor = editor_for(field, [person])
        qtbot.addWidget(editor)
        editor.speak(family_desk.language)
        assert editor.value() is None
        editor.show_value(_sample(field))
        assert editor.value() == _sample(field), field.key
        editor.show_value(None)
        assert editor.value() is None


def _sample(field: FactField) -> JsonValue:
    chosen = field.choices[-1].id if field.choices else ""
    samples: dict[str, JsonValue] = {
        "text": "Text",
        "date": "2022-03-05",
        "yes_no": False,
        "choice": chosen,
        "multi_choice": [chosen],
        "number": 7,
        "country": "RU",
        "countries": ["RU", "DE"],
        "address": {"city": "Berlin", "country": "DE"},
        "people": ["p1"],
    }
    return samples[field.type]


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("person.born_on", "31.02.1990"),
        ("person.birth_country", "Atlantis"),
        ("person.nationalities", "Atlantis"),
        ("procedure.landlord_address", "123"),
    ],
)
def test_what_could_not_be_saved_waits_while_its_page_is_closed(
    form: Form, key: str, typed: str
) -> None:
    lines = {
        "person.nationalities": lambda f: _editor(f, CountriesEditor).adder.line,
        "person.birth_country": lambda f: _editor(f, CountryEditor).line,
        "procedure.landlord_address": _postcode,
    }
    line_of = lines.get(key, _line)
    field = form.ask(key)
    retype(line_of(field), typed)
    form.leave()
    field.setParent(None)
    field.deleteLater()
    again = form.ask(key)
    assert line_of(again).text() == typed
    assert again.problem.isVisible()


def _postcode(field: QuestionField) -> QLineEdit:
    return _editor(field, AddressEditor).lines[AddressPart.POSTCODE]
