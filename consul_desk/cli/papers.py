"""Verbs about papers and the authorities' blanks: paper make, blank add, blank list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from consul_desk.cli.call import Call, CaseName, Json, WorkflowName, verbs
from consul_desk.cli.files import read_whole
from consul_desk.cli.output import Column
from consul_desk.language import N_

app = verbs(N_("Papers: data sheets and filled official forms."))
blanks = verbs(N_("Authorities' empty forms; each is added once."))

BLANK_COLUMNS = (
    Column(N_("Blank"), lambda row: row.id),
    Column(N_("File"), lambda row: row.file_name),
    Column(N_("Added"), lambda row: row.added_at),
)


@app.command("make", help=N_("Make a paper, read it back, keep it encrypted in the case."))
def _make(
    context: typer.Context,
    case: CaseName,
    paper: Annotated[str, typer.Argument(help=N_("Id of the paper: see workflow status."))],
    workflow: WorkflowName = "",
    to: Annotated[
        Path | None, typer.Option(help=N_("Also write a plain copy. The history records it."))
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.documents import save_copy
    from consul_desk.casework.papers import make_paper
    from consul_desk.casework.procedures import show_case
    from consul_desk.cli.references import procedure_named

    call = Call.of(context)
    packs = call.packs()
    with call.vault() as vault:
        details = show_case(vault, find_case(vault, case))
        procedure = procedure_named(details, workflow)
        document_id = make_paper(vault, packs, procedure.id, paper, call.today)
        if to is not None:
            save_copy(vault, document_id, to)
    made = N_("Paper {paper} is ready: {id}.")
    call.say_made(made, as_json=as_json, paper=paper, id=document_id)


@blanks.command("add", help=N_("Keep an authority's empty form."))
def _add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("The PDF as the authority publishes it."))],
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.blanks import add_blank

    call = Call.of(context)
    packs, pdf = call.packs(), read_whole(file)
    with call.vault() as vault:
        blank_id = add_blank(vault, packs, pdf, file.name)
    call.say_made(N_("Blank {id} was added."), as_json=as_json, id=blank_id)


@blanks.command("list", help=N_("List the blanks of this vault."))
def _list(context: typer.Context, *, as_json: Json = False) -> None:
    from consul_desk.casework.blanks import list_blanks

    call = Call.of(context)
    with call.vault() as vault:
        call.show(list_blanks(vault), BLANK_COLUMNS, as_json=as_json)
