"""Verbs about workflows: workflow list, check, start, status, answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consul_desk.cli.call import Call, CaseName, Json, WorkflowName, verbs
from consul_desk.cli.facts import Key, NotApplicable, Of, Unknown, Value
from consul_desk.cli.output import Column, print_json
from consul_desk.errors.casework import PackError
from consul_desk.language import N_
from consul_desk.messages import explain
from consul_desk.paths import forms_folder

if TYPE_CHECKING:
    from consul_desk.workflows.cases import PackCheck

app = verbs(N_("Workflows: what a procedure asks, needs and ends in."))

COLUMNS = (
    Column(N_("Workflow"), lambda workflow: workflow.id),
    Column(N_("Title"), lambda workflow: workflow.title),
    Column(N_("Revision"), lambda workflow: workflow.revision),
    Column(N_("Review"), lambda workflow: workflow.review.status),
)


@app.command("list", help=N_("List the workflows that this program knows."))
def _list(context: typer.Context, *, as_json: Json = False) -> None:
    call = Call.of(context)
    workflows = tuple(call.packs().workflows.values())
    rows = [
        {"id": w.id, "title": w.title, "revision": w.revision, "review": w.review.status}
        for w in workflows
    ]
    if as_json:
        print_json(rows, call.language)
    else:
        call.show(workflows, COLUMNS, as_json=False)


@app.command("check", help=N_("Check a folder of packs and play the cases that they bring."))
def _check(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help=N_("Folder; left out: the program's own."))
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.workflows.cases import check_packs

    call = Call.of(context)
    found = check_packs(folder or forms_folder())
    if as_json:
        print_json({"problems": _facts(found), "cases": found.cases}, call.language)
    else:
        _tell_check(call, found)
    if not found.is_in_order:
        raise typer.Exit(PackError.exit_status)


def _facts(found: PackCheck) -> list[dict[str, object]]:
    return [error.facts for error in found.problems]


def _tell_check(call: Call, found: PackCheck) -> None:
    for error in found.problems:
        typer.echo(explain(error, call.language).happened, err=True)
    for case in found.cases:
        for difference in case.differences:
            told = call.language.say(difference)
            typer.echo(f"{case.workflow_id}, {case.case_id}: {told}", err=True)
    if found.is_in_order:
        call.say(N_("Everything is in order; {count} cases hold."), count=len(found.cases))


@app.command("start", help=N_("Begin a workflow for people of a case."))
def _start(
    context: typer.Context,
    case: CaseName,
    workflow: Annotated[str, typer.Argument(help=N_("Id of the workflow."))],
    people: Annotated[
        list[str] | None,
        typer.Option("--with", help=N_("Role, name or id; repeatable; left out: everybody.")),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.procedures import show_case, start_procedure
    from consul_desk.cli.references import person_named

    call = Call.of(context)
    packs = call.packs()
    with call.vault() as vault:
        details = show_case(vault, find_case(vault, case))
        taking_part = [person_named(details, word).id for word in people or []]
        procedure_id = start_procedure(vault, packs, details.row.id, workflow, taking_part)
    call.say_made(N_("Procedure {id} was begun."), as_json=as_json, id=procedure_id)


@app.command("status", help=N_("Show where the interview of a procedure stands."))
def _status(
    context: typer.Context,
    case: CaseName,
    workflow: WorkflowName = "",
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.procedures import procedure_interview, show_case
    from consul_desk.cli.interviews import print_interview, summary
    from consul_desk.cli.references import labels_of, procedure_named

    call = Call.of(context)
    packs = call.packs()
    with call.vault() as vault:
        details = show_case(vault, find_case(vault, case))
        procedure = procedure_named(details, workflow)
        state = procedure_interview(vault, packs, procedure.id, call.today)
        labels = labels_of(vault, details)
    if as_json:
        print_json(summary(state), call.language)
    else:
        typer.echo(call.language.text(packs.workflow(procedure.workflow_id).title))
        print_interview(state, labels, call.language)


@app.command("answer", help=N_("Answer a question of a procedure and show the next one."))
def _answer(
    context: typer.Context,
    case: CaseName,
    key: Key,
    value: Value = None,
    of: Of = "",
    workflow: WorkflowName = "",
    *,
    unknown: Unknown = False,
    not_applicable: NotApplicable = False,
    as_json: Json = False,
) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.facts import set_fact
    from consul_desk.casework.procedures import procedure_interview, show_case
    from consul_desk.cli.interviews import asked, print_next, summary
    from consul_desk.cli.references import answer_of, labels_of, procedure_named, subject_of

    call = Call.of(context)
    packs = call.packs()
    field = packs.vocabulary.field(key)
    with call.vault() as vault:
        details = show_case(vault, find_case(vault, case))
        procedure = procedure_named(details, workflow)
        whose = of or (workflow if field.prefix == "procedure" else "")
        subject = subject_of(vault, packs.vocabulary, details, key, whose)
        before = procedure_interview(vault, packs, procedure.id, call.today)
        asked(before, subject, key)
        answer = answer_of(
            details, field, value, unknown=unknown, not_applicable=not_applicable
        )
        set_fact(vault, packs.vocabulary, subject, key, answer)
        state = procedure_interview(vault, packs, procedure.id, call.today)
        labels = labels_of(vault, details)
    if as_json:
        print_json(summary(state), call.language)
    else:
        print_next(state, labels, call.language)
