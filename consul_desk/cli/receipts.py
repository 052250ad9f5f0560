"""Verbs about receipts: receipt make, add, list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from consul_desk.cli.call import Call, Json, verbs
from consul_desk.cli.output import Column, print_json
from consul_desk.language import N_

app = verbs(N_("Receipts: a signed word that a bundle arrived."))

BUNDLES = (
    Column(N_("Bundle"), lambda row: row.bundle_id),
    Column(N_("Kind"), lambda row: row.kind),
    Column(N_("Cases"), lambda row: row.cases),
    Column(N_("Sealed"), lambda row: row.sealed_at),
    Column(N_("Receipts"), lambda row: len(row.acknowledged_by)),
    Column(N_("Arrived"), lambda row: row.arrived_at),
)


@app.command("make", help=N_("Acknowledge a bundle that was imported, to its sender."))
def _make(
    context: typer.Context,
    bundle: Annotated[str, typer.Argument(help=N_("Id of the bundle, as import showed it."))],
    to: Annotated[Path, typer.Option(help=N_("New file, or a folder for it."))] = Path(),
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.exchange.receipts import make_receipt

    call = Call.of(context)
    with call.vault() as vault:
        sealed = make_receipt(vault, bundle, to)
    call.say_made(N_("Sealed: {path}."), as_json=as_json, path=sealed.path)


@app.command("add", help=N_("Take in a receipt: the bundle that it is for has arrived."))
def _add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("The receipt."))],
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.exchange.receipts import add_receipt

    call = Call.of(context)
    with call.vault() as vault:
        row = add_receipt(vault, file)
    if as_json:
        print_json(row, call.language)
    else:
        call.show((row,), BUNDLES, as_json=False)


@app.command("list", help=N_("List the bundles that were made here, and which arrived."))
def _list(context: typer.Context, *, as_json: Json = False) -> None:
    from consul_desk.exchange.outgoing import list_sent

    call = Call.of(context)
    with call.vault() as vault:
        rows = list_sent(vault)
    call.show(rows, BUNDLES, as_json=as_json)
