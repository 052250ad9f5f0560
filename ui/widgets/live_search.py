"""Searching while somebody types: only the newest text is asked for, only its answer shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from consul_desk.vault.vault import Vault
from ui.desk import Desk

TYPING_MS = 20
"""Shorter than anybody types two letters; long enough not to ask for a pasted name twice."""


class LiveSearch(QObject):
    """Asks the core for what stands in a search field.

    One question is under way at a time. What is typed meanwhile replaces what waited, so
    that a slow search never piles up behind a fast hand.

    Args:
        ask: gets the text and the vault, on the worker thread.

    Signals:
        found: the text, and what was found for it.
    """

    found = Signal(str, object)

    def __init__(self, desk: Desk, ask: Callable[[str, Vault], Any], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._question = desk, ask
        self._text = ""
        self._is_asking = self._asks_again = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._pause.timeout.connect(self._ask)

    def look_for(self, text: str) -> None:
        """Ask for this text after a breath, instead of any that waits."""
        self._text = text.strip()
        self._pause.start()

    def look_now(self, text: str) -> None:
        """Ask for this text at once."""
        self._text = text.strip()
        self._pause.stop()
        self._ask()

    def _ask(self) -> None:
        if self._is_asking:
            self._asks_again = True
            return
        self._is_asking = True
        text = self._text
        work = partial(self._question, text)
        self._desk.run(work, self, partial(self._on_answered, text), self._on_failed)

    def _on_answered(self, text: str, answer: object) -> None:
        is_newest = text == self._text and not self._asks_again
        asks_again, self._asks_again, self._is_asking = self._asks_again, False, False
        if is_newest:
            self.found.emit(text, answer)
        elif asks_again:
            self._ask()

    def _on_failed(self, error: Exception) -> None:
        self._is_asking = self._asks_again = False
        self._desk.failed.emit(error)
