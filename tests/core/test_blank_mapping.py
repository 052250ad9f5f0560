"""From answers to the fields of an authority's form: the mapping language, and Berlin's."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pypdfium2
import pytest

from consul_desk.errors.casework import PaperRefusedError
from consul_desk.paths import forms_folder
from consul_desk.pdf.acroform import fill_sheets, inspect
from consul_desk.values import (
    Answer,
    AnswerStatus,
    CaseFacts,
    JsonValue,
    Subject,
    SubjectKind,
    Text,
)
from consul_desk.workflows.blanks import BlankMapping, Sheet, resolve
from consul_desk.workflows.conditions import Situation
from consul_desk.workflows.load import Packs, load_packs
from consul_desk.workflows.model import Vocabulary
from tests.core.filled_forms import reason_of
from tests.core.mappings import mapping_of

TODAY = date(2026, 11, 23)
UNKNOWN = Answer(status=AnswerStatus.UNKNOWN)
NOT_APPLICABLE = Answer(status=AnswerStatus.NOT_APPLICABLE)


@pytest.fixture(scope="session")
def packs() -> Packs:
    return load_packs(forms_folder())


@pytest.fixture(scope="session")
def vocabulary(packs: Packs) -> Vocabulary:
    return packs.vocabulary


def person(number: int, role: str = "applicant") -> Subject:
    return Subject(f"p{number}", SubjectKind.PERSON, role)


def passport(number: int, owner: str) -> Subject:
    return Subject(f"d{number}", SubjectKind.ENTRY, "identity_document", owner)


CASE, PROCEDURE = Subject("c", SubjectKind.CASE), Subject("pr", SubjectKind.PROCEDURE)
FAMILY = (person(1), person(2, "spouse"), person(3, "child"))


def situation_of(
    answers: dict[str, dict[str, JsonValue | Answer]], *subjects: Subject
) -> Situation:
    """Answers by subject and key; a bare value is a known one."""
    known = {
        (subject, key): value if isinstance(value, Answer) else Answer(value)
        for subject, by_key in answers.items()
        for key, value in by_key.items()
    }
    facts = CaseFacts("c", "pr", (CASE, PROCEDURE, *subjects), MappingProxyType(known))
    return Situation(facts, TODAY)


def the_sheet(
    rule: JsonValue, answers: dict[str, dict[str, JsonValue | Answer]], vocabulary: Vocabulary
) -> Sheet:
    situation = situation_of(answers, *FAMILY[:2], passport(1, "p1"), passport(2, "p2"))
    (sheet,) = resolve(mapping_of({"x": rule}), situation, vocabulary)
    return sheet


ADDRESS: dict[str, JsonValue] = {
    "street": "Müßigstraße",
    "house_number": "7 b",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}


@pytest.mark.parametrize(
    ("rule", "subject", "key", "value", "written"),
    [
        (
            {"print": ["procedure.move_in_on"]},
            "pr",
            "procedure.move_in_on",
            "2026-11-05",
            "05.11.2026",
        ),
        (
            {"print": [{"fact": "procedure.move_in_on", "date": "TTMMJJJJ"}]},
            "pr",
            "procedure.move_in_on",
            "2026-11-05",
            "05112026",
        ),
        (
            {"print": [{"fact": "procedure.moved_out_on", "date": "TT"}]},
            "pr",
            "procedure.moved_out_on",
            "2026-11",
            None,
        ),
        (
            {"print": [{"fact": "procedure.new_address", "parts": ["street", "house_number"]}]},
            "pr",
            "procedure.new_address",
            ADDRESS,
            "Müßigstraße 7 b",
        ),
        (
            {"print": [{"fact": "procedure.new_address", "parts": ["city", "country"]}]},
            "pr",
            "procedure.new_address",
            ADDRESS,
            "Berlin",
        ),
        (
            {"print": [{"fact": "procedure.previous_address", "parts": ["city", "country"]}]},
            "pr",
            "procedure.previous_address",
            {"city": "Tiflis", "country": "GE"},
            "Tiflis Georgien",
        ),
        ({"print": ["person.sex"], "person": 1}, "p1", "person.sex", "female", "weiblich"),
        (
            {"print": [{"fact": "person.sex", "words": {"female": "w"}}], "person": 1},
            "p1",
            "person.sex",
            "female",
            "w",
        ),
        (
            {
                "print": [{"fact": "person.nationalities", "words": {"RU": "russisch"}}],
                "person": 1,
            },
            "p1",
            "person.nationalities",
            ["RU", "PE"],
            "russisch, Peru",
        ),
        (
            {"print": [{"fact": "person.family_name", "upper": True}], "person": 2},
            "p2",
            "person.family_name",
            "Größ",
            "GRÖSS",
        ),
        (
            {"print": [{"fact": "person.call_name", "before": "(", "after": ")"}], "person": 1},
            "p1",
            "person.call_name",
            "Ida",
            "(Ida)",
        ),
        (
            {"print": ["person.birth_name"], "person": 1},
            "p1",
            "person.birth_name",
            NOT_APPLICABLE,
            None,
        ),
        (
            {"print": ["person.birth_place"], "person": 1},
            "p1",
            "person.birth_place",
            UNKNOWN,
            "unbekannt",
        ),
        (
            {"print": [{"fact": "person.born_on", "date": "TTMMJJJJ"}], "person": 1},
            "p1",
            "person.born_on",
            UNKNOWN,
            "unbekannt",
        ),
        (
            {"print": ["identity_document.number"], "person": 2, "entry": "identity_document"},
            "d2",
            "identity_document.number",
            "75 1",
            "75 1",
        ),
    ],
)
def test_answers_are_written_as_the_form_wants_them(
    vocabulary: Vocabulary,
    rule: JsonValue,
    subject: str,
    key: str,
    value: JsonValue | Answer,
    written: str | None,
) -> None:
    sheet = the_sheet(rule, {subject: {key: value}}, vocabulary)
    assert sheet == ({"x": written} if written else {})


def test_several_answers_are_joined_and_gaps_closed(vocabulary: Vocabulary) -> None:
    rule: JsonValue = {
        "person": 1,
        "print": ["person.born_on", "person.birth_place", "person.birth_country"],
        "separator": ", ",
    }
    answers: dict[str, dict[str, JsonValue | Answer]] = {
        "p1": {"person.born_on": "1990-03", "person.birth_country": "RU"}
    }
    assert the_sheet(rule, answers, vocabulary) == {"x": "03.1990, Russland"}


@pytest.mark.parametrize(("kind", "on"), [("sole", True), ("main", False), (None, False)])
def test_a_box_is_on_while_its_condition_holds(
    vocabulary: Vocabulary, kind: str | None, on: bool
) -> None:
    rule: JsonValue = {"tick": {"fact": "procedure.dwelling_kind", "equals": "sole"}}
    answers: dict[str, dict[str, JsonValue | Answer]] = {
        "pr": {"procedure.dwelling_kind": kind} if kind else {}
    }
    assert the_sheet(rule, answers, vocabulary) == {"x": on}


def test_a_field_or_a_part_of_it_may_depend_on_a_condition(vocabulary: Vocabulary) -> None:
    abroad: JsonValue = {"fact": "procedure.arrives_from_abroad", "equals": True}
    whole: JsonValue = {"print": ["procedure.arrival_country"], "when": abroad}
    part: JsonValue = {"print": [{"fact": "procedure.arrival_country", "when": abroad}]}
    for rule in (whole, part):
        for answer, expected in ((True, {"x": "Georgien"}), (False, {})):
            answers: dict[str, dict[str, JsonValue | Answer]] = {
                "pr": {
                    "procedure.arrives_from_abroad": answer,
                    "procedure.arrival_country": "GE",
                }
            }
            assert the_sheet(rule, answers, vocabulary) == expected


def test_hidden_answers_are_not_printed(vocabulary: Vocabulary) -> None:
    shown = situation_of({"pr": {"procedure.owner_name": "Meier"}})
    hidden = Situation(shown.facts, TODAY, lambda *_: False)
    mapping = mapping_of({"x": {"print": ["procedure.owner_name"]}})
    assert resolve(mapping, shown, vocabulary) == ({"x": "Meier"},)
    assert resolve(mapping, hidden, vocabulary) == ({},)


def test_people_come_in_pairs_applicant_first(vocabulary: Vocabulary) -> None:
    mapping = mapping_of(
        {
            "one": {"print": ["person.given_names"], "person": 1, "required": True},
            "two": {"print": ["person.given_names"], "person": 2, "required": True},
        }
    )
    answers: dict[str, dict[str, JsonValue | Answer]] = {
        p.id: {"person.given_names": name}
        for p, name in zip(FAMILY, ("IULIIA", "PETR", "ANNA"), strict=True)
    }
    sheets = resolve(mapping, situation_of(answers, *FAMILY), vocabulary)
    assert sheets == ({"one": "IULIIA", "two": "PETR"}, {"one": "ANNA"})
    assert resolve(mapping, situation_of({}), vocabulary) == ({},)


@pytest.mark.parametrize(
    ("rule", "named", "told"),
    [
        (
            {"print": ["person.given_names"], "person": 2},
            "Vornamen (wie im Pass)",
            "for person 2",
        ),
        ({"print": ["procedure.move_in_on"]}, "", "not been answered yet."),
        ({"tick": {"fact": "procedure.dwelling_kind", "equals": "sole"}}, "", "yet."),
        (
            {"print": ["identity_document.number"], "person": 1, "entry": "identity_document"},
            "",
            "for person 1",
        ),
    ],
)
def test_a_required_answer_that_is_missing_is_named(
    vocabulary: Vocabulary, rule: dict[str, JsonValue], named: str, told: str
) -> None:
    with pytest.raises(PaperRefusedError) as caught:
        the_sheet(rule | {"required": True}, {}, vocabulary)
    field = caught.value.facts["field"]
    assert isinstance(field, Text)
    assert named in field.de
    assert told in reason_of(caught.value)


def test_an_optional_part_of_a_required_field_may_be_missing(vocabulary: Vocabulary) -> None:
    rule: JsonValue = {
        "person": 1,
        "required": True,
        "print": ["person.family_name", {"fact": "person.doctorate", "optional": True}],
    }
    answers: dict[str, dict[str, JsonValue | Answer]] = {"p1": {"person.family_name": "WOLF"}}
    assert the_sheet(rule, answers, vocabulary) == {"x": "WOLF"}


# Berlin


@pytest.fixture(scope="session")
def berlin(packs: Packs) -> BlankMapping:
    return packs.blanks["anmeldung-berlin"]


def family_facts() -> Situation:
    """A mother, a father and a child who do not exist."""
    procedure: dict[str, JsonValue | Answer] = {
        "procedure.dwelling_kind": "sole",
        "procedure.move_in_on": "2026-11-14",
        "procedure.new_address": {**ADDRESS, "addition": "Hinterhaus, 3. OG"},
        "procedure.new_district": "Mitte",
        "procedure.arrives_from_abroad": False,
        "procedure.previous_address": {"city": "Eisenhüttenstadt", "postcode": "15890"},
        "procedure.previous_dwelling_kind": "main",
        "procedure.keeps_previous": False,
        "procedure.has_other_dwellings": False,
    }
    answers = {"pr": procedure}
    names = (
        ("SHCHEGLOVA-VON HOHENLOHE-WALDENBURG-SCHILLINGSFUERST-LANGENB", "IULIIA"),
        ("SHCHEGLOV", "PETR"),
        ("SHCHEGLOVA", "ANNA"),
    )
    for number, (family, given) in enumerate(names, 1):
        answers[f"p{number}"] = {
            "person.family_name": family,
            "person.given_names": given,
            "person.sex": "male" if number == 2 else "female",
            "person.born_on": f"19{number}0-03-05",
            "person.birth_place": "Nischni Nowgorod",
            "person.birth_country": "RU",
            "person.nationalities": ["RU"],
            "person.marital_status": "married" if number < 3 else "single",
        }
        answers[f"d{number}"] = {
            "identity_document.kind": "refugee_travel_document" if number == 2 else "passport",
            "identity_document.authority": "Landesamt für Einwanderung Berlin",
            "identity_document.number": f"75 000000{number}",
        }
    documents = (passport(number, f"p{number}") for number in (1, 2, 3))
    return situation_of(answers, *FAMILY, *documents)


def test_a_family_of_three_needs_two_berlin_sheets(
    vocabulary: Vocabulary, berlin: BlankMapping
) -> None:
    first, second = resolve(berlin, family_facts(), vocabulary)
    assert first["alleinige"] is True
    assert first["Haupt"] is False
    assert first["Straße Hausnummer ZusätzeRow1"] == "Müßigstraße 7 b, Hinterhaus, 3. OG"
    assert first["Familienmitglied istVornamen Rufnamen unterstreichen"] == "PETR"
    assert first["Tag Ort Land der Geburt"] == "05.03.1910, Nischni Nowgorod, Russland"
    assert first["ArtRow1"] == "RP"
    assert "ArtRow1_2" not in first
    assert "Reiseausweis" in str(first["AusstellungsbehördeRow1_2"])
    assert second["Vornamen Rufnamen unterstreichen"] == "ANNA"
    assert "Familienmitglied istGeschlecht" not in second
    assert second["Familienstand 1oder 1 und 2Row1"] == "ledig"


@pytest.mark.reference
def test_the_berlin_mapping_speaks_of_every_field_of_its_blank(
    reference_folder: Path, berlin: BlankMapping
) -> None:
    blank = (reference_folder / "blanks" / berlin.file_name).read_bytes()
    assert hashlib.sha256(blank).hexdigest() == berlin.sha256
    names = [field.name for field in inspect(blank)]
    assert berlin.unknown_fields(names) == ()
    assert berlin.forgotten_fields(names) == ()


@pytest.mark.reference
def test_the_berlin_form_is_filled_for_the_whole_family(
    reference_folder: Path, vocabulary: Vocabulary, berlin: BlankMapping
) -> None:
    blank = (reference_folder / "blanks" / berlin.file_name).read_bytes()
    filled = fill_sheets(blank, resolve(berlin, family_facts(), vocabulary))
    document = pypdfium2.PdfDocument(filled.flat)
    first, second = (page.get_textpage().get_text_range() for page in document)
    document.close()
    assert len(filled.editable) == 2
    assert "SHCHEGLOVA-VON HOHENLOHE" in first
    assert "ANNA" in second
    assert "ANNA" not in first
