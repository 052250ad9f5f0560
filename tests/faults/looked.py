"""Whether the program notices: at opening, by healing, or when it looks everything over."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from consul_desk.errors import ConsulDeskError
from consul_desk.vault.integrity import verify
from consul_desk.vault.vault import Vault
from tests.faults.scenario import VAULT, secret


def is_noticed(home: Path, altered: Sequence[tuple[Path, bytes | None]]) -> str:
    """Open the vault of a home and let it check itself.

    Args:
        altered: files that were damaged, with what they held before; None: not there.
    Returns:
        What the program said; empty where it accepted the damage silently.
    """
    try:
        vault = Vault.open(home / VAULT, secret())
    except ConsulDeskError as error:
        return str(error)
    try:
        found = [*vault.findings, *verify(vault).findings]
    except ConsulDeskError as error:
        return str(error)
    finally:
        _close(vault)
    if found:
        return str(found[0])
    return "healed" if all(_is_healed(*each) for each in altered) else ""


def _close(vault: Vault) -> None:
    """A database in which nothing can be read does not take the chain's end either."""
    with suppress(ConsulDeskError):
        vault.close()


def _is_healed(path: Path, before: bytes | None) -> bool:
    """A header copy is whole again; anything else would not count as noticed."""
    return before is not None and path.read_bytes() == before
