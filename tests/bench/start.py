"""From the start of the process to the painted unlock screen, against a bare window."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from tests.bench.measure import Row, in_turn

KIBIBYTES_IN_MIB = 1024


def rows(folder: Path) -> Iterator[Row]:
    """Time and memory of the same runs."""
    vault = folder / "start"
    Vault.create(vault, bytearray(b"six words in a row"), owner="Bench", kdf=KDF_FLOOR).close()
    pairs = in_turn(shown("ours", vault), shown("bare", vault), runs=9)
    yield Row(
        "start to the painted unlock screen",
        median(ours[0] for ours, _ in pairs),
        median(bare[0] for _, bare in pairs),
        target=1.3,
    )
    yield Row(
        "memory at the unlock screen",
        median(ours[1] for ours, _ in pairs),
        median(bare[1] for _, bare in pairs),
        # KeePassXC shows its window in 104 MiB where a bare one takes 65.
        target=1.6,
        unit="MiB",
    )


def shown(which: str, vault: Path) -> Callable[[], tuple[float, float]]:
    """Start one window; how long it took and how much memory it needed."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    # An installed program has its bytecode; without it every run would compile anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "tests.bench.window", which, str(vault)]

    def run() -> tuple[float, float]:
        begun = time.perf_counter()
        ended = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
        taken_ms = (time.perf_counter() - begun) * 1000
        return taken_ms, int(ended.stdout) / KIBIBYTES_IN_MIB

    return run
