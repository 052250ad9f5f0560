"""What a child says on its output, and how the parent reads it: one JSON list a line.

["pid", 17], ["ready"], ["done", {...}] for each edit whose commit returned, ["refused",
code] and ["unclear", text] for edits that failed, ["end", status] from whoever waited.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from consul_desk.errors import ConsulDeskError

_OUTPUT = 1

Done = dict[str, Any]


class Teller:
    """The child's side. Each line is one write: whole, or not there."""

    def ready(self) -> None:
        """Say that what shall be disturbed begins now."""
        say("ready")

    def done(self, **what: object) -> None:
        """Acknowledge an edit. From here on it must never be lost."""
        say("done", what)

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Report a refusal and go on."""
        try:
            yield
        except ConsulDeskError as error:
            say("refused", error.code)
        except Exception as error:
            say("unclear", f"{type(error).__name__}: {error}"[:300])


class Silent(Teller):
    """Nobody listens here."""

    def ready(self) -> None:
        """Say nothing."""

    def done(self, **what: object) -> None:
        """Say nothing."""


def say(*words: object) -> None:
    """One line, past every buffer."""
    os.write(_OUTPUT, json.dumps(words, ensure_ascii=False).encode() + b"\n")


@dataclass(slots=True)
class Told:
    """What the parent heard of one run."""

    pid: int = 0
    is_ready: bool = False
    done: list[Done] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    status: int | None = None

    def hear(self, line: bytes) -> None:
        """Take in one line."""
        word, *rest = json.loads(line)
        match word:
            case "pid":
                self.pid = rest[0]
            case "ready":
                self.is_ready = True
            case "done":
                self.done.append(rest[0])
            case "refused":
                self.refused.append(rest[0])
            case "unclear":
                self.unclear.append(rest[0])
            case "end":
                self.status = rest[0]
