"""Nothing in plain: in no file that was ever written, in no memory after lock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import memory, plaintext, processes, trace
from tests.faults.counts import Count
from tests.faults.trace import Trace

pytestmark = [pytest.mark.faults, pytest.mark.slow]

needs_strace = pytest.mark.skipif(bool(trace.missing()), reason=trace.missing() or "-")
needs_root = pytest.mark.skipif(bool(processes.missing()), reason=processes.missing() or "-")


def _assert_clean(count: Count) -> None:
    assert count.details == []
    assert count.is_clean
    assert count.runs


@needs_strace
def test_no_canary_of_the_command_line_reaches_any_file(tmp_path: Path) -> None:
    _assert_clean(plaintext.command_line(tmp_path, short=True))


@needs_root
@pytest.mark.parametrize("run", [memory.after_close, memory.after_lock])
def test_memory_holds_nothing_of_the_vault_any_more(
    run: Callable[[Path], Count], tmp_path: Path
) -> None:
    _assert_clean(run(tmp_path))


@needs_strace
def test_what_was_written_to_a_file_that_is_gone_again_is_seen(tmp_path: Path) -> None:
    script = (
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "path.write_text('Канарейка')\n"
        "path.unlink()\n"
    )
    gone = tmp_path / "gone"
    command = ["python3", "-c", script, str(gone)]
    status, found = trace.traced(command, tmp_path / "log", plaintext.surroundings(tmp_path))
    assert (status, gone.exists()) == (0, False)
    assert found.written[str(gone)] == "Канарейка".encode()
    assert isinstance(found, Trace)
    assert gone in found.paths
