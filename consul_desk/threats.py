"""The threat model: what the program defends, what it only notices, what it cannot do.

One text for three places: the guide in the window, `consul-desk threats`, and SECURITY.md,
which a test compares with this module. Comes in: a Language. Goes out: Rows, or Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from consul_desk.language import N_, Language


class Verdict(StrEnum):
    """How far a defence goes."""

    DEFENDED = "defended"
    NOTICED = "noticed"
    NOT_DEFENDED = "not_defended"


@dataclass(frozen=True, slots=True)
class Threat:
    """One line of the table, in marked English.

    Attributes:
        danger: what may happen.
        answer: what the program does about it.
        remains: what it cannot do about it, so that nobody relies on it.
    """

    verdict: Verdict
    danger: str
    answer: str
    remains: str


HEADINGS = {
    Verdict.DEFENDED: N_("What is defended"),
    Verdict.NOTICED: N_("What is only noticed"),
    Verdict.NOT_DEFENDED: N_("What is not defended"),
}

COLUMNS = (
    N_("What may happen"),
    N_("What the program does"),
    N_("What remains"),
)

THREATS = (
    Threat(
        Verdict.DEFENDED,
        N_("The laptop is taken while it is off, or while the program is locked."),
        N_(
            "Everything lies in one encrypted folder under a random key. A passphrase is "
            "tried in about one second each, and a weak one is refused."
        ),
        N_("A passphrase that somebody knows or guesses opens it."),
    ),
    Threat(
        Verdict.DEFENDED,
        N_("You forget the passphrase."),
        N_(
            "The recovery sheet opens the vault. If you wish, coordinators hold pieces of a "
            "second secret, and only several of them together can open it."
        ),
        N_("Without passphrase, sheet and pieces the vault is lost. Nobody can help then."),
    ),
    Threat(
        Verdict.DEFENDED,
        N_("Somebody sits down at your open window."),
        N_(
            "The program locks after five minutes without key or mouse, with the screen lock, "
            "before sleep, and by Ctrl+L. What you were typing is kept inside the vault."
        ),
        N_("Until then everything can be read. Lock whenever you stand up."),
    ),
    Threat(
        Verdict.DEFENDED,
        N_("Somebody reads the memory of the locked computer."),
        N_(
            "Locking ends the process and starts a new one that knows nothing. Crash dumps "
            "are switched off. What you copied is cleared after ten seconds."
        ),
        N_("While the vault is open, its key and names are in memory."),
    ),
    Threat(
        Verdict.DEFENDED,
        N_("Names stay behind on the disk."),
        N_(
            "Papers and scans are made and shown in memory. There are no temporary files, no "
            "list of recent files and no log with personal data."
        ),
        N_(
            "What you save, print or copy on purpose lies outside, and so may the swap file: "
            "switch on the encryption of the whole disk."
        ),
    ),
    Threat(
        Verdict.DEFENDED,
        N_("You must cross a border or expect a search."),
        N_(
            "Travel mode hands everything to a coordinator and destroys the keys here only "
            "after her signed receipt. The panic button destroys the keys in two seconds, "
            "even while the vault is locked."
        ),
        N_(
            "On a flash disk an old key slot may survive; then only the passphrase protects. "
            "Copies elsewhere are not reached. Destroyed keys can anger whoever searches."
        ),
    ),
    Threat(
        Verdict.DEFENDED,
        N_("The program crashes, the power fails, the disk is full."),
        N_(
            "Each action is one transaction together with its history. What was acknowledged "
            "as saved is there afterwards."
        ),
        N_("A disk that lies about writing can still lose the last action."),
    ),
    Threat(
        Verdict.DEFENDED,
        N_("The disk fails, or somebody deletes the vault."),
        N_(
            "A backup is made before every change of format and once a day, opened again and "
            "checked before it counts. Copies go to an external drive when you ask for it."
        ),
        N_("Backups beside the vault die with the disk: make one on an external drive."),
    ),
    Threat(
        Verdict.DEFENDED,
        N_("One copy of the key slots is damaged."),
        N_("The other copy opens the vault and mends the first."),
        N_("If both are damaged, only a backup on an external drive helps."),
    ),
    Threat(
        Verdict.DEFENDED,
        N_("A bundle is intercepted, altered, cut, or meant for somebody else."),
        N_(
            "It is sealed for verified recipients also against quantum computers, signed "
            "twice inside, padded in size, and verified completely before one byte is used."
        ),
        N_("That a sealed file exists, when, and about how large it is, can be seen."),
    ),
    Threat(
        Verdict.DEFENDED,
        N_("You seal a bundle for the wrong key."),
        N_(
            "Sixty digits are compared in person. Cards that are not verified or that changed "
            "block the export, and so does missing consent."
        ),
        N_("Digits that were compared carelessly prove nothing."),
    ),
    Threat(
        Verdict.DEFENDED,
        N_("Somebody hands you a file that was made to harm."),
        N_(
            "Sizes, depth and costs are limited before any work. Packs are data and never "
            "code; documents are shown as pictures."
        ),
        N_("A fault in the libraries that read pictures and PDF files cannot be ruled out."),
    ),
    Threat(
        Verdict.DEFENDED,
        N_("A person asks that her data be erased."),
        N_(
            "Answers, names, files, their keys and the search entries are erased. The history "
            "keeps only that something was there, and no old bundle brings it back."
        ),
        N_(
            "Papers and bundles that left before, and backups until they are replaced, still "
            "hold it. The program lists them."
        ),
    ),
    Threat(
        Verdict.NOTICED,
        N_("Somebody puts back an old page, an old database or another file of the vault."),
        N_("The hash chain, the header and the check of the vault find it and name the place."),
        N_("It is found, not prevented. Restore a backup."),
    ),
    Threat(
        Verdict.NOTICED,
        N_("Somebody puts back old key slots, so that an old passphrase opens again."),
        N_("The vault notices that its slots are older than its content."),
        N_("Whoever has an old copy and the old passphrase can read that copy for ever."),
    ),
    Threat(
        Verdict.NOTICED,
        N_("Somebody with the open vault rewrites its history."),
        N_("Every bundle carries the end of the chain; the coordinator sees a fork."),
        N_("What came after the last bundle can be rewritten unseen."),
    ),
    Threat(
        Verdict.NOTICED,
        N_("Bundles are withheld, repeated or lost on the way."),
        N_("Numbers show gaps. Only a signed receipt turns “sent” into “arrived”."),
        N_("The loss is seen late if nobody waits for the receipt."),
    ),
    Threat(
        Verdict.NOT_DEFENDED,
        N_("Somebody else controls the computer: malware, a changed system, an implant."),
        N_("Nothing helps against it."),
        N_("A laptop that was out of your sight at an authority counts as lost."),
    ),
    Threat(
        Verdict.NOT_DEFENDED,
        N_("The laptop is taken while the vault is open."),
        N_("Only the panic button and a quick lock help."),
        N_("Everything in the vault can be read."),
    ),
    Threat(
        Verdict.NOT_DEFENDED,
        N_("Somebody finds the recovery sheet and has the vault or an external backup."),
        N_("A new sheet makes the old one useless for this vault."),
        N_("Older copies still open with the old sheet. Keep sheet and laptop apart."),
    ),
    Threat(
        Verdict.NOT_DEFENDED,
        N_("Somebody copied the vault earlier and learns a passphrase of that time."),
        N_("A changed passphrase does not reach copies."),
        N_("After a laptop was taken and returned, begin a new vault on a new computer."),
    ),
    Threat(
        Verdict.NOT_DEFENDED,
        N_("Somebody proves that you use this program."),
        N_("There is no hidden vault, on purpose: a false bottom endangers its holder."),
        N_("The program and the encrypted folder can be seen."),
    ),
    Threat(
        Verdict.NOT_DEFENDED,
        N_("A coordinator turns, or several who hold pieces act together."),
        N_("Send little, and choose people who do not know one another."),
        N_("She has what was sent to her; enough pieces open a copy of the vault."),
    ),
    Threat(
        Verdict.NOT_DEFENDED,
        N_("Somebody looks over your shoulder, films the screen or listens."),
        N_("Discretion is yours: sit with your back to a wall."),
        N_("What the screen shows can be seen."),
    ),
)


def threats_of(verdict: Verdict) -> tuple[Threat, ...]:
    """The lines of one part of the table."""
    return tuple(threat for threat in THREATS if threat.verdict is verdict)


def as_markdown(language: Language) -> str:
    """Write the whole table down, each part under its heading."""
    return "\n".join(_lines(language))


def _lines(language: Language) -> Iterator[str]:
    _ = language.gettext
    for verdict, heading in HEADINGS.items():
        yield f"## {_(heading)}\n"
        yield "| " + " | ".join(_(column) for column in COLUMNS) + " |"
        yield "|---|---|---|"
        for threat in threats_of(verdict):
            parts = (threat.danger, threat.answer, threat.remains)
            yield "| " + " | ".join(_(part) for part in parts) + " |"
        yield ""
