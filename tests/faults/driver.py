"""Somebody at the real window: types the passphrase, looks at a case, searches, edits, locks.

Run as `python -m tests.faults.driver --vault FOLDER`, with the Qt platform "offscreen" and
the ids of a case and a procedure in CASE and PROCEDURE. It says "unlocked" once all was
looked at, waits for a line on its input, then locks: the program ends and starts anew.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.faults import canaries as canary
from tests.ui.typing_keys import retype, type_text
from ui.app import start
from ui.shell import Shell
from ui.unlock.page import UnlockPage
from ui.widgets.page import Place
from ui.window import Window

LONGEST_WAIT_MS = 90_000
PAINT_MS = 400
SAVING_MS = 2_500


def main() -> int:
    """Do it all."""
    _app, window = start(sys.argv)
    _unlock(window)
    if window.shell is None:
        raise RuntimeError("the vault is not open")
    _look_around(window.shell)
    sys.stdout.write("unlocked\n")
    sys.stdout.flush()
    sys.stdin.readline()
    window.lock()
    _pass_time(PAINT_MS)
    return 0


def _unlock(window: Window) -> None:
    door = window.currentWidget()
    if not isinstance(door, UnlockPage):
        raise TypeError("this is no vault to unlock")
    _until(door.isVisible)
    type_text(door.passphrase.line, canary.WORDS)
    door.main.click()
    _until(lambda: window.shell is not None)
    _pass_time(PAINT_MS)


def _look_around(shell: Shell) -> None:
    """Every part of the case, a search, an answer that is typed, something copied."""
    case_id, procedure_id = os.environ["CASE"], os.environ["PROCEDURE"]
    for place in (
        Place("today"),
        Place("case", case_id),
        Place("case", case_id, "people"),
        Place("case", case_id, "documents"),
        Place("case", case_id, "history"),
    ):
        shell.go(place)
        _pass_time(PAINT_MS)
    shell.go(Place("cases"))
    _type_into(shell.page, canary.SEARCHED)
    shell.go(Place("interview", procedure_id))
    _pass_time(PAINT_MS)
    _type_into(shell.page, canary.TYPED)  # does not fit: waits as a draft
    _type_into(shell.page, canary.BIRTH_NAME)
    _pass_time(SAVING_MS)
    shell.go(Place("case", case_id, "history"))
    _pass_time(PAINT_MS)


def _type_into(page: QWidget, text: str) -> None:
    """Type into the first line that can be seen, then copy what was typed."""
    lines = [line for line in page.findChildren(QLineEdit) if line.isVisible()]
    if not lines:
        raise LookupError(f"nothing to type into on {type(page).__name__}")
    retype(lines[0], text)
    lines[0].selectAll()
    lines[0].copy()
    _pass_time(PAINT_MS)


def _until(is_so: Callable[[], bool]) -> None:
    deadline = QDeadlineTimer(LONGEST_WAIT_MS)
    while not is_so():
        if deadline.hasExpired():
            raise TimeoutError("the window did not get there")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def _pass_time(time_ms: int) -> None:
    pause = QDeadlineTimer(time_ms)
    _until(pause.hasExpired)


if __name__ == "__main__":
    sys.exit(main())
