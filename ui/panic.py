"""Panic: three seconds of holding, then the keys of the vault are gone.

Comes in: a button held down, here, or keys, in `panic_keys.py`. Goes out: both headers
overwritten and removed, and a new process that says what was done. Nothing else is waited
for, neither the worker nor a question. Letting go before the end stops it.
"""

from __future__ import annotations

from pathlib import Path

from consul_desk.language import Language
from consul_desk.paths import holds_vault
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.widgets.announce import announce
from ui.widgets.hold import HoldButton

HOLD_S = 3.0
KEYS = "Ctrl+Shift+Delete"
DESTROYED = "--destroyed"
"""Tells the next process to say what became of the keys."""


def destroy(folder: Path) -> None:
    """Destroy the keys of a vault, open or locked, and end the process.

    The next process looks itself whether they are gone, and says what it finds.
    """
    from consul_desk.vault.destroy import destroy_keys
    from ui import relaunch

    try:
        destroy_keys(folder)
        relaunch.relaunch(folder, DESTROYED)
        if holds_vault(folder):  # the worker was just writing a header
            destroy_keys(folder)
    finally:
        relaunch.leave()


class PanicButton(Retranslates, HoldButton):
    """Destroys the keys of a vault when it is held for three seconds."""

    def __init__(self, desk: Desk, folder: Path, hold_s: float = HOLD_S) -> None:
        super().__init__(hold_s)
        self._desk = desk
        self._folder = folder
        self.setProperty("panic", "true")
        self.hold.let_go.connect(self._on_hold_let_go)
        self.hold.done.connect(self._on_hold_done)
        self.retranslate()

    def retranslate(self) -> None:
        """Say what it does, and how long it must be held."""
        language = self._desk.language
        self.setAccessibleName(language.gettext("Destroy the keys: hold for three seconds"))
        how = language.gettext("Hold this button or {keys} for three seconds.")
        told = f"{how.format(keys=KEYS)} {consequence(language)}"
        self.setAccessibleDescription(told)
        self.setToolTip(told)
        self.say()

    def say(self) -> None:
        """Say what to do, or how long it takes still."""
        language = self._desk.language
        is_held = self.hold.is_running
        left_s = self.hold.seconds_left() if is_held else 0
        resting = language.gettext("Destroy the keys (hold for 3 seconds)")
        text = countdown(language, left_s) if is_held else resting
        if text != self.text():
            self.setText(text)

    def _on_hold_let_go(self) -> None:
        announce(self, nothing_happened(self._desk.language))

    def _on_hold_done(self) -> None:
        destroy(self._folder)


def consequence(language: Language) -> str:
    """What is true after it."""
    return language.gettext("Afterwards nobody can open this vault here, nor can you.")


def countdown(language: Language, left_s: int) -> str:
    """How long it must be held still."""
    text = language.ngettext(
        "Hold on: the keys are destroyed in {seconds} second",
        "Hold on: the keys are destroyed in {seconds} seconds",
        left_s,
    )
    return text.format(seconds=left_s)


def nothing_happened(language: Language) -> str:
    """It was let go in time."""
    return language.gettext("Let go in time: nothing was destroyed.")
