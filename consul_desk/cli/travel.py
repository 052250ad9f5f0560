"""Verbs about a journey: travel check, pack, leave; kept, send-back; arrive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consul_desk.cli.call import Call, Json, verbs
from consul_desk.cli.codes import ask_line
from consul_desk.cli.keys import tell_destroyed
from consul_desk.cli.output import Column, print_json, print_table
from consul_desk.cli.passphrase import PassphraseSource, new_passphrase, read_passphrase
from consul_desk.cli.receipts import BUNDLES
from consul_desk.errors.exchange import TravelNotConfirmedError
from consul_desk.language import N_, Message
from consul_desk.messages import explain

if TYPE_CHECKING:
    from consul_desk.exchange.arrival import ArrivalReport, CapsuleReport
    from consul_desk.exchange.travel import TravelPreview, TravelStatus
    from consul_desk.vault.vault import Vault

app = verbs(N_("A journey without keys: leave everything with a coordinator, get it back."))

ContactName = Annotated[
    str, typer.Argument(metavar="CONTACT", help=N_("Name or id of the contact."))
]
NewFile = Annotated[Path, typer.Option("--to", help=N_("New file, or a folder for it."))]
TravelFile = Annotated[
    Path | None,
    typer.Option(
        "--travel-passphrase-file", help=N_("Read the travel passphrase from this file.")
    ),
]
TravelFd = Annotated[
    int | None,
    typer.Option(
        "--travel-passphrase-fd",
        help=N_("Read the travel passphrase from this open descriptor."),
    ),
]

_CASES = (
    Column(N_("Case"), lambda case: case.row.number),
    Column(N_("Title"), lambda case: case.row.title),
    Column(N_("Bytes"), lambda case: case.size_bytes),
    Column(N_("Consent"), lambda case: Message(N_("yes") if case.has_consent else N_("no"))),
)
_KEPT = (
    Column(N_("Bundle"), lambda row: row.bundle_id),
    Column(N_("Name"), lambda row: row.name),
    Column(N_("Packed"), lambda row: row.packed_at),
    Column(N_("Cases"), lambda row: row.cases),
    Column(N_("Returned"), lambda row: Message(N_("yes") if row.is_returned else N_("no"))),
)
_LEAVE_WORD = N_("leave")


@app.command("check", help=N_("Show how far a journey is prepared and what stands against it."))
def _check(
    context: typer.Context,
    contact: Annotated[
        str, typer.Argument(metavar="[CONTACT]", help=N_("Coordinator to leave it with."))
    ] = "",
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.exchange.travel import preview_travel, travel_status

    call = Call.of(context)
    with call.vault() as vault:
        status = travel_status(vault)
        preview = preview_travel(vault, _contact(vault, contact)) if contact else None
    if as_json:
        facts = {"status": status, "may_leave": status.may_leave, "preview": preview}
        print_json(facts, call.language)
        return
    if preview is not None:
        _tell_preview(call, preview)
    _tell_status(call, status)


def _tell_preview(call: Call, preview: TravelPreview) -> None:
    print_table(preview.cases, _CASES, call.language)
    call.say(
        N_(
            "Sealed for yourself: {contacts} contacts, {disclosures} disclosures, "
            "{blanks} blanks, {bundles} bundles."
        ),
        contacts=preview.contacts,
        disclosures=preview.disclosures,
        blanks=preview.blanks,
        bundles=preview.bundles,
    )
    if obstacle := preview.obstacle({}):
        typer.echo(explain(obstacle, call.language).happened)


def _tell_status(call: Call, status: TravelStatus) -> None:
    if status.packed is None:
        call.say(N_("Nothing is packed."))
        return
    print_table((status.packed,), BUNDLES, call.language)
    if status.has_changed:
        call.say(N_("Something was changed since: pack again."))
    elif not status.has_receipt:
        call.say(N_("Her receipt has not come yet."))
    else:
        call.say(N_("Everything arrived: you may leave."))


@app.command("pack", help=N_("Seal everything for a coordinator, contacts and keys unread."))
def _pack(
    context: typer.Context,
    contact: ContactName,
    to: NewFile = Path(),
    without_consent: Annotated[
        list[str] | None,
        typer.Option(
            "--without-consent",
            metavar="CASE=REASON",
            help=N_("Take a case without consent, for this reason; repeatable."),
        ),
    ] = None,
    travel_file: TravelFile = None,
    travel_fd: TravelFd = None,
    kdf_memory_kib: Annotated[
        int | None, typer.Option(min=65536, max=2097152, hidden=True)
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.exchange.travel import pack_for_travel
    from consul_desk.vault.header import KdfParameters

    call = Call.of(context)
    kdf = KdfParameters(memory_kib=kdf_memory_kib) if kdf_memory_kib else None
    say = call.language.gettext
    with call.vault() as vault:
        contact_id = _contact(vault, contact)
        overrides = _overrides(vault, without_consent or ())
        secret = new_passphrase(
            _source(travel_file, travel_fd),
            say("Travel passphrase:"),
            say("The same once more:"),
        )
        row = pack_for_travel(vault, contact_id, to, secret, overrides=overrides, kdf=kdf)
    if as_json:
        print_json(row, call.language)
        return
    print_table((row,), BUNDLES, call.language)
    call.say(N_("Packed: {file}. Wait for her receipt before you leave."), file=row.file_name)


def _contact(vault: Vault, word: str) -> str:
    from consul_desk.cli.references import contact_named

    return contact_named(vault, word).id


def _overrides(vault: Vault, given: Sequence[str]) -> Mapping[str, str]:
    from consul_desk.casework.cases import find_case

    pairs = (word.partition("=") for word in given)
    return {find_case(vault, case): reason for case, _, reason in pairs}


def _source(file: Path | None, descriptor: int | None) -> PassphraseSource:
    return file if descriptor is None else descriptor


@app.command("leave", help=N_("Destroy the keys, once a receipt says that all has arrived."))
def _leave(
    context: typer.Context,
    *,
    is_sure: Annotated[bool, typer.Option("--yes", help=N_("Ask nothing."))] = False,
    as_json: Json = False,
) -> None:
    from consul_desk.exchange.travel import leave, require_covered

    call = Call.of(context)
    vault = call.opened()
    try:
        require_covered(vault)
        if not is_sure:
            _require_word(call)
    except BaseException:
        vault.close()
        raise
    tell_destroyed(call, leave(vault), as_json=as_json)


def _require_word(call: Call) -> None:
    word = call.language.gettext(_LEAVE_WORD)
    asking = N_("The coordinator holds everything. Type “{word}” to destroy the keys here:")
    if ask_line(call.language.say(Message(asking, {"word": word}))) != word:
        raise TravelNotConfirmedError


@app.command("kept", help=N_("List what is kept here for travellers."))
def _kept(context: typer.Context, *, as_json: Json = False) -> None:
    from consul_desk.exchange.returning import list_capsules

    call = Call.of(context)
    with call.vault() as vault:
        rows = list_capsules(vault)
    call.show(rows, _KEPT, as_json=as_json)


@app.command("send-back", help=N_("Seal what a traveller left for her new, verified card."))
def _send_back(
    context: typer.Context,
    bundle: Annotated[str, typer.Argument(help=N_("Id of the travel bundle."))],
    contact: ContactName,
    to: NewFile = Path(),
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Show it, change nothing."))
    ] = False,
    as_json: Json = False,
) -> None:
    from consul_desk.exchange.returning import preview_return, send_back

    call = Call.of(context)
    with call.vault() as vault:
        contact_id = _contact(vault, contact)
        preview = preview_return(vault, bundle, contact_id)
        sealed = None if dry_run else send_back(vault, bundle, contact_id, to)
    if as_json:
        path = sealed.path if sealed else None
        print_json({"preview": preview, "path": path}, call.language)
        return
    left, gets = preview.capsule.name, preview.recipient.name
    call.say(N_("Left by {left}, given back to {gets}."), left=left, gets=gets)
    if sealed:
        call.say(N_("Sealed: {path}."), path=sealed.path)


@app.command("arrive", help=N_("Turn this fresh vault into the one that was left."))
def _arrive(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("What the coordinator sent back."))],
    travel_file: TravelFile = None,
    travel_fd: TravelFd = None,
    *,
    accept_incomplete: Annotated[
        bool,
        typer.Option("--accept-incomplete", help=N_("Go on although changes are missing.")),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Show it, change nothing."))
    ] = False,
    as_json: Json = False,
) -> None:
    from consul_desk.exchange.arrival import arrive, preview_arrival

    call = Call.of(context)
    with call.vault() as vault:
        prompt = call.language.gettext("Travel passphrase:")
        secret = read_passphrase(_source(travel_file, travel_fd), prompt)
        if dry_run:
            report, capsule = None, preview_arrival(vault, file, secret)
        else:
            report = arrive(vault, file, secret, accept_incomplete=accept_incomplete)
            capsule = report.capsule
    if as_json:
        print_json(report or capsule, call.language)
    else:
        _tell_arrival(call, capsule, report)


def _tell_arrival(call: Call, capsule: CapsuleReport, report: ArrivalReport | None) -> None:
    at = call.language.moment(capsule.packed_at)
    call.say(N_("Vault of {owner}, packed {at}."), owner=capsule.owner, at=at)
    if report is None:
        return
    cases, contacts = len(report.imported.cases), report.contacts
    call.say(
        N_("Restored: {cases} cases, {contacts} contacts."), cases=cases, contacts=contacts
    )
    if report.missing:
        call.say(N_("Missing: {missing} changes."), missing=report.missing)
