"""Values between people and facts: what fits a question, what was typed, what is shown.

Comes in: a field of the vocabulary with an answer or typed text. Goes out: a problem in
words, a value, or a line of text. Whether answers fit each other is the workflow's
business (`Check`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from consul_desk.errors.casework import InvalidAnswerError
from consul_desk.language import CODES, N_, Language, Message, language
from consul_desk.values import Answer, AnswerStatus, JsonValue, PartialDate
from consul_desk.workflows.characters import (
    cleaned,
    code_point,
    hidden_character,
    not_latin,
)
from consul_desk.workflows.model import AddressPart, FactField, FactType, Latin

MAX_CHARACTERS = 1000
MAX_ANSWERS = 100
FIRST_YEAR, LAST_YEAR = 1900, 2100
GERMANY = "DE"

_POSTCODE = re.compile(r"[0-9]{5}\Z")


def problem_with(field: FactField, answer: Answer) -> Message | None:
    """Say what is wrong with an answer, in words for the person who gave it.

    Args:
        answer: "unknown" and "not applicable" are always fine.
    Returns:
        None where the value fits.
    """
    if answer.status is not AnswerStatus.KNOWN:
        return None
    return _RULES[field.type](field, answer.value)


def _text(field: FactField, value: JsonValue) -> Message | None:
    if not isinstance(value, str):
        return Message(N_("Text is expected."))
    if not value.strip():
        return Message(N_("Nothing was typed; if nobody knows, choose “unknown”."))
    return _characters(field, value, multiline=field.multiline)


def _characters(field: FactField, text: str, *, multiline: bool = False) -> Message | None:
    if len(text) > MAX_CHARACTERS:
        places = {"count": len(text), "most": MAX_CHARACTERS}
        return Message(N_("{count} characters are too many; {most} fit."), places)
    if hidden := hidden_character(text, multiline=multiline):
        places_hidden = {"character": code_point(hidden)}
        return Message(
            N_("An invisible character ({character}) is not allowed."), places_hidden
        )
    if field.latin and (foreign := not_latin(text, field.latin)):
        return Message(_NOT_LATIN[field.latin], {"found": foreign})
    return None


_NOT_LATIN: Mapping[Latin, str] = {
    Latin.NAME: N_(
        "Names are written in Latin letters, as in the passport; not with “{found}”."
    ),
    Latin.TEXT: N_("German registers take Latin letters only; “{found}” is none."),
}


def _date(field: FactField, value: JsonValue) -> Message | None:
    try:
        day = PartialDate.parse(value) if isinstance(value, str) else None
    except ValueError as error:
        if "not_a_date" in str(error):
            return Message(N_("A date looks like 24.11.2026."))
        return Message(N_("This day does not exist in the calendar."))
    if day is None or str(day) != value:
        return Message(N_("A date looks like 24.11.2026."))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return Message(N_("The year {year} cannot be right."), {"year": day.year})
    if day.full is None and not field.partial_ok:
        return Message(N_("Day, month and year are needed here."))
    return None


def _yes_no(field: FactField, value: JsonValue) -> Message | None:
    return None if isinstance(value, bool) else Message(N_("Yes or no is expected."))


def _choice(field: FactField, value: JsonValue) -> Message | None:
    if isinstance(value, str) and field.choice(value):
        return None
    return Message(N_("“{value}” is not one of the answers to choose from."), {"value": value})


def _multi_choice(field: FactField, value: JsonValue) -> Message | None:
    return _each(value, lambda one: _choice(field, one))


def _number(field: FactField, value: JsonValue) -> Message | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return Message(N_("A whole number is expected."))
    if not field.minimum <= value <= field.maximum:
        places = {"least": field.minimum, "most": field.maximum}
        return Message(N_("The number must lie between {least} and {most}."), places)
    return None


def _country(field: FactField, value: JsonValue) -> Message | None:
    if isinstance(value, str) and value in countries():
        return None
    return Message(N_("“{value}” is not a country that the program knows."), {"value": value})


def _countries(field: FactField, value: JsonValue) -> Message | None:
    return _each(value, lambda one: _country(field, one))


def _people(field: FactField, value: JsonValue) -> Message | None:
    def _person(one: JsonValue) -> Message | None:
        is_id = isinstance(one, str) and bool(one)
        return None if is_id else Message(N_("People of this case are expected."))

    return _each(value, _person)


def _each(value: JsonValue, rule: Callable[[JsonValue], Message | None]) -> Message | None:
    if not isinstance(value, list) or not value:
        return Message(N_("At least one answer is expected."))
    if len(value) > MAX_ANSWERS:
        return Message(N_("This is too long."))
    if any(one in value[:n] for n, one in enumerate(value)):
        return Message(N_("The same answer stands here twice."))
    return next((problem for one in value if (problem := rule(one))), None)


def _address(field: FactField, value: JsonValue) -> Message | None:
    if not isinstance(value, dict) or not value.keys() <= set(AddressPart):
        return Message(N_("An address is expected: street, house number, postcode, city."))
    if not all(isinstance(part, str) for part in value.values()):
        return Message(N_("Every part of an address is text."))
    parts = {name: str(part) for name, part in value.items()}
    for name in (AddressPart.CITY, *field.address_needs):
        if not parts.get(name, "").strip():
            return Message(N_("The address lacks: {part}"), {"part": part_name(name)})
    return _address_parts(field, parts)


def _address_parts(field: FactField, parts: Mapping[str, str]) -> Message | None:
    country = parts.get(AddressPart.COUNTRY) or GERMANY
    if problem := _country(field, country):
        return problem
    postcode = parts.get(AddressPart.POSTCODE, "")
    if postcode and country == GERMANY and not _POSTCODE.match(postcode):
        return Message(N_("A German postcode has five digits; abroad, add the country."))
    return next((p for text in parts.values() if (p := _characters(field, text))), None)


_RULES: Mapping[FactType, Callable[[FactField, JsonValue], Message | None]] = {
    FactType.TEXT: _text,
    FactType.DATE: _date,
    FactType.YES_NO: _yes_no,
    FactType.CHOICE: _choice,
    FactType.MULTI_CHOICE: _multi_choice,
    FactType.NUMBER: _number,
    FactType.COUNTRY: _country,
    FactType.COUNTRIES: _countries,
    FactType.ADDRESS: _address,
    FactType.PEOPLE: _people,
}

_PART_NAMES: Mapping[AddressPart, str] = {
    AddressPart.STREET: N_("street"),
    AddressPart.HOUSE_NUMBER: N_("house number"),
    AddressPart.ADDITION: N_("addition to the address"),
    AddressPart.POSTCODE: N_("postcode"),
    AddressPart.CITY: N_("town"),
    AddressPart.COUNTRY: N_("country"),
}


def part_name(part: AddressPart) -> Message:
    """Name a part of an address."""
    return Message(_PART_NAMES[part])


@cache
def countries() -> frozenset[str]:
    """ISO 3166 codes that an answer may have."""
    return frozenset(code for code, _ in language("en").countries())


# What a person types


def parse_value(field: FactField, text: str) -> JsonValue:
    """Read what a person typed at the command line or into a field.

    Yes and no, choices and countries are understood in all three languages; dates in the
    German and the ISO order; an address as JSON or "Street 12a, 10115 Berlin".

    Raises:
        InvalidAnswerError: the text means nothing here, or the value does not fit.
    """
    typed = cleaned(text)
    value = _PARSERS.get(field.type, _as_typed)(field, typed)
    if problem := problem_with(field, Answer(value)):
        raise InvalidAnswerError(key=field.key, problem=problem)
    return value


def _as_typed(field: FactField, text: str) -> JsonValue:
    return text


def _parse_date(field: FactField, text: str) -> JsonValue:
    try:
        return str(PartialDate.parse(text))
    except ValueError:
        return text


_YES = frozenset({"ja", "да", "yes", "true", "j", "д", "y", "1"})
_NO = frozenset({"nein", "нет", "no", "false", "n", "н", "0"})


def _parse_yes_no(field: FactField, text: str) -> JsonValue:
    word = text.casefold()
    return True if word in _YES else False if word in _NO else text


def _parse_number(field: FactField, text: str) -> JsonValue:
    return int(text) if re.fullmatch(r"-?[0-9]{1,15}", text) else text


def _parse_choice(field: FactField, text: str) -> JsonValue:
    wanted = text.casefold()
    for choice in field.choices:
        labels = (choice.label.de, choice.label.ru, choice.label.en)
        if wanted in (choice.id.casefold(), *(label.casefold() for label in labels)):
            return choice.id
    return text


def _parse_country(field: FactField, text: str) -> JsonValue:
    return _country_names().get(text.casefold(), text)


def _parse_people(field: FactField, text: str) -> JsonValue:
    return [part.strip() for part in text.split(",")]


def _parse_multi_choice(field: FactField, text: str) -> JsonValue:
    return [_parse_choice(field, part.strip()) for part in text.split(",")]


def _parse_countries(field: FactField, text: str) -> JsonValue:
    whole = _parse_country(field, text)
    if whole in countries():
        return [whole]
    return [_parse_country(field, part.strip()) for part in re.split(r"[,;]", text)]


_ONE_LINE = re.compile(
    r"(?P<street>[^,]+?)\s+(?P<house_number>[0-9]+\s?[^\s,]*)\s*,"
    r"(?:(?P<addition>[^,]+),)?"
    r"\s*(?P<postcode>[0-9]{4,6})\s+(?P<city>[^,]+)(?:,(?P<country>[^,]+))?"
)


def _parse_address(field: FactField, text: str) -> JsonValue:
    if text.startswith("{"):
        return _json_address(text)
    match = _ONE_LINE.fullmatch(text)
    if match is None:
        return text
    parts = {name: part.strip() for name, part in match.groupdict().items() if part}
    if "country" in parts:
        parts["country"] = _country_names().get(parts["country"].casefold(), parts["country"])
    return dict(parts)


def _json_address(text: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(text)
    except ValueError:
        return text
    return value


@cache
def _country_names() -> Mapping[str, str]:
    names = {code.casefold(): code for code in countries()}
    for code in CODES:
        said = language(code).country
        names.update({said(country).casefold(): country for country in countries()})
    return names


_PARSERS: Mapping[FactType, Callable[[FactField, str], JsonValue]] = {
    FactType.DATE: _parse_date,
    FactType.YES_NO: _parse_yes_no,
    FactType.NUMBER: _parse_number,
    FactType.CHOICE: _parse_choice,
    FactType.MULTI_CHOICE: _parse_multi_choice,
    FactType.COUNTRY: _parse_country,
    FactType.COUNTRIES: _parse_countries,
    FactType.ADDRESS: _parse_address,
    FactType.PEOPLE: _parse_people,
}


# What lists, screens and papers print


@dataclass(frozen=True, slots=True)
class Address:
    """An address with every part as text, empty where it has none."""

    street: str = ""
    house_number: str = ""
    addition: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""

    def line(self, language: Language) -> str:
        """Write it on one line; Germany is not named."""
        street = " ".join(part for part in (self.street, self.house_number) if part)
        town = " ".join(part for part in (self.postcode, self.city) if part)
        abroad = language.country(self.country) if self.country not in ("", GERMANY) else ""
        return ", ".join(part for part in (street, self.addition, town, abroad) if part)


def address_parts(value: JsonValue) -> Address:
    """Take an address fact apart; a value that is none gives an empty Address."""
    if not isinstance(value, dict):
        return Address()
    return Address(**{part: str(value.get(part) or "") for part in AddressPart})


def show_value(
    field: FactField, answer: Answer, language: Language, people: Mapping[str, str]
) -> str:
    """Write an answer for people.

    Args:
        people: what to call the people of the case, by id.
    """
    if answer.status is AnswerStatus.UNKNOWN:
        return language.gettext(N_("unknown"))
    if answer.status is AnswerStatus.NOT_APPLICABLE:
        return language.gettext(N_("not applicable"))
    value = answer.value
    if isinstance(value, list):
        return ", ".join(_show_one(field, one, language, people) for one in value)
    return _show_one(field, value, language, people)


def _show_one(
    field: FactField, value: JsonValue, language: Language, people: Mapping[str, str]
) -> str:
    if isinstance(value, bool):
        return language.gettext(N_("yes") if value else N_("no"))
    if isinstance(value, dict):
        return address_parts(value).line(language)
    text = str(value)
    match field.type:
        case FactType.DATE:
            return _show_date(text, language)
        case FactType.CHOICE | FactType.MULTI_CHOICE:
            choice = field.choice(text)
            return language.text(choice.label) if choice else text
        case FactType.COUNTRY | FactType.COUNTRIES:
            return language.country(text)
        case FactType.PEOPLE:
            return people.get(text, text)
        case _:
            return text


def _show_date(text: str, language: Language) -> str:
    try:
        return language.partial_date(PartialDate.parse(text))
    except ValueError:
        return text
