"""What cards, bundles, receipts and travel say."""

from __future__ import annotations

from consul_desk.language import N_
from consul_desk.messages.safe import NOTHING_CHANGED, Sentences

SENTENCES: Sentences = {
    "age.failed": (
        N_("The sealed file cannot be opened ({stage})."),
        NOTHING_CHANGED,
        N_("Ask the sender for the file again."),
    ),
    "card.invalid": (
        N_("The contact card is damaged or was altered."),
        NOTHING_CHANGED,
        N_("Ask for the card again."),
    ),
    "card.fingerprint_mismatch": (
        N_("The 60 digits are not those of this card."),
        N_("The contact stays unverified."),
        N_("Compare again in person; if they still differ, do not use the card."),
    ),
    "export.recipient_unverified": (
        N_("{name} has not been verified."),
        N_("Nothing has left the vault."),
        N_("Compare the 60 digits with her in person, then export again."),
    ),
    "export.consent_missing": (
        N_("No consent to share case {case} is recorded."),
        N_("Nothing has left the vault."),
        N_("Ask the person and record the answer first."),
    ),
    "export.nothing": (
        N_("There is nothing to export: no case was chosen, and no erasure waits."),
        N_("Nothing has left the vault."),
        N_("Choose at least one case."),
    ),
    "bundle.damaged": (
        N_("The bundle is incomplete or was altered ({part})."),
        N_("Nothing of it was used."),
        N_("Ask the sender for the file again."),
    ),
    "bundle.not_for_us": (
        N_("This bundle is sealed for somebody else."),
        N_("Nothing of it was used."),
        N_("Ask the sender to export it to your card."),
    ),
    "bundle.too_new": (
        N_("A newer version of Consul Desk made this bundle (format {found}, known {known})."),
        N_("Nothing of it was used."),
        N_("Install the newer version."),
    ),
    "bundle.refused": (
        N_("The bundle breaks a rule: {rule}."),
        N_("Nothing of it was used."),
        N_("Tell the sender; do not try to repair the file."),
    ),
    "bundle.sender_unverified": (
        N_("The sender {name} has not been verified."),
        N_("Nothing of it was used."),
        N_("Compare the 60 digits with the sender, then import again."),
    ),
    "receipt.unknown_bundle": (
        N_("This receipt is for a bundle that was not made here."),
        NOTHING_CHANGED,
        N_("Open it in the vault that made the bundle."),
    ),
    "receipt.forged": (
        N_("This receipt was not signed by a person for whom the bundle was sealed."),
        N_("The bundle still counts as not arrived."),
        N_("Ask the recipient for the receipt in person and do not use this one."),
    ),
    "receipt.other_content": (
        N_("This receipt names another content than the bundle that was made here."),
        N_("The bundle still counts as not arrived."),
        N_("Ask the recipient which file she imported, and send the bundle again."),
    ),
    "travel.no_receipt": (
        N_("No receipt says yet that the travel bundle arrived."),
        N_("The keys are kept, and everything is still here."),
        N_("Wait for the receipt of the coordinator and add it, then leave."),
    ),
    "travel.changed_since": (
        N_("Something was changed after the travel bundle was packed."),
        N_("The keys are kept, and everything is still here."),
        N_("Pack again, give her the new bundle and wait for its receipt."),
    ),
    "travel.wrong_passphrase": (
        N_("This passphrase does not open what was packed for the journey."),
        NOTHING_CHANGED,
        N_("Type the passphrase that was typed when packing; check the keyboard layout."),
    ),
    "travel.other_capsule": (
        N_("The sealed part of this bundle belongs to another journey or another person."),
        NOTHING_CHANGED,
        N_("Ask the coordinator to send back the bundle that has your receipt."),
    ),
    "travel.incomplete": (
        N_("{missing} changes that were packed are not in this bundle."),
        NOTHING_CHANGED,
        N_("Ask the coordinator for the missing cases before you go on without them."),
    ),
    "travel.outdated": (
        N_("The sealed part is older than the cases beside it."),
        NOTHING_CHANGED,
        N_("Ask the coordinator to send back the newest travel bundle."),
    ),
    "travel.not_fresh": (
        N_("Bundles were sealed in this vault already."),
        NOTHING_CHANGED,
        N_("Set up a new vault for the arrival."),
    ),
    "travel.is_return": (
        N_("This bundle brings a traveller’s vault back."),
        NOTHING_CHANGED,
        N_("Choose “Arrive” and type the passphrase that was typed when packing."),
    ),
    "travel.not_confirmed": (
        N_("What was typed is not the confirmation."),
        N_("The keys are kept, and everything is still here."),
        N_("Type the words exactly as they are shown."),
    ),
}
