"""Asking for a file or folder: the one place that opens the system's dialogs.

The dialogs keep no list of recent files and no file of ours is opened here.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

_NO_OVERWRITE_QUESTION = QFileDialog.Option.DontConfirmOverwrite


def choose_folder(parent: QWidget, title: str, start: Path) -> Path | None:
    """Ask for a folder; None when the user turned back."""
    name = QFileDialog.getExistingDirectory(parent, title, str(start))
    return Path(name) if name else None


def choose_file(parent: QWidget, title: str, kinds: str = "") -> Path | None:
    """Ask for a file that exists; None when the user turned back.

    Args:
        kinds: a Qt filter such as "Bundles (*.cdb)".
    """
    name, _kind = QFileDialog.getOpenFileName(parent, title, "", kinds)
    return Path(name) if name else None


def choose_new_file(parent: QWidget, title: str, file_name: str) -> Path | None:
    """Ask where to put a new file; the core refuses to overwrite one that exists."""
    name, _kind = QFileDialog.getSaveFileName(
        parent, title, str(Path.home() / file_name), "", "", _NO_OVERWRITE_QUESTION
    )
    return Path(name) if name else None
