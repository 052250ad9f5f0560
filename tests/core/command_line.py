"""Runs `consul-desk` inside the test process, and looks at what it left on disk."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from consul_desk.cli import main

WORDS = "six words for the tests only"
FAST = ("--kdf-memory-kib", "65536")
STORY = Path(__file__).parents[1] / "story"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call ended."""

    status: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class CommandLine:
    """Somebody's vault and passphrase file, and the options that name them."""

    vault: Path
    passphrase_file: Path
    capsys: pytest.CaptureFixture[str]

    def try_to(self, *words: object, language: str = "en") -> Ended:
        """Run one verb, however it ends."""
        options = ["--vault", self.vault, "--passphrase-file", self.passphrase_file]
        options += ["--language", language, "--today", "2026-11-23"]
        self.capsys.readouterr()
        status = main([str(word) for word in (*options, *words)])
        printed = self.capsys.readouterr()
        return Ended(status, printed.out, printed.err)

    def does(self, *words: object, language: str = "en") -> str:
        """Run one verb that must succeed; what it printed."""
        ended = self.try_to(*words, language=language)
        assert (ended.status, ended.err) == (0, "")
        return ended.out

    def asks(self, *words: object) -> Any:
        """Run one verb with --json; what it printed, parsed."""
        return json.loads(self.does(*words, "--json"))


def fingerprints(folder: Path) -> dict[str, str]:
    """Every file below a folder, by its content: the state of the disk."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
