"""What any part of the program may have to say."""

from __future__ import annotations

from consul_desk.language import N_
from consul_desk.messages.safe import NOTHING_CHANGED, VAULT_UNTOUCHED, Sentences

SENTENCES: Sentences = {
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
}
