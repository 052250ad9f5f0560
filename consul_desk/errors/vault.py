"""Errors of the vault: keys, recovery, backups, damage."""

from __future__ import annotations

from consul_desk.errors import ConsulDeskError

# Vault


class WrongPassphraseError(ConsulDeskError):
    """No key slot opens with this passphrase."""

    code = "vault.wrong_passphrase"
    exit_status = 3


class WeakPassphraseError(ConsulDeskError):
    """The passphrase would not protect anybody. Facts: `reason` (a Message)."""

    code = "vault.weak_passphrase"
    exit_status = 3


class OwnerNameError(ConsulDeskError):
    """The consul's own name has no letter, or is too long. Facts: `limit`."""

    code = "vault.owner_name"
    exit_status = 5


class NotAVaultError(ConsulDeskError):
    """The folder holds no vault. Facts: `path`."""

    code = "vault.not_a_vault"
    exit_status = 4


class VaultExistsError(ConsulDeskError):
    """The folder holds a vault, or other files, already. Facts: `path`."""

    code = "vault.exists"
    exit_status = 4


class VaultTooNewError(ConsulDeskError):
    """A newer program wrote this vault. Facts: `found`, `known`."""

    code = "vault.too_new"
    exit_status = 4


class VaultDamagedError(ConsulDeskError):
    """Header, database or chain do not fit together. Facts: `part`."""

    code = "vault.damaged"
    exit_status = 4


class VaultDestroyedError(ConsulDeskError):
    """Somebody destroyed this vault's keys while it was open."""

    code = "vault.destroyed"
    exit_status = 4


class DestroyFailedError(ConsulDeskError):
    """A header could neither be overwritten nor removed. Facts: `path`."""

    code = "vault.destroy_failed"
    exit_status = 4


class HeaderRolledBackError(ConsulDeskError):
    """Both headers are older than the database: an old passphrase would open it."""

    code = "header.rolled_back"
    exit_status = 4


class VaultInUseError(ConsulDeskError):
    """Another process has this vault open."""

    code = "vault.in_use"
    exit_status = 4


class DiskError(ConsulDeskError):
    """The disk is full, failing or read-only."""

    code = "vault.disk"
    exit_status = 4


class BlobDamagedError(ConsulDeskError):
    """An attachment is missing or altered. Facts: `name`."""

    code = "vault.blob_damaged"
    exit_status = 4


# Recovery


class RecoveryGroupError(ConsulDeskError):
    """A group of the recovery code is mistyped. Facts: `number` (from 1)."""

    code = "recovery.group"
    exit_status = 3


class RecoveryIncompleteError(ConsulDeskError):
    """The recovery code has too few or too many characters. Facts: `found`, `needed`."""

    code = "recovery.incomplete"
    exit_status = 3


class RecoveryChecksumError(ConsulDeskError):
    """Each group fits, but the groups do not belong to one code."""

    code = "recovery.checksum"
    exit_status = 3


class RecoveryMistypedError(ConsulDeskError):
    """A group that was asked back is not the one on the sheet. Facts: `number`."""

    code = "recovery.mistyped"
    exit_status = 3


class WrongRecoveryError(ConsulDeskError):
    """The code, or the pieces, are whole but do not open this vault."""

    code = "recovery.wrong"
    exit_status = 3


class RecoveryMissingError(ConsulDeskError):
    """The vault has no recovery of this kind. Facts: `kind` (a Message)."""

    code = "recovery.missing"
    exit_status = 3


class RecoverySplitError(ConsulDeskError):
    """The recovery cannot be split like this. Facts: `needed`, `count`, `most`."""

    code = "recovery.split"
    exit_status = 2


class RecoveryPieceError(ConsulDeskError):
    """A piece has a slip in it. Facts: `number` (from 1), `problem` (a Message)."""

    code = "recovery.piece"
    exit_status = 3


class RecoveryPieceOfOtherSetError(ConsulDeskError):
    """A piece is of another splitting than the first one. Facts: `number`."""

    code = "recovery.piece_of_other_set"
    exit_status = 3


class RecoveryPieceRepeatedError(ConsulDeskError):
    """A piece was typed twice. Facts: `number`."""

    code = "recovery.piece_repeated"
    exit_status = 3


class RecoveryPiecesMissingError(ConsulDeskError):
    """There are too few pieces. Facts: `found`, `needed`."""

    code = "recovery.pieces_missing"
    exit_status = 3


class KeystoreUnavailableError(ConsulDeskError):
    """The system has no keystore that can be trusted, or it fails. Facts: `backend`."""

    code = "keystore.unavailable"
    exit_status = 3


class KeystoreMissingError(ConsulDeskError):
    """The vault needs an entry that the system's keystore does not give."""

    code = "keystore.missing"
    exit_status = 3


class KeystoreNeedsRecoveryError(ConsulDeskError):
    """No keystore without a recovery code: its entry can get lost."""

    code = "keystore.needs_recovery"
    exit_status = 3


class OldPassphraseNeededError(ConsulDeskError):
    """Only after recovery is a passphrase set without naming the old one."""

    code = "vault.old_passphrase_needed"
    exit_status = 3


class BackupFailedError(ConsulDeskError):
    """A backup could not be made, or did not hold what it should. Facts: `part`."""

    code = "backup.failed"
    exit_status = 4


class BackupFullError(ConsulDeskError):
    """There is no room for a backup. Facts: `path`."""

    code = "backup.full"
    exit_status = 4


class BackupDamagedError(ConsulDeskError):
    """A backup cannot be restored: cut, altered or of another vault. Facts: `name`, `part`."""

    code = "backup.damaged"
    exit_status = 4


class BackupNeedsRecoveryError(ConsulDeskError):
    """Without a recovery slot nobody could open a backup that leaves this computer."""

    code = "backup.needs_recovery"
    exit_status = 4


class DamageFoundError(ConsulDeskError):
    """A check found damage. Facts: `count`."""

    code = "vault.damage_found"
    exit_status = 4
