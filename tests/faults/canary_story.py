"""A full story on the real command line, with a canary wherever text can be put.

Run by `plaintext.py` under strace as `python -m tests.faults.canary_story FOLDER [--short]`.
What is written in plain on purpose goes into FOLDER/explicit, and nowhere else.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.faults import canaries as canary
from tests.story.command_line import Consul
from tests.story.play import FAST_KDF

EXPLICIT, INPUTS, VAULTS = "explicit", "inputs", "vaults"


def tell(folder: Path, *, short: bool) -> None:
    """Two people, one case, papers, a bundle; the short one leaves the bundle out."""
    for name in (EXPLICIT, VAULTS, "sealed"):
        (folder / name).mkdir()
    consul = Consul(canary.OWNER, folder / VAULTS / "consul", canary.WORDS, "ru")
    other = Consul(canary.COORDINATOR, folder / VAULTS / "other", canary.OTHER_WORDS, "de")
    _begin(consul)
    if not short:
        _meet(consul, other, folder)
    number = consul.asks("intake", folder / INPUTS / "family.yaml")["number"]
    _work(consul, number, folder)
    if not short:
        _hand_over(consul, other, number, folder)


def _begin(consul: Consul) -> None:
    consul.does("init", "--owner", consul.name, *FAST_KDF)
    wrong = Consul("", consul.vault, f"{canary.LAST} {canary.LETTER} {canary.PLACE}", "ru")
    wrong.try_to("unlock", "--check")


def _meet(consul: Consul, other: Consul, folder: Path) -> None:
    other.does("init", "--owner", other.name, *FAST_KDF)
    for mine, theirs in ((consul, other), (other, consul)):
        card = folder / EXPLICIT / f"{mine.vault.name}.card"
        digits = mine.asks("card", "show", "--to", card)["fingerprint"]
        theirs.does("card", "add", card)
        theirs.does("card", "verify", mine.name, *digits.split())


def _work(consul: Consul, number: str, folder: Path) -> None:
    """Search, answer, add, draw papers; some of it is refused."""
    consul.does("case", "new", canary.NEW_CASE)
    for sought in (canary.SEARCHED, canary.SOUGHT.lower(), canary.REPLACED["Щеглова"]):
        consul.does("case", "list", "--search", sought)
    for key, answer in (
        ("procedure.landlord_reference", canary.REFERENCE),
        ("procedure.landlord_owns", "да"),
        ("procedure.landlord_refuses", "нет"),
        ("procedure.wants_information_block", "да"),
        ("procedure.information_block_reasons", f"{canary.REASON} {canary.ENTERED}"),
        ("procedure.signed_on", "24.11.2026"),
    ):
        consul.does("workflow", "answer", number, key, answer)
    consul.try_to("workflow", "answer", number, "procedure.move_in_on", canary.TYPED)
    consul.try_to("workflow", "answer", number, canary.PATRONYMIC, canary.BIRTH_NAME)
    consul.try_to("case", "show", canary.STREET)
    file = folder / INPUTS / f"{canary.FILE_NAME}.pdf"
    consul.does("document", "add", number, file, "--title", canary.TITLE)
    added = consul.asks("document", "list", number)[-1]["id"]
    consul.does("document", "get", added, "--to", folder / EXPLICIT / "copy.pdf")
    paper = folder / EXPLICIT / "paper.pdf"
    consul.does("paper", "make", number, "reading_copy", "--to", paper)
    consul.does("case", "history", number)


def _hand_over(consul: Consul, other: Consul, number: str, folder: Path) -> None:
    export = ("export", number, "--for", other.name)
    consul.does(*export, "--dry-run")
    sealed = consul.asks(*export, "--to", folder / "sealed")["bundle"]
    bundle = sealed["path"]
    other.does("import", bundle, "--dry-run")
    arrived = other.asks("import", bundle)
    consul.try_to("import", bundle)
    backup = consul.asks("backup", "make")["name"]
    consul.does("backup", "verify", backup)
    consul.does("verify")
    other.does("receipt", "make", arrived["bundle_id"], "--to", folder / "sealed")
    other.does("case", "erase", number, "--reason", "objection", "--yes")
    consul.does("backup", "restore", backup)
    consul.does("destroy-keys", "--yes")


if __name__ == "__main__":
    tell(Path(sys.argv[1]), short="--short" in sys.argv)
