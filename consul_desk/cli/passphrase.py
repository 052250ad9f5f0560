"""Where the passphrase comes from: a prompt without echo, a file or an open descriptor.

Never from an argument or an environment variable: other programs can read both. Comes in:
the global options. Goes out: a bytearray, UTF-8, that the vault wipes after use. It never
becomes a `str`, which could not be wiped.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from consul_desk.errors import (
    PassphraseMissingError,
    PassphraseMistypedError,
    UnreadableFileError,
)
from consul_desk.errors.vault import WrongPassphraseError

LONGEST_BYTES = 4096

PassphraseSource: TypeAlias = Path | int | None
"""A file, an open descriptor, or None: ask at the terminal."""


def read_passphrase(source: PassphraseSource, prompt: str) -> bytearray:
    """Get the passphrase. The caller wipes it; `Vault` does.

    Args:
        source: of a file or descriptor the first line counts.
        prompt: what to ask at the terminal.
    Raises:
        UnreadableFileError: the file or descriptor cannot be read, or its line is too long.
        PassphraseMissingError: the line is empty, or there is no terminal to ask at.
        WrongPassphraseError: it is not UTF-8, so no vault has it.
    """
    line = bytearray(LONGEST_BYTES)
    try:
        length = _read(source, prompt, line)
        if not length:
            raise PassphraseMissingError
        line.decode()
        return bytearray(memoryview(line)[:length])
    except UnicodeDecodeError:
        raise WrongPassphraseError from None
    finally:
        wipe(line)


def new_passphrase(source: PassphraseSource, prompt: str, again: str) -> bytearray:
    """Get the passphrase of a new vault; at the terminal it is typed twice.

    Raises:
        PassphraseMistypedError: the two differ.
    """
    first = read_passphrase(source, prompt)
    if source is not None:
        return first
    second = read_passphrase(source, again)
    same = first == second
    wipe(second)
    if not same:
        wipe(first)
        raise PassphraseMistypedError
    return first


def wipe(secret: bytearray) -> None:
    """Overwrite a secret in place."""
    secret[:] = bytes(len(secret))


def _read(source: PassphraseSource, prompt: str, line: bytearray) -> int:
    if source is None:
        return _ask(prompt, line)
    try:
        descriptor = source if isinstance(source, int) else os.open(source, os.O_RDONLY)
        try:
            return _first_line(descriptor, line)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise UnreadableFileError(path=source) from error


def _first_line(descriptor: int, line: bytearray) -> int:
    """Fill the buffer up to the end of a line or file; tell how long the line is."""
    filled = 0
    with os.fdopen(descriptor, "rb", buffering=0, closefd=False) as stream:
        while filled < len(line):
            count = stream.readinto(memoryview(line)[filled:])
            end = line.find(b"\n", filled, filled + count)
            filled += count
            if end >= 0 or not count:
                length = end if end >= 0 else filled
                return length - line.endswith(b"\r", 0, length)
    raise OSError(errno.EMSGSIZE, os.strerror(errno.EMSGSIZE))


def _ask(prompt: str, line: bytearray) -> int:
    if not sys.stdin.isatty():
        raise PassphraseMissingError
    try:
        with _silence(sys.stdin.fileno()):
            # Only now: whoever types ahead of a slow terminal is not seen either.
            sys.stderr.write(prompt + " ")
            sys.stderr.flush()
            return _first_line(sys.stdin.fileno(), line)
    finally:
        sys.stderr.write("\n")


@contextmanager
def _silence(descriptor: int) -> Iterator[None]:
    """Switch the terminal's echo off."""
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.windll.kernel32.GetStdHandle(-10)
        mode = ctypes.c_ulong()
        ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(mode))
        ctypes.windll.kernel32.SetConsoleMode(handle, mode.value & ~4)
        try:
            yield
        finally:
            ctypes.windll.kernel32.SetConsoleMode(handle, mode)
    else:
        import termios

        before = termios.tcgetattr(descriptor)
        silent = list(before)
        silent[3] &= ~termios.ECHO
        termios.tcsetattr(descriptor, termios.TCSADRAIN, silent)
        try:
            yield
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
