"""Plays the story of the sample family on the real command line, with two vaults.

Run `python -m tests.story.play [--out demo] [--fast]`. A consul takes the family in, is led
through the registration in Russian, makes the German papers and seals a bundle; a
coordinator imports it and holds the same case. What was promised and kept stands in
summary.md and summary.json; papers, pictures, bundle and vaults stay in the folder.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.reference import REFERENCE
from tests.story.command_line import ROOT, Consul
from tests.story.moments import (
    AFTER_INTAKE,
    AT_THE_END,
    BEFORE_IMPORT,
    CONSUL_WORDS,
    COORDINATOR_WORDS,
)
from tests.story.pictures import draw_pages, photograph_windows, text_of
from tests.story.plaintext import files_below, leaks
from tests.story.summary import write_summary

FOLDER = Path(__file__).parent
FAST_KDF = ("--kdf-memory-kib", "65536")
PASSPORTS = {"spouse": "passport-father.png", "child": "passport-child.png"}
ANSWERS = (
    ("procedure.landlord_owns", "да"),
    ("procedure.landlord_refuses", "нет"),
    ("procedure.landlord_reference", "MUSTER-0001"),
    ("procedure.wants_information_block", "да"),
    (
        "procedure.information_block_reasons",
        "Muster: Drohungen nach einer Rede gegen den Krieg, Strafverfahren in Russland.",
    ),
    ("procedure.signed_on", "24.11.2026"),
)


@dataclass(slots=True)
class Story:
    """What happened so far.

    Attributes:
        promises: what the story promised, and whether it was kept.
        facts: what a reader of the summary should know besides.
    """

    out: Path
    kdf: tuple[str, ...]
    consul: Consul
    coordinator: Consul
    number: str = ""
    bundle: Path = Path()
    promises: dict[str, bool] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def begin(cls, out: Path, *, fast: bool) -> Story:
        """Empty the folder and seat two people at their laptops."""
        for name in ("vaults", "moments", "papers", "pictures", "exchange"):
            shutil.rmtree(out / name, ignore_errors=True)
            (out / name).mkdir(parents=True)
        homes = out / "vaults"
        consul = Consul("Vera Muster", homes / "consul", CONSUL_WORDS, "ru")
        other = Consul("Klara Beispiel", homes / "coordinator", COORDINATOR_WORDS, "de")
        return cls(out, FAST_KDF if fast else (), consul, other)

    def promise(self, text: str, *, kept: bool) -> None:
        """Write down whether something that was promised is so, each time it is looked at."""
        self.promises[text] = kept and self.promises.get(text, True)

    @property
    def papers(self) -> list[Path]:
        """The plain copies that were written."""
        return sorted((self.out / "papers").glob("*.pdf"))


def play(out: Path, *, fast: bool) -> Story:
    """Play the whole story into a folder."""
    story = Story.begin(out, fast=fast)
    for step in (
        set_up,
        exchange_cards,
        take_in,
        follow,
        attach,
        make_papers,
        hand_over,
        compare,
        search_for_names,
    ):
        print((step.__doc__ or "").strip(), flush=True)
        step(story)
    return story


def set_up(story: Story) -> None:
    """Both make a vault; a wrong passphrase opens neither."""
    for person in (story.consul, story.coordinator):
        person.does("init", "--owner", person.name, *story.kdf)
        owner = person.asks("unlock", "--check")["owner"]
        story.promise("Each passphrase opens its own vault", kept=owner == person.name)
    stranger = Consul("", story.consul.vault, "these are not the words", "ru")
    refused = stranger.try_to("unlock", "--check")
    story.promise("A wrong passphrase opens nothing", kept=refused.status == 3)


def exchange_cards(story: Story) -> None:
    """Each gives the other her card; then the 60 digits are compared."""
    for mine, other in (
        (story.consul, story.coordinator),
        (story.coordinator, story.consul),
    ):
        card = story.out / "exchange" / f"{mine.vault.name}.card"
        digits = mine.asks("card", "show", "--to", card)["fingerprint"]
        other.does("card", "add", card)
        wrong = other.try_to("card", "verify", mine.name, digits[::-1])
        story.promise("Other digits do not verify a card", kept=wrong.status == 8)
        other.does("card", "verify", mine.name, *digits.split())
        story.facts[f"digits of {mine.name}"] = digits
    states = {card["state"] for card in story.consul.asks("card", "list")}
    story.promise("Compared digits verify a card", kept=states == {"verified"})


def take_in(story: Story) -> None:
    """The intake file becomes a case."""
    story.number = story.consul.asks("intake", FOLDER / "family.yaml")["number"]
    row = story.consul.asks("case", "list", "--search", "щеглова")[0]
    story.promise(
        "The case is found by its Cyrillic name and shows the passport's Latin one",
        kept=(row["number"], row["name_latin"]) == (story.number, "IULIIA SHCHEGLOVA"),
    )
    people = story.consul.asks("person", "list", story.number)
    roles = [person["role"] for person in people]
    story.promise("Mother, father and child are in it", kept=roles == [*ROLES])
    AFTER_INTAKE.keep(story.consul.vault, story.out)


ROLES = ("applicant", "spouse", "child")


def follow(story: Story) -> None:
    """The consul is led through the workflow in Russian."""
    status = story.consul.asks("workflow", "status", story.number)
    story.facts["progress before the answers, percent"] = status["progress_percent"]
    story.facts["first question"] = status["next_question"]["label"]
    for key, answer in ANSWERS:
        story.consul.does("workflow", "answer", story.number, key, answer)
    wrong = ("workflow", "answer", story.number, "procedure.move_in_on", "30.2.2026")
    story.promise("An impossible date is refused", kept=story.consul.try_to(*wrong).status == 5)
    guidance = [text for step in status["steps"] for text in step["guidance"]]
    story.promise(
        "The block on information (Auskunftssperre) is offered",
        kept=any("запрет" in text.lower() for text in guidance),
    )
    deadline = story.consul.asks("deadline", "list", story.number)[0]["deadline"]
    story.facts["deadline"] = [f"{deadline['title']}: {deadline['last_on']}"] + [
        f"{step['message']} ({step['cite']})" for step in deadline["derivation"]
    ]
    story.promise(
        "Two weeks after 10 November 2026 end on the 24th, with the paragraph",
        kept=deadline["last_on"] == "2026-11-24"
        and deadline["derivation"][0]["cite"] == "§ 17 Abs. 1 BMG",
    )


def attach(story: Story) -> None:
    """The other passports are added; then nothing is missing."""
    for role, file in PASSPORTS.items():
        title = f"Reisepass ({role})"
        story.consul.does(
            "document",
            "add",
            story.number,
            FOLDER / file,
            "--kind",
            "passport",
            "--title",
            title,
        )
    status = story.consul.asks("workflow", "status", story.number)
    story.promise("In the end nothing is missing", kept=status["progress_percent"] == 100)
    story.promise("No answer contradicts another", kept=not status["problems"])


def make_papers(story: Story) -> None:
    """The German data sheet, its Russian reading copy, and the official form."""
    without = story.consul.try_to("paper", "make", story.number, "meldeschein")
    story.promise("Without the authority's blank no form is made", kept=without.status == 7)
    wanted = {"data_sheet": "IULIIA", "reading_copy": "Юлия"}
    if blank := official_blank():
        story.consul.does("blank", "add", blank)
        wanted["meldeschein"] = "IULIIA"
    else:
        story.facts["official form"] = "not made: the authority's blank is not at hand"
    for paper, name in wanted.items():
        copy = story.out / "papers" / f"{paper}.pdf"
        story.consul.does("paper", "make", story.number, paper, "--to", copy)
        text = text_of(copy)
        story.promise(
            f"{paper} names the mother and the street", kept=name in text and STREET in text
        )


STREET = "Größelsträßchen"


def official_blank() -> Path | None:
    """The authority's form, which is not part of this repository."""
    blank = REFERENCE / "blanks" / "anmeldung-berlin.pdf"
    return blank if blank.is_file() else None


