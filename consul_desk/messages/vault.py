"""What the vault says: keys, recovery, backups, damage."""

from __future__ import annotations

from consul_desk.language import N_
from consul_desk.messages.safe import NOTHING_CHANGED, VAULT_UNTOUCHED, Sentences

SENTENCES: Sentences = {
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
}
