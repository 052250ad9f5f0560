"""What will be written into a form, decided before anything is written.

Comes in: the fields of a blank and the values for them. Goes out: drawings, stored texts and
switched states; or a refusal that names the field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import pikepdf

from consul_desk.errors.casework import PaperRefusedError
from consul_desk.language import N_, Message
from consul_desk.pdf.appearance import Layout, lay_out, lay_out_list
from consul_desk.pdf.fields import FieldKind, Slot, Widget
from consul_desk.pdf.fonts import printable, unprintable
from consul_desk.pdf.verify import ExpectedText

Value: TypeAlias = str | bool
"""What to write into one field: text, the name of a state, or on and off."""
Values: TypeAlias = Mapping[str, Value]

_SWITCHES = (FieldKind.CHECKBOX, FieldKind.RADIO)
_TEXTS = (FieldKind.TEXT, FieldKind.CHOICE)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A widget that gets a new appearance."""

    slot: Slot
    widget: Widget
    layout: Layout


@dataclass(frozen=True, slots=True)
class Stored:
    """A text field's or list's new value; `selected` are places in its list."""

    slot: Slot
    text: str
    selected: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """A check box or radio group and the state that is on, or ""."""

    slot: Slot
    state: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that will be written; refusals happen while it is made."""

    drawings: list[Drawing] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)
    switches: list[Switch] = field(default_factory=list)
    expected: list[ExpectedText] = field(default_factory=list)

    @property
    def states(self) -> dict[str, str]:
        """By field, the state that will be on."""
        return {switch.slot.field.name: switch.state for switch in self.switches}

    def add_text(self, slot: Slot, text: str, shown: str, selected: Sequence[int] = ()) -> None:
        """Store `text` and draw `shown` in every widget of a field."""
        self.stored.append(Stored(slot, text, tuple(selected)))
        for widget in slot.widgets:
            if not widget.seen:
                continue
            if slot.is_list_box:
                layout = lay_out_list(slot, widget, selected)
            else:
                layout = lay_out(slot, widget, shown)
            if layout is None:
                raise _refused(slot, N_("The text is too long for its box on the form."))
            self.drawings.append(Drawing(slot, widget, layout))
            self.expected.extend(
                ExpectedText(slot.field.name, line, widget.box) for line in shown.split("\n")
            )


def standing_values(blank: pikepdf.Pdf, slots: Mapping[str, Slot]) -> dict[str, str]:
    """Values that the blank brings along without a picture of them."""
    unseen = bool(blank.Root.AcroForm.get("/NeedAppearances", False))
    return {
        name: slot.field.value
        for name, slot in slots.items()
        if slot.field.kind in _TEXTS
        and slot.field.value
        and (unseen or any("/AP" not in widget.thing for widget in slot.widgets))
    }


def make_plan(slots: Mapping[str, Slot], values: Values) -> Plan:
    """Decide what every value means for its field.

    Raises:
        PaperRefusedError: a value does not fit, has a letter that the font lacks, or names
            no field or state of this form.
    """
    plan = Plan()
    for name, value in values.items():
        slot = slots.get(name)
        if slot is None:
            reason = Message(N_("The blank has no such field."))
            raise PaperRefusedError(field=name, reason=reason)
        if slot.field.kind in _SWITCHES:
            plan.switches.append(Switch(slot, _state(slot, value)))
        elif slot.field.kind not in _TEXTS:
            raise _refused(slot, N_("This field cannot be filled by a program."))
        elif isinstance(value, bool):
            raise _refused(slot, N_("This field takes text, not a tick."))
        elif slot.field.kind is FieldKind.TEXT:
            _plan_text(plan, slot, value)
        else:
            _plan_choice(plan, slot, value)
    return plan


def _plan_text(plan: Plan, slot: Slot, value: str) -> None:
    text = _drawable(slot, value)
    if not slot.field.multiline:
        text = " ".join(text.split())
    limit = slot.field.max_length
    if limit is not None and len(text) > limit:
        told = N_("It has {length} characters; the form allows {limit}.")
        raise _refused(slot, told, length=len(text), limit=limit)
    plan.add_text(slot, text, text)


def _plan_choice(plan: Plan, slot: Slot, value: str) -> None:
    wanted = value.split("\n") if slot.takes_several else [value]
    places = [_place(slot, one) for one in wanted if one]
    known = [place for place in places if place is not None]
    if len(known) == len(places):
        chosen = [slot.field.choices[place] for place in known]
        shown = "\n".join(_drawable(slot, choice.shown) for choice in chosen)
        plan.add_text(slot, "\n".join(choice.stored for choice in chosen), shown, known)
    elif slot.takes_own_text:
        _plan_text(plan, slot, value)
    else:
        raise _refused(slot, N_("The form's list does not offer this."))


def _place(slot: Slot, value: str) -> int | None:
    offered = slot.field.choices
    for texts in ([c.stored for c in offered], [c.shown for c in offered]):
        if value in texts:
            return texts.index(value)
    return None


def _state(slot: Slot, value: Value) -> str:
    """Find the state that a value means: on and off, a state's name or a listed text."""
    states = slot.field.states
    if value is False or value == "":
        return ""
    if value is True and len(states) == 1:
        return states[0]
    if value in states:
        return str(value)
    for choice, widget in zip(slot.field.choices, slot.widgets, strict=False):
        if value in (choice.stored, choice.shown):
            return widget.state
    told = N_("This box has only the states {states}.")
    raise _refused(slot, told, states=", ".join(states))


def _drawable(slot: Slot, value: str) -> str:
    text = printable(value)
    if missing := unprintable(text):
        told = N_("The letters on the form do not include {characters}.")
        raise _refused(slot, told, characters=missing)
    return text


def _refused(slot: Slot, text: str, **values: object) -> PaperRefusedError:
    return PaperRefusedError(field=slot.field.name, reason=Message(text, values))
