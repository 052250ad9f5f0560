"""What fits a question, what was typed, what is shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from consul_desk.errors.casework import InvalidAnswerError
from consul_desk.language import CODES, Message, language
from consul_desk.paths import forms_folder
from consul_desk.values import Answer, AnswerStatus, JsonValue, LanguageCode
from consul_desk.workflows.load import load_vocabulary
from consul_desk.workflows.model import FactField
from consul_desk.workflows.validate import (
    MAX_CHARACTERS,
    address_parts,
    countries,
    parse_value,
    problem_with,
    show_value,
)

VOCABULARY = load_vocabulary(forms_folder())
NAME = VOCABULARY.field("person.family_name")
CYRILLIC = VOCABULARY.field("person.family_name_cyrillic")
PLACE = VOCABULARY.field("person.birth_place")
REASONS = VOCABULARY.field("procedure.information_block_reasons")
BORN = VOCABULARY.field("person.born_on")
MOVED = VOCABULARY.field("procedure.move_in_on")
OWNER = VOCABULARY.field("procedure.is_owner")
SEX = VOCABULARY.field("person.sex")
COUNTRY = VOCABULARY.field("person.birth_country")
NATIONALITIES = VOCABULARY.field("person.nationalities")
GUARDIANS = VOCABULARY.field("person.legal_guardians")
NEW = VOCABULARY.field("procedure.new_address")
OLD = VOCABULARY.field("procedure.previous_address")
TITLE: dict[str, Any] = {"de": "x", "ru": "x", "en": "x"}


def made(type_: str, **more: Any) -> FactField:
    return FactField.model_validate_json(
        json.dumps({"key": "case.x", "type": type_, "label": TITLE, **more})
    )


NUMBER = made("number", minimum=1, maximum=20)
SEVERAL = made(
    "multi_choice", choices=[{"id": "a", "label": TITLE}, {"id": "b", "label": TITLE}]
)


def said(field: FactField, value: JsonValue) -> str | None:
    problem = problem_with(field, Answer(value))
    return language("en").say(problem) if problem else None


BERLIN: dict[str, JsonValue] = {
    "street": "Musterstraße",
    "house_number": "12a",
    "postcode": "10115",
    "city": "Berlin",
}
TBILISI: dict[str, JsonValue] = {"city": "Tbilisi", "country": "GE", "postcode": "0105"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (NAME, "SHCHEGLOVA"),
        (NAME, "Müller-Lüdenscheidt"),
        (NAME, "O’Neill d'Arc"),
        (NAME, "Đurđević Łukaszewicz Şəkili"),
        (NAME, "Zo\u0308e"),
        (CYRILLIC, "Щеглова"),
        (PLACE, "Sankt-Peterburg (Leningrad), 2. Bezirk"),
        (REASONS, "Erstens.\nZweitens."),
        (BORN, "1990-04-02"),
        (BORN, "1990-04"),
        (BORN, "1990"),
        (MOVED, "2028-02-29"),
        (OWNER, True),
        (OWNER, False),
        (SEX, "diverse"),
        (COUNTRY, "RU"),
        (NATIONALITIES, ["RU", "UA"]),
        (GUARDIANS, ["person-1"]),
        (NUMBER, 20),
        (SEVERAL, ["a", "b"]),
        (NEW, BERLIN),
        (OLD, TBILISI),
        (OLD, {"city": "Leipzig"}),
    ],
)
def test_what_fits_is_no_problem(field: FactField, value: JsonValue) -> None:
    assert said(field, value) is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (NAME, 5, "Text is expected."),
        (NAME, "  ", "Nothing was typed"),
        (
            NAME,
            "Щеглова",
            "Names are written in Latin letters, as in the passport; not with “Щ”.",
        ),
        (
            NAME,
            "SHCHEGLOVА",
            "Names are written in Latin letters",
        ),  # the last letter is Cyrillic
        (NAME, "Anna 😀", "Names are written in Latin letters"),
        (NAME, "Anna2", "Names are written in Latin letters"),
        (NAME, "ＡＮＮＡ", "Names are written in Latin letters"),
        (PLACE, "Москва", "German registers take Latin letters only; “М” is none."),
        (CYRILLIC, "Щег\x00лова", "An invisible character (U+0000)"),
        (CYRILLIC, "abc\u202edef", "An invisible character (U+202E)"),
        (CYRILLIC, "abc\u2066def", "An invisible character (U+2066)"),
        (CYRILLIC, "a\u200bb", "An invisible character (U+200B)"),
        (CYRILLIC, "a\nb", "An invisible character (U+000A)"),
        (REASONS, "a\rb", "An invisible character (U+000D)"),
        (REASONS, "a" * 100_000, f"100000 characters are too many; {MAX_CHARACTERS} fit."),
        (BORN, "gestern", "A date looks like 24.11.2026."),
        (BORN, "02.04.1990", "A date looks like 24.11.2026."),
        (BORN, 1990, "A date looks like 24.11.2026."),
        (BORN, "1990-02-30", "This day does not exist in the calendar."),
        (BORN, "1990-13", "This day does not exist in the calendar."),
        (BORN, "9999-01-01", "The year 9999 cannot be right."),
        (BORN, "0190", "The year 190 cannot be right."),
        (MOVED, "2026-11", "Day, month and year are needed here."),
        (OWNER, "true", "Yes or no is expected."),
        (OWNER, 1, "Yes or no is expected."),
        (SEX, "unsure", "“unsure” is not one of the answers to choose from."),
        (SEX, True, "“True” is not one of the answers"),
        (COUNTRY, "Russia", "“Russia” is not a country that the program knows."),
        (COUNTRY, "EU", "“EU” is not a country that the program knows."),
        (NATIONALITIES, "RU", "At least one answer is expected."),
        (NATIONALITIES, [], "At least one answer is expected."),
        (NATIONALITIES, ["RU"] * 100_000, "This is too long."),
        (NATIONALITIES, ["RU", "RU"], "The same answer stands here twice."),
        (NATIONALITIES, ["RU", "XX"], "“XX” is not a country"),
        (GUARDIANS, [""], "People of this case are expected."),
        (NUMBER, 21, "The number must lie between 1 and 20."),
        (NUMBER, True, "A whole number is expected."),
        (NUMBER, "3", "A whole number is expected."),
        (SEVERAL, ["a", "c"], "“c” is not one of the answers"),
        (NEW, "Berlin", "An address is expected"),
        (NEW, {**BERLIN, "floor": "2"}, "An address is expected"),
        (NEW, {**BERLIN, "postcode": 10115}, "Every part of an address is text."),
        (NEW, {"city": "Berlin", "postcode": "10115"}, "The address lacks: street"),
        (NEW, {**BERLIN, "city": " "}, "The address lacks: town"),
        (NEW, {**BERLIN, "postcode": "1011"}, "A German postcode has five digits"),
        (NEW, {**BERLIN, "postcode": "1011٣"}, "A German postcode has five digits"),
        (NEW, {**BERLIN, "street": "Улица"}, "German registers take Latin letters"),
        (OLD, {**TBILISI, "country": "Georgien"}, "“Georgien” is not a country"),
    ],
)
def test_a_misfit_is_put_into_words(field: FactField, value: JsonValue, sentence: str) -> None:
    assert (said(field, value) or "").startswith(sentence)


@pytest.mark.parametrize("status", [AnswerStatus.UNKNOWN, AnswerStatus.NOT_APPLICABLE])
def test_an_answer_without_a_value_is_never_a_misfit(status: AnswerStatus) -> None:
    assert problem_with(NAME, Answer(None, status)) is None


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (NAME, " SHCHEGLOVA ", "SHCHEGLOVA"),
        (NAME, "Zo\u0308e", "Zöe"),
        (BORN, "2.4.1990", "1990-04-02"),
        (BORN, "02.04.1990", "1990-04-02"),
        (BORN, "04.1990", "1990-04"),
        (BORN, "1990", "1990"),
        (MOVED, "2026-11-01", "2026-11-01"),
        (OWNER, "ja", True),
        (OWNER, "Да", True),
        (OWNER, "YES", True),
        (OWNER, "nein", False),
        (OWNER, "нет", False),
        (OWNER, "no", False),
        (SEX, "female", "female"),
        (SEX, "weiblich", "female"),
        (SEX, "Женский", "female"),
        (COUNTRY, "ru", "RU"),
        (COUNTRY, "Russland", "RU"),
        (COUNTRY, "россия", "RU"),
        (COUNTRY, "Georgia", "GE"),
        (NATIONALITIES, "RU, Украина", ["RU", "UA"]),
        (NATIONALITIES, "Bosnien und Herzegowina", ["BA"]),
        (GUARDIANS, "id-1, id-2", ["id-1", "id-2"]),
        (NUMBER, "12", 12),
        (SEVERAL, "a, b", ["a", "b"]),
        (NEW, "Musterstraße 12a, 10115 Berlin", BERLIN),
        (
            NEW,
            "Straße des 17. Juni 135, Hinterhaus, 10623 Berlin",
            {
                "street": "Straße des 17. Juni",
                "house_number": "135",
                "addition": "Hinterhaus",
                "postcode": "10623",
                "city": "Berlin",
            },
        ),
        (NEW, json.dumps(BERLIN), BERLIN),
        (
            OLD,
            "ul. Lenina 5, 190000 Sankt-Peterburg, Russland",
            {
                "street": "ul. Lenina",
                "house_number": "5",
                "postcode": "190000",
                "city": "Sankt-Peterburg",
                "country": "RU",
            },
        ),
    ],
)
def test_what_people_type_is_understood(field: FactField, typed: str, value: JsonValue) -> None:
    assert parse_value(field, typed) == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (BORN, "30.02.1990"),
        (BORN, "soon"),
        (OWNER, "maybe"),
        (SEX, "x"),
        (COUNTRY, "Atlantis"),
        (NATIONALITIES, "RU, Atlantis"),
        (NUMBER, "twelve"),
        (NEW, "Berlin"),
        (NEW, "{not json"),
        (NEW, "[1]"),
        (NAME, "Щеглова"),
        (NAME, ""),
    ],
)
def test_what_means_nothing_is_refused_with_a_reason(field: FactField, typed: str) -> None:
    with pytest.raises(InvalidAnswerError) as caught:
        parse_value(field, typed)
    assert caught.value.facts["key"] == field.key
    assert isinstance(caught.value.facts["problem"], Message)


@pytest.mark.parametrize(
    ("field", "value", "german", "russian"),
    [
        (NAME, "SHCHEGLOVA", "SHCHEGLOVA", "SHCHEGLOVA"),
        (BORN, "1990-04", "04.1990", "04.1990"),
        (MOVED, "2026-11-01", "01.11.2026", "01.11.2026"),
        (BORN, "nonsense", "nonsense", "nonsense"),
        (SEX, "female", "weiblich", "женский"),
        (SEX, "gone", "gone", "gone"),
        (COUNTRY, "RU", "Russland", "Россия"),
        (NATIONALITIES, ["RU", "UA"], "Russland, Ukraine", "Россия, Украина"),
        (NEW, BERLIN, "Musterstraße 12a, 10115 Berlin", "Musterstraße 12a, 10115 Berlin"),
        (OLD, TBILISI, "0105 Tbilisi, Georgien", "0105 Tbilisi, Грузия"),
        (GUARDIANS, ["p1", "p2"], "Юлия, p2", "Юлия, p2"),
        (NUMBER, 7, "7", "7"),
    ],
)
def test_answers_are_shown_in_the_language_asked_for(
    field: FactField, value: JsonValue, german: str, russian: str
) -> None:
    people = {"p1": "Юлия"}
    assert show_value(field, Answer(value), language("de"), people) == german
    assert show_value(field, Answer(value), language("ru"), people) == russian


@pytest.mark.parametrize("code", CODES)
def test_answers_without_a_value_and_yes_and_no_are_shown_in_words(code: LanguageCode) -> None:
    answers = [
        Answer(None, AnswerStatus.UNKNOWN),
        Answer(None, AnswerStatus.NOT_APPLICABLE),
        Answer(value=True),
        Answer(value=False),
    ]
    shown = [show_value(OWNER, answer, language(code), {}) for answer in answers]
    assert len(set(shown)) == 4
    assert all(shown)


def test_an_address_can_be_taken_apart() -> None:
    assert address_parts(BERLIN).house_number == "12a"
    assert address_parts("nothing").city == ""


def test_countries_are_countries() -> None:
    assert {"DE", "RU", "UA", "GE", "KZ"} <= countries()
    assert not {"EU", "ZZ", "UN"} & countries()
