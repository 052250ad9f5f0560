"""Verbs about what repeats: entry add, list, remove."""

from __future__ import annotations

from typing import Annotated

import typer

from consul_desk.cli.call import Call, CaseName, Json, verbs
from consul_desk.cli.facts import Of
from consul_desk.cli.output import Column
from consul_desk.language import N_

app = verbs(N_("What repeats about a person: identity documents, earlier addresses."))

COLUMNS = (
    Column(N_("Kind"), lambda row: row.kind),
    Column(N_("Id"), lambda row: row.id),
    Column(N_("Belongs to"), lambda row: row.owner_id),
)


@app.command("list", help=N_("List the entries of a case."))
def _list(context: typer.Context, case: CaseName, *, as_json: Json = False) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.procedures import show_case
    from consul_desk.cli.references import entries_of

    call = Call.of(context)
    with call.vault() as vault:
        rows = entries_of(vault, show_case(vault, find_case(vault, case)))
    call.show(rows, COLUMNS, as_json=as_json)


@app.command("add", help=N_("Add an entry and print its id."))
def _add(
    context: typer.Context,
    case: CaseName,
    kind: Annotated[str, typer.Argument(help=N_("Kind, such as identity_document."))],
    of: Of = "",
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.people import add_entry
    from consul_desk.casework.procedures import show_case
    from consul_desk.cli.references import owner_of

    call = Call.of(context)
    vocabulary = call.packs().vocabulary
    with call.vault() as vault:
        owner = owner_of(vocabulary, show_case(vault, find_case(vault, case)), kind, of)
        entry_id = add_entry(vault, owner, kind)
    call.say_made(N_("Entry {id} was added."), as_json=as_json, id=entry_id)


@app.command("remove", help=N_("Remove an entry. Its answers stay in the history."))
def _remove(
    context: typer.Context, entry: Annotated[str, typer.Argument(help=N_("Id of the entry."))]
) -> None:
    from consul_desk.casework.people import remove_entry

    call = Call.of(context)
    with call.vault() as vault:
        remove_entry(vault, entry)
    call.say(N_("Entry {id} was removed."), id=entry)
