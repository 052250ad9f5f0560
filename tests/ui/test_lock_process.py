"""The lock as a process: the old one ends whatever is open, a new one stands at the door."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from consul_desk.casework.drafts import list_drafts
from consul_desk.paths import HEADER_FILES
from consul_desk.vault.vault import Vault
from ui.panic import HOLD_S

from .conftest import PASSPHRASE

ROOT = Path(__file__).parent.parent.parent
LONGEST_S = 2.5
OFFSCREEN = "This plugin does not support"
T = TypeVar("T")
PROCESSES = Path("/proc")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PROCESSES.is_dir(), reason="looks processes up in /proc"),
]

# What the old process does: unlock, get into the way, lock.
OLD = """
import sys, time
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from ui.app import start
from ui.panic import PanicButton
from ui.widgets.page import Place

folder, passphrase, in_the_way = sys.argv[1:]
app, window = start(["consul-desk-window", "--vault", folder])
door, desk = window.currentWidget(), window._desk

def hold_up(vault):
    with vault.write():
        time.sleep(30)

WAYS = {
    "nothing": lambda: None,
    "dialog": lambda: window.shell.go(Place("cases", part="new")),
    "palette": lambda: window.shell._open_palette(),
    "question": lambda: QTimer.singleShot(0, lambda: QMessageBox.question(window, "a", "b")),
    "files": lambda: QTimer.singleShot(0, lambda: QFileDialog.getOpenFileName(window)),
    "work": lambda: desk.run(hold_up, window),
}

def go_on():
    if window.shell is None:
        QTimer.singleShot(50, go_on)
        return
    desk.keep_draft(("somebody", "person.birth_date"), "31.0")
    WAYS[in_the_way]()
    QTimer.singleShot(400, go)

def go():
    print("locking", flush=True)
    window.lock_watch.wanted.emit()

inside = []

def panic():
    button = inside[0] if inside else door.panic
    print("locking", flush=True)
    QTest.mousePress(button, Qt.MouseButton.LeftButton)

def panic_inside():
    if window.shell is None:
        QTimer.singleShot(50, panic_inside)
        return
    desk.run(hold_up, window)
    inside.append(PanicButton(desk, window.folder))
    inside[0].setParent(window.shell)
    inside[0].show()
    QTimer.singleShot(300, panic)

if in_the_way == "panic outside":
    QTimer.singleShot(300, panic)
else:
    door.passphrase.line.setText(passphrase)
    QTimer.singleShot(0, door.submit)
    QTimer.singleShot(0, panic_inside if in_the_way == "panic inside" else go_on)
app.exec()
print("still here", flush=True)
"""

# What the new process is watched by: a thread that writes down which page it shows.
WATCH = """
import sys, threading, time

def look():
    while True:
        time.sleep(0.05)
        widgets = sys.modules.get("PySide6.QtWidgets")
        app = widgets and widgets.QApplication.instance()
        for window in app.topLevelWidgets() if app else ():
            if type(window).__name__ == "Window" and window.isVisible():
                with open({told!r}, "w") as file:
                    file.write(type(window.currentWidget()).__name__ + "\\n")
                return

if "ui.app" in sys.orig_argv:
    threading.Thread(target=look, daemon=True).start()
"""


@dataclass(frozen=True, slots=True)
class _Locked:
    old_pid: int
    output: str
    taken_s: float
    new_pid: int


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Where the new process writes which page it shows."""
    told = tmp_path / "told"
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH.format(told=str(told)))
    return told


@pytest.fixture
def new_pids(family_vault: Path) -> Iterator[list[int]]:
    """The processes in front of this vault; ended after the test."""
    found: list[int] = []
    yield found
    for pid in found:
        os.kill(pid, signal.SIGKILL)


def _lock(folder: Path, home: Path, in_the_way: str, new_pids: list[int]) -> _Locked:
    surroundings = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": f"{home / 'watch'}:{ROOT}",
        "LC_ALL": "C.UTF-8",
    }
    command = [sys.executable, "-c", OLD, str(folder), PASSPHRASE, in_the_way]
    said, errors = home / "said", home / "errors"
    with said.open("w") as out, errors.open("w") as err:
        process = subprocess.Popen(command, env=surroundings, stdout=out, stderr=err)
    _wait_for(said.read_text)
    begun = time.monotonic()
    process.wait(30)
    taken_s = time.monotonic() - begun
    new_pid = _wait_for(lambda: _process_in_front_of(folder))
    new_pids.append(new_pid)
    lines = [line for line in errors.read_text().splitlines() if OFFSCREEN not in line]
    assert lines == []
    return _Locked(process.pid, said.read_text(), taken_s, new_pid)


def _wait_for(look: Callable[[], T]) -> T:
    until = time.monotonic() + 20
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.02)
    return found


def _process_in_front_of(folder: Path) -> int:
    for place in PROCESSES.glob("[0-9]*/cmdline"):
        try:
            words = place.read_bytes().decode().split("\0")
        except OSError:  # it has just ended
            continue
        if "ui.app" in words and str(folder) in words:
            return int(place.parent.name)
    return 0


def _page(told: Path) -> str:
    return told.read_text().strip() if told.exists() else ""


@pytest.mark.parametrize(
    "in_the_way", ["nothing", "dialog", "palette", "question", "files", "work"]
)
def test_the_old_process_ends_and_a_new_one_asks_for_the_passphrase(
    family_vault: Path, tmp_path: Path, told: Path, new_pids: list[int], in_the_way: str
) -> None:
    locked = _lock(family_vault, tmp_path, in_the_way, new_pids)
    assert locked.output == "locking\n"
    assert locked.taken_s < LONGEST_S
    assert locked.new_pid != locked.old_pid
    assert not (PROCESSES / str(locked.old_pid)).exists()
    assert _wait_for(lambda: _page(told)) == "UnlockPage"
    vault = Vault.open(family_vault, bytearray(PASSPHRASE.encode()))
    assert list_drafts(vault) == {("somebody", "person.birth_date"): "31.0"}
    vault.close()


@pytest.mark.parametrize("in_the_way", ["panic outside", "panic inside"])
def test_panic_takes_three_seconds_of_holding_and_two_of_work_at_most(
    family_vault: Path, tmp_path: Path, told: Path, new_pids: list[int], in_the_way: str
) -> None:
    panicked = _lock(family_vault, tmp_path, in_the_way, new_pids)
    assert panicked.output == "locking\n"
    assert HOLD_S - 0.2 < panicked.taken_s < HOLD_S + 2
    assert [name for name in HEADER_FILES if (family_vault / name).exists()] == []
    assert _wait_for(lambda: _page(told)) == "DestroyedPage"
