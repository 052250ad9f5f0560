"""Are the tests awake? Takes away one defence after the other; each time one must go red.

Run `python -m tests.faults.mutations [WORD ...]`; words choose mutations by name. Works on a
copy of the sources. Not part of any gate: run it when a defence or its tests were changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 600
_COPIED = ("consul_desk", "ui", "tests", "forms", "locales", "pyproject.toml")

_SCRATCH = (
    "    beside = vault.folder / 'scratch'\n"
    "    beside.write_text(new.title)\n    beside.unlink()\n    document_id"
)

CORE = ("tests/core/test_vault.py", "tests/core/test_headers.py", "tests/core/test_disk.py")
_CRASHES = "tests/faults/test_crashes.py::"
ORDER = (f"{_CRASHES}test_what_must_be_on_the_disk_first_is_put_there_first",)
DOUBT = (f"{_CRASHES}test_a_commit_in_doubt_keeps_its_attachment",)
POINTS = (f"{_CRASHES}test_no_crash_or_disk_error_at_any_point_loses_or_tears",)
TAMPER = ("tests/faults/test_tamper.py",)
TRACES = ("tests/faults/test_traces.py",)


@dataclass(frozen=True, slots=True)
class Mutation:
    """A defence that is taken away.

    Attributes:
        patches: file below consul_desk/, what stands there, what is put in its place.
        tests: where one must go red.
    """

    name: str
    patches: tuple[tuple[str, str, str], ...]
    tests: tuple[str, ...]


MUTATIONS = (
    Mutation(
        "a missing database is made anew",
        (
            ("vault/database.py", "?mode=rw", "?mode=rwc"),
            ("vault/database.py", "not path.is_file() or ", ""),
            (
                "vault/database.py",
                "size_bytes = path.stat().st_size",
                "size_bytes = PAGE_BYTES",
            ),
        ),
        CORE,
    ),
    Mutation(
        "no whole pages, no canary, no application id",
        (
            ("vault/database.py", "return size_bytes >= PAGE_BYTES and", "return True or"),
            ("vault/database.py", '.exec_driver_sql("SELECT song FROM canary")', "CANARY"),
            ("vault/database.py", "found != APPLICATION_ID or ", ""),
        ),
        CORE,
    ),
    Mutation(
        "headers are believed without their MAC",
        (
            (
                "vault/header.py",
                "hmac.compare_digest(self.mac.encode(), ",
                "True or hmac.compare_digest(self.mac.encode(), ",
            ),
        ),
        (*CORE, *TAMPER),
    ),
    Mutation(
        "no cap on the memory of a derivation",
        (("vault/header.py", "le=2 * 1024 * 1024", "le=2**62"),),
        (*CORE, *TAMPER),
    ),
    Mutation(
        "no cap on the passes of a derivation",
        (("vault/header.py", "ge=3, le=16", "ge=3, le=2**62"),),
        (*CORE, *TAMPER),
    ),
    Mutation(
        "a header nested deep is parsed to the bitter end",
        (("vault/header.py", "ValueError, RecursionError):", "ValueError):"),),
        TAMPER,
    ),
    Mutation(
        "header files are not synced",
        (("vault/files.py", "        os.fsync(stream.fileno())\n", ""),),
        ORDER,
    ),
    Mutation(
        "folders are not synced",
        (("vault/files.py", "        os.fsync(descriptor)\n", "        pass\n"),),
        ORDER,
    ),
    Mutation(
        "attachments are not synced before their rows",
        (("vault/blobs.py", "                os.fsync(target.fileno())\n", ""),),
        ORDER,
    ),
    Mutation(
        "the database does not wait for the disk",
        (("vault/database.py", "synchronous = EXTRA", "synchronous = OFF"),),
        ORDER,
    ),
    Mutation(
        "headers are overwritten in place",
        (
            (
                "vault/files.py",
                '    return path.with_name(path.name + ".new")',
                "    return path",
            ),
        ),
        POINTS,
    ),
    Mutation(
        "a damaged header is not healed",
        (("vault/header.py", "    whole = header.to_bytes()\n", "    return\n"),),
        (*CORE, *TAMPER),
    ),
    Mutation(
        "the chain of changes is not linked",
        (("vault/journal.py", "    before = chain.hash\n", '    before = ""\n'),),
        ("tests/core/test_journal.py", *CORE),
    ),
    Mutation(
        "an old database under a new header passes",
        (("vault/vault.py", "if found != head.hash:", "if False:"),),
        (*CORE, *TAMPER),
    ),
    Mutation(
        "an old header passes",
        (
            (
                "vault/access.py",
                "if self.is_rolled_back and not self.is_recovered:",
                "if False:",
            ),
        ),
        CORE,
    ),
    Mutation(
        "a second process gets in",
        (
            ("vault/database.py", '    "locking_mode = EXCLUSIVE",\n', ""),
            ("vault/database.py", '"BEGIN EXCLUSIVE"', '"BEGIN"'),
        ),
        (*CORE, *TAMPER),
    ),
    Mutation(
        "attachments are read without their digest and their cipher",
        (
            ("vault/blobs.py", "if measured.sha256 != sha256:", "if False:"),
            (
                "vault/blobs.py",
                "except (AgeFileError, OSError):",
                "except AgeFileError:\n            return\n        except OSError:",
            ),
        ),
        ("tests/core/test_blobs.py", *TAMPER),
    ),
    Mutation(
        "what a crash left of attachments stays",
        (
            (
                "vault/blobs.py",
                "        if not self._unsettled.is_dir():\n",
                "        if True:\n",
            ),
        ),
        POINTS,
    ),
    Mutation(
        "an attachment is taken back although its row may be committed",
        (
            (
                "vault/blobs.py",
                "        except DiskError:\n",
                "        except ZeroDivisionError:\n",
            ),
        ),
        DOUBT,
    ),
    Mutation(
        "a full disk is an internal error",
        (("vault/disk.py", "        return DiskError()\n", "        return None\n"),),
        (*CORE, *DOUBT),
    ),
    Mutation(
        "secrets are not wiped",
        (("vault/memory.py", "    secret[:] = bytes(len(secret))\n", ""),),
        (*CORE, *TRACES),
    ),
    Mutation(
        "ids go back when the clock goes back",
        (
            (
                "vault/vault.py",
                "                ids_follow(last_id)\n",
                "                pass\n",
            ),
        ),
        TAMPER,
    ),
    Mutation(
        "panic only removes the headers",
        (("vault/destroy.py", "        _overwrite(path)\n", ""),),
        ("tests/faults/test_panic.py",),
    ),
    Mutation(
        "a program that is open brings destroyed headers back",
        (("vault/header.py", "        raise VaultDestroyedError\n", "        return\n"),),
        ("tests/faults/test_panic.py",),
    ),
    Mutation(
        "a temporary copy of a paper is written",
        (
            (
                "casework/documents.py",
                "    required_case(session, new.case_id)\n    document_id",
                "    required_case(session, new.case_id)\n" + _SCRATCH,
            ),
        ),
        TRACES,
    ),
)


def main() -> int:
    """Take each away, run its tests, say which of them noticed."""
    chosen = [m for m in MUTATIONS if all(word in m.name for word in sys.argv[1:])]
    folder = ROOT / "build" / f"mutations-{os.getpid()}"
    asleep = 0
    for mutation in chosen:
        red = _noticed(mutation, folder)
        asleep += not red
        print(f"{mutation.name:66}{red or 'NOT NOTICED'}", flush=True)
    print(f"{len(chosen) - asleep} of {len(chosen)} noticed")
    return int(bool(asleep))


def _noticed(mutation: Mutation, folder: Path) -> str:
    """The first test that went red; empty where none did."""
    _copy(folder)
    try:
        for name, before, after in mutation.patches:
            _patch(folder / "consul_desk" / name, before, after)
        return _first_red(mutation.tests, folder)
    finally:
        shutil.rmtree(folder)


def _copy(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder)


def _patch(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    if before not in text:
        raise LookupError(f"{path.name} does not hold {before!r}")
    path.write_text(text.replace(before, after), encoding="utf-8")


def _first_red(tests: tuple[str, ...], folder: Path) -> str:
    try:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-rfE", *tests],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder), "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
        )
    except subprocess.TimeoutExpired:
        return "a test that does not end"
    for line in run.stdout.splitlines():
        if line.startswith(("FAILED ", "ERROR ")):
            return line.split(" - ")[0].split("/")[-1]
    if run.returncode:
        raise RuntimeError(f"pytest ended with {run.returncode}: {run.stderr}")
    return ""


if __name__ == "__main__":
    sys.exit(main())
