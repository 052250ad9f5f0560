"""The program as a process: what it loads before the unlock screen, what it is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
HEAVY = (
    *("sqlalchemy", "sqlmodel", "sqlcipher3", "pydantic", "babel", "cryptography"),
    *("reportlab", "argon2", "ruamel", "holidays", "consul_desk.vault", "consul_desk.casework"),
)
PROBE = """
import sys
from ui.app import start
app, window = start(["consul-desk-window", *sys.argv[1:]])
app.processEvents()
door = window.currentWidget()
print(type(door).__name__, door.main.text(), window.folder, *sys.modules, sep="\\n")
app.aboutToQuit.emit()
"""


def _run(tmp_path: Path, *arguments: str) -> list[str]:
    return _output([sys.executable, "-c", PROBE, *arguments], tmp_path).splitlines()


def _output(command: list[str], home: Path) -> str:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    surroundings = {
        **kept,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "XDG_DATA_HOME": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        command, env=surroundings, cwd=home, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_unlock_screen_needs_qt_and_nothing_heavy(
    family_vault: Path, tmp_path: Path
) -> None:
    door, unlock, folder, *modules = _run(tmp_path, "--vault", str(family_vault))
    assert (door, unlock, folder) == ("UnlockPage", "Unlock", str(family_vault))
    assert [name for name in HEAVY if name in modules] == []


def test_without_a_vault_the_first_page_sets_one_up(tmp_path: Path) -> None:
    door, create, folder, *_ = _run(tmp_path)
    assert (door, create) == ("SetUpPage", "Next")
    assert folder == str(tmp_path / "consul-desk")


@pytest.mark.parametrize(("code", "unlock"), [("de", "Entsperren"), ("xx", "Unlock")])
def test_the_language_can_be_given(
    family_vault: Path, tmp_path: Path, code: str, unlock: str
) -> None:
    _, said, *_ = _run(tmp_path, "--vault", str(family_vault), "--language", code)
    assert said == unlock


def test_help_names_the_options(tmp_path: Path) -> None:
    told = _output([sys.executable, "-m", "ui.app", "--help"], tmp_path)
    assert "--vault" in told
    assert "de|ru|en" in told
