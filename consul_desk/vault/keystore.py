"""The operating system's keystore as a second factor, never alone.

Comes in: a vault's id. Goes out: 32 random bytes that the keystore holds, without which the
passphrase opens nothing. A stolen disk is then of no use even with the passphrase; and the
deletion of this one entry is the surest destruction. Keystores lose entries, after updates and
new installations above all: so a recovery code has to exist first.

Only stores that the system itself protects are used. What else `keyring` may bring along,
plain files among it, is refused.
"""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING

from consul_desk.errors.vault import KeystoreMissingError, KeystoreUnavailableError
from consul_desk.vault.memory import pinned

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "consul-desk"
SECRET_BYTES = 32

# Source: the backends of keyring 25.7, checked 2026-11-24.
TRUSTED = {
    "keyring.backends.SecretService.Keyring": "Secret Service",
    "keyring.backends.libsecret.Keyring": "Secret Service",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
    "keyring.backends.kwallet.DBusKeyringKWallet4": "KWallet",
    "keyring.backends.macOS.Keyring": "Keychain",
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager",
}


def keystore_name() -> str | None:
    """What this system's keystore is called; None where there is none to trust."""
    try:
        return TRUSTED[_class_of(_backend())]
    except KeystoreUnavailableError:
        return None


def make_secret(vault_id: str) -> bytearray:
    """Draw a secret, put it into the keystore, and make sure that it is there.

    Raises:
        KeystoreUnavailableError: there is no trusted keystore, or it does not answer.
    """
    secret = pinned(bytearray(os.urandom(SECRET_BYTES)))
    backend = _backend()
    try:
        backend.set_password(SERVICE, vault_id, base64.b64encode(secret).decode())
        kept = backend.get_password(SERVICE, vault_id)
    except Exception as error:  # every backend has errors of its own
        raise KeystoreUnavailableError(backend=_class_of(backend)) from error
    if kept is None or base64.b64decode(kept) != secret:
        raise KeystoreUnavailableError(backend=_class_of(backend))
    return secret


def find_secret(vault_id: str) -> bytearray:
    """Fetch the secret of a vault.

    Raises:
        KeystoreMissingError: the keystore has no such entry, is another one, or is locked.
    """
    try:
        kept = _backend().get_password(SERVICE, vault_id)
        secret = base64.b64decode(kept or "", validate=True)
    except Exception as error:  # every backend has errors of its own
        raise KeystoreMissingError from error
    if len(secret) != SECRET_BYTES:
        raise KeystoreMissingError
    return pinned(bytearray(secret))


def remove_secret(vault_id: str) -> bool:
    """Delete the entry of a vault; tell whether there is none any more."""
    try:
        backend = _backend()
        if backend.get_password(SERVICE, vault_id) is not None:
            backend.delete_password(SERVICE, vault_id)
        return backend.get_password(SERVICE, vault_id) is None
    except Exception:  # every backend has errors of its own; the answer says enough
        return False


def _backend() -> KeyringBackend:
    """The one keystore to use. A chain counts only if all its links are trusted."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    found = keyring.get_keyring()
    links = list(found.backends) if isinstance(found, ChainerBackend) else [found]
    unknown = [name for link in links if (name := _class_of(link)) not in TRUSTED]
    if unknown or not links:
        raise KeystoreUnavailableError(backend=", ".join(unknown))
    return links[0]


def _class_of(backend: object) -> str:
    kind = type(backend)
    return f"{kind.__module__}.{kind.__qualname__}"
