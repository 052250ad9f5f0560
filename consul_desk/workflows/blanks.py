"""Which answer goes into which field of an authority's blank.

The mapping is data (`forms/workflows/<id>/blanks/<name>.yaml`), pinned to one edition of the
form by its SHA-256. Comes in: a mapping and the answers of a procedure. Goes out: one set of
values per sheet, in German, ready to be filled; or a refusal that names what is missing.
The blank itself belongs to the authority and is not part of a pack.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from consul_desk.errors.casework import PaperRefusedError
from consul_desk.language import N_, Language, Message, language
from consul_desk.strict_yaml import MisfitError
from consul_desk.values import (
    Answer,
    AnswerStatus,
    JsonValue,
    PartialDate,
    Subject,
    SubjectKind,
    Text,
)
from consul_desk.workflows.base import Id, Key, PackModel, Words
from consul_desk.workflows.conditions import Situation, evaluate, leaves
from consul_desk.workflows.model import AddressPart, Vocabulary
from consul_desk.workflows.tree import Condition, Count
from consul_desk.workflows.validate import GERMANY, address_parts, show_value

DateStyle: TypeAlias = Literal["TT.MM.JJJJ", "TTMMJJJJ", "TT", "MM", "JJJJ"]
_POINTED: DateStyle = "TT.MM.JJJJ"


class Piece(PackModel):
    """One answer within a field; in YAML a bare key will do.

    Attributes:
        parts: of an address, joined by blanks; the country is named if it is not Germany.
        date: how a date is written; the first style unless the form has cells for it.
        words: what this form calls a choice or country, or which state of a group of radio
            buttons it is; others keep their German name.
        before, after: words of the form's own around an answer that has a value.
        upper: in capitals.
        optional: may be missing even where the field is required.
        when: skipped unless this holds.
    """

    fact: Key
    parts: tuple[AddressPart, ...] = ()
    date: DateStyle = _POINTED
    words: Mapping[Id, Words] = Field(default_factory=dict)
    before: Annotated[str, Field(max_length=40)] = ""
    after: Annotated[str, Field(max_length=40)] = ""
    upper: bool = False
    optional: bool = False
    when: Condition | None = None


def _shape(value: Any) -> str:
    return "key" if isinstance(value, str) else "table"


_Piece: TypeAlias = Annotated[
    Annotated[Key, Tag("key")] | Annotated[Piece, Tag("table")], Discriminator(_shape)
]


class FieldRule(PackModel):
    """How the value of one field of the form is made.

    Attributes:
        person: which person of the sheet this is about; none for the procedure.
        entry: kind of entry, such as a passport; the person's first one is taken.
        print_: answers that are written one after the other, with `separator` between.
        tick: a box that is on while the condition holds.
        required: refuse the paper while an answer, or what a tick hangs on, is missing.
        when: the field stays empty unless this holds.
    """

    person: Annotated[int, Field(ge=1, le=20)] | None = None
    entry: str = ""
    print_: Annotated[tuple[_Piece, ...], Field(alias="print")] = ()
    separator: Annotated[str, Field(max_length=5)] = " "
    tick: Condition | None = None
    required: bool = False
    when: Condition | None = None

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What is written, bare keys spelled out."""
        return tuple(Piece(fact=p) if isinstance(p, str) else p for p in self.print_)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition in this rule."""
        found = (self.tick, self.when, *(piece.when for piece in self.pieces))
        return tuple(condition for condition in found if condition is not None)

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if bool(self.print_) == (self.tick is not None):
            raise MisfitError(Message(N_("Give either print or tick.")))
        if self.entry and self.person is None:
            raise MisfitError(Message(N_("An entry needs the person it belongs to.")))
        return self


class BlankMapping(PackModel):
    """One edition of an authority's form, and how it is filled.

    Attributes:
        edition: how people recognise this edition, such as a print on its edge.
        file_name: what the authority calls the file; a hint only.
        sha256: of the authority's file; another file is another blank.
        people_per_sheet: a larger group gets more sheets.
        left_blank: fields that stay empty on purpose, with the reason.
    """

    id: Id
    title: Text
    authority: Words
    edition: Words
    file_name: Words
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    people_per_sheet: Annotated[int, Field(ge=1, le=20)] = 1
    fields: Annotated[Mapping[str, FieldRule], Field(min_length=1)]
    left_blank: Mapping[str, Words] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _stays_on_the_sheet(self) -> Self:
        if any((rule.person or 1) > self.people_per_sheet for rule in self.fields.values()):
            raise MisfitError(Message(N_("The sheet has no room for so many people.")))
        if self.fields.keys() & self.left_blank.keys():
            raise MisfitError(Message(N_("A field is filled or left blank, not both.")))
        return self

    def facts(self) -> frozenset[str]:
        """Every vocabulary key that the mapping reads."""
        printed = {piece.fact for rule in self.fields.values() for piece in rule.pieces}
        asked = {
            leaf.fact
            for rule in self.fields.values()
            for condition in rule.conditions
            for leaf in leaves(condition)
            if not isinstance(leaf, Count)
        }
        return frozenset(printed | asked)

    def unknown_fields(self, names: Collection[str]) -> tuple[str, ...]:
        """Fields of the mapping that the blank does not have."""
        return tuple(n for n in (*self.fields, *self.left_blank) if n not in names)

    def forgotten_fields(self, names: Collection[str]) -> tuple[str, ...]:
        """Fields of the blank that the mapping does not speak of."""
        return tuple(n for n in names if n not in self.fields and n not in self.left_blank)


Sheet: TypeAlias = dict[str, str | bool]


def resolve(
    mapping: BlankMapping, situation: Situation, vocabulary: Vocabulary
) -> tuple[Sheet, ...]:
    """Make the values of every sheet, applicant first.

    A field without a value is not in its sheet. "Unknown" is written as such; what does not
    apply is left empty.

    Returns:
        Shape: by form field, text or on and off; one table per sheet, at least one.

    Raises:
        PaperRefusedError: a required answer is missing; names the question.
    """
    people, room = situation.facts.people(), mapping.people_per_sheet
    groups = [people[at : at + room] for at in range(0, len(people), room)] or [()]
    writers = (_Writer(situation, vocabulary, group) for group in groups)
    return tuple(writer.sheet(mapping) for writer in writers)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes one sheet, for the people who stand on it."""

    situation: Situation
    vocabulary: Vocabulary
    people: tuple[Subject, ...]

    def sheet(self, mapping: BlankMapping) -> Sheet:
        values = ((name, self._value(rule)) for name, rule in mapping.fields.items())
        return {name: value for name, value in values if value is not None}

    def _value(self, rule: FieldRule) -> str | bool | None:
        if rule.person is not None and rule.person > len(self.people):
            return None
        subject = self._subject(rule)
        if rule.when is not None and not self._holds(rule.when, subject):
            return None
        if rule.tick is not None:
            return self._tick(rule.tick, subject, rule)
        texts = [self._text(piece, subject, rule) for piece in rule.pieces]
        return rule.separator.join(text for text in texts if text) or None

    def _subject(self, rule: FieldRule) -> Subject | None:
        """Whom a rule is about; None where the person has no such entry."""
        if rule.person is None:
            return self.situation.only(SubjectKind.PROCEDURE)
        person = self.people[rule.person - 1]
        if not rule.entry:
            return person
        return next(iter(self.situation.facts.entries(rule.entry, person.id)), None)

    def _holds(self, condition: Condition, subject: Subject | None) -> bool:
        return subject is not None and evaluate(condition, self.situation, subject) is True

    def _tick(self, tick: Condition, subject: Subject | None, rule: FieldRule) -> bool:
        truth = evaluate(tick, self.situation, subject) if subject else None
        if truth is None and rule.required:
            asked = (leaf.fact for leaf in leaves(tick) if not isinstance(leaf, Count))
            raise self._missing(next(asked), rule)
        return truth is True

    def _text(self, piece: Piece, subject: Subject | None, rule: FieldRule) -> str:
        if piece.when is not None and not self._holds(piece.when, subject):
            return ""
        bearer = self.situation.bearer(piece.fact, subject) if subject else None
        answer = self.situation.answer(bearer, piece.fact) if bearer else None
        if answer is None and rule.required and not piece.optional:
            raise self._missing(piece.fact, rule)
        if answer is None or answer.status is AnswerStatus.NOT_APPLICABLE:
            return ""
        text = self._shown(piece, answer)
        if piece.upper:
            text = text.upper()
        return f"{piece.before}{text}{piece.after}" if text else ""

    def _shown(self, piece: Piece, answer: Answer) -> str:
        german, field = language("de"), self.vocabulary.field(piece.fact)
        if answer.status is AnswerStatus.KNOWN and piece.parts:
            return _parts_of(answer.value, piece.parts, german)
        if answer.status is AnswerStatus.KNOWN and piece.date != _POINTED:
            return _in_cells(answer.value, piece.date)
        values = answer.value if isinstance(answer.value, list) else [answer.value]
        return ", ".join(
            piece.words.get(str(one))
            or show_value(field, replace(answer, value=one), german, self._names())
            for one in values
        )

    def _names(self) -> Mapping[str, str]:
        return {person.id: person.label for person in self.situation.facts.people()}

    def _missing(self, key: str, rule: FieldRule) -> PaperRefusedError:
        reason = Message(N_("This has not been answered yet."))
        if rule.person is not None:
            place = self.situation.facts.people().index(self.people[rule.person - 1]) + 1
            told = N_("This has not been answered yet for person {number}.")
            reason = Message(told, {"number": place})
        return PaperRefusedError(field=self.vocabulary.field(key).label, reason=reason)


def _parts_of(value: JsonValue, parts: tuple[AddressPart, ...], german: Language) -> str:
    address = address_parts(value)
    texts = {part: str(getattr(address, part)) for part in AddressPart}
    is_abroad = address.country != GERMANY
    texts[AddressPart.COUNTRY] = german.country(address.country) if is_abroad else ""
    return " ".join(texts[part] for part in parts if texts[part])


def _in_cells(value: JsonValue, style: DateStyle) -> str:
    """Write a date without points; what is not known leaves its part out."""
    day = PartialDate.parse(str(value))
    parts = {"TT": f"{day.day:02d}", "MM": f"{day.month:02d}", "JJJJ": f"{day.year:04d}"}
    known = {name: text for name, text in parts.items() if int(text)}
    return "".join(known.get(name, "") for name in ("TT", "MM", "JJJJ") if name in style)
