"""Where the program finds its own data: workflow packs, translations, fonts.

Comes in: nothing. Goes out: folders of the source tree, or of the packaged program.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

HEADER_FILES = ("head.a", "head.b")
"""The two copies of a vault's header."""

DATABASE_FILE = "vault.db"
BLOB_FOLDER = "blobs"

FOUNDING_FILE = "founding"
"""Lies in a folder while a vault is being made there."""


def data_folder() -> Path:
    """The folder that holds `forms/` and `locales/`."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def forms_folder() -> Path:
    """Workflow packs and vocabulary that came with the program."""
    return data_folder() / "forms"


def locales_folder() -> Path:
    """Compiled gettext catalogues."""
    return data_folder() / "locales"


def default_profile() -> Path:
    """Where a vault lies unless the user names another folder.

    Source:
        XDG base directory specification 0.8; Apple and Microsoft application data folders.
    """
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "consul-desk"


def holds_vault(folder: Path) -> bool:
    """Tell whether a folder looks like a vault; whether it is one, opening tells.

    A database without a header is a vault that lost its header, not a place for a new one,
    except where setting up was cut short: then nobody has written anything into it yet.
    """
    if any((folder / name).is_file() for name in HEADER_FILES):
        return True
    return (folder / DATABASE_FILE).exists() and not (folder / FOUNDING_FILE).exists()
