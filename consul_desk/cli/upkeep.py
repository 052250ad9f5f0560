"""Verbs that look after the vault: backup make, list, verify, restore; verify; status."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consul_desk.cli.call import Call, Json, verbs
from consul_desk.cli.output import Column, print_json
from consul_desk.cli.passphrase import read_passphrase, wipe
from consul_desk.errors.vault import DamageFoundError
from consul_desk.language import N_, Message

if TYPE_CHECKING:
    from consul_desk.vault.findings import Finding
    from consul_desk.vault.header import SlotKind

app = verbs("")
backups = verbs(N_("Backups: copies of the whole vault, each read back before it counts."))

_REASONS = {
    "daily": N_("every day"),
    "asked": N_("on request"),
    "migration": N_("before new tables"),
    "replaced": N_("set aside"),
}

_BACKUPS = (
    Column(N_("Backup"), lambda row: row.name),
    Column(N_("Made"), lambda row: row.made_at),
    Column(N_("Reason"), lambda row: Message(_REASONS[row.reason])),
    Column(N_("Changes"), lambda row: row.changes),
    Column(N_("Attachments"), lambda row: row.attachments),
    Column(N_("Bytes"), lambda row: row.size_bytes),
)

_FINDINGS = (
    Column(N_("Kind"), lambda row: row.kind),
    Column(N_("Finding"), lambda row: row.message),
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding as scripts want it."""

    kind: str
    place: str
    message: Message


Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("Name of a backup, or a folder."))]


@backups.command("make", help=N_("Make a backup now, beside the vault or on another drive."))
def _make(
    context: typer.Context,
    to: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help=N_("Folder on another drive; opens with the sheet.")),
    ] = None,
    *,
    if_due: Annotated[
        bool, typer.Option("--if-due", help=N_("Only where something changed since yesterday."))
    ] = False,
    as_json: Json = False,
) -> None:
    from consul_desk.vault.backup import is_backup_due, make_backup
    from consul_desk.vault.manifest import Reason

    call = Call.of(context)
    with call.vault() as vault:
        if if_due and not is_backup_due(vault):
            call.say_made(N_("No backup is due."), as_json=as_json)
            return
        row = make_backup(vault, to, reason=Reason.DAILY if if_due else Reason.ASKED)
    call.say_made(N_("The backup {name} was made."), as_json=as_json, name=row.name)
    if to is not None and not as_json:
        call.say(N_("It opens with the recovery sheet only. Destroying keys never reaches it."))


@backups.command("list", help=N_("List the backups beside the vault, or in a folder."))
def _list(
    context: typer.Context,
    place: Annotated[
        Path | None, typer.Option("--in", metavar="DIR", help=N_("Folder on another drive."))
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.vault.backup import list_backups

    call = Call.of(context)
    call.show(list_backups(place or call.folder), _BACKUPS, as_json=as_json)


@backups.command("verify", help=N_("Read a backup in full."))
def _verify_backup(context: typer.Context, name: Name, *, as_json: Json = False) -> None:
    from consul_desk.vault.backup import find_backup, verify_backup

    call = Call.of(context)
    with call.vault() as vault:
        findings = verify_backup(vault, find_backup(call.folder, name))
    _tell(call, findings, N_("The backup is whole."), as_json=as_json)


@backups.command("restore", help=N_("Go back to a backup; today's vault is set aside."))
def _restore(
    context: typer.Context,
    name: Name,
    *,
    with_code: Annotated[
        bool, typer.Option("--code", help=N_("Open with the recovery code."))
    ] = False,
    as_json: Json = False,
) -> None:
    from consul_desk.vault.backup import find_backup
    from consul_desk.vault.restore import restore_backup

    call = Call.of(context)
    row = find_backup(call.folder, name)
    report = restore_backup(call.folder, row.path, *_secret(call, with_code=with_code))
    call.say_made(
        N_("The vault is as it was on {made_at}. What was here before lies in {replaced}.")
        if report.replaced
        else N_("The vault is as it was on {made_at}."),
        as_json=as_json,
        made_at=report.made_at,
        replaced=report.replaced.name if report.replaced else "",
    )


@backups.command(
    "accept-older", help=N_("Go on with a database that is older than the header says.")
)
def _accept_older(
    context: typer.Context,
    *,
    with_code: Annotated[
        bool, typer.Option("--code", help=N_("Open with the recovery code."))
    ] = False,
) -> None:
    from consul_desk.vault.restore import accept_present

    call = Call.of(context)
    accept_present(call.folder, *_secret(call, with_code=with_code))
    call.say(N_("The vault goes on from the database that lies here."))


@app.command("verify", help=N_("Check the whole vault: pages, history, rows, attachments."))
def _verify(
    context: typer.Context,
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help=N_("Only what every opening checks."))
    ] = False,
    as_json: Json = False,
) -> None:
    from consul_desk.vault.integrity import verify

    call = Call.of(context)
    with call.vault() as vault:
        findings = vault.findings if quick else verify(vault).findings
    _tell(call, findings, N_("The vault is whole."), as_json=as_json)


@app.command("status", help=N_("Tell what is not yet backed up, sent or acknowledged."))
def _status(context: typer.Context, *, as_json: Json = False) -> None:
    from consul_desk.vault.upkeep import status

    call = Call.of(context)
    with call.vault() as vault:
        found = status(vault)
    if as_json:
        print_json(found, call.language)
        return
    call.show(
        (
            (N_("Changes since the last backup"), found.changes_since_backup),
            (N_("Last backup"), found.last_backup_at),
            (N_("Last backup on another drive"), found.last_external_at),
            (N_("Cases with changes that were not sent"), found.unsent),
            (N_("Bundles without a receipt"), found.unacknowledged),
            (N_("Last full check"), found.last_verified_at),
        ),
        _STATUS,
        as_json=False,
    )


_STATUS = (
    Column(N_("What"), lambda row: Message(row[0])),
    Column(N_("State"), lambda row: Message(N_("never")) if row[1] is None else row[1]),
)


def _secret(call: Call, *, with_code: bool) -> tuple[bytearray, SlotKind]:
    from consul_desk.vault.header import SlotKind
    from consul_desk.vault.recovery import parse_code

    if not with_code:
        prompt = call.language.gettext("Passphrase:")
        return read_passphrase(call.source, prompt), SlotKind.PASSPHRASE
    typed = read_passphrase(call.source, call.language.gettext("Recovery code:"))
    try:
        return parse_code(typed).secret(), SlotKind.RECOVERY
    finally:
        wipe(typed)


def _tell(call: Call, findings: tuple[Finding, ...], whole: str, *, as_json: bool) -> None:
    """Print findings; scripts hear of damage by the exit status too."""
    rows = tuple(_Found(f.kind.value, f.place, f.message) for f in findings)
    if as_json or rows:
        call.show(rows, _FINDINGS, as_json=as_json)
    else:
        call.say(whole)
    if findings:
        raise DamageFoundError(count=len(findings))
