"""Starts the program anew, in front of a locked vault.

Locking ends the process: what was read and typed cannot be wiped from the memory of
Python and Qt, but the memory of a process that is gone is gone.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess

from consul_desk.paths import data_folder


def relaunch(folder: Path) -> None:
    """Start a second process that asks for the passphrase of this vault."""
    is_packaged = getattr(sys, "frozen", False)
    module = [] if is_packaged else ["-m", "ui.app"]
    arguments = [*module, "--vault", str(folder.resolve())]
    QProcess.startDetached(sys.executable, arguments, str(data_folder()))
