"""Verbs about cases: case new, list, show, history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from consul_desk.cli import people
from consul_desk.cli.call import Call, CaseName, Json, verbs
from consul_desk.cli.output import Column, print_json, print_table
from consul_desk.language import N_, Message
from consul_desk.paths import forms_folder
from consul_desk.values import Answer, AnswerStatus, JsonValue

if TYPE_CHECKING:
    from consul_desk.casework.history import HistoryRow

app = verbs(N_("Cases: open, find, read their history."))
top = verbs(N_("Search the whole vault."))

COLUMNS = (
    Column(N_("Number"), lambda row: row.number),
    Column(N_("Name"), lambda row: row.name_cyrillic),
    Column(N_("Name in the passport"), lambda row: row.name_latin),
    Column(N_("Title"), lambda row: row.title),
    Column(N_("Procedures"), lambda row: row.workflows),
    Column(N_("Opened"), lambda row: row.opened_on),
    Column(N_("Consul"), lambda row: row.consul),
)
_PROCEDURES = (
    Column(N_("Procedure"), lambda row: row.workflow_id),
    Column(N_("Started"), lambda row: row.started_on),
    Column(N_("Status"), lambda row: row.status),
    Column(N_("Id"), lambda row: row.id),
)
_OPS = {"insert": N_("added"), "update": N_("changed"), "delete": N_("removed")}


@app.command("new", help=N_("Begin an empty case and print its number."))
def _new(context: typer.Context, title: str, *, as_json: Json = False) -> None:
    from consul_desk.casework.cases import open_case
    from consul_desk.casework.procedures import show_case

    call = Call.of(context)
    with call.vault() as vault:
        row = show_case(vault, open_case(vault, title)).row
    call.say_made(N_("Case {number} was begun."), as_json=as_json, number=row.number, id=row.id)


@app.command("list", help=N_("List the cases of this vault, newest first."))
def _list(
    context: typer.Context,
    search: Annotated[
        str, typer.Option(help=N_("Parts of words: of a name, a number, an address."))
    ] = "",
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import list_cases

    call = Call.of(context)
    with call.vault() as vault:
        call.show(list_cases(vault, search), COLUMNS, as_json=as_json)


@top.command("search", help=N_("Find cases by parts of words: names, numbers, addresses."))
def _search(
    context: typer.Context,
    text: Annotated[
        list[str], typer.Argument(help=N_("In either script and any spelling, in any order."))
    ],
    limit: Annotated[int, typer.Option(min=1, help=N_("How many cases at most."))] = 50,
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import search_cases

    call = Call.of(context)
    with call.vault() as vault:
        call.show(search_cases(vault, " ".join(text), limit), COLUMNS, as_json=as_json)


@app.command("show", help=N_("Show people, procedures and documents of a case."))
def _show(context: typer.Context, case: CaseName, *, as_json: Json = False) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.procedures import show_case
    from consul_desk.cli.documents import COLUMNS as DOCUMENT_COLUMNS

    call = Call.of(context)
    with call.vault() as vault:
        details = show_case(vault, find_case(vault, case))
    if as_json:
        print_json(details, call.language)
        return
    for rows, columns in (
        ((details.row,), COLUMNS),
        (details.people, people.COLUMNS),
        (details.procedures, _PROCEDURES),
        (details.documents, DOCUMENT_COLUMNS),
    ):
        print_table(rows, columns, call.language)
        typer.echo()


@app.command("history", help=N_("Show who changed what and when, oldest first."))
def _history(context: typer.Context, case: CaseName, *, as_json: Json = False) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.history import history
    from consul_desk.casework.procedures import show_case
    from consul_desk.cli.references import labels_of

    call = Call.of(context)
    with call.vault() as vault:
        details = show_case(vault, find_case(vault, case))
        rows, labels = history(vault, details.row.id), labels_of(vault, details)
    call.show(rows, _history_columns(call, labels), as_json=as_json)


def _history_columns(call: Call, labels: Mapping[str, str]) -> tuple[Column, ...]:
    from consul_desk.workflows.load import load_vocabulary
    from consul_desk.workflows.validate import show_value

    vocabulary = load_vocabulary(forms_folder())

    def shown(row: HistoryRow, values: Mapping[str, JsonValue]) -> str:
        if row.key not in vocabulary.fields:
            told = (f"{name}: {value}" for name, value in values.items() if _tells(name, value))
            return ", ".join(told)
        status = str(values.get("status", AnswerStatus.KNOWN))
        if "value" not in values or status not in set(AnswerStatus):
            return ""
        answer = Answer(values["value"], AnswerStatus(status))
        return show_value(vocabulary.fields[row.key], answer, call.language, labels)

    return (
        Column(N_("When"), lambda row: row.at),
        Column(N_("Who"), lambda row: row.actor),
        Column(N_("Change"), lambda row: Message(_OPS[row.op])),
        Column(N_("What"), lambda row: row.key or row.kind),
        Column(N_("About"), lambda row: labels.get(row.subject_id, row.subject)),
        Column(N_("Before"), lambda row: shown(row, row.before)),
        Column(N_("After"), lambda row: shown(row, row.after)),
    )


def _tells(column: str, value: JsonValue) -> bool:
    """Whether a person can make something of it: ids and digests tell her nothing."""
    return bool(value) and not column.endswith(("_id", "sha256"))
