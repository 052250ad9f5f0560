"""Starts the program anew, in front of a locked vault, and ends this process.

Locking ends the process: what was read and typed cannot be wiped from the memory of
Python and Qt, but the memory of a process that is gone is gone.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QProcess

from consul_desk.paths import data_folder


def relaunch(folder: Path, *options: str) -> None:
    """Start a second process in front of this vault."""
    is_packaged = getattr(sys, "frozen", False)
    module = [] if is_packaged else ["-m", "ui.app"]
    arguments = [*module, "--vault", str(folder.resolve()), *options]
    QProcess.startDetached(sys.executable, arguments, str(data_folder()))


def leave() -> None:
    """End this process at once, whatever dialog is open and whatever thread still works."""
    os._exit(0)
