"""What an authority's AcroForm holds: its fields, boxes and states, as they really are.

Comes in: an open PDF of any authority. Goes out: fields by name, each with its widgets.
Attributes are inherited as the standard says; nothing here trusts the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

import pikepdf

from consul_desk.errors.casework import BlankUnusableError
from consul_desk.language import N_, Message
from consul_desk.pdf.objects import (
    ancestors,
    as_list,
    integer,
    name_in,
    number,
    readable_name,
    state_in,
    sub_dictionary,
    text_in,
)

MOST_FIELDS = 5_000

_MULTILINE, _COMB = 1 << 12, 1 << 24
_RADIO, _PUSH_BUTTON = 1 << 15, 1 << 16
_COMBO, _EDIT, _MULTI_SELECT = 1 << 17, 1 << 18, 1 << 21
_RADIOS_IN_UNISON = 1 << 25
_NOT_COMB = _MULTILINE | 1 << 13 | 1 << 20  # multiline, password, file name
_UNSEEN = 1 << 1 | 1 << 5  # hidden, no view


class FieldKind(StrEnum):
    """What can be done with a field."""

    TEXT = "text"
    CHECKBOX = "checkbox"
    RADIO = "radio"
    CHOICE = "choice"
    BUTTON = "button"
    SIGNATURE = "signature"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page. Pages count from 0; points from the page's lower left."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """In points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """In points."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One line of a list: what is stored and what is shown."""

    stored: str
    shown: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a blank, whatever number of boxes shows it.

    Attributes:
        name: the full name; "#3" for the third field that has none.
        label: the author's tooltip; often the best hint at what is meant.
        boxes: one per widget that can be seen, in page order.
        max_length: most characters, or None.
        states: names of the "on" states of a check box or radio group.
        value: what it holds now; for boxes the state that is on, or "".
        scripted: carries JavaScript. Scripts are never run.
    """

    name: str
    kind: FieldKind
    label: str
    boxes: tuple[Box, ...]
    max_length: int | None
    multiline: bool
    comb: bool
    required: bool
    read_only: bool
    choices: tuple[FieldChoice, ...]
    states: tuple[str, ...]
    value: str
    scripted: bool


@dataclass(frozen=True, slots=True)
class Widget:
    """One box of a field, with the PDF object behind it."""

    thing: pikepdf.Dictionary
    box: Box
    rotation: int
    seen: bool
    state: str
    raw_state: str
    size: float
    colour: tuple[float, ...]
    alignment: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A field together with the PDF objects that `fill` writes to."""

    field: FormField
    owners: tuple[pikepdf.Dictionary, ...]
    widgets: tuple[Widget, ...]
    flags: int

    @property
    def is_list_box(self) -> bool:
        """A choice shown as a list instead of one line."""
        return self.field.kind is FieldKind.CHOICE and not self.flags & _COMBO

    @property
    def takes_own_text(self) -> bool:
        """A choice into which people may type something else."""
        return bool(self.flags & _COMBO and self.flags & _EDIT)

    @property
    def takes_several(self) -> bool:
        """A list box with more than one line selected."""
        return bool(self.flags & _MULTI_SELECT)

    @property
    def in_unison(self) -> bool:
        """Widgets with the same state switch together."""
        return self.field.kind is FieldKind.CHECKBOX or bool(self.flags & _RADIOS_IN_UNISON)

    def states_shown(self) -> tuple[str, ...]:
        """What the widgets show, one "on" state for each widget that is on."""
        shown = (state_in(w.thing, "/AS") for w in self.widgets)
        return tuple(state for state in shown if state)

    def states_held(self) -> tuple[str, ...]:
        """What the field itself says, next to its widgets."""
        held = (state_in(owner, "/V") for owner in self.owners)
        return tuple(state for state in held if state)

    def write_multiline(self) -> None:
        """Let viewers wrap this field, because its value was wrapped."""
        for owner in self.owners:
            owner["/Ff"] = self.flags | _MULTILINE


def read_slots(pdf: pikepdf.Pdf) -> dict[str, Slot]:
    """Find every field that has a widget on a page, in page order.

    Goes from the pages, not from the field tree: a broken or cyclic tree hides nothing.

    Raises:
        BlankUnusableError: there are more than 5,000 widgets.
    """
    groups: dict[str, list[_Found]] = {}
    nameless = count(1)
    for found in _widgets(pdf):
        groups.setdefault(found.name or f"#{next(nameless)}", []).append(found)
    return {name: _slot(name, group) for name, group in groups.items()}


class _Found:
    """A widget and the chain of dictionaries from which it inherits."""

    def __init__(self, form: pikepdf.Dictionary, page: int, thing: pikepdf.Dictionary) -> None:
        self.form = form
        self.page = page
        self.thing = thing
        self.chain = ancestors(thing)

    @property
    def name(self) -> str:
        parts = [text_in(link.get("/T")) for link in reversed(self.chain) if "/T" in link]
        return ".".join(parts)

    @property
    def owner(self) -> pikepdf.Dictionary:
        """The dictionary that holds the value: the nearest one with a name."""
        return next((link for link in self.chain if "/T" in link), self.thing)

    def inherited(self, key: str) -> pikepdf.Object | None:
        return next((link.get(key) for link in self.chain if key in link), None)

    def flags(self) -> int:
        return integer(self.inherited("/Ff"), 0)


