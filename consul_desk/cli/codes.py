"""A new recovery code on the way to its owner: shown, put on a sheet, typed back.

Comes in: a code that opens nothing yet. Goes out: the same code, once its owner has shown
that she has it before her. Only then is a vault made with it, or an old code replaced.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from consul_desk.cli.files import write_new
from consul_desk.cli.output import print_json
from consul_desk.errors.vault import RecoveryMistypedError
from consul_desk.language import N_, Message

if TYPE_CHECKING:
    from consul_desk.cli.call import Call
    from consul_desk.vault.recovery import RecoveryCode

TRIES = 3
_COLUMNS = 3


def hand_over(call: Call, code: RecoveryCode, label: str, sheet: Path | None) -> None:
    """Write the sheet; at a terminal, show the code and ask for two groups of it.

    Raises:
        UnwritableFileError: the sheet cannot be written.
        RecoveryMistypedError: a group was wrong three times; the sheet is removed again.
    """
    if sheet is not None:
        write_new(sheet, _draw(call, code, label))
    if call.source is not None:
        return
    try:
        _show(code)
        _ask_back(call, code)
    except BaseException:
        if sheet is not None:
            sheet.unlink(missing_ok=True)
        raise


def tell(
    call: Call, code: RecoveryCode, sheet: Path | None, *, as_json: bool, **facts: object
) -> None:
    """Print the code for a script, or for whoever started one; at a terminal it was shown."""
    if as_json:
        print_json(
            {**facts, "recovery_code": code.groups, "recovery_sheet": sheet}, call.language
        )
        return
    if call.source is not None:
        call.say(N_("Recovery code, to be kept on paper:"))
        _show(code)
    if sheet is not None:
        call.say(N_("Print {path} twice, then delete the file."), path=sheet)


def ask_line(prompt: str) -> str:
    """Ask for one visible line; "" at the end of input."""
    sys.stderr.write(prompt + " ")
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def _draw(call: Call, code: RecoveryCode, label: str) -> bytes:
    from consul_desk.pdf.recovery_sheet import RecoverySheet, draw_recovery_sheet

    sheet = RecoverySheet(label, call.today, code.groups, code.text)
    return draw_recovery_sheet(sheet, call.language)


def _show(code: RecoveryCode) -> None:
    for start in range(0, len(code.groups), _COLUMNS):
        row = enumerate(code.groups[start : start + _COLUMNS], start + 1)
        typer.echo("   ".join(f"{number}: {group}" for number, group in row))


def _ask_back(call: Call, code: RecoveryCode) -> None:
    from consul_desk.vault.recovery import ask_back

    call.say(N_("Copy all nine groups onto paper. Then type two of them back."))
    for number in ask_back():
        prompt = call.language.say(Message(N_("Group {number}:"), {"number": number}))
        for left in reversed(range(TRIES)):
            try:
                code.require_group(number, ask_line(prompt))
                break
            except RecoveryMistypedError:
                if not left:
                    raise