def hand_over(story: Story) -> None:
    """The case is previewed, sealed, previewed again and imported."""
    wanted = ("export", story.number, "--for", story.coordinator.name)
    preview = story.consul.asks(*wanted, "--dry-run")
    story.facts["leaving"] = preview["preview"]["cases"][0]["row"]["number"]
    story.promise("A preview seals nothing", kept=preview["bundle"] is None)
    sealed = story.consul.asks(*wanted, "--to", story.out / "exchange")["bundle"]
    story.bundle = Path(sealed["path"])
    story.facts["bundle, bytes"] = sealed["size_bytes"]
    seen = story.coordinator.asks("import", story.bundle, "--dry-run")
    empty = story.coordinator.asks("case", "list") == []
    story.promise("A preview imports nothing", kept=empty and seen["is_verified"])
    BEFORE_IMPORT.keep(story.coordinator.vault, story.out)
    AT_THE_END.keep(story.consul.vault, story.out)
    story.coordinator.does("import", story.bundle)
    again = story.coordinator.asks("import", story.bundle)
    story.promise("The same bundle again changes nothing", kept=not again["cases"][0]["added"])
    own = story.consul.try_to("import", story.bundle)
    story.promise("Whoever it is not sealed for cannot open it", kept=own.status == 8)


def compare(story: Story) -> None:
    """Both hold the same case, facts, history and scans, byte for byte."""
    for noun in (("case", "show"), ("person", "list"), ("fact", "list"), ("document", "list")):
        here, there = (
            who.asks(*noun, story.number) for who in (story.consul, story.coordinator)
        )
        story.promise(f"Both vaults say the same: {' '.join(noun)}", kept=here == there)
    here, there = (_travelling(who, story.number) for who in (story.consul, story.coordinator))
    story.facts["changes in the history"] = len(there)
    story.promise(
        "The coordinator's history says who changed what and when",
        kept=here == there and {row["actor"] for row in there} == {story.consul.name},
    )
    scan = next(
        d
        for d in story.coordinator.asks("document", "list", story.number)
        if d["kind"] == "passport"
    )
    copy = story.out / "exchange" / "passport-at-the-coordinator.png"
    story.coordinator.does("document", "get", scan["id"], "--to", copy)
    same = _digest(copy) == _digest(FOLDER / "passport-mother.png")
    story.promise("The scan arrived byte for byte", kept=same)


