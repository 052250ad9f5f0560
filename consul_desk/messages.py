"""What an error says to the user: what happened, what is safe, what to do.

Comes in: a ConsulDeskError and a Language. Goes out: three short sentences. The command
line prints the first, the window all three with the code small at the end.
"""

from __future__ import annotations

from dataclasses import dataclass

from consul_desk.errors import ConsulDeskError
from consul_desk.language import N_, Language, Message

NOTHING_CHANGED = N_("Nothing was changed.")
VAULT_UNTOUCHED = N_("The vault was not touched.")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Three sentences and the code."""

    happened: str
    safe: str
    to_do: str
    code: str


SENTENCES: dict[str, tuple[str, str, str]] = {
    "internal": (
        N_("Something went wrong inside the program."),
        N_("What was saved before is safe."),
        N_("Lock the program, open it again and repeat the step."),
    ),
    "not_found": (
        N_("There is no {kind} “{name}” here."),
        NOTHING_CHANGED,
        N_("Check the number or choose from the list."),
    ),
    "selftest.failed": (
        N_("A part of the program does not work here: {part}."),
        VAULT_UNTOUCHED,
        N_("Install the program again. If that does not help, ask its authors."),
    ),
    "file.unreadable": (
        N_("The file {path} cannot be read."),
        NOTHING_CHANGED,
        N_("Check that it exists and that you may open it."),
    ),
    "file.unwritable": (
        N_("{path} cannot be written, or exists already."),
        NOTHING_CHANGED,
        N_("Choose another name or folder."),
    ),
    "file.printing_failed": (
        N_("The printer took nothing."),
        NOTHING_CHANGED,
        N_("Check that it is on and has paper, then print again."),
    ),
    "cli.passphrase_missing": (
        N_("No passphrase was given."),
        NOTHING_CHANGED,
        N_("Type it at a terminal, or use --passphrase-file or --passphrase-fd."),
    ),
    "cli.passphrase_mistyped": (
        N_("The two passphrases differ."),
        NOTHING_CHANGED,
        N_("Type the same passphrase twice."),
    ),
    "cli.answer_missing": (
        N_("Give one answer: a value, --unknown or --not-applicable."),
        NOTHING_CHANGED,
        N_("Run the command again with exactly one of them."),
    ),
    "cli.ambiguous": (
        N_("“{name}” fits more than one {kind}: {found}."),
        NOTHING_CHANGED,
        N_("Name one of them by its id."),
    ),
    "vault.wrong_passphrase": (
        N_("The passphrase does not open this vault."),
        VAULT_UNTOUCHED,
        N_("Check Caps Lock and the keyboard layout, then try again."),
    ),
    "vault.weak_passphrase": (
        N_("This passphrase is too easy to guess. {reason}"),
        NOTHING_CHANGED,
        N_("Take six or more words that do not belong together."),
    ),
    "vault.owner_name": (
        N_("The consul’s name needs at least one letter and at most {limit}."),
        NOTHING_CHANGED,
        N_("Type the name that shall stand in the history."),
    ),
    "vault.not_a_vault": (
        N_("{path} holds no vault."),
        NOTHING_CHANGED,
        N_("Choose the folder of your vault, or set up a new one."),
    ),
    "vault.exists": (
        N_("{path} is not empty."),
        NOTHING_CHANGED,
        N_("Choose a new folder, or open the vault that is there."),
    ),
    "vault.too_new": (
        N_("A newer version of Consul Desk wrote this vault (format {found}, known {known})."),
        VAULT_UNTOUCHED,
        N_("Install the newer version."),
    ),
    "vault.damaged": (
        N_("The vault is damaged: {part}."),
        N_("Nothing was overwritten."),
        N_("Copy the folder before you do anything else, then restore a backup."),
    ),
    "vault.destroyed": (
        N_("The keys of this vault were destroyed while it was open."),
        N_("What is in the vault can no longer be read."),
        N_("Close the program. Start again in a new folder, or restore from a bundle."),
    ),
    "vault.destroy_failed": (
        N_("{path} could neither be overwritten nor removed. The keys may still be there."),
        N_("Everything else that could be removed is gone."),
        N_("Destroy or wipe the disk itself."),
    ),
    "header.rolled_back": (
        N_("An old key file was put back into this vault: its passphrase counts no longer."),
        VAULT_UNTOUCHED,
        N_("Open it with the recovery code and set a new passphrase. Find out who did it."),
    ),
    "vault.old_passphrase_needed": (
        N_("The passphrase can be set without the old one only after recovery."),
        NOTHING_CHANGED,
        N_("Type the old passphrase too, or open the vault with its recovery code."),
    ),
    "recovery.group": (
        N_("Group {number} of the recovery code is mistyped."),
        VAULT_UNTOUCHED,
        N_("Compare this group with the sheet, letter by letter."),
    ),
    "recovery.incomplete": (
        N_("The recovery code has {needed} letters and digits; {found} were typed."),
        VAULT_UNTOUCHED,
        N_("Type all nine groups of the sheet."),
    ),
    "recovery.checksum": (
        N_("These groups do not belong together, or not in this order."),
        VAULT_UNTOUCHED,
        N_("Type the nine groups of one sheet, from left to right."),
    ),
    "recovery.mistyped": (
        N_("This is not group {number} of the new recovery code."),
        NOTHING_CHANGED,
        N_("Look at the sheet and type this group again."),
    ),
    "recovery.wrong": (
        N_("This does not open the vault: it belongs to another one, or was replaced."),
        VAULT_UNTOUCHED,
        N_("Look for the newest sheet of this vault, or use the passphrase."),
    ),
    "recovery.missing": (
        N_("This vault has no {kind}."),
        VAULT_UNTOUCHED,
        N_("Open it with the passphrase."),
    ),
    "recovery.split": (
        N_("The recovery cannot be split into {count} pieces of which {needed} are needed."),
        NOTHING_CHANGED,
        N_("Choose at least 2 needed pieces, and at most {most} in all."),
    ),
    "recovery.piece": (
        N_("Piece {number} cannot be read. {problem}"),
        VAULT_UNTOUCHED,
        N_("Compare its words with what the coordinator reads out."),
    ),
    "recovery.piece_of_other_set": (
        N_("Piece {number} belongs to another set than piece 1."),
        VAULT_UNTOUCHED,
        N_("Ask the coordinators for the pieces of the newest set."),
    ),
    "recovery.piece_repeated": (
        N_("Piece {number} was typed already."),
        VAULT_UNTOUCHED,
        N_("Type the piece of another coordinator."),
    ),
    "recovery.pieces_missing": (
        N_("{needed} pieces are needed; {found} were typed."),
        VAULT_UNTOUCHED,
        N_("Ask one more coordinator for her piece."),
    ),
    "keystore.unavailable": (
        N_("This computer has no keystore that can be trusted, or it does not answer."),
        NOTHING_CHANGED,
        N_("Go on without it: the passphrase alone protects the vault as before."),
    ),
    "keystore.missing": (
        N_("The keystore of this computer does not give its part of the key."),
        VAULT_UNTOUCHED,
        N_("Unlock the keystore. If the entry is lost, use the recovery code."),
    ),
    "keystore.needs_recovery": (
        N_("The keystore can be used only once there is a recovery code."),
        NOTHING_CHANGED,
        N_("Make a recovery code first: a keystore can lose its entries."),
    ),
    "vault.in_use": (
        N_("Another program has this vault open."),
        VAULT_UNTOUCHED,
        N_("Close the other window of Consul Desk first."),
    ),
    "vault.disk": (
        N_("The disk is full or does not work. The last step could not be finished."),
        N_("What was saved before is safe."),
        N_("Free some space or check the disk, then repeat the step."),
    ),
    "vault.blob_damaged": (
        N_("The attachment {name} is missing or was altered."),
        N_("The rest of the vault is safe."),
        N_("Restore a backup, or add the file again."),
    ),
    "backup.failed": (
        N_("The backup was not made: {part}."),
        N_("The vault and the backups made before are untouched."),
        N_("Run “Check the vault”, or save the backup to another drive."),
    ),
    "backup.full": (
        N_("There is not enough room for a backup in {path}."),
        N_("The vault and the backups made before are untouched."),
        N_("Make room on the drive, then try again."),
    ),
    "backup.damaged": (
        N_("The backup {name} cannot be restored: {part}."),
        VAULT_UNTOUCHED,
        N_("Choose another backup."),
    ),
    "backup.needs_recovery": (
        N_("A backup on another drive opens with the recovery sheet only; there is none yet."),
        NOTHING_CHANGED,
        N_("Print the recovery sheet first, then make the backup."),
    ),
    "vault.damage_found": (
        N_("Damage was found; the list names {count} places."),
        N_("What is whole stays readable; nothing was overwritten."),
        N_("Restore the last good backup."),
    ),
    "case.title_empty": (
        N_("A case needs a title."),
        NOTHING_CHANGED,
        N_("Type a name."),
    ),
    "case.erasure_unconfirmed": (
        N_("The case number {number} was not typed, so the case stays."),
        NOTHING_CHANGED,
        N_("Type the number exactly as it is shown."),
    ),
    "case.day_invalid": (
        N_("“{text}” is no day of the calendar."),
        NOTHING_CHANGED,
        N_("Write the day as 2027-03-31 or 31.3.2027."),
    ),
    "fact.unknown_key": (
        N_("The vocabulary has no “{key}” for this subject."),
        NOTHING_CHANGED,
        N_("Check the spelling of the key."),
    ),
    "fact.invalid": (
        N_("“{key}” was not saved: {problem}"),
        NOTHING_CHANGED,
        N_("Correct the value and save again."),
    ),
    "intake.invalid": (
        N_("{path}, line {line}, {key}: {problem}"),
        N_("No case was made."),
        N_("Correct the file and take it in again."),
    ),
    "document.empty": (
        N_("The file {path} is empty."),
        NOTHING_CHANGED,
        N_("Scan or copy it again."),
    ),
    "document.unshowable": (
        N_("This file cannot be shown here: it is no PDF, PNG or JPEG, or it is damaged."),
        N_("The file itself is kept as it is."),
        N_("Save a copy and open it with another program, or scan the page again."),
    ),
    "pack.invalid": (
        N_("{path}, line {line}, {key}: {problem}"),
        NOTHING_CHANGED,
        N_("Correct the pack, or ask its author."),
    ),
    "blank.unknown": (
        N_("No mapping knows this blank ({name}, SHA-256 {sha256})."),
        NOTHING_CHANGED,
        N_("Get the edition that the workflow names, or wait for a newer workflow pack."),
    ),
    "blank.missing": (
        N_("The authority's blank “{blank}” has not been added yet."),
        NOTHING_CHANGED,
        N_("Download it from the authority and add it once."),
    ),
    "blank.unusable": (
        N_("This PDF cannot be filled: {reason}"),
        NOTHING_CHANGED,
        N_("Get the form from the authority again."),
    ),
    "paper.refused": (
        N_("The paper was not made: {field}: {reason}"),
        N_("All answers are kept."),
        N_("Complete or shorten this answer, then make the paper again."),
    ),
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


def explain(error: BaseException, language: Language) -> Explanation:
    """Put an error into words. Unexpected errors say so and name their type only."""
    known = isinstance(error, ConsulDeskError) and error.code in SENTENCES
    code = error.code if isinstance(error, ConsulDeskError) else type(error).__name__
    facts = error.facts if isinstance(error, ConsulDeskError) else {}
    happened, safe, to_do = SENTENCES[code if known else "internal"]
    return Explanation(
        language.say(Message(happened, facts)),
        language.say(Message(safe, facts)),
        language.say(Message(to_do, facts)),
        code,
    )
