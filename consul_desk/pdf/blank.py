"""Opening an authority's PDF, and what it must be for us to fill it.

Comes in: bytes from anywhere. Goes out: an open PDF that has fields, or the reason why not.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pikepdf

from consul_desk.errors.casework import BlankUnusableError
from consul_desk.language import N_, Message
from consul_desk.pdf.fields import FieldKind, Slot, read_slots
from consul_desk.pdf.objects import ancestors, dictionaries, drop, sub_dictionary

MOST_BYTES = 20 * 1024 * 1024
MOST_PAGES = 500


@contextmanager
def open_blank(pdf: bytes) -> Iterator[tuple[pikepdf.Pdf, dict[str, Slot]]]:
    """Open a blank and make sure that it can be filled at all.

    Raises:
        BlankUnusableError: the file is damaged, locked, too large, or has no fields.
    """
    if len(pdf) > MOST_BYTES:
        raise _unusable(N_("It is larger than {limit} MiB."), limit=MOST_BYTES // 1024**2)
    try:
        with pikepdf.open(io.BytesIO(pdf)) as blank:
            yield blank, _slots(blank)
    except pikepdf.PasswordError as error:
        raise _unusable(N_("It is locked with a password.")) from error
    except pikepdf.PikepdfError as error:
        raise _unusable(N_("The file is damaged or is no PDF.")) from error


def _slots(blank: pikepdf.Pdf) -> dict[str, Slot]:
    if not 0 < len(blank.pages) <= MOST_PAGES:
        raise _unusable(N_("It has no pages or more than {limit}."), limit=MOST_PAGES)
    if blank.is_encrypted and not blank.allow.modify_form:
        raise _unusable(N_("Its author does not allow filling it."))
    slots = read_slots(blank)
    form = blank.Root.get("/AcroForm")
    if not slots and isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        raise _unusable(N_("It is a pure XFA form, which only Adobe programs can fill."))
    if not slots:
        raise _unusable(N_("It has no fields to fill."))
    return slots


def clean(blank: pikepdf.Pdf, slots: dict[str, Slot]) -> None:
    """Take away what would contradict the values that are about to be written.

    That is the XFA copy of the data, orders to draw the boxes anew, and signatures of the
    unfilled form, with the usage rights that hang on them. Widgets that the field tree has
    lost are put back into it.
    """
    form = blank.Root.AcroForm
    drop(form, "/XFA", "/SigFlags")
    drop(blank.Root, "/NeedsRendering", "/Perms")
    form["/NeedAppearances"] = False
    for slot in slots.values():
        if slot.field.kind is FieldKind.SIGNATURE:
            for owner in slot.owners:
                drop(owner, "/V")
    reached = _reached(form)
    for slot in slots.values():
        for widget in slot.widgets:
            if widget.thing.objgen not in reached:
                _adopt(form, widget.thing)


def _reached(form: pikepdf.Object) -> set[tuple[int, int]]:
    """Every object of the field tree, however the tree is tangled."""
    reached: set[tuple[int, int]] = set()
    waiting = dictionaries(form.get("/Fields"))
    while waiting:
        thing = waiting.pop()
        if thing.objgen not in reached:
            reached.add(thing.objgen)
            waiting += dictionaries(thing.get("/Kids"))
    return reached


def _adopt(form: pikepdf.Object, thing: pikepdf.Dictionary) -> None:
    """Hang a widget, with what it says its parents are, into the field tree."""
    chain = ancestors(thing)
    for kid, parent in pairwise(chain):
        kids = dictionaries(parent.get("/Kids"))
        if all(known.objgen != kid.objgen for known in kids):
            parent["/Kids"] = pikepdf.Array([*kids, kid])
    roots = dictionaries(form.get("/Fields"))
    if all(root.objgen != chain[-1].objgen for root in roots):
        form["/Fields"] = pikepdf.Array([*roots, chain[-1]])


def flatten(blank: pikepdf.Pdf) -> None:
    """Turn what a printer would show of the form into plain page content."""
    blank.flatten_annotations("print")
    drop(blank.Root, "/AcroForm", "/OpenAction", "/AA")
    drop(sub_dictionary(blank.Root, "/Names"), "/JavaScript")
    for page in blank.pages:
        drop(page.obj, "/Annots", "/AA")


def _unusable(text: str, **values: object) -> BlankUnusableError:
    return BlankUnusableError(reason=Message(text, values))
