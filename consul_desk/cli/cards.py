"""Verbs about contact cards: card show, add, verify, list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from consul_desk.cli.call import Call, Json, verbs
from consul_desk.cli.files import read_whole, write_new
from consul_desk.cli.output import Column, print_json
from consul_desk.language import N_

app = verbs(N_("Contact cards: for whom bundles are sealed, from whom they come."))

COLUMNS = (
    Column(N_("Name"), lambda row: row.name),
    Column(N_("State"), lambda row: row.state),
    Column(N_("60 digits"), lambda row: row.fingerprint_digits),
    Column(N_("Id"), lambda row: row.id),
)


@app.command("show", help=N_("Show your own 60 digits and, with --to, write your card."))
def _show(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option(help=N_("New file for the card."))] = None,
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.exchange.contacts import my_card
    from consul_desk.exchange.identity import fingerprint_digits

    call = Call.of(context)
    with call.vault() as vault:
        card = my_card(vault)
    if to is not None:
        write_new(to, card.to_bytes())
    shown = {"name": card.name, "fingerprint": fingerprint_digits(card.fingerprint)}
    if as_json:
        print_json(shown, call.language)
    else:
        call.say(N_("{name}: {fingerprint}"), **shown)


@app.command("add", help=N_("Keep somebody's card. It counts only once it is verified."))
def _add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("The card file."))],
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.exchange.contacts import add_card

    call = Call.of(context)
    data = read_whole(file)
    with call.vault() as vault:
        contact = add_card(vault, data)
    call.show((contact,), COLUMNS, as_json=as_json)


@app.command("verify", help=N_("Confirm a card: the digits that she read to you in person."))
def _verify(
    context: typer.Context,
    contact: Annotated[str, typer.Argument(help=N_("Name or id of the contact."))],
    digits: Annotated[list[str], typer.Argument(help=N_("Her 60 digits, spaces allowed."))],
) -> None:
    from consul_desk.cli.references import contact_named
    from consul_desk.exchange.contacts import verify_contact

    call = Call.of(context)
    with call.vault() as vault:
        found = contact_named(vault, contact)
        verify_contact(vault, found.id, " ".join(digits))
    call.say(N_("{name} is verified."), name=found.name)


@app.command("list", help=N_("List the contacts of this vault."))
def _list(context: typer.Context, *, as_json: Json = False) -> None:
    from consul_desk.exchange.contacts import list_contacts

    call = Call.of(context)
    with call.vault() as vault:
        call.show(list_contacts(vault), COLUMNS, as_json=as_json)
