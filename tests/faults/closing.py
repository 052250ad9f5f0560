"""A program that opens a vault, reads everything, closes it and goes on living.

Run as `python -m tests.faults.closing FOLDER`; the passphrase is the first line of its
input. It says "open" and "closed", and waits for a line after each.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from consul_desk.casework.cases import list_cases
from consul_desk.casework.facts import list_facts
from consul_desk.casework.history import history
from consul_desk.cli.passphrase import read_passphrase
from consul_desk.vault.vault import Vault


def main() -> int:
    """Open, read, close, wait."""
    vault = Vault.open(Path(sys.argv[1]), read_passphrase(os.dup(0), ""))
    for case in list_cases(vault):
        list_facts(vault, case.id)
        history(vault, case.id)
    _tell("open")
    vault.close()
    _tell("closed")
    return 0


def _tell(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()
    sys.stdin.readline()


if __name__ == "__main__":
    sys.exit(main())
