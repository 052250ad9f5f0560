"""Passphrases that are not the right one, and headers that ask for too much work."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from consul_desk.errors import ConsulDeskError
from consul_desk.errors.vault import VaultDamagedError, WrongPassphraseError
from consul_desk.paths import HEADER_FILES
from consul_desk.vault.vault import Vault
from tests.faults.counts import Count
from tests.faults.scenario import PASSPHRASE, VAULT, new_vault, secret

WRONG = 100
LONGEST_CPU_S = 0.04
"""Far less than the cheapest derivation that is allowed takes on any laptop."""

_TRIES = 3

_NUMBERS = (0, -1, 17, 2**31, 2**64, 10**30, 1.5, 3.0, True, None, "3", [3], {"a": 3})


def wrong_passphrases(folder: Path, runs: int, chance: Random) -> Count:
    """One letter changed, left out, added or doubled, or other case."""
    count = Count("wrong passphrases")
    home = folder / "home"
    new_vault(home / VAULT).close()
    before = _content(home)
    for _ in range(runs):
        words = _misspelt(chance)
        try:
            Vault.open(home / VAULT, secret(words)).close()
        except WrongPassphraseError:
            count.ran(f"{words!r} changed a file", silent=_content(home) != before)
        except Exception as error:
            count.ran(f"{words!r}: {type(error).__name__}: {error}", silent=1)
        else:
            count.ran(f"{words!r} opens it", silent=1)
    return count


def _misspelt(chance: Random) -> str:
    at = chance.randrange(len(PASSPHRASE))
    letter = chance.choice("abcdefghijklmnopqrstuvwxyzйяю ")
    before, here, after = PASSPHRASE[:at], PASSPHRASE[at], PASSPHRASE[at + 1 :]
    made = chance.choice(
        [
            before + letter + after,
            before + after,
            before + letter + here + after,
            before + here.swapcase() + after,
            PASSPHRASE + letter,
        ]
    )
    return made if made != PASSPHRASE else PASSPHRASE + " "


def _content(home: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(home.rglob("*")) if p.is_file()}


def hostile_headers(folder: Path) -> Count:
    """Refused with a sentence, before any derivation: hardly any time is spent."""
    count = Count("hostile headers and KDF parameters")
    home = folder / "home"
    vault = home / VAULT
    new_vault(vault).close()
    shutil.copytree(vault, folder / "good")
    good = json.loads((vault / "head.a").read_bytes())
    for what, data in _hostile(good):
        for name in HEADER_FILES:
            (vault / name).write_bytes(data)
        # A machine with other work to do may be slow once, not every time.
        said = min((_refusal(vault) for _ in range(_TRIES)), key=bool)
        count.ran(f"{what}: {said}", silent=bool(said))
    return count


def _refusal(vault: Path) -> str:
    """What is wrong with how the vault was refused; empty where nothing is."""
    begun = time.process_time()
    try:
        Vault.open(vault, secret()).close()
    except VaultDamagedError:
        spent_s = time.process_time() - begun
        return f"{spent_s:.3f} s of work" if spent_s > LONGEST_CPU_S else ""
    except ConsulDeskError as error:
        return "" if error.code == "vault.too_new" else f"{error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:200]
    return "it was opened"


def _hostile(good: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    for field in ("memory_kib", "passes", "lanes"):
        for number in (*_NUMBERS, 2**21 + 1, 64 * 1024 - 1):
            yield f"{field} {number!r}", _with_cost(good, field, number)
    slot = good["slots"][0]
    for what, slots in (
        ("no slot", []),
        ("9 slots", [slot] * 9),
        ("10,000 slots", [slot] * 10_000),
        ("slots by name", {"a": slot}),
        ("a slot of numbers", [1, 2, 3]),
        ("a slot with more", [slot | {"more": 1}]),
        ("short salt", [slot | {"salt": "AAAA"}]),
        ("long salt", [slot | {"salt": "A" * 4096}]),
        ("no salt", [{k: v for k, v in slot.items() if k != "salt"}]),
        ("another derivation", [slot | {"kdf": slot["kdf"] | {"name": "pbkdf2"}}]),
        ("costs with more", [slot | {"kdf": slot["kdf"] | {"threads": 64}}]),
    ):
        yield what, json.dumps(good | {"slots": slots}).encode()
    yield from _hostile_bytes(good)


def _with_cost(good: dict[str, Any], field: str, number: object) -> bytes:
    slot = good["slots"][0]
    costly = slot | {"kdf": slot["kdf"] | {field: number}}
    return json.dumps(good | {"slots": [costly]}).encode()


def _hostile_bytes(good: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    whole = json.dumps(good).encode()
    spoil: dict[str, Callable[[], bytes]] = {
        "nothing": lambda: b"",
        "zeros": lambda: bytes(4096),
        "64 KiB and a byte": lambda: whole + b" " * (64 * 1024 + 1 - len(whole)),
        "8 MiB": lambda: whole[:-1] + b" " * (8 << 20) + b"}",
        "depth": lambda: b"[" * 60_000,
        "depth inside": lambda: whole[:-1] + b',"x":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        "depth of names": lambda: b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        "an endless number": lambda: b'{"format":' + b"9" * 50_000 + b"}",
        "not a number": lambda: whole.replace(b'"sequence": 1', b'"sequence": NaN'),
        "no object": lambda: b"[]",
        "half": lambda: whole[: len(whole) // 2],
        "not UTF-8": lambda: whole.replace(b"CDV1", b"CD\xff1"),
        "twice the same name": lambda: whole[:-1] + b',"slots":[]}',
        "another magic": lambda: whole.replace(b"CDV1", b"CDV2"),
        "a lone surrogate": lambda: whole.replace(b"CDV1", b"\\ud800"),
    }
    for what, make in spoil.items():
        yield what, make()
