"""The process that is disturbed: real program code, acknowledging what it committed.

Run `python -m tests.faults.child SCENARIO FOLDER [--rounds N]`, or with `--serve` a nursery
that forks one child for each JSON request on its input, so that the imports are paid once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.faults import shim
from tests.faults.scenarios import ALL
from tests.faults.teller import Teller, say


@dataclass(frozen=True, slots=True)
class Request:
    """One run: what to do, where, how long, and where the disk fails."""

    scenario: str
    folder: str
    rounds: int
    point: int = 0
    mode: int = -1
    log: str = ""

    def to_line(self) -> bytes:
        """The request as the nursery reads it."""
        return json.dumps(asdict(self)).encode() + b"\n"


def run(request: Request) -> None:
    """Play the scenario; each edit is acknowledged after its commit returned."""
    folder = Path(request.folder)
    say("pid", os.getpid())
    if request.mode >= 0:
        log = Path(request.log) if request.log else None
        shim.arm(folder, request.point, shim.Mode(request.mode), log)
    ALL[request.scenario].run(folder, Teller(), request.rounds)


def serve() -> None:
    """Fork a child for every request; say how each ended."""
    for scenario in ALL.values():
        scenario.warm_up()
    for line in sys.stdin.buffer:
        request = Request(**json.loads(line))
        child = os.fork()
        if not child:
            _play_and_leave(request)
        _, status = os.waitpid(child, 0)
        say("end", os.waitstatus_to_exitcode(status))


def _play_and_leave(request: Request) -> None:
    status = 1
    try:
        run(request)
        status = 0
    except Exception as error:
        say("unclear", f"{type(error).__name__}: {error}"[:300])
    finally:
        os._exit(status)


def main() -> int:
    """Serve, or play one scenario."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("scenario", nargs="?", choices=sorted(ALL))
    options.add_argument("folder", nargs="?", type=Path)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--serve", action="store_true")
    chosen = options.parse_args()
    if chosen.serve:
        serve()
    elif chosen.scenario and chosen.folder:
        run(Request(chosen.scenario, str(chosen.folder), chosen.rounds))
    else:
        options.error("name a scenario and a folder, or --serve")
    return 0


if __name__ == "__main__":
    sys.exit(main())
