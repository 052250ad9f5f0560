"""The header in two copies: what heals, what is refused, what is noticed."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.errors.vault import (
    HeaderRolledBackError,
    NotAVaultError,
    VaultDamagedError,
    VaultExistsError,
    VaultTooNewError,
    WrongPassphraseError,
)
from consul_desk.paths import holds_vault
from consul_desk.vault.files import write_beside
from consul_desk.vault.header import (
    HEADER_FORMAT,
    Header,
    heal_header,
    read_headers,
    write_header,
)
from consul_desk.vault.keyslots import KDF_FLOOR, choose_header, derive_keys
from consul_desk.vault.vault import Vault
from tests.core.secrets_of_tests import (
    HEADS,
    NEW,
    OLD,
    TEMPLATE_CODE,
    copy_vault,
    heads_of,
    make_vault,
    put_heads,
    secret,
    snapshot,
)

OLD_RELEASE = Path(__file__).parents[1] / "vaults" / "0.1.0"
OLD_WORDS = "six words that belong together"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_vault(tmp_path / "vault")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The bytes of a header with two slots, and its key: one derivation for all flips."""
    made = copy_vault(tmp_path_factory.mktemp("whole") / "vault")
    header, vault_key = choose_header(read_headers(made), secret())
    return header.to_bytes(), bytes(derive_keys(vault_key).header)


def heal(folder: Path, key: bytes) -> Header:
    """What opening does with the copies once the vault key is there."""
    found = read_headers(folder).newest(key)
    heal_header(folder, found)
    return found


def _sample(length: int, count: int) -> list[tuple[int, int]]:
    dice = random.Random(length)
    return [(dice.randrange(length), 1 << dice.randrange(8)) for _ in range(count)]


@pytest.mark.parametrize("name", HEADS)
def test_any_flipped_bit_of_one_copy_heals_from_the_other(
    tmp_path: Path, whole: tuple[bytes, bytes], name: str
) -> None:
    data, key = whole
    (tmp_path / "vault.db").touch()
    for place, bit in [*_sample(len(data), 150), *((data.index(b'"format":2') + 9, 1),)]:
        put_heads(tmp_path, [data, data])
        flipped = bytearray(data)
        flipped[place] ^= bit
        (tmp_path / name).write_bytes(flipped)
        assert heal(tmp_path, key).to_bytes() == data
        assert heads_of(tmp_path) == [data, data]


@pytest.mark.parametrize("name", HEADS)
def test_a_copy_of_any_length_heals_from_the_other(
    tmp_path: Path, whole: tuple[bytes, bytes], name: str
) -> None:
    data, key = whole
    (tmp_path / "vault.db").touch()
    for length in (*range(0, len(data), 37), len(data) - 1):
        put_heads(tmp_path, [data, data])
        (tmp_path / name).write_bytes(data[:length])
        heal(tmp_path, key)
        assert heads_of(tmp_path) == [data, data]


@pytest.mark.parametrize(
    "junk",
    [b"", b"[]", b"null", b"{" * 30_000, b"\xff" * 100, b" " * 200_000, b'{"format":"x"}'],
)
def test_junk_in_one_copy_heals_from_the_other(
    tmp_path: Path, whole: tuple[bytes, bytes], junk: bytes
) -> None:
    data, key = whole
    (tmp_path / "vault.db").touch()
    put_heads(tmp_path, [junk, data])
    heal(tmp_path, key)
    assert heads_of(tmp_path) == [data, data]


def test_both_copies_flipped_are_an_error_and_no_new_vault(
    tmp_path: Path, whole: tuple[bytes, bytes]
) -> None:
    data, key = whole
    refused = 0
    for (one, bit), (other, second) in zip(
        _sample(len(data), 100), _sample(len(data) - 1, 100), strict=True
    ):
        a, b = bytearray(data), bytearray(data)
        a[one] ^= bit
        b[other] ^= second
        put_heads(tmp_path, [bytes(a), bytes(b)])
        try:
            found = read_headers(tmp_path).newest(key)
        except (VaultDamagedError, VaultTooNewError):
            refused += 1
        else:  # the unused last bits of a base64 letter say nothing
            assert found.to_bytes() == data
        assert heads_of(tmp_path) == [bytes(a), bytes(b)]
    assert refused >= 95


def test_an_older_copy_put_back_beside_the_newer_one_counts_no_longer(folder: Path) -> None:
    old = heads_of(folder)
    vault = Vault.open(folder, secret())
    vault.change_passphrase(secret(), secret(NEW), kdf=KDF_FLOOR)
    vault.close()
    for name, data in zip(HEADS, old, strict=True):
        new = heads_of(folder)
        (folder / name).write_bytes(data)
        with pytest.raises(WrongPassphraseError):
            Vault.open(folder, secret())
        Vault.open(folder, secret(NEW)).close()
        assert heads_of(folder) == new


def test_an_old_pair_put_back_is_noticed_and_only_recovery_opens_it(folder: Path) -> None:
    old = heads_of(folder)
    vault = Vault.open(folder, secret())
    open_case(vault, "later")
    vault.change_passphrase(secret(), secret(NEW), kdf=KDF_FLOOR)
    vault.close()
    put_heads(folder, old)
    before = snapshot(folder)
    with pytest.raises(HeaderRolledBackError):
        Vault.open(folder, secret())
    assert snapshot(folder) == before

    recovered = Vault.open_with_code(folder, TEMPLATE_CODE.secret())
    noticed = [recovered.is_rolled_back]
    recovered.set_passphrase(secret(NEW), kdf=KDF_FLOOR)
    noticed.append(recovered.is_rolled_back)
    assert noticed == [True, False]
    recovered.close()
    again = Vault.open(folder, secret(NEW))
    assert [case.title for case in list_cases(again)] == ["later"]
    again.close()
    put_heads(folder, old)
    with pytest.raises(HeaderRolledBackError):
        Vault.open(folder, secret())


