"""Verbs about the vault as a whole: init, unlock, intake, self-test."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from consul_desk.cli.call import Call, Json, KdfMemory, verbs
from consul_desk.cli.codes import hand_over, tell
from consul_desk.cli.output import Column
from consul_desk.cli.passphrase import new_passphrase
from consul_desk.errors import SelfTestFailedError
from consul_desk.errors.vault import VaultExistsError
from consul_desk.language import N_, Message
from consul_desk.paths import default_profile, holds_vault
from consul_desk.threats import as_markdown

app = verbs("")

_CHECKED = (
    Column(N_("Part"), lambda check: check.name),
    Column(N_("Result"), lambda check: check.problem or Message(N_("in order"))),
)


@app.command("init", help=N_("Make a new vault in an empty folder."))
def _init(
    context: typer.Context,
    owner: Annotated[str, typer.Option(help=N_("Your name, as the history shall show it."))],
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--recovery-sheet",
            metavar="FILE.pdf",
            help=N_("Write the sheet to print."),
        ),
    ] = None,
    memory_kib: KdfMemory = None,
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.vault.header import KdfParameters
    from consul_desk.vault.passphrases import require_strong
    from consul_desk.vault.recovery import new_code
    from consul_desk.vault.vault import Vault

    call = Call.of(context)
    if holds_vault(call.folder):
        raise VaultExistsError(path=str(call.folder))
    kdf = KdfParameters(memory_kib=memory_kib) if memory_kib else None
    say = call.language.gettext
    secret = new_passphrase(call.source, say("New passphrase:"), say("The same once more:"))
    require_strong(secret, (owner,))
    code = new_code()
    # The vault is made only once its owner has the code on paper.
    hand_over(call, code, owner, sheet)
    try:
        Vault.create(call.folder, secret, owner=owner, kdf=kdf, recovery=code).close()
    except BaseException:
        if sheet is not None:
            sheet.unlink(missing_ok=True)
        raise
    if not as_json:
        call.say(N_("A new vault lies in {folder}."), folder=call.folder)
    tell(call, code, sheet, as_json=as_json, folder=call.folder)


@app.command("unlock", help=N_("See whether the passphrase opens the vault."))
def _unlock(
    context: typer.Context,
    *,
    check: Annotated[bool, typer.Option("--check", help=N_("Open it, close it, say so."))],
    as_json: Json = False,
) -> None:
    call = Call.of(context)
    with call.vault() as vault:
        owner = vault.owner
    opened = N_("The passphrase opens the vault of {owner}.")
    call.say_made(opened, as_json=as_json, owner=owner)


@app.command("intake", help=N_("Make a case of an intake file, wholly or not at all."))
def _intake(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("YAML file; documents lie beside it."))],
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.intake import take_in
    from consul_desk.casework.procedures import show_case

    call = Call.of(context)
    packs = call.packs()
    with call.vault() as vault:
        row = show_case(vault, take_in(vault, packs, file)).row
    taken = N_("Case {number} was taken in.")
    call.say_made(taken, as_json=as_json, number=row.number, id=row.id)


@app.command("threats", help=N_("Say what the program defends, and what it does not."))
def _threats(context: typer.Context) -> None:
    call = Call.of(context)
    typer.echo(as_markdown(call.language), nl=False)


@app.command("self-test", help=N_("See whether every part of the program works here."))
def _self_test(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Option("--in", metavar="DIR", help=N_("Where to try it out."))
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.selftest import run_selftest

    call = Call.of(context)
    checks = run_selftest(folder or default_profile().parent)
    call.show(checks, _CHECKED, as_json=as_json)
    if failed := [check.name for check in checks if not check.is_ok]:
        raise SelfTestFailedError(part=failed[0])
