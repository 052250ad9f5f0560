"""The program `consul-desk`: global options, the list of nouns, and how it ends.

Comes in: the arguments. Goes out: the exit status. Whatever goes wrong below ends here as
one sentence in the user's language, never as a traceback, unless --debug asks for it.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from datetime import datetime
from io import TextIOWrapper
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer

from consul_desk.cli import (
    cards,
    cases,
    deadlines,
    documents,
    entries,
    erasure,
    exchange,
    facts,
    keys,
    papers,
    people,
    receipts,
    travel,
    upkeep,
    vaults,
    workflows,
)
from consul_desk.cli.call import Call, environment_language, verbs
from consul_desk.errors import ConsulDeskError
from consul_desk.hardening import harden
from consul_desk.language import CODES, N_, Language, Message, language
from consul_desk.messages import explain
from consul_desk.values import LanguageCode

PROGRAM = "consul-desk"
USAGE_STATUS = 2

app = verbs(N_("Keep cases in one encrypted folder, make the German papers, share bundles."))
cases.app.add_typer(erasure.case_verbs)
people.app.add_typer(erasure.person_verbs)
app.add_typer(vaults.app)
app.add_typer(upkeep.app)
app.add_typer(upkeep.backups, name="backup")
app.add_typer(cases.app, name="case")
app.add_typer(cases.top)
app.add_typer(people.app, name="person")
app.add_typer(entries.app, name="entry")
app.add_typer(facts.app, name="fact")
app.add_typer(workflows.app, name="workflow")
app.add_typer(deadlines.app, name="deadline")
app.add_typer(documents.app, name="document")
app.add_typer(papers.blanks, name="blank")
app.add_typer(papers.app, name="paper")
app.add_typer(cards.app, name="card")
app.add_typer(exchange.app)
app.add_typer(keys.app, name="key")
app.add_typer(keys.panic)
app.add_typer(receipts.app, name="receipt")
app.add_typer(travel.app, name="travel")


@app.callback()
def _options(
    context: typer.Context,
    vault: Annotated[
        Path | None, typer.Option("--vault", metavar="DIR", help=N_("Folder of the vault."))
    ] = None,
    passphrase_file: Annotated[
        Path | None, typer.Option(help=N_("Read the passphrase from this file's first line."))
    ] = None,
    passphrase_fd: Annotated[
        int | None, typer.Option(help=N_("Read the passphrase from this open descriptor."))
    ] = None,
    spoken: Annotated[
        LanguageCode | None, typer.Option("--language", help=N_("Language of the output."))
    ] = None,
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help=N_("Work out deadlines as of this day.")),
    ] = None,
    *,
    debug: Annotated[
        bool, typer.Option("--debug", help=N_("Show where an unexpected error arose."))
    ] = False,
) -> None:
    call = Call.of(context)
    call.folder = vault or call.folder
    call.source = passphrase_file if passphrase_fd is None else passphrase_fd
    call.today = today.date() if today else call.today
    call.debug = debug
    if spoken is not None:
        call.language = language(spoken)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb.

    Returns:
        0 for success, 2 where the command line is wrong, the error's own status otherwise.
    """
    harden()
    _write_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    call = Call(language(_guess(given)))
    command = typer.main.get_command(app)
    _translate(command, call.language)
    try:
        status = command.main(given, PROGRAM, standalone_mode=False, obj=call)
    except typer.TyperException as error:
        problem = N_("The command line is not understood: {problem}")
        sentence = call.language.say(Message(problem, {"problem": error.format_message()}))
        return _fail(sentence, USAGE_STATUS)
    except ConsulDeskError as error:
        return _fail(explain(error, call.language).happened, error.exit_status)
    except Exception as error:
        if call.debug:
            traceback.print_exc()
        return _fail(explain(error, call.language).happened, 1)
    return status if isinstance(status, int) else 0


def _write_utf8() -> None:
    """Let no Cyrillic name and no odd file name break a redirected or foreign terminal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _guess(arguments: Sequence[str]) -> LanguageCode:
    """Find the language before anything is parsed: help and usage errors need it too."""
    split = [part for argument in arguments for part in argument.split("=", 1)]
    asked = {value for name, value in pairwise(split) if name == "--language"}
    return next((code for code in CODES if code in asked), environment_language())


def _translate(command: Any, language: Language) -> None:
    """Put the help of a verb and of all verbs below it into the user's language."""
    for part in (command, *command.params):
        if getattr(part, "help", None):
            part.help = language.gettext(part.help)
    for below in getattr(command, "commands", {}).values():
        _translate(below, language)


def _fail(sentence: str, status: int) -> int:
    typer.echo(sentence, err=True)
    return status
