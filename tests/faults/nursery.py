"""Keeps one process that forks the children, and reads what they say."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from tests.faults.child import Request
from tests.faults.teller import Told

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 180.0


class Nursery:
    """A context in which children can be run, and killed."""

    def __init__(self, preload: Path | None = None) -> None:
        environment = dict(os.environ)
        if preload is not None:
            environment["LD_PRELOAD"] = str(preload)
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.child", "--serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment,
        )
        self._heard = b""

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        streams = (self._server.stdin, self._server.stdout)
        for stream in streams:
            if stream is not None:
                stream.close()
        self._server.kill()
        self._server.wait()

    def run(
        self,
        request: Request,
        kill_after_s: float | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> Told:
        """Let one child live until it ends, or until some time after it was ready.

        Args:
            meanwhile: what to do just before it is killed, or else as soon as it is ready.
        """
        if self._server.stdin is None:
            raise RuntimeError("the nursery is closed")
        self._server.stdin.write(request.to_line())
        self._server.stdin.flush()
        told, last = Told(), time.monotonic() + LONGEST_S
        kill_at: float | None = None
        while told.status is None:
            self._listen(told, min(last, kill_at or last) - time.monotonic())
            if told.is_ready and kill_at is None and kill_after_s is not None:
                kill_at = time.monotonic() + kill_after_s
            if told.is_ready and kill_after_s is None and meanwhile is not None:
                meanwhile()
                meanwhile = None
            if kill_at is not None and time.monotonic() >= kill_at:
                if meanwhile is not None:
                    meanwhile()
                _kill(told.pid)
                kill_at = last
            if time.monotonic() > last:
                _kill(told.pid)
                raise TimeoutError(request)
        return told

    def _listen(self, told: Told, wait_s: float) -> None:
        stream = self._server.stdout
        if stream is None:
            raise RuntimeError("the nursery is closed")
        if not select.select([stream], [], [], max(0.0, wait_s))[0]:
            return
        data = os.read(stream.fileno(), 1 << 16)
        if not data:
            raise RuntimeError("the nursery died")
        *lines, self._heard = (self._heard + data).split(b"\n")
        for line in lines:
            told.hear(line)


def _kill(pid: int) -> None:
    if not pid:
        return  # it has not said who it is; 0 would mean everybody in this group
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # it was quicker
