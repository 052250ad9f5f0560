"""The verb about deadlines: deadline list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from consul_desk.cli.call import Call, Json, verbs
from consul_desk.cli.output import Column
from consul_desk.language import N_

if TYPE_CHECKING:
    from consul_desk.casework.procedures import DeadlineRow

app = verbs(N_("Deadlines of all open procedures."))

COLUMNS = (
    Column(N_("Last day"), lambda row: row.deadline.last_on),
    Column(N_("Days left"), lambda row: row.deadline.days_left),
    Column(N_("Deadline"), lambda row: row.deadline.title),
    Column(N_("Case"), lambda row: row.case_number),
    Column(N_("Name"), lambda row: row.person),
)


@app.command("list", help=N_("List deadlines, the earliest first, with their derivation."))
def _list(
    context: typer.Context,
    case: Annotated[
        str | None, typer.Argument(metavar="CASE", help=N_("Only those of this case."))
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.procedures import list_deadlines

    call = Call.of(context)
    with call.vault() as vault:
        case_id = find_case(vault, case) if case else None
        rows = list_deadlines(vault, call.packs(), call.today, case_id)
    call.show(rows, COLUMNS, as_json=as_json)
    if not as_json:
        _print_derivations(call, rows)


def _print_derivations(call: Call, rows: Sequence[DeadlineRow]) -> None:
    for row in rows:
        typer.echo()
        typer.echo(f"{row.case_number}: {call.language.text(row.deadline.title)}")
        for step in row.deadline.derivation:
            source = f" ({step.cite})" if step.cite else ""
            typer.echo(f"  {call.language.say(step.message)}{source}")
