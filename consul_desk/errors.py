"""Everything that can go wrong and that a user should hear about.

One subclass per error code. An error carries facts, never sentences: those stand in
`messages.py`, in three languages. The exit status is what `consul-desk` ends with.
"""

from __future__ import annotations

from typing import ClassVar


class ConsulDeskError(Exception):
    """Root of all expected errors.

    Args:
        facts: what the sentence needs, such as `path="..."`; no personal data.
    """

    code: ClassVar[str] = "internal"
    exit_status: ClassVar[int] = 1

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in sorted(self.facts.items()))
        return f"{self.code}({shown})"


class NotFoundError(ConsulDeskError):
    """Nothing has this id, number or name. Facts: `kind`, `name`."""

    code = "not_found"
    exit_status = 9


class SelfTestFailedError(ConsulDeskError):
    """A part of the program does not work on this computer. Facts: `part` (a Message)."""

    code = "selftest.failed"
    exit_status = 1


class UnreadableFileError(ConsulDeskError):
    """A file cannot be read. Facts: `path`."""

    code = "file.unreadable"
    exit_status = 5


class UnwritableFileError(ConsulDeskError):
    """A file cannot be written, or exists already. Facts: `path`."""

    code = "file.unwritable"
    exit_status = 5


class PrintingFailedError(ConsulDeskError):
    """The printer took nothing."""

    code = "file.printing_failed"
    exit_status = 5


class PassphraseMissingError(ConsulDeskError):
    """The command line has no passphrase and nobody to ask."""

    code = "cli.passphrase_missing"
    exit_status = 2


class PassphraseMistypedError(ConsulDeskError):
    """The new passphrase was typed in two different ways."""

    code = "cli.passphrase_mistyped"
    exit_status = 3


class AnswerMissingError(ConsulDeskError):
    """The command line gives no answer, or more than one."""

    code = "cli.answer_missing"
    exit_status = 2


class AmbiguousError(ConsulDeskError):
    """A name fits more than one thing. Facts: `kind` (a Message), `name`, `found`."""

    code = "cli.ambiguous"
    exit_status = 2


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


# Casework


class EmptyTitleError(ConsulDeskError):
    """A case needs a title."""

    code = "case.title_empty"
    exit_status = 5


class ErasureUnconfirmedError(ConsulDeskError):
    """The case number that was typed is another one, or none. Facts: `number`."""

    code = "case.erasure_unconfirmed"
    exit_status = 5


class InvalidDayError(ConsulDeskError):
    """A text is no calendar day. Facts: `text`."""

    code = "case.day_invalid"
    exit_status = 5


class UnknownFactKeyError(ConsulDeskError):
    """The vocabulary has no such key, or not for this kind of subject. Facts: `key`."""

    code = "fact.unknown_key"
    exit_status = 5


class InvalidAnswerError(ConsulDeskError):
    """The value does not fit the question. Facts: `key`, `problem` (a Message)."""

    code = "fact.invalid"
    exit_status = 5


class IntakeError(ConsulDeskError):
    """An intake file is wrong. Facts: `path`, `line`, `key`, `problem` (a Message)."""

    code = "intake.invalid"
    exit_status = 5


class EmptyFileError(ConsulDeskError):
    """An attachment has no content. Facts: `path`."""

    code = "document.empty"
    exit_status = 5


class DocumentUnshowableError(ConsulDeskError):
    """The viewer cannot draw this file: damaged, protected, too large or another kind."""

    code = "document.unshowable"
    exit_status = 5


# Workflow packs


class PackError(ConsulDeskError):
    """A pack is wrong. Facts: `path`, `line`, `key`, `problem` (a Message)."""

    code = "pack.invalid"
    exit_status = 6


# Papers


class BlankUnknownError(ConsulDeskError):
    """No mapping names a blank with this SHA-256. Facts: `sha256`, `name`."""

    code = "blank.unknown"
    exit_status = 7


class BlankMissingError(ConsulDeskError):
    """The paper needs an authority's blank that nobody added yet. Facts: `blank`."""

    code = "blank.missing"
    exit_status = 7


