"""Verbs about people: person add, person list, person duplicates."""

from __future__ import annotations

from typing import Annotated

import typer

from consul_desk.cli.call import Call, CaseName, Json, verbs
from consul_desk.cli.output import Column
from consul_desk.language import N_

app = verbs(N_("People of a case."))

COLUMNS = (
    Column(N_("Role"), lambda row: row.role),
    Column(N_("Name"), lambda row: row.name_cyrillic),
    Column(N_("Name in the passport"), lambda row: row.name_latin),
    Column(N_("Id"), lambda row: row.id),
)
_DUPLICATES = (
    Column(N_("Case"), lambda row: row.case_number),
    Column(N_("Name"), lambda row: row.name_cyrillic),
    Column(N_("Name in the passport"), lambda row: row.name_latin),
    Column(N_("Born on"), lambda row: row.born_on),
    Column(N_("Reason"), lambda row: row.reason),
    Column(N_("Id"), lambda row: row.person_id),
    Column(N_("Maybe the same as"), lambda row: row.of),
)


@app.command("list", help=N_("List the people of a case, or of all cases."))
def _list(
    context: typer.Context,
    case: Annotated[str | None, typer.Argument(metavar="CASE")] = None,
    search: Annotated[str, typer.Option(help=N_("Part of a name, in either script."))] = "",
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.people import list_people

    call = Call.of(context)
    with call.vault() as vault:
        rows = list_people(vault, find_case(vault, case) if case else None, search)
    call.show(rows, COLUMNS, as_json=as_json)


@app.command("add", help=N_("Add a person to a case and print her id."))
def _add(
    context: typer.Context,
    case: CaseName,
    role: Annotated[str, typer.Option(help=N_("applicant, spouse, child or other"))],
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.people import add_person

    call = Call.of(context)
    with call.vault() as vault:
        person_id = add_person(vault, find_case(vault, case), role)
    call.say_made(N_("Person {id} was added."), as_json=as_json, id=person_id)


@app.command(
    "duplicates", help=N_("List people who may have been entered twice, with the reason.")
)
def _duplicates(
    context: typer.Context,
    case: Annotated[
        str | None,
        typer.Argument(metavar="CASE", help=N_("Of this case only; else all pairs.")),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.duplicates import find_duplicates, list_duplicates
    from consul_desk.casework.people import list_people

    call = Call.of(context)
    with call.vault() as vault:
        if case is None:
            rows = list_duplicates(vault)
        else:
            people = list_people(vault, find_case(vault, case))
            rows = tuple(row for one in people for row in find_duplicates(vault, one.id))
    call.show(rows, _DUPLICATES, as_json=as_json)
