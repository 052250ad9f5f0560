"""Starts the program: options, languages and looks, the window.

The way to the unlock screen imports Qt and small modules only. The core is loaded while
the passphrase is typed, the shell when the vault is open.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from consul_desk.hardening import harden

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from consul_desk.values import LanguageCode
    from ui.window import Window

STYLE = ("-style", "fusion")
"""The same look on the three systems."""


def main() -> int:
    """Run the window until it is closed."""
    harden()
    app, _window = start(sys.argv)
    return app.exec()


def start(arguments: Sequence[str]) -> tuple[QApplication, Window]:
    """Build the program up to its first screen, without entering the event loop.

    The garbage collector rests meanwhile: nearly all that is made here stays, and walking
    over it again and again is a tenth of the start.
    """
    gc.disable()
    from PySide6.QtWidgets import QApplication

    from ui.desk import Desk
    from ui.preferences import Preferences, user_settings
    from ui.window import Window

    app = QApplication([*arguments, *STYLE])
    app.setApplicationName("Consul Desk")
    options = _options(app)
    preferences = Preferences(user_settings(), options.language)
    preferences.apply()
    desk = Desk(preferences)
    app.aboutToQuit.connect(desk.close)
    window = Window(desk, options.folder, is_after_panic=options.is_after_panic)
    window.show()
    gc.freeze()
    gc.enable()
    return app, window


class Options(NamedTuple):
    """What the program was started with.

    Attributes:
        is_after_panic: the process before this one destroyed the keys of `folder`.
    """

    folder: Path
    language: LanguageCode | None
    is_after_panic: bool


def _options(app: QApplication) -> Options:
    from PySide6.QtCore import QCommandLineOption, QCommandLineParser

    from consul_desk.language import CODES
    from consul_desk.paths import default_profile

    vault = QCommandLineOption(["vault"], "folder of the vault", "DIR")
    spoken = QCommandLineOption(["language"], "language of the screens", "|".join(CODES))
    destroyed = QCommandLineOption(["destroyed"], "say what became of destroyed keys")
    parser = QCommandLineParser()
    for option in (vault, spoken, destroyed):
        parser.addOption(option)
    parser.addHelpOption()
    parser.process(app)
    folder = Path(parser.value(vault)) if parser.isSet(vault) else default_profile()
    language = next((code for code in CODES if code == parser.value(spoken)), None)
    return Options(folder, language, parser.isSet(destroyed))


if __name__ == "__main__":
    sys.exit(main())
