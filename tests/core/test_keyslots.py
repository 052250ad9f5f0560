"""Key slots: what opens a vault, what does not, and what nobody has to wait for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from argon2.low_level import hash_secret_raw

from consul_desk.errors.vault import (
    OldPassphraseNeededError,
    RecoveryMissingError,
    VaultDamagedError,
    WeakPassphraseError,
    WrongPassphraseError,
    WrongRecoveryError,
)
from consul_desk.vault import keyslots
from consul_desk.vault.header import Copies, Header, KdfParameters, SlotKind, read_headers
from consul_desk.vault.keyslots import KDF_FLOOR, choose_header
from consul_desk.vault.memory import pinned, wiping
from consul_desk.vault.recovery import new_code
from consul_desk.vault.vault import Vault
from tests.core.secrets_of_tests import (
    HEADS,
    NEW,
    OLD,
    TEMPLATE_CODE,
    copy_vault,
    heads_of,
    make_vault,
    secret,
    snapshot,
)

CODE = TEMPLATE_CODE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_vault(tmp_path / "vault")


def edit_heads(folder: Path, edit: Any) -> None:
    for name in HEADS:
        body = json.loads((folder / name).read_text())
        edit(body)
        (folder / name).write_text(json.dumps(body, sort_keys=True, separators=(",", ":")))


def test_passphrase_and_code_open_the_same_vault(folder: Path) -> None:
    for way, given in ((Vault.open, secret()), (Vault.open_with_code, CODE.secret())):
        vault = way(folder, given)
        assert [slot.kind for slot in vault.slots] == ["passphrase", "recovery"]
        assert all(slot.made_at is not None for slot in vault.slots)
        vault.close()


def test_a_secret_opens_only_the_slot_of_its_own_kind(folder: Path) -> None:
    before = snapshot(folder)
    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, bytearray(CODE.text.encode()))
    with pytest.raises(WrongRecoveryError):
        Vault.open_with_code(folder, secret())
    with pytest.raises(RecoveryMissingError):
        Vault.open_with_pieces(folder, bytearray(32))
    with pytest.raises(WrongRecoveryError):
        Vault.open_with_code(folder, new_code().secret())
    assert snapshot(folder) == before


def test_a_vault_without_a_code_says_so(tmp_path: Path) -> None:
    folder = make_vault(tmp_path / "vault")
    with pytest.raises(RecoveryMissingError):
        Vault.open_with_code(folder, CODE.secret())


def test_a_changed_passphrase_counts_at_once_and_the_old_one_no_longer(folder: Path) -> None:
    vault = Vault.open(folder, secret())
    before = json.loads(heads_of(folder)[0])["slots"]
    old, new = secret(), secret(NEW)
    vault.change_passphrase(old, new, kdf=KDF_FLOOR)
    assert not any((*old, *new))
    vault.close()
    after = json.loads(heads_of(folder)[0])["slots"]
    assert after[1] == before[1]
    assert all(after[0][name] != before[0][name] for name in ("salt", "nonce", "wrapped"))
    Vault.open(folder, secret(NEW)).close()
    Vault.open_with_code(folder, CODE.secret()).close()
    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, secret())


def test_the_same_passphrase_again_still_gets_fresh_salt_and_nonce(folder: Path) -> None:
    vault = Vault.open(folder, secret())
    before = json.loads(heads_of(folder)[0])["slots"][0]
    vault.change_passphrase(secret(), secret(), kdf=KDF_FLOOR)
    vault.close()
    after = json.loads(heads_of(folder)[0])["slots"][0]
    assert all(after[name] != before[name] for name in ("salt", "nonce", "wrapped"))


def test_a_passphrase_is_not_changed_by_somebody_who_does_not_know_it(folder: Path) -> None:
    vault = Vault.open(folder, secret())
    before = heads_of(folder)
    with pytest.raises(WrongPassphraseError):
        vault.change_passphrase(secret("not the words of this vault"), secret(NEW))
    with pytest.raises(WeakPassphraseError):
        vault.change_passphrase(secret(), secret("passwort1234"))
    with pytest.raises(OldPassphraseNeededError):
        vault.set_passphrase(secret(NEW))
    with pytest.raises(WrongPassphraseError):
        vault.confirm_passphrase(secret(NEW))
    vault.confirm_passphrase(secret())
    assert heads_of(folder) == before
    vault.close()


def test_after_recovery_a_passphrase_is_set_without_the_old_one(folder: Path) -> None:
    vault = Vault.open_with_code(folder, CODE.secret())
    assert vault.is_recovered
    vault.set_passphrase(secret(NEW), kdf=KDF_FLOOR)
    vault.close()
    Vault.open(folder, secret(NEW)).close()
    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, secret())


def test_a_new_code_ends_the_old_sheet(folder: Path) -> None:
    vault = Vault.open(folder, secret())
    code = vault.replace_recovery_code()
    vault.close()
    with pytest.raises(WrongRecoveryError):
        Vault.open_with_code(folder, CODE.secret())
    Vault.open_with_code(folder, code.secret()).close()


def _kdf(name: str, value: object) -> Any:
    def edit(body: dict[str, Any]) -> None:
        for slot in body["slots"]:
            slot["kdf"][name] = value

    return edit


_VALUES: dict[str, tuple[object, ...]] = {
    "memory_kib": (0, 1, 8, 65535, 2 * 1024 * 1024 + 1, 2**31, 2**63, 2**70, -1, "x", 1.5),
    "passes": (0, 1, 2, 17, 10**9, 2**64, -3, None, True),
    "lanes": (0, 17, 255, 10**6, 2**32, -1, [], "4"),
    "name": ("argon2i", "argon2d", "scrypt", "", None, 7),
    "parallel": (1,),
}
HOSTILE = [_kdf(name, value) for name, values in _VALUES.items() for value in values]


@pytest.mark.parametrize("edit", HOSTILE)
def test_hostile_costs_are_refused_before_they_are_paid(
    folder: Path, edit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_heads(folder, edit)
    paid: list[object] = []
    monkeypatch.setattr(keyslots, "hash_secret_raw", lambda *costs: paid.append(costs))
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, secret())
    assert not paid


@pytest.mark.parametrize("count", [0, 2, 3, 8, 9, 1000])
def test_a_header_stuffed_with_slots_is_refused_before_one_is_tried(
    folder: Path, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stuff(body: dict[str, Any]) -> None:
        body["slots"] = [body["slots"][0]] * count

    edit_heads(folder, stuff)
    paid: list[object] = []
    monkeypatch.setattr(keyslots, "hash_secret_raw", lambda *costs: paid.append(costs))
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, secret())
    assert not paid


def test_a_slot_is_bound_to_its_kind(folder: Path) -> None:
    header = read_headers(folder).known[0]
    slot = header.slot(SlotKind.RECOVERY)
    assert slot is not None
    assert keyslots.unwrap(header.vault_id, slot, CODE.secret())
    relabelled = slot.model_copy(update={"kind": SlotKind.SHARED})
    assert keyslots.unwrap(header.vault_id, relabelled, CODE.secret()) is None


def test_one_attempt_pays_for_each_different_slot_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid: list[object] = []

    def count(*costs: Any) -> bytes:
        paid.append(costs)
        return hash_secret_raw(*costs)

    monkeypatch.setattr(keyslots, "hash_secret_raw", count)
    with pytest.raises(WrongPassphraseError):
        choose_header(read_headers(folder), secret("not the words of this vault"))
    assert len(paid) == 1


@pytest.mark.parametrize("edit", [
    lambda body: body["slots"].reverse(),
    lambda body: body["slots"].pop(),
    lambda body: body["slots"][0].update(kind="recovery") or body["slots"].pop(1),
    lambda body: body["slots"][1].update(kind="shared"),
    lambda body: body.update(vault_id="0" * 32),
    lambda body: body.update(slots_sequence=5),
    lambda body: body["head"].update(seq=7),
    lambda body: body.update(mac=""),
    lambda body: body.update(format=1),
    lambda body: body["slots"][1].update(salt=body["slots"][0]["salt"]),
])  # fmt: skip
def test_a_header_that_somebody_rewrote_opens_nothing(folder: Path, edit: Any) -> None:
    edit_heads(folder, edit)
    before = snapshot(folder)
    refusals = (
        VaultDamagedError,
        WrongPassphraseError,
        WrongRecoveryError,
        RecoveryMissingError,
    )
    with pytest.raises(refusals):
        Vault.open(folder, secret())
    with pytest.raises(refusals):
        Vault.open_with_code(folder, CODE.secret())
    assert snapshot(folder) == before


@pytest.mark.parametrize(
    "wrong",
    [
        OLD.upper(),
        OLD + " ",
        " " + OLD,
        OLD[:-1],
        OLD.replace("six", "sех"),
        "",
        "\0" * 12,
        NEW,
    ],
)
def test_a_passphrase_that_is_nearly_right_is_wrong(folder: Path, wrong: str) -> None:
    with pytest.raises(WrongPassphraseError):
        choose_header(read_headers(folder), secret(wrong))


def test_a_slot_of_another_vault_does_not_open(tmp_path: Path, folder: Path) -> None:
    other = make_vault(tmp_path / "other")
    mine, hers = read_headers(folder).known[0], read_headers(other).known[0]
    mixed = mine.model_copy(update={"slots": hers.slots})
    with pytest.raises(WrongPassphraseError):
        choose_header(Copies((mixed,)), secret())


@pytest.mark.parametrize(
    ("seconds_of_256_mib", "memory_mib", "passes"),
    [
        (0.01, 256, 16),
        (0.3, 256, 10),
        (1.0, 256, 3),
        (1.4, 256, 3),
        (2.0, 128, 3),
        (60.0, 64, 3),
    ],
)
def test_memory_comes_first_and_passes_fill_the_second(
    monkeypatch: pytest.MonkeyPatch, seconds_of_256_mib: float, memory_mib: int, passes: int
) -> None:
    def seconds(kdf: KdfParameters) -> float:
        return seconds_of_256_mib * kdf.memory_kib / (256 * 1024)

    monkeypatch.setattr(keyslots, "_time_of", seconds)
    kdf = keyslots.calibrate()
    assert (kdf.memory_kib // 1024, kdf.passes, kdf.lanes) == (memory_mib, passes, 4)


def test_a_closed_vault_keeps_no_key(folder: Path) -> None:
    vault = Vault.open(folder, secret())
    slots = vault._slots
    held = (slots.database_key, slots._keys.header, slots._vault_key)
    assert all(any(key) for key in held)
    vault.close()
    assert not any(byte for key in held for byte in key)
    vault.close()


def test_secrets_are_wiped_also_when_something_goes_wrong() -> None:
    secrets = (pinned(bytearray(b"one")), pinned(bytearray(b"two")))
    with pytest.raises(ZeroDivisionError), wiping(*secrets):
        _ = 1 / 0
    assert secrets == (bytearray(3), bytearray(3))


def test_a_header_has_one_slot_of_a_kind_at_most(folder: Path) -> None:
    header: Header = read_headers(folder).known[0]
    assert {slot.kind for slot in header.slots} == {SlotKind.PASSPHRASE, SlotKind.RECOVERY}
    assert header.slot(SlotKind.SHARED) is None
