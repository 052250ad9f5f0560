"""Verbs about keys: what they change, what they ask, what they leave on paper and screen."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from tests.core.command_line import FAST, WORDS, CommandLine, fingerprints

ROOT = Path(__file__).parents[2]
OTHER = "quite different words for the very same tests"

needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture
def code(cli: CommandLine) -> str:
    return (cli.vault.parent / "code.txt").read_text()


@pytest.fixture
def cli(prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    if not (prepared / "vault").exists():
        (prepared / "words.txt").write_text(WORDS + "\n")
        (prepared / "other.txt").write_text(OTHER + "\n")
        first = CommandLine(prepared / "vault", prepared / "words.txt", capsys)
        made = first.asks("init", "--owner", "Vera Muster", *FAST)
        (prepared / "code.txt").write_text("-".join(made["recovery_code"]))
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return CommandLine(tmp_path / "vault", tmp_path / "words.txt", capsys)


def with_other(cli: CommandLine) -> CommandLine:
    return CommandLine(cli.vault, cli.vault.parent / "other.txt", cli.capsys)


def test_init_gives_the_code_and_writes_the_sheet(cli: CommandLine, tmp_path: Path) -> None:
    new = CommandLine(tmp_path / "new", cli.passphrase_file, cli.capsys)
    sheet = tmp_path / "sheet.pdf"
    told = new.does("init", "--owner", "Vera Muster", "--recovery-sheet", sheet, *FAST)
    groups = re.findall(r"\d: ([0-9A-Z]{5})\b", told)
    assert len(groups) == 9
    document = pypdfium2.PdfDocument(sheet)
    text = "".join(document[0].get_textpage().get_text_range().split())
    document.close()
    assert all(group in text for group in groups)
    assert [slot["kind"] for slot in new.asks("key", "list")] == ["passphrase", "recovery"]


def test_init_that_fails_leaves_no_sheet(cli: CommandLine, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.pdf"
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").touch()
    for folder, words in (
        (cli.vault, WORDS),
        (tmp_path / "full", WORDS),
        (tmp_path / "n", "weak"),
    ):
        (tmp_path / "given.txt").write_text(words)
        new = CommandLine(folder, tmp_path / "given.txt", cli.capsys)
        ended = new.try_to("init", "--owner", "Vera Muster", "--recovery-sheet", sheet, *FAST)
        assert ended.status in (3, 4)
        assert not sheet.exists()


def test_an_existing_file_is_not_taken_for_a_sheet(cli: CommandLine, tmp_path: Path) -> None:
    sheet = tmp_path / "letter.pdf"
    sheet.write_bytes(b"dear all")
    new = CommandLine(tmp_path / "new", cli.passphrase_file, cli.capsys)
    ended = new.try_to("init", "--owner", "Vera Muster", "--recovery-sheet", sheet, *FAST)
    assert ended.status == 5
    assert sheet.read_bytes() == b"dear all"
    assert not (tmp_path / "new").exists()


def test_the_passphrase_is_changed(cli: CommandLine, tmp_path: Path) -> None:
    cli.does("key", "change-passphrase", *FAST, "--new-passphrase-file", tmp_path / "other.txt")
    assert cli.try_to("unlock", "--check").status == 3
    assert with_other(cli).asks("unlock", "--check") == {"owner": "Vera Muster"}


def test_a_new_passphrase_comes_through_a_descriptor_too(cli: CommandLine) -> None:
    reading, writing = os.pipe()
    os.write(writing, OTHER.encode())
    os.close(writing)
    cli.does("key", "change-passphrase", *FAST, "--new-passphrase-fd", reading)
    with_other(cli).does("unlock", "--check")


@pytest.mark.parametrize("weak", ["short", "passwort1234", "Vera Muster Vera"])
def test_a_weak_new_passphrase_is_refused_with_the_reason(
    cli: CommandLine, tmp_path: Path, weak: str
) -> None:
    (tmp_path / "weak.txt").write_text(weak)
    before = fingerprints(cli.vault)
    ended = cli.try_to(
        "key", "change-passphrase", "--new-passphrase-file", tmp_path / "weak.txt"
    )
    assert ended.status == 3
    assert ended.err.startswith("This passphrase is too easy to guess. It ")
    assert {n: h for n, h in fingerprints(cli.vault).items() if "head" in n} == {
        n: h for n, h in before.items() if "head" in n
    }


def test_the_code_opens_the_vault_and_sets_a_new_passphrase(
    cli: CommandLine, code: str, tmp_path: Path
) -> None:
    (tmp_path / "typed.txt").write_text(code.lower().replace("-", " "))
    given = (*FAST, "--code-file", tmp_path / "typed.txt", "--new-passphrase-file")
    cli.does("key", "recover", *given, tmp_path / "other.txt")
    assert cli.try_to("unlock", "--check").status == 3
    with_other(cli).does("unlock", "--check")


def test_a_slip_in_the_code_is_named(cli: CommandLine, code: str, tmp_path: Path) -> None:
    groups = code.split("-")
    groups[4] = ("1" if groups[4][0] == "0" else "0") + groups[4][1:]
    (tmp_path / "typed.txt").write_text("-".join(groups))
    given = (*FAST, "--code-file", tmp_path / "typed.txt", "--new-passphrase-file")
    ended = cli.try_to("key", "recover", *given, tmp_path / "other.txt")
    assert (ended.status, ended.err) == (3, "Group 5 of the recovery code is mistyped.\n")


def test_a_new_code_ends_the_old_one(cli: CommandLine, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.pdf"
    made = cli.asks("key", "recovery-code", "--sheet", sheet)
    assert made["recovery_sheet"] == str(sheet)
    assert sheet.exists()
    given = (*FAST, "--code-file", tmp_path / "code.txt", "--new-passphrase-file")
    assert cli.try_to("key", "recover", *given, tmp_path / "other.txt").status == 3
    (tmp_path / "code.txt").write_text("-".join(made["recovery_code"]))
    cli.does("key", "recover", *given, tmp_path / "other.txt")


def test_pieces_go_out_come_back_and_open_the_vault(cli: CommandLine, tmp_path: Path) -> None:
    files = []
    for name in ("Anna", "Boris"):
        other = CommandLine(tmp_path / name, cli.passphrase_file, cli.capsys)
        other.does("init", "--owner", name, *FAST)
        other.does("card", "show", "--to", tmp_path / f"{name}.card")
        cli.does("card", "add", tmp_path / f"{name}.card")
        digits = other.asks("card", "show")["fingerprint"]
        cli.does("card", "verify", name, digits)
    post = tmp_path / "post"
    post.mkdir()
    sealed = cli.asks("key", "split", "--to", "Anna", "--to", "Boris", "--into", post)
    for row in sealed:
        other = CommandLine(tmp_path / row["holder"], cli.passphrase_file, cli.capsys)
        piece = other.asks("key", "piece", row["path"])
        assert (piece["owner"], piece["number"]) == ("Vera Muster", row["number"])
        assert " ".join(piece["words"]) in other.does("key", "piece", row["path"])
        file = tmp_path / f"{row['holder']}.txt"
        file.write_text(" ".join(piece["words"]))
        files.append(file)
    new = (*FAST, "--new-passphrase-file", tmp_path / "other.txt")
    few = cli.try_to("key", "join", files[0], *new)
    assert (few.status, few.err) == (3, "2 pieces are needed; 1 were typed.\n")
    cli.does("key", "join", *files, *new)
    with_other(cli).does("unlock", "--check")


def test_a_computer_without_a_keystore_says_so(cli: CommandLine) -> None:
    before = fingerprints(cli.vault)
    ended = cli.try_to("key", "keystore", "on")
    assert ended.status == 3
    assert "keystore" in ended.err
    assert {n: h for n, h in fingerprints(cli.vault).items() if "head" in n} == {
        n: h for n, h in before.items() if "head" in n
    }


def test_the_keys_are_destroyed_without_a_passphrase(cli: CommandLine, tmp_path: Path) -> None:
    locked = CommandLine(cli.vault, tmp_path / "nowhere.txt", cli.capsys)
    told = locked.asks("destroy-keys", "--yes")
    assert (told["headers"], told["left"]) == (2, [])
    assert told["seconds"] < 2
    assert cli.try_to("unlock", "--check").status == 4
    assert cli.try_to("destroy-keys", "--yes").status == 4


def test_what_remains_possible_after_destruction_is_said(cli: CommandLine) -> None:
    told = cli.does("destroy-keys", "--yes")
    assert "Copies of this vault in other places" in told
    assert "solid-state" in told


def test_nothing_is_destroyed_by_mistake(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = fingerprints(cli.vault)
    for typed in ("", "yes\n", "DESTROY\n"):
        (tmp_path / "typed").write_text(typed)
        with (tmp_path / "typed").open() as keyboard, monkeypatch.context() as patched:
            patched.setattr(sys, "stdin", keyboard)
            assert cli.try_to("destroy-keys").status == 2
    assert fingerprints(cli.vault) == before


# At a terminal


def converse(
    vault: Path, words: tuple[object, ...], answer: Callable[[str], str]
) -> tuple[int, str]:
    """Run a verb at a terminal; `answer` is given all that was shown at each question."""
    import pty

    screen, keyboard = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "consul_desk.cli",
        "--language",
        "en",
        "--vault",
        str(vault),
    ]
    running = subprocess.Popen(
        [*command, *map(str, words)], stdin=keyboard, stdout=keyboard, stderr=keyboard, cwd=ROOT
    )
    os.close(keyboard)
    seen = b""
    try:
        while piece := os.read(screen, 1024):
            seen += piece
            if seen.endswith(b": "):
                os.write(screen, answer(seen.decode()).encode() + b"\n")
                seen += b"\n"
    except OSError:  # the other side is gone: this is how a terminal ends
        pass
    os.close(screen)
    return running.wait(), seen.decode()


def typing_back(shown: str, *, slips: int = 0) -> str:
    """What a careful person types, after so many slips at the first group."""
    question = shown.splitlines()[-1]
    if "Group" not in question:
        return WORDS
    number = re.findall(r"Group (\d):", question)[0]
    groups = dict(re.findall(r"(\d): ([0-9A-Z]{5})\b", shown))
    return "00000" if shown.count("Group") <= slips else groups[number].lower()


@needs_terminal
def test_set_up_ends_only_after_two_groups_were_typed_back(tmp_path: Path) -> None:
    vault, questions = tmp_path / "vault", []

    def answer(shown: str) -> str:
        questions.append(shown.splitlines()[-1])
        assert not vault.exists()
        return typing_back(shown, slips=2)

    status, seen = converse(vault, ("init", "--owner", "Vera Muster", *FAST), answer)
    assert status == 0, seen
    assert sum("Group" in question for question in questions) == 4
    assert WORDS not in seen
    assert (vault / "head.a").exists()


@needs_terminal
def test_without_the_groups_there_is_no_vault_and_no_sheet(tmp_path: Path) -> None:
    words = ("init", "--owner", "Vera Muster", "--recovery-sheet", tmp_path / "s.pdf", *FAST)
    status, seen = converse(tmp_path / "vault", words, lambda s: typing_back(s, slips=9))
    assert (status, "This is not group" in seen) == (3, True)
    assert list(tmp_path.iterdir()) == []


@needs_terminal
def test_an_old_code_stays_in_force_until_the_new_one_was_typed_back(
    cli: CommandLine, code: str, tmp_path: Path
) -> None:
    words = ("key", "recovery-code")
    assert converse(cli.vault, words, lambda s: typing_back(s, slips=9))[0] == 3
    given = (
        *FAST,
        "--code-file",
        tmp_path / "code.txt",
        "--new-passphrase-file",
        cli.passphrase_file,
    )
    cli.does("key", "recover", *given)


@needs_terminal
def test_pieces_are_asked_for_until_there_are_enough(cli: CommandLine) -> None:
    from consul_desk.vault.vault import Vault

    vault = Vault.open(cli.vault, bytearray(WORDS.encode()))
    with vault.sharing_recovery(2, 3) as pieces:
        pass
    vault.close()

    def answer(shown: str) -> str:
        question = shown.splitlines()[-1]
        numbers = re.findall(r"piece (\d):", question)
        return pieces[int(numbers[0])].words if numbers else OTHER

    assert converse(cli.vault, ("key", "join", *FAST), answer)[0] == 0
    with_other(cli).does("unlock", "--check")
