"""What the process refuses to leave behind. In processes of their own: it cannot be undone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what it allows")


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_no_core_is_dumped_and_nobody_attaches() -> None:
    said = run(
        "import ctypes, resource\n"
        "from consul_desk.hardening import harden\n"
        "harden()\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3))\n"
    )
    assert said.stdout == "(0, 0) 0\n", said.stderr


def test_a_crash_leaves_no_file(tmp_path: Path) -> None:
    script = (
        "import os, resource, signal\n"
        f"os.chdir({str(tmp_path)!r})\n"
        "from consul_desk.hardening import harden\n"
        "harden()\n"
        "os.kill(os.getpid(), signal.SIGSEGV)\n"
    )
    assert run(script).returncode == -signal.SIGSEGV
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_the_same_user_cannot_read_its_memory() -> None:
    script = (
        "import sys\n"
        "from consul_desk.hardening import harden\n"
        "harden()\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"ready\n"
        with pytest.raises(PermissionError):
            Path(f"/proc/{other.pid}/mem").open("rb").close()
        other.communicate(b"\n")


def test_what_the_program_reads_about_itself_stays_readable() -> None:
    said = run(
        "from pathlib import Path\n"
        "from consul_desk.hardening import harden\n"
        "harden()\n"
        "status = Path('/proc/self/status').read_text()\n"
        "print('VmHWM' in status, Path('/proc/self/exe').resolve().is_file())\n"
    )
    assert said.stdout == "True True\n", said.stderr


def test_it_costs_next_to_nothing() -> None:
    """The best of five: other programs run meanwhile."""
    script = (
        "import time\n"
        "begun = time.perf_counter()\n"
        "from consul_desk.hardening import harden\n"
        "harden()\n"
        "print(time.perf_counter() - begun)\n"
    )
    assert min(float(run(script).stdout) for _ in range(5)) < 0.006


def test_both_programs_begin_with_it() -> None:
    window = (
        "import ctypes, sys, ui.app\n"
        "ui.app.start = lambda *_: sys.exit(ctypes.CDLL(None).prctl(3))\n"
        "ui.app.main()\n"
    )
    assert run(window).returncode == 0
    command = (
        "import ctypes, sys\n"
        "from consul_desk.cli import main\n"
        "main(['--help'])\n"
        "sys.exit(ctypes.CDLL(None).prctl(3))\n"
    )
    assert run(command).returncode == 0
    assert run("import ctypes, sys\nsys.exit(ctypes.CDLL(None).prctl(3))\n").returncode == 1
