"""Calls the real program `consul-desk` as a subprocess, the way a person or script does."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-23"


@dataclass(frozen=True, slots=True)
class Call:
    """One call and how it ended."""

    command: str
    status: int
    out: str
    err: str
    seconds: float


class FailedCallError(AssertionError):
    """A step of the story did not end with 0."""


@dataclass(slots=True)
class Consul:
    """Somebody at her laptop: a vault, a passphrase, a language.

    The passphrase goes in through descriptor 0, so it stands neither on the command line
    nor in a file.
    """

    name: str
    vault: Path
    passphrase: str
    language: str
    calls: list[Call] = field(default_factory=list)

    def try_to(self, *arguments: object, language: str = "") -> Call:
        """Run one verb, however it ends."""
        words = [str(argument) for argument in arguments]
        options = ["--vault", str(self.vault), "--passphrase-fd", "0", "--today", TODAY]
        options += ["--language", language or self.language]
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "consul_desk.cli", *options, *words],
            input=self.passphrase + "\n",
            capture_output=True,
            encoding="utf-8",
            cwd=ROOT,
        )
        seconds = time.monotonic() - started
        call = Call(" ".join(words), done.returncode, done.stdout, done.stderr, seconds)
        self.calls.append(call)
        return call

    def does(self, *arguments: object, language: str = "") -> str:
        """Run one verb that must succeed; what it printed."""
        call = self.try_to(*arguments, language=language)
        if call.status:
            raise FailedCallError(f"{call.command}: {call.status}: {call.err}")
        return call.out

    def asks(self, *arguments: object) -> Any:
        """Run one verb with --json; what it printed, parsed."""
        return json.loads(self.does(*arguments, "--json"))
