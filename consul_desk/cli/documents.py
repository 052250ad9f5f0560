"""Verbs about documents: document add, list, get, remove."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from consul_desk.cli.call import Call, CaseName, Json, verbs
from consul_desk.cli.output import Column
from consul_desk.language import N_

app = verbs(N_("Documents of a case, encrypted in the vault."))

COLUMNS = (
    Column(N_("Document"), lambda row: row.title),
    Column(N_("Kind"), lambda row: row.kind),
    Column(N_("File"), lambda row: row.file_name),
    Column(N_("Bytes"), lambda row: row.size_bytes),
    Column(N_("Added"), lambda row: row.added_at),
    Column(N_("Id"), lambda row: row.id),
)


@app.command("list", help=N_("List the documents of a case."))
def _list(context: typer.Context, case: CaseName, *, as_json: Json = False) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.documents import list_documents

    call = Call.of(context)
    with call.vault() as vault:
        call.show(list_documents(vault, find_case(vault, case)), COLUMNS, as_json=as_json)


@app.command("add", help=N_("Encrypt a file into a case. The file itself stays where it is."))
def _add(
    context: typer.Context,
    case: CaseName,
    file: Annotated[Path, typer.Argument(help=N_("The file."))],
    kind: Annotated[str, typer.Option(help=N_("Which document of the checklist it is."))] = "",
    workflow: Annotated[
        str, typer.Option(help=N_("Procedure that it is for; left out: all of the case."))
    ] = "",
    title: Annotated[str, typer.Option(help=N_("What it is called in the list."))] = "",
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.documents import add_document
    from consul_desk.casework.procedures import show_case
    from consul_desk.cli.references import procedure_named

    call = Call.of(context)
    with call.vault() as vault:
        details = show_case(vault, find_case(vault, case))
        procedure_id = procedure_named(details, workflow).id if workflow else ""
        document_id = add_document(
            vault, details.row.id, file, kind=kind, procedure_id=procedure_id, title=title
        )
    call.say_made(N_("Document {id} was added."), as_json=as_json, id=document_id)


@app.command("get", help=N_("Write a plain copy of a document. The history records it."))
def _get(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help=N_("Id of the document."))],
    to: Annotated[Path, typer.Option(help=N_("New file for the copy."))],
) -> None:
    from consul_desk.casework.documents import save_copy

    call = Call.of(context)
    with call.vault() as vault:
        save_copy(vault, document, to)
    call.say(N_("A plain copy lies in {path}; delete it when you no longer need it."), path=to)


@app.command("remove", help=N_("Destroy a document. Nobody can bring it back."))
def _remove(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help=N_("Id of the document."))],
) -> None:
    from consul_desk.casework.documents import find_document, remove_document

    call = Call.of(context)
    with call.vault() as vault:
        title = find_document(vault, document).title
        remove_document(vault, document)
    call.say(N_("“{title}” was destroyed; backups made before still hold it."), title=title)
