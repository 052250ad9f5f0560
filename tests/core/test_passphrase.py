"""Where the passphrase comes from, and that nobody sees it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from consul_desk.cli import main
from consul_desk.cli.passphrase import read_passphrase
from consul_desk.errors import PassphraseMissingError, UnreadableFileError
from consul_desk.errors.vault import WrongPassphraseError
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from tests.core.command_line import FAST, WORDS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a closed vault."""
    made = Vault.create(
        tmp_path / "vault", bytearray(WORDS.encode()), owner="Vera Muster", kdf=KDF_FLOOR
    )
    made.close()
    return made.folder


def test_the_passphrase_is_the_first_line_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    for content in ("слова и ещё слова", "слова и ещё слова\n", "слова и ещё слова\r\nmore\n"):
        file.write_bytes(content.encode())
        assert read_passphrase(file, "").decode() == "слова и ещё слова"


def test_the_passphrase_comes_through_a_descriptor() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"words and ")
    os.write(writing, b"more words\n")
    assert read_passphrase(reading, "") == b"words and more words"
    os.close(writing)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", PassphraseMissingError),
        (b"\nsecond line", PassphraseMissingError),
        (b"\xff\xfe words", WrongPassphraseError),
        (b"x" * 5000, UnreadableFileError),
        (None, UnreadableFileError),
    ],
)
def test_a_file_without_a_passphrase_is_refused(
    tmp_path: Path, content: bytes | None, error: type[Exception]
) -> None:
    file = tmp_path / "words.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(error):
        read_passphrase(file, "")


def test_without_a_terminal_nobody_is_asked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--vault", str(folder), "--language", "en", "case", "list"]) == 2
    assert "No passphrase was given" in capsys.readouterr().err


needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


def _typed(vault: Path, words: tuple[str, ...], lines: tuple[str, ...]) -> tuple[int, str]:
    """Run the program at a pseudo-terminal and type lines when asked; what was seen."""
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
        [*command, *words], stdin=keyboard, stdout=keyboard, stderr=keyboard, cwd=ROOT
    )
    os.close(keyboard)
    seen = b""
    for line in lines:
        while not seen.endswith(b": "):
            seen += os.read(screen, 1024)
        time.sleep(0.05)
        os.write(screen, line.encode() + b"\n")
        seen += b"\n"
    seen += _rest(screen)
    return running.wait(), seen.decode()


def _rest(screen: int) -> bytes:
    seen = b""
    try:
        while piece := os.read(screen, 1024):
            seen += piece
    except OSError:  # the other side is gone: this is how a terminal ends
        pass
    os.close(screen)
    return seen


@needs_terminal
def test_a_typed_passphrase_is_not_shown(folder: Path) -> None:
    status, seen = _typed(folder, ("unlock", "--check"), (WORDS,))
    assert (status, WORDS in seen) == (0, False)
    assert "Vera Muster" in seen


@needs_terminal
def test_a_new_passphrase_is_typed_twice(tmp_path: Path) -> None:
    words = ("init", "--owner", "x", *FAST)
    status, seen = _typed(tmp_path / "new", words, (WORDS, WORDS + "!"))
    assert (status, "The two passphrases differ" in seen) == (3, True)
    assert not (tmp_path / "new").exists()