def test_a_crash_between_header_and_database_locks_nobody_out(folder: Path) -> None:
    shutil.copy(folder / "vault.db", folder.parent / "before.db")
    vault = Vault.open(folder, secret())
    vault.change_passphrase(secret(), secret(NEW), kdf=KDF_FLOOR)
    vault.close()
    shutil.copy(folder.parent / "before.db", folder / "vault.db")
    Vault.open(folder, secret(NEW)).close()
    old = heads_of(folder)
    # The opening made it good: the database knows of the change now.
    body = json.loads(old[0])
    assert body["slots_sequence"] == 1
    vault = Vault.open(folder, secret(NEW))
    vault.change_passphrase(secret(NEW), secret(), kdf=KDF_FLOOR)
    vault.close()
    put_heads(folder, old)
    with pytest.raises(HeaderRolledBackError):
        Vault.open(folder, secret(NEW))


def test_a_database_without_headers_is_no_place_for_a_new_vault(folder: Path) -> None:
    for name in HEADS:
        (folder / name).unlink()
    before = snapshot(folder)
    assert holds_vault(folder)
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, secret())
    with pytest.raises(VaultExistsError):
        Vault.create(folder, secret(), owner="Vera Muster", kdf=KDF_FLOOR)
    assert snapshot(folder) == before


def test_setting_up_that_was_cut_short_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "vault"

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("consul_desk.vault.vault.write_header", crash)
        with pytest.raises(KeyboardInterrupt):
            Vault.create(folder, secret(), owner="Vera Muster", kdf=KDF_FLOOR)
    assert (folder / "vault.db").exists()
    assert not holds_vault(folder)
    with pytest.raises(NotAVaultError):
        Vault.open(folder, secret())
    make_vault(folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "blobs", "head.a", "head.b", "vault.db",
    ]  # fmt: skip
    Vault.open(folder, secret()).close()


def test_setting_up_that_was_cut_short_after_its_header_is_a_vault(folder: Path) -> None:
    (folder / "founding").touch()
    assert holds_vault(folder)
    with pytest.raises(VaultExistsError):
        make_vault(folder)
    Vault.open(folder, secret()).close()
    assert not (folder / "founding").exists()


def test_a_full_disk_leaves_both_headers_as_they_were(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = heads_of(folder)
    vault = Vault.open(folder, secret())

    def full(path: Path, data: bytes) -> None:
        if path.name == "head.b":
            raise OSError(28, "No space left on device")
        write_beside(path, data)

    with monkeypatch.context() as patched:
        patched.setattr("consul_desk.vault.header.write_beside", full)
        with pytest.raises(OSError, match="No space left"):
            vault.change_passphrase(secret(), secret(NEW), kdf=KDF_FLOOR)
    assert heads_of(folder) == before
    assert not list(folder.glob("*.new"))
    vault.close()
    Vault.open(folder, secret()).close()


def test_a_header_of_the_first_release_stays_as_it_is_byte_for_byte(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    shutil.copytree(OLD_RELEASE, folder)
    before = heads_of(folder)
    vault = Vault.open(folder, secret(OLD_WORDS))
    assert [slot.kind for slot in vault.slots] == ["passphrase"]
    vault.close()
    assert heads_of(folder) == before


def test_what_the_first_release_did_not_know_makes_a_newer_format(tmp_path: Path) -> None:
    bare = make_vault(tmp_path / "bare")
    assert b'"format":1' in heads_of(bare)[0]
    assert b"slots_sequence" not in heads_of(bare)[0]
    folder = tmp_path / "old"
    shutil.copytree(OLD_RELEASE, folder)
    vault = Vault.open(folder, secret(OLD_WORDS))
    code = vault.replace_recovery_code()
    vault.close()
    assert json.loads(heads_of(folder)[0])["format"] == HEADER_FORMAT
    Vault.open(folder, secret(OLD_WORDS)).close()
    Vault.open_with_code(folder, code.secret()).close()


def test_an_authentic_header_of_a_newer_program_is_not_healed_away(
    folder: Path, whole: tuple[bytes, bytes]
) -> None:
    data, key = whole
    from consul_desk.vault.header import _canonical, _mac

    body = json.loads(data) | {"format": 99, "novelty": True}
    newer = _canonical(body | {"mac": _mac(body, key)})
    put_heads(folder, [newer, data])
    with pytest.raises(VaultTooNewError):
        read_headers(folder).newest(key)
    assert heads_of(folder) == [newer, data]


def test_the_first_header_only_may_be_written_where_there_is_none(
    tmp_path: Path, whole: tuple[bytes, bytes]
) -> None:
    from consul_desk.errors.vault import VaultDestroyedError

    header = Header.model_validate_json(whole[0])
    with pytest.raises(VaultDestroyedError):
        write_header(tmp_path, header)
    assert list(tmp_path.iterdir()) == []
    write_header(tmp_path, header, is_first=True)
    assert heads_of(tmp_path) == [whole[0]] * 2


def test_old_words_are_what_the_readme_says() -> None:
    assert OLD_WORDS in (OLD_RELEASE.parent / "README.md").read_text(encoding="utf-8")
    assert OLD != OLD_WORDS
