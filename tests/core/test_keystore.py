"""The system's keystore: a second factor that can be lost, never the only one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from consul_desk.errors.vault import (
    KeystoreMissingError,
    KeystoreNeedsRecoveryError,
    KeystoreUnavailableError,
    WrongPassphraseError,
)
from consul_desk.vault import keystore
from consul_desk.vault.destroy import destroy_keys
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from tests.core.secrets_of_tests import (
    NEW,
    TEMPLATE_CODE,
    copy_vault,
    heads_of,
    make_vault,
    secret,
)


class KeystoreInMemory(KeyringBackend):
    """Stands in for the system's keystore."""

    priority = 1

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.is_deaf = False

    def set_password(self, service: str, username: str, password: str) -> None:
        if not self.is_deaf:
            self.entries[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        if not self.is_deaf:
            del self.entries[service, username]


class PlainFile(KeystoreInMemory):
    """A backend that writes secrets where everybody reads them."""


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Iterator[KeystoreInMemory]:
    before = keyring.get_keyring()
    made = KeystoreInMemory()
    name = f"{KeystoreInMemory.__module__}.{KeystoreInMemory.__qualname__}"
    monkeypatch.setitem(keystore.TRUSTED, name, "test keystore")
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_vault(tmp_path / "vault")


def enable(folder: Path) -> None:
    vault = Vault.open(folder, secret())
    vault.enable_keystore(secret())
    assert [slot.needs_keystore for slot in vault.slots] == [True, False]
    vault.close()


def test_with_the_keystore_the_passphrase_alone_opens_nothing(
    folder: Path, backend: KeystoreInMemory
) -> None:
    enable(folder)
    Vault.open(folder, secret()).close()
    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, secret("not the words of this vault"))
    kept = dict(backend.entries)
    backend.entries.clear()
    with pytest.raises(KeystoreMissingError):
        Vault.open(folder, secret())
    backend.entries.update(dict.fromkeys(kept, "A" * 43 + "="))
    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, secret())
    backend.entries.update(kept)
    Vault.open(folder, secret()).close()


def test_a_lost_entry_is_what_the_recovery_code_is_for(
    folder: Path, backend: KeystoreInMemory
) -> None:
    enable(folder)
    backend.entries.clear()
    vault = Vault.open_with_code(folder, TEMPLATE_CODE.secret())
    vault.set_passphrase(secret(NEW), kdf=KDF_FLOOR)
    assert not any(slot.needs_keystore for slot in vault.slots)
    vault.close()
    Vault.open(folder, secret(NEW)).close()


def test_a_changed_passphrase_keeps_the_second_factor(
    folder: Path, backend: KeystoreInMemory
) -> None:
    enable(folder)
    vault = Vault.open(folder, secret())
    vault.change_passphrase(secret(), secret(NEW), kdf=KDF_FLOOR)
    vault.close()
    Vault.open(folder, secret(NEW)).close()
    backend.entries.clear()
    with pytest.raises(KeystoreMissingError):
        Vault.open(folder, secret(NEW))


def test_it_can_be_switched_off_again(folder: Path, backend: KeystoreInMemory) -> None:
    enable(folder)
    vault = Vault.open(folder, secret())
    with pytest.raises(WrongPassphraseError):
        vault.disable_keystore(secret(NEW))
    vault.disable_keystore(secret())
    vault.close()
    assert not backend.entries
    Vault.open(folder, secret()).close()


def test_without_a_recovery_code_it_is_refused(
    tmp_path: Path, backend: KeystoreInMemory
) -> None:
    folder = make_vault(tmp_path / "bare")
    vault = Vault.open(folder, secret())
    given = secret()
    with pytest.raises(KeystoreNeedsRecoveryError):
        vault.enable_keystore(given)
    assert not any(given)
    vault.close()
    assert not backend.entries
    Vault.open(folder, secret()).close()


def test_a_keystore_that_keeps_nothing_is_noticed_before_anything_depends_on_it(
    folder: Path, backend: KeystoreInMemory
) -> None:
    backend.is_deaf = True
    before = heads_of(folder)
    vault = Vault.open(folder, secret())
    with pytest.raises(KeystoreUnavailableError):
        vault.enable_keystore(secret())
    vault.close()
    assert heads_of(folder) == before


@pytest.mark.parametrize(
    "unfit", [fail.Keyring, null.Keyring, PlainFile, chainer.ChainerBackend]
)
def test_only_stores_that_the_system_protects_are_used(
    folder: Path,
    backend: KeystoreInMemory,
    unfit: Callable[[], KeyringBackend],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    links = (backend, PlainFile())
    monkeypatch.setattr(chainer.ChainerBackend, "backends", links)
    keyring.set_keyring(unfit())
    assert keystore.keystore_name() is None
    vault = Vault.open(folder, secret())
    with pytest.raises(KeystoreUnavailableError):
        vault.enable_keystore(secret())
    vault.close()
    assert not any(link.entries for link in links)


def test_a_chain_of_trusted_stores_is_trusted(
    backend: KeystoreInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chainer.ChainerBackend, "backends", (backend, KeystoreInMemory()))
    chain: Callable[[], KeyringBackend] = chainer.ChainerBackend
    keyring.set_keyring(chain())
    assert keystore.keystore_name() == "test keystore"
    made = keystore.make_secret("f" * 32)
    assert keystore.find_secret("f" * 32) == made


def test_all_trusted_backends_exist_under_the_names_that_are_listed() -> None:
    from keyring.backends import SecretService, Windows, kwallet, libsecret, macOS

    modules = (SecretService, Windows, kwallet, libsecret, macOS)
    found = {
        f"{kind.__module__}.{kind.__qualname__}"
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, KeyringBackend)
    }
    assert set(keystore.TRUSTED) <= found


def test_panic_takes_the_keystores_part_along(folder: Path, backend: KeystoreInMemory) -> None:
    enable(folder)
    assert backend.entries
    assert destroy_keys(folder).keystore is True
    assert not backend.entries


def test_panic_says_when_the_keystore_keeps_its_part(
    folder: Path, backend: KeystoreInMemory
) -> None:
    enable(folder)
    backend.is_deaf = True
    assert destroy_keys(folder).keystore is False


def test_the_flag_in_the_header_is_bound_to_the_slot(
    folder: Path, backend: KeystoreInMemory
) -> None:
    enable(folder)
    for name in ("head.a", "head.b"):
        body = json.loads((folder / name).read_text())
        del body["slots"][0]["keystore"]
        (folder / name).write_text(json.dumps(body))
    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, secret())