def _travelling(person: Consul, number: str) -> list[dict[str, Any]]:
    """The history without what never leaves a vault: who got a copy."""
    rows = person.asks("case", "history", number)
    return [row for row in rows if row["kind"] != "disclosure"]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def search_for_names(story: Story) -> None:
    """No file of the vaults or the bundle holds a name in plain."""
    places = (story.out / "vaults", story.out / "moments", story.bundle)
    found = leaks(places)
    story.facts["files searched for names"] = len(list(files_below(places)))
    story.facts["names found in plain"] = found or "none"
    story.promise("No name stands in plain in vaults or bundle", kept=not found)
    control = leaks([FOLDER / "family.yaml"])
    story.promise("The search does find names where they stand in plain", kept=bool(control))


def main() -> int:
    """Play it all, draw the pictures, write the summary."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=ROOT / "demo")
    options.add_argument("--fast", action="store_true", help="cheap passphrase derivation")
    options.add_argument("--no-windows", action="store_true", help="no pictures of windows")
    chosen = options.parse_args()
    out = chosen.out.resolve()
    story = play(out, fast=chosen.fast)
    for paper in story.papers:
        draw_pages(paper, out / "pictures")
    if not chosen.no_windows:
        print("The windows are photographed.", flush=True)
        photograph_windows(out)
    shutil.rmtree(out / "moments")
    write_summary(story)
    broken = [text for text, kept in story.promises.items() if not kept]
    print(f"{len(story.promises) - len(broken)} of {len(story.promises)} promises kept: {out}")
    for text in broken:
        print(f"BROKEN: {text}")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
