"""Verbs about facts: fact set, fact list."""

from __future__ import annotations

from typing import Annotated

import typer

from consul_desk.cli.call import Call, CaseName, Json, verbs
from consul_desk.cli.output import Column
from consul_desk.language import N_

app = verbs(N_("Facts: one answer about one person, procedure or case."))

Key = Annotated[
    str, typer.Argument(metavar="KEY", help=N_("Key of the vocabulary: person.birth_date."))
]
Value = Annotated[
    str | None,
    typer.Argument(
        metavar="[VALUE]",
        help=N_("What is answered: text, 24.11.2026, yes, no, an id, or JSON for an address."),
    ),
]
Of = Annotated[
    str,
    typer.Option(
        "--of",
        help=N_("Whom it is about: role, name or id; else the first applicant."),
    ),
]
Unknown = Annotated[bool, typer.Option("--unknown", help=N_("Nobody knows the answer."))]
NotApplicable = Annotated[
    bool, typer.Option("--not-applicable", help=N_("The question does not apply."))
]


@app.command("set", help=N_("Record an answer. The same answer again changes nothing."))
def _set(
    context: typer.Context,
    case: CaseName,
    key: Key,
    value: Value = None,
    of: Of = "",
    *,
    unknown: Unknown = False,
    not_applicable: NotApplicable = False,
) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.facts import set_fact
    from consul_desk.casework.procedures import show_case
    from consul_desk.cli.references import answer_of, subject_of

    call = Call.of(context)
    vocabulary = call.packs().vocabulary
    field = vocabulary.field(key)
    with call.vault() as vault:
        details = show_case(vault, find_case(vault, case))
        subject = subject_of(vault, vocabulary, details, key, of)
        answer = answer_of(
            details, field, value, unknown=unknown, not_applicable=not_applicable
        )
        set_fact(vault, vocabulary, subject, key, answer)
    call.say(N_("{key} is saved."), key=key)


@app.command("list", help=N_("List the answers of a case."))
def _list(context: typer.Context, case: CaseName, *, as_json: Json = False) -> None:
    from consul_desk.casework.cases import find_case
    from consul_desk.casework.facts import FactRow, list_facts
    from consul_desk.casework.procedures import show_case
    from consul_desk.cli.references import labels_of
    from consul_desk.workflows.validate import show_value

    call = Call.of(context)
    vocabulary = call.packs().vocabulary
    with call.vault() as vault:
        details = show_case(vault, find_case(vault, case))
        rows, labels = list_facts(vault, details.row.id), labels_of(vault, details)

    def answer(row: FactRow) -> str:
        return show_value(vocabulary.field(row.key), row.answer, call.language, labels)

    columns = (
        Column(N_("About"), lambda row: labels.get(row.subject_id, row.subject_id)),
        Column(N_("Key"), lambda row: row.key),
        Column(N_("Answer"), answer),
        Column(N_("Recorded"), lambda row: row.recorded_at),
    )
    call.show(rows, columns, as_json=as_json)
