"""Secrets in memory: buffers that can be wiped, and that stay out of the swap file.

Comes in: bytearrays. Goes out: the same ones, pinned or zeroed. What Python copies behind
our back (`str`, `bytes`, Qt's own strings) cannot be wiped; ending the process clears it.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager


def wipe(secret: bytearray) -> None:
    """Overwrite a secret in place."""
    secret[:] = bytes(len(secret))


@contextmanager
def wiping(*secrets: bytearray) -> Iterator[None]:
    """Wipe secrets at the end of a block, however it ends."""
    try:
        yield
    finally:
        for secret in secrets:
            wipe(secret)


def pinned(secret: bytearray) -> bytearray:
    """Ask the system to keep a secret out of the swap file, and give the secret back.

    A wish, not a condition: where the limit for pinned memory is used up, or on Windows,
    the secret is held all the same. Pages are pinned whole and the process ends soon after
    the secret does, so that nothing unpins them.
    """
    if os.name == "posix":
        place = ctypes.addressof(ctypes.c_char.from_buffer(secret))
        ctypes.CDLL(None).mlock(ctypes.c_void_p(place), ctypes.c_size_t(len(secret)))
    return secret
