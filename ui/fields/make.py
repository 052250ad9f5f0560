"""Which editor a type of fact gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from consul_desk.values import Subject
from consul_desk.workflows.model import FactField, FactType
from ui.fields.choices import (
    FEW,
    ChoiceEditor,
    ChoiceListEditor,
    MultiChoiceEditor,
    PeopleEditor,
    YesNoEditor,
)
from ui.fields.editor import DateEditor, Editor, LineEditor, LongTextEditor
from ui.fields.places import AddressEditor, CountriesEditor, CountryEditor


def editor_for(field: FactField, people: Sequence[Subject] = ()) -> Editor:
    """Make the editor for a question.

    Args:
        people: who can be ticked, where the question asks for people.
    """
    if field.type is FactType.PEOPLE:
        return PeopleEditor(people)
    return _MAKERS[field.type](field)


def _text(field: FactField) -> Editor:
    return LongTextEditor(field) if field.multiline else LineEditor(field)


def _yes_no(_field: FactField) -> Editor:
    return YesNoEditor()


def _choice(field: FactField) -> Editor:
    return ChoiceEditor(field) if len(field.choices) <= FEW else ChoiceListEditor(field)


def _country(field: FactField) -> Editor:
    return CountryEditor(field.key)


def _countries(field: FactField) -> Editor:
    return CountriesEditor(field.key)


def _address(field: FactField) -> Editor:
    return AddressEditor(field.key)


_MAKERS: dict[FactType, Callable[[FactField], Editor]] = {
    FactType.TEXT: _text,
    FactType.NUMBER: LineEditor,
    FactType.DATE: DateEditor,
    FactType.YES_NO: _yes_no,
    FactType.CHOICE: _choice,
    FactType.MULTI_CHOICE: MultiChoiceEditor,
    FactType.COUNTRY: _country,
    FactType.COUNTRIES: _countries,
    FactType.ADDRESS: _address,
}
