"""The story of the sample family, played as `make demo` plays it, without the windows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.story.command_line import Consul
from tests.story.draw_passport import PAGES, Page, check_digit, machine_readable_zone
from tests.story.pictures import draw_pages, text_of
from tests.story.plaintext import leaks
from tests.story.play import ANSWERS, FAST_KDF, FOLDER, official_blank, play
from tests.story.summary import write_summary

PROMISES = 27


@pytest.mark.slow
def test_the_story_keeps_every_promise(
    tmp_path: Path, subtests: pytest.Subtests, capsys: pytest.CaptureFixture[str]
) -> None:
    story = play(tmp_path, fast=True)
    assert len(story.promises) >= PROMISES - (official_blank() is None)
    for promise, kept in story.promises.items():
        with subtests.test(promise):
            assert kept
    for paper in story.papers:
        assert all(p.stat().st_size > 10_000 for p in draw_pages(paper, tmp_path / "pictures"))
    write_summary(story)
    written = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert written["promises"] == story.promises
    assert {call["status"] for call in written["calls"]} == {0, 5, 7, 8}
    assert story.number in (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "Each gives the other her card" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.reference
def test_the_official_form_is_filled_for_the_whole_family(
    tmp_path: Path, reference_folder: Path
) -> None:
    consul = Consul("Vera Muster", tmp_path / "vault", "words for this test only", "ru")
    consul.does("init", "--owner", consul.name, *FAST_KDF)
    number = consul.asks("intake", FOLDER / "family.yaml")["number"]
    consul.does("blank", "add", reference_folder / "blanks" / "anmeldung-berlin.pdf")
    for key, answer in ANSWERS[:3]:
        consul.does("workflow", "answer", number, key, answer)
    consul.does("paper", "make", number, "meldeschein", "--to", tmp_path / "form.pdf")
    text = text_of(tmp_path / "form.pdf")
    for expected in ("IULIIA", "ANDREI", "MARIIA", "Größelsträßchen 12a", "10.11.2026", "RP"):
        assert expected in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.file_name)
def test_the_sample_passports_have_a_zone_of_the_right_width(page: Page) -> None:
    assert [len(line) for line in machine_readable_zone(page)] == [44, 44]


def test_check_digits_follow_the_standards_own_example() -> None:
    # ICAO Doc 9303 part 4, appendix B: the specimen of Utopia.
    found = [check_digit(text) for text in ("L898902C3", "740812", "120415", "ZE184226B<<<<<")]
    assert found == ["6", "2", "9", "1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp1251"])
def test_the_search_for_names_finds_them_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "noise").write_bytes(b"\x00\x01" * 100)
    assert leaks([tmp_path]) == []
    (tmp_path / "page").write_bytes(b"\xff" * 7 + "х ЩЕГЛОВА".encode(encoding) + b"\x00")
    assert leaks([tmp_path])


def test_the_search_for_names_reads_file_names_too(tmp_path: Path) -> None:
    (tmp_path / "IULIIA.bin").touch()
    assert leaks([tmp_path])
