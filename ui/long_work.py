"""Long work: what it is, how far it is, how long it will take, and a way to stop it.

Comes in: what a core function tells while it works. Goes out: signals on the window's
thread. Long work has a thread of its own, but there is one vault: what is short waits while
a check or a copy holds it. Work that nobody asked for therefore gives way as soon as
somebody has waited for a moment.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

PATIENCE_S = 1.0
"""How long a save may wait for work that nobody asked for."""

_TELL_EVERY_S = 0.1
_SURE_AFTER_S = 2.0


class CancelledError(Exception):
    """Ends long work from inside of what it tells; nobody is told of it."""


class Queue:
    """Knows since when something short has been waiting for the vault."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._count = 0
        self._since = 0.0

    def enter(self) -> None:
        """Say that something short waits."""
        with self._turn:
            if not self._count:
                self._since = time.monotonic()
            self._count += 1

    def leave(self) -> None:
        """Say that it is done."""
        with self._turn:
            self._count -= 1
            self._since = time.monotonic()

    def waiting_s(self) -> float:
        """For how long somebody has waited without getting on."""
        with self._turn:
            return time.monotonic() - self._since if self._count else 0.0


class LongRun(QObject):
    """One piece of long work.

    `tell` and `is_cancelled` are for the core function, on its thread.

    Signals:
        advanced: how much is done, and of how much; 0 where nobody knows.
        ended: it is over: done, failed or cancelled.

    Attributes:
        name: msgid of what is being done, as a sentence.
        is_dismissed: the user stopped it; it did not just give way.
    """

    advanced = Signal(object, object)
    ended = Signal()

    def __init__(self, name: str, queue: Queue, *, gives_way: bool = False) -> None:
        super().__init__()
        self.name = name
        self._queue = queue
        self._gives_way = gives_way
        self._stop = threading.Event()
        self.is_dismissed = False
        self._told_at = 0.0

    def tell(self, done: int, total: int) -> None:
        """Say how far the work is."""
        now = time.monotonic()
        if done >= total or now - self._told_at >= _TELL_EVERY_S:
            self._told_at = now
            self.advanced.emit(min(done, total), total)

    def tell_bytes(self, done_bytes: int) -> None:
        """Say how far a copy is, of which nobody knows the end; stops it if wanted.

        Raises:
            CancelledError: the work is to stop here.
        """
        if self.is_cancelled():
            raise CancelledError
        now = time.monotonic()
        if now - self._told_at >= _TELL_EVERY_S:
            self._told_at = now
            self.advanced.emit(done_bytes, 0)

    def is_cancelled(self) -> bool:
        """Whether the work is to stop: the user wants it, or has waited for it too long."""
        if self._gives_way and self._queue.waiting_s() > PATIENCE_S:
            self._stop.set()
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self.is_dismissed = True
        self._stop.set()


@dataclass(slots=True)
class Pace:
    """Guesses how long work still takes from how long it took so far.

    Attributes:
        started_at: in seconds of `time.monotonic`.
    """

    started_at: float = field(default_factory=time.monotonic)

    def seconds_left(self, done: int, total: int, now: float) -> float | None:
        """How long the rest takes at this pace; None while nobody can tell."""
        elapsed = now - self.started_at
        if done <= 0 or total <= 0 or elapsed < _SURE_AFTER_S:
            return None
        return elapsed * (total - done) / done
