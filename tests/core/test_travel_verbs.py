"""The journey once more, as two people type it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.core.command_line import FAST, WORDS, CommandLine
from tests.core.travellers import WORDS as TRAVEL_WORDS


@pytest.fixture
def travel_file(tmp_path: Path) -> Path:
    path = tmp_path / "journey.txt"
    path.write_bytes(TRAVEL_WORDS + b"\n")
    return path


class Desks:
    """Command lines of several people, who meet and compare their digits."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        (folder / "words.txt").write_text(WORDS + "\n")

    def new(self, name: str, owner: str) -> CommandLine:
        desk = CommandLine(self.folder / name, self.folder / "words.txt", self._capsys)
        desk.does("init", "--owner", owner, *FAST)
        return desk

    def introduce(self, one: CommandLine, two: CommandLine) -> str:
        """Both verify each other; the id by which the first knows the second."""
        for desk, other in ((two, one), (one, two)):
            card = self.folder / f"{other.vault.name}.card"
            card.unlink(missing_ok=True)
            shown = other.asks("card", "show", "--to", card)
            (row,) = desk.asks("card", "add", card)
            desk.does("card", "verify", row["id"], *shown["fingerprint"].split())
        return str(row["id"])


@pytest.fixture
def desks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desks:
    return Desks(tmp_path, capsys)


def test_two_people_play_the_whole_journey(
    desks: Desks, tmp_path: Path, travel_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--travel-passphrase-file", travel_file)
    vera, klara = desks.new("vera", "Vera Muster"), desks.new("klara", "Klara Beispiel")
    desks.introduce(vera, klara)
    number = vera.asks("case", "new", "Familie Щеглов")["number"]
    assert "Nothing is packed." in vera.does("travel", "check")
    shown = vera.does("travel", "check", "Klara Beispiel")
    assert "No consent to share case" in shown
    refused = vera.try_to("travel", "pack", "Klara Beispiel", *words)
    assert (refused.status, number in refused.err) == (8, True)
    packed = vera.asks(
        "travel", "pack", "Klara Beispiel", "--to", tmp_path / "t.age", *words,
        "--without-consent", f"{number}=the border is tomorrow", *FAST,
    )  # fmt: skip
    assert vera.try_to("travel", "leave", "--yes").status == 8
    seen = klara.does("import", tmp_path / "t.age", "--dry-run")
    assert "waits for your receipt" in seen
    klara.does("import", tmp_path / "t.age")
    bundle = packed["bundle_id"]
    klara.does("receipt", "make", bundle, "--to", tmp_path / "r.age")
    assert "has arrived" in vera.does("import", tmp_path / "r.age")
    row = vera.asks("receipt", "add", tmp_path / "r.age")
    assert row["arrived_at"]
    assert [r["arrived_at"] for r in vera.asks("receipt", "list")] == [row["arrived_at"]]
    assert vera.asks("travel", "check")["may_leave"] is True
    assert "you may leave" in vera.does("travel", "check")

    monkeypatch.setattr("sys.stdin", io.StringIO("stay\n"))
    stayed = vera.try_to("travel", "leave")
    assert (stayed.status, "confirmation" in stayed.err) == (2, True)
    assert vera.asks("unlock", "--check") == {"owner": "Vera Muster"}
    monkeypatch.setattr("sys.stdin", io.StringIO("leave\n"))
    left = vera.try_to("travel", "leave")
    assert (left.status, "solid-state drive" in left.out) == (0, True)
    assert vera.try_to("unlock", "--check").status == 4

    there = desks.new("there", "Vera M.")
    new_id = desks.introduce(klara, there)
    (kept,) = klara.asks("travel", "kept")
    assert (kept["bundle_id"], kept["name"], kept["cases"]) == (bundle, "Vera Muster", 1)
    back = ("travel", "send-back", bundle, new_id, "--to", tmp_path / "b.age")
    assert "Left by Vera Muster, given back to Vera M." in klara.does(*back, "--dry-run")
    assert not (tmp_path / "b.age").exists()
    klara.does(*back)
    wrong = there.try_to(
        "travel",
        "arrive",
        tmp_path / "b.age",
        "--travel-passphrase-file",
        tmp_path / "words.txt",
    )
    assert wrong.status == 3
    misled = there.try_to("import", tmp_path / "b.age")
    assert (misled.status, "traveller" in misled.err) == (8, True)
    seen = there.does("travel", "arrive", tmp_path / "b.age", *words, "--dry-run")
    assert "Vault of Vera Muster" in seen
    assert there.asks("case", "list") == []
    report = there.asks("travel", "arrive", tmp_path / "b.age", *words)
    assert (report["missing"], report["contacts"]) == (0, 1)
    assert [case["number"] for case in there.asks("case", "list")] == [number]
    assert there.asks("unlock", "--check") == {"owner": "Vera Muster"}
    assert klara.asks("travel", "kept")[0]["is_returned"] is True