class BlankUnusableError(ConsulDeskError):
    """The PDF cannot be filled. Facts: `reason` (a Message)."""

    code = "blank.unusable"
    exit_status = 7


class PaperRefusedError(ConsulDeskError):
    """A value is missing, cut or unprintable. Facts: `field`, `reason` (a Message)."""

    code = "paper.refused"
    exit_status = 7


# Exchange


class AgeFileError(ConsulDeskError):
    """An age file fails. Facts: `stage` (an age.Stage value)."""

    code = "age.failed"
    exit_status = 8


class CardInvalidError(ConsulDeskError):
    """A contact card is damaged or was altered."""

    code = "card.invalid"
    exit_status = 8


class FingerprintMismatchError(ConsulDeskError):
    """The digits that were compared are not this card's."""

    code = "card.fingerprint_mismatch"
    exit_status = 8


class RecipientUnverifiedError(ConsulDeskError):
    """Export goes to verified cards only. Facts: `name`."""

    code = "export.recipient_unverified"
    exit_status = 8


class ConsentMissingError(ConsulDeskError):
    """Nobody recorded consent to share this case. Facts: `case`."""

    code = "export.consent_missing"
    exit_status = 8


class NothingToExportError(ConsulDeskError):
    """No case was chosen, and no erasure waits for these people."""

    code = "export.nothing"
    exit_status = 8


class BundleDamagedError(ConsulDeskError):
    """The bundle is truncated or altered. Facts: `part`."""

    code = "bundle.damaged"
    exit_status = 8


class BundleNotForUsError(ConsulDeskError):
    """The bundle is sealed for somebody else."""

    code = "bundle.not_for_us"
    exit_status = 8


class BundleTooNewError(ConsulDeskError):
    """A newer program wrote this bundle. Facts: `found`, `known`."""

    code = "bundle.too_new"
    exit_status = 8


class BundleRefusedError(ConsulDeskError):
    """The bundle breaks a rule of the format or a limit. Facts: `rule`."""

    code = "bundle.refused"
    exit_status = 8


class SenderUnverifiedError(ConsulDeskError):
    """The sender's card is unknown or not verified. Facts: `name`, `fingerprint`."""

    code = "bundle.sender_unverified"
    exit_status = 8


# Receipts


class ReceiptUnknownError(ConsulDeskError):
    """The receipt is for a bundle that was not made here."""

    code = "receipt.unknown_bundle"
    exit_status = 8


class ReceiptForgedError(ConsulDeskError):
    """Somebody signed the receipt for whom the bundle was not sealed."""

    code = "receipt.forged"
    exit_status = 8


class ReceiptMismatchError(ConsulDeskError):
    """The receipt names another content than was sealed here."""

    code = "receipt.other_content"
    exit_status = 8


# Travel


class TravelNoReceiptError(ConsulDeskError):
    """No verified receipt says that the travel bundle arrived."""

    code = "travel.no_receipt"
    exit_status = 8


class TravelChangedError(ConsulDeskError):
    """Something was changed after the travel bundle was packed."""

    code = "travel.changed_since"
    exit_status = 8


class TravelPassphraseError(ConsulDeskError):
    """The capsule does not open with this passphrase."""

    code = "travel.wrong_passphrase"
    exit_status = 3


class TravelCapsuleError(ConsulDeskError):
    """The capsule does not belong to the bundle that gave it back."""

    code = "travel.other_capsule"
    exit_status = 8


class TravelIncompleteError(ConsulDeskError):
    """Changes that were packed did not come back. Facts: `missing`."""

    code = "travel.incomplete"
    exit_status = 8


class TravelOutdatedError(ConsulDeskError):
    """The capsule is older than the cases beside it: a later one exists."""

    code = "travel.outdated"
    exit_status = 8


class TravelNotFreshError(ConsulDeskError):
    """Bundles were sealed in this vault already: it cannot take on another identity."""

    code = "travel.not_fresh"
    exit_status = 8


class TravelReturnError(ConsulDeskError):
    """A returned travel bundle was to be imported like any other."""

    code = "travel.is_return"
    exit_status = 8


class TravelNotConfirmedError(ConsulDeskError):
    """What was typed is not the confirmation."""

    code = "travel.not_confirmed"
    exit_status = 2
