"""Putting a file of 256 MiB into a vault, against Debian's `age` on the same file."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from consul_desk.casework.cases import open_case
from consul_desk.casework.documents import add_document
from consul_desk.paths import BLOB_FOLDER
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from tests.bench.large import secret
from tests.bench.measure import Row, in_turn, medians, timed
from tests.bench.seal import SIZE_MIB, has_age, new_recipient, random_file


def rows(folder: Path) -> Iterator[Row]:
    """One row, or none where there is no `age` to compare with."""
    if not has_age():
        return
    plain, sealed, recipient = random_file(folder), folder / "plain.age", new_recipient(folder)
    with closing(
        Vault.create(folder / "files", secret(), owner="Bench", kdf=KDF_FLOOR)
    ) as vault:
        case_id = open_case(vault, "Case")

        def ours() -> float:
            took = timed(lambda: add_document(vault, case_id, plain))
            # The same content again would be found there and not be written.
            with plain.open("r+b") as file:
                first = file.read(1)
                file.seek(0)
                file.write(bytes([first[0] ^ 1]))
            return took

        def reference() -> float:
            command = ["age", "-r", recipient, "-o", str(sealed), str(plain)]
            return timed(lambda: subprocess.run(command, check=True))

        pairs = in_turn(ours, reference, runs=3)
    shutil.rmtree(folder / "files" / BLOB_FOLDER)
    yield Row(f"add an attachment of {SIZE_MIB} MiB", *medians(pairs), target=1.43)
