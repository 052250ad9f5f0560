"""Every action of the shell with its name and keys, in one table.

The palette lists them, the keyboard reaches them, and a page adds its own beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from consul_desk.language import N_, Language


@dataclass(frozen=True, slots=True)
class Command:
    """One action: what it is called and which keys start it."""

    name: str
    text: str
    keys: tuple[str, ...] = ()


COMMANDS = (
    Command("today", N_("Today"), ("Alt+1",)),
    Command("cases", N_("Cases"), ("Alt+2",)),
    Command("exchange", N_("Exchange"), ("Alt+3",)),
    Command("guide", N_("Guide"), ("Alt+4",)),
    Command("settings", N_("Settings"), ("Alt+5",)),
    Command("new_case", N_("New case"), ("Ctrl+N",)),
    Command("take_in", N_("Take in a file")),
    Command("import", N_("Import a file")),
    Command("keys", N_("Keys")),
    Command("backups", N_("Backups")),
    Command("check", N_("Check the vault")),
    Command("travel", N_("Travel")),
    Command("palette", N_("Search and commands"), ("Ctrl+K",)),
    Command("search", N_("Search on this page"), ("Ctrl+F",)),
    Command("main", N_("Main action of the page"), ("Ctrl+Return", "Ctrl+Enter")),
    Command("back", N_("Back"), ("Esc",)),
    Command("next_language", N_("Next language"), ("F2",)),
    Command("help", N_("Help for this page"), ("F1",)),
    Command("lock", N_("Lock"), ("Ctrl+L",)),
)


class Actions:
    """The table as QActions of one widget."""

    def __init__(self, owner: QWidget, slots: Mapping[str, Callable[[], None]]) -> None:
        self._actions = {command.name: _action(owner, command) for command in COMMANDS}
        for name, action in self._actions.items():
            action.triggered.connect(slots[name])

    def speak(self, language: Language) -> None:
        """Name every action."""
        for command in COMMANDS:
            self._actions[command.name].setText(language.gettext(command.text))

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]


def _action(owner: QWidget, command: Command) -> QAction:
    action = QAction(owner)
    action.setShortcuts([QKeySequence(keys) for keys in command.keys])
    owner.addAction(action)
    return action
