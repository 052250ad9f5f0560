"""Verbs about ends: case erase, case dates, case reviews, person data."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consul_desk.cli import people
from consul_desk.cli.call import Call, CaseName, Json, verbs
from consul_desk.cli.documents import COLUMNS as DOCUMENTS
from consul_desk.cli.output import Column, print_json, print_table
from consul_desk.errors.casework import ErasureUnconfirmedError, InvalidDayError
from consul_desk.language import CODES, N_, language
from consul_desk.values import LanguageCode, PartialDate

if TYPE_CHECKING:
    from consul_desk.casework.erasure import ErasurePreview
    from consul_desk.casework.retention import CaseDates

case_verbs = verbs("")
person_verbs = verbs("")

_COPIES = (
    Column(N_("Copy"), lambda copy: copy.kind),
    Column(N_("What"), lambda copy: copy.what),
    Column(N_("Who has it"), lambda copy: copy.receiver),
    Column(N_("When"), lambda copy: copy.at),
)
_DUE = (
    Column(N_("Number"), lambda due: due.row.number),
    Column(N_("Title"), lambda due: due.row.title),
    Column(N_("Review on"), lambda due: due.dates.review_on),
    Column(N_("Kept until"), lambda due: due.dates.retain_until),
    Column(N_("Days over"), lambda due: due.days_over),
)
_NONE = "none"


@case_verbs.command("erase", help=N_("Erase a case for good; show first what would go."))
def _erase(
    context: typer.Context,
    case: CaseName,
    reason: Annotated[
        str,
        typer.Option(
            help=N_("no_longer_needed, consent_withdrawn, objection, unlawful or legal_duty")
        ),
    ],
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help=N_("Do not ask for the case number."))
    ] = False,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.erasure import erase_case, preview_erasure

    call = Call.of(context)
    with call.vault() as vault:
        case_id = find_case(vault, case)
        preview = preview_erasure(vault, case_id)
        if not as_json:
            _tell(call, preview)
        if not yes:
            _confirm(call, preview.row.number)
        erased = erase_case(vault, case_id, reason)
    if as_json:
        print_json({"preview": preview, "erased": erased}, call.language)
    else:
        call.say(N_("Case {number} was erased."), number=preview.row.number)


def _tell(call: Call, preview: ErasurePreview) -> None:
    for rows, columns in (
        (preview.people, people.COLUMNS),
        (preview.documents, DOCUMENTS),
        (preview.copies, _COPIES),
    ):
        print_table(rows, columns, call.language)
        typer.echo()
    call.say(N_("Answers: {count}"), count=preview.answers)
    call.say(N_("Entries of the history that are emptied: {count}"), count=preview.changes)
    if preview.copies:
        call.say(N_("Erasing here does not reach the copies listed above."))
    call.say(N_("Backups made before hold the case until they are replaced."))


def _confirm(call: Call, number: str) -> None:
    question = call.language.gettext(N_("Type the case number {number} to erase it:"))
    typer.echo(question.format(number=number), err=True)
    if sys.stdin.readline().strip().upper() != number:
        raise ErasureUnconfirmedError(number=number)


@case_verbs.command("dates", help=N_("Show or set until when a case is kept, and its review."))
def _dates(
    context: typer.Context,
    case: CaseName,
    retain_until: Annotated[
        str | None, typer.Option(metavar="DAY", help=N_("Last day to keep it; none for none."))
    ] = None,
    review_on: Annotated[
        str | None, typer.Option(metavar="DAY", help=N_("Day to look again; none for none."))
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.retention import case_dates, set_dates

    call = Call.of(context)
    with call.vault() as vault:
        case_id = find_case(vault, case)
        dates = case_dates(vault, case_id)
        if retain_until is not None or review_on is not None:
            keep = dates.retain_until if retain_until is None else _day(retain_until)
            look = dates.review_on if review_on is None else _day(review_on)
            dates = set_dates(vault, case_id, keep, look)
    if as_json:
        print_json(dates, call.language)
    else:
        _tell_dates(call, dates)


def _tell_dates(call: Call, dates: CaseDates) -> None:
    for known, unknown, day in (
        (N_("Kept until {day}"), N_("No last day is set."), dates.retain_until),
        (N_("Review on {day}"), N_("No review is set."), dates.review_on),
    ):
        call.say(known if day else unknown, day=day)


def _day(text: str) -> date | None:
    if text.strip().lower() == _NONE:
        return None
    try:
        day = PartialDate.parse(text).full
    except ValueError:
        day = None
    if day is None:
        raise InvalidDayError(text=text)
    return day


@case_verbs.command("reviews", help=N_("List cases to look at again or kept beyond their day."))
def _reviews(context: typer.Context, *, as_json: Json = False) -> None:
    from consul_desk.casework.retention import list_due_reviews, list_past_retention

    call = Call.of(context)
    with call.vault() as vault:
        reviews = list_due_reviews(vault, call.today)
        past = list_past_retention(vault, call.today)
    if as_json:
        print_json({"reviews": reviews, "past_retention": past}, call.language)
        return
    for title, rows in (
        (N_("To look at again"), reviews),
        (N_("Kept beyond their last day"), past),
    ):
        call.say(title)
        print_table(rows, _DUE, call.language)


@person_verbs.command("data", help=N_("Write everything kept about a person: PDF and JSON."))
def _data(
    context: typer.Context,
    case: CaseName,
    person: Annotated[str, typer.Argument(help=N_("Role, name or id of the person."))],
    into: Annotated[Path, typer.Option(help=N_("Folder for the two files."))],
    spoken: Annotated[
        LanguageCode | None, typer.Option("--language", help=N_("Language of the paper."))
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.procedures import show_case
    from consul_desk.casework.subject_data import save_subject_data
    from consul_desk.cli.references import person_named

    call = Call.of(context)
    packs = call.packs()
    words = language(spoken) if spoken in CODES else call.language
    with call.vault() as vault:
        details = show_case(vault, find_case(vault, case))
        person_id = person_named(details, person).id
        pdf, structured = save_subject_data(vault, packs, person_id, into, words)
    if as_json:
        print_json({"pdf": pdf, "json": structured}, call.language)
        return
    call.say(N_("Written: {pdf} and {json}."), pdf=pdf, json=structured)
    call.say(N_("Read them before you hand them over: free text may name others."))
