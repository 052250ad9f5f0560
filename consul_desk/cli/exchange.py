"""Verbs about bundles: export, import."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consul_desk.cli.call import Call, Json, verbs
from consul_desk.cli.cards import COLUMNS as CONTACTS
from consul_desk.cli.output import Column, print_json, print_table
from consul_desk.language import N_, Message
from consul_desk.messages import explain

if TYPE_CHECKING:
    from consul_desk.exchange.bundle import Sealed
    from consul_desk.exchange.incoming import ImportReport
    from consul_desk.exchange.outgoing import SentRow

app = verbs("")

DryRun = Annotated[bool, typer.Option("--dry-run", help=N_("Show it, change nothing."))]

_LEAVING = (
    Column(N_("Case"), lambda case: case.row.number),
    Column(N_("Title"), lambda case: case.row.title),
    Column(N_("People"), lambda case: len(case.people)),
    Column(N_("Documents"), lambda case: len(case.documents)),
    Column(N_("Bytes"), lambda case: case.size_bytes),
    Column(N_("Changes"), lambda case: case.changes),
    Column(N_("Consent"), lambda case: _yes(value=case.has_consent)),
)
_ARRIVING = (
    Column(N_("Case"), lambda case: case.row.number),
    Column(N_("Title"), lambda case: case.row.title),
    Column(N_("New"), lambda case: _yes(value=case.is_new)),
    Column(N_("Added"), lambda case: _counts(case.added)),
    Column(N_("Changed"), lambda case: _counts(case.changed)),
    Column(N_("Removed"), lambda case: _counts(case.removed)),
    Column(N_("Conflicts"), lambda case: case.conflicts),
)
_ERASED = (
    Column(N_("Erased on"), lambda case: case.erased.erased_at),
    Column(N_("Erased by"), lambda case: case.erased.by),
    Column(N_("Erased here too"), lambda case: case.row.number if case.row else ""),
    Column(N_("Changes left out"), lambda case: case.kept_out),
)


@app.command("export", help=N_("Seal cases for verified contacts into a new file."))
def _export(
    context: typer.Context,
    recipients: Annotated[
        list[str], typer.Option("--for", metavar="CONTACT", help=N_("Name or id; repeatable."))
    ],
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CASE...]", help=N_("Numbers or ids; none: erasures only.")),
    ] = None,
    to: Annotated[Path, typer.Option(help=N_("New file, or a folder for it."))] = Path(),
    *,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.cli.references import contact_named
    from consul_desk.exchange.outgoing import export_cases, preview_export

    call = Call.of(context)
    with call.vault() as vault:
        case_ids = [find_case(vault, case) for case in cases or ()]
        contact_ids = [contact_named(vault, name).id for name in recipients]
        preview = preview_export(vault, case_ids, contact_ids)
        sealed = None if dry_run else export_cases(vault, case_ids, contact_ids, to)
    if as_json:
        print_json({"preview": preview, "bundle": sealed and _bundle(sealed)}, call.language)
        return
    print_table(preview.recipients, CONTACTS, call.language)
    print_table(preview.cases, _LEAVING, call.language)
    if count := len(preview.erased):
        going = N_("Erasures that go along: {count}")
        call.say(going, count=count)
    if sealed:
        call.say(N_("Sealed: {path}."), path=sealed.path)
    elif preview.obstacle:
        typer.echo(explain(preview.obstacle, call.language).happened)


@app.command("import", help=N_("Verify a bundle or receipt, show what it changes, take it in."))
def _import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("The bundle."))],
    *,
    accept_unverified: Annotated[
        bool, typer.Option("--accept-unverified", help=N_("Also from a sender not verified."))
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    from consul_desk.exchange.entrance import accept_file, preview_file
    from consul_desk.exchange.outgoing import SentRow

    call = Call.of(context)
    with call.vault() as vault:
        if dry_run:
            report = preview_file(vault, file)
        else:
            report = accept_file(vault, file, accept_unverified=accept_unverified)
    if as_json:
        print_json(report, call.language)
    elif isinstance(report, SentRow):
        _tell_receipt(call, report)
    else:
        _tell(call, report)


def _tell_receipt(call: Call, row: SentRow) -> None:
    at = call.language.moment(row.sealed_at)
    if row.arrived_at:
        call.say(N_("A receipt: the bundle sealed {at} has arrived."), at=at)
    else:
        call.say(
            N_("A receipt: the bundle sealed {at} has arrived with some recipients."), at=at
        )


def _tell(call: Call, report: ImportReport) -> None:
    state = N_("verified") if report.is_verified else N_("not verified")
    call.say(N_("From {sender}, {state}"), sender=report.sender, state=Message(state))
    typer.echo(report.sender_digits)
    call.say(N_("Bundle {id}"), id=report.bundle_id)
    if report.kind == "travel":
        call.say(N_("Everything of a traveller. She waits for your receipt before she leaves."))
    if report.has_gap:
        call.say(N_("The bundle before this one has not arrived here."))
    print_table(report.cases, _ARRIVING, call.language)
    print_table(report.erased, _ERASED, call.language)


def _yes(*, value: bool) -> Message:
    return Message(N_("yes") if value else N_("no"))


def _counts(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in sorted(rows.items()))


def _bundle(sealed: Sealed) -> dict[str, object]:
    return {
        "id": sealed.manifest.bundle_id,
        "path": sealed.path,
        "size_bytes": sealed.size_bytes,
    }