def _widgets(pdf: pikepdf.Pdf) -> Iterator[_Found]:
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return
    room = MOST_FIELDS
    for at, page in enumerate(pdf.pages):
        for place, thing in enumerate(as_list(page.obj.get("/Annots"))):
            if not isinstance(thing, pikepdf.Dictionary) or _shape(thing) is None:
                continue
            if not room:
                reason = Message(N_("It has more than {limit} fields."), {"limit": MOST_FIELDS})
                raise BlankUnusableError(reason=reason)
            room -= 1
            widget = thing if thing.is_indirect else pdf.make_indirect(thing)
            page.obj["/Annots"][place] = widget
            yield _Found(form, at, widget)


def _shape(thing: pikepdf.Dictionary) -> tuple[float, float, float, float] | None:
    """The rectangle of a widget; None where it is no widget or has no rectangle."""
    if name_in(thing.get("/Subtype")) != "/Widget":
        return None
    numbers = [number(part) for part in as_list(thing.get("/Rect"))]
    if len(numbers) != 4:
        return None
    (left, right), (bottom, top) = sorted(numbers[0::2]), sorted(numbers[1::2])
    return left, bottom, right, top


def _slot(name: str, group: list[_Found]) -> Slot:
    first = group[0]
    kind, flags = _kind(first), first.flags()
    widgets = tuple(_widget(found, kind, place) for place, found in enumerate(group))
    owners = {_identity(found.owner): found.owner for found in group}
    max_length = integer(first.inherited("/MaxLen"), 0)
    field = FormField(
        name=name,
        kind=kind,
        label=text_in(first.inherited("/TU")),
        boxes=tuple(widget.box for widget in widgets if widget.seen),
        max_length=max_length if kind is FieldKind.TEXT and max_length > 0 else None,
        multiline=kind is FieldKind.TEXT and bool(flags & _MULTILINE),
        comb=max_length > 0 and bool(flags & _COMB) and not flags & _NOT_COMB,
        required=bool(flags & 1 << 1),
        read_only=bool(flags & 1),
        choices=_choices(first),
        states=tuple(dict.fromkeys(w.state for w in widgets if w.state)),
        value=_value(first, kind),
        scripted=any("/AA" in link or "/A" in link for f in group for link in f.chain),
    )
    return Slot(field, tuple(owners.values()), widgets, flags)


def _identity(thing: pikepdf.Dictionary) -> object:
    return thing.objgen if thing.is_indirect else id(thing)


def _kind(found: _Found) -> FieldKind:
    plain = {
        "/Tx": FieldKind.TEXT,
        "/Ch": FieldKind.CHOICE,
        "/Sig": FieldKind.SIGNATURE,
    }
    type_name = name_in(found.inherited("/FT"))
    if type_name != "/Btn":
        return plain.get(type_name, FieldKind.OTHER)
    if found.flags() & _PUSH_BUTTON:
        return FieldKind.BUTTON
    return FieldKind.RADIO if found.flags() & _RADIO else FieldKind.CHECKBOX


def _widget(found: _Found, kind: FieldKind, place: int) -> Widget:
    shape = _shape(found.thing) or (0.0, 0.0, 0.0, 0.0)
    box = Box(found.page, *shape)
    hidden = integer(found.thing.get("/F"), 0) & _UNSEEN
    looks = sub_dictionary(found.thing, "/MK")
    is_switch = kind in (FieldKind.CHECKBOX, FieldKind.RADIO)
    raw_state = _on_state(found, place) if is_switch else ""
    size, colour = _font_and_colour(text_in(found.inherited("/DA") or found.form.get("/DA")))
    return Widget(
        thing=found.thing,
        box=box,
        rotation=integer(looks.get("/R"), 0) % 360,
        seen=not hidden and box.width > 0 and box.height > 0,
        state=readable_name(raw_state),
        raw_state=raw_state,
        size=size,
        colour=colour,
        alignment=integer(found.inherited("/Q") or found.form.get("/Q"), 0),
    )


def _font_and_colour(appearance: str) -> tuple[float, tuple[float, ...]]:
    """Read size (0 = automatic) and text colour out of a /DA string."""
    size = re.search(r"(\d*\.?\d+)\s+Tf", appearance)
    colour = re.search(r"((?:\d*\.?\d+\s+){1,4})(?:g|rg|k)\b", appearance)
    parts = tuple(float(part) for part in colour[1].split()) if colour else ()
    return float(size[1]) if size else 0.0, parts if len(parts) in (1, 3, 4) else (0.0,)


def _on_state(found: _Found, place: int) -> str:
    """The name that switches this widget on: as its appearance says, else by its place."""
    pictures = sub_dictionary(sub_dictionary(found.thing, "/AP"), "/N")
    for state, _ in pictures.items():
        if state != "/Off":
            return state
    return f"/{place}" if place or "/Opt" in found.owner else "/Yes"


def _choices(found: _Found) -> tuple[FieldChoice, ...]:
    """Read /Opt, which may mix plain texts and pairs of stored and shown text."""
    choices = []
    for option in as_list(found.inherited("/Opt")):
        pair = [text_in(part) for part in as_list(option)] or [text_in(option)]
        choices.append(FieldChoice(pair[0], pair[-1]))
    return tuple(choices)


def _value(found: _Found, kind: FieldKind) -> str:
    if kind in (FieldKind.CHECKBOX, FieldKind.RADIO):
        return state_in(found.owner, "/V")
    value = found.inherited("/V")
    several = [text_in(part) for part in as_list(value)]
    return "\n".join(several) or text_in(value)
