"""What the tests about keys share: passphrases, vaults, files as they are on disk."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.recovery import RecoveryCode, new_code
from consul_desk.vault.vault import Vault

OLD, NEW = "six words for the tests only", "seven other words for the same tests"
HEADS = ("head.a", "head.b")


def secret(text: str = OLD) -> bytearray:
    return bytearray(text.encode())


def make_vault(folder: Path, recovery: RecoveryCode | None = None) -> Path:
    """A closed vault of an invented consul."""
    Vault.create(
        folder, secret(), owner="Vera Muster", kdf=KDF_FLOOR, recovery=recovery
    ).close()
    return folder


TEMPLATE_CODE = new_code()


@cache
def _template() -> dict[str, bytes]:
    """The files of one closed vault, made once: founding one takes half a second."""
    with TemporaryDirectory() as place:
        folder = make_vault(Path(place) / "vault", TEMPLATE_CODE)
        return {name: (folder / name).read_bytes() for name in (*HEADS, "vault.db")}


def copy_vault(folder: Path) -> Path:
    """A closed vault with a recovery code, `TEMPLATE_CODE`; each call gives the same one."""
    (folder / "blobs").mkdir(parents=True)
    for name, data in _template().items():
        (folder / name).write_bytes(data)
    return folder


def heads_of(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in HEADS]


def put_heads(folder: Path, heads: list[bytes]) -> None:
    for name, data in zip(HEADS, heads, strict=True):
        (folder / name).write_bytes(data)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
