"""Errors of cards, bundles, receipts and travel."""

from __future__ import annotations

from consul_desk.errors import ConsulDeskError

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
