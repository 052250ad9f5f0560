"""The foot of the rail: what has not been sent, not arrived, not been backed up.

It is always true: read from the vault again after every change, a breath later, so that
typing asks for it once. Each line leads to the page that settles it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from consul_desk.language import Language
from consul_desk.vault.upkeep import UpkeepStatus, status
from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.page import Place
from ui.widgets.status_button import StatusButton

SETTLES_MS = 400
OUTBOX, BACKUPS = Place("exchange", part="outbox"), Place("settings", part="backups")


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One thing that may be left to do.

    Attributes:
        count: how many; 0 where it is settled.
        words: what, as a phrase that stands alone.
        place: where it is settled.
    """

    name: str
    icon: str
    tone: Tone
    count: int
    words: str
    place: Place


def status_lines(found: UpkeepStatus, language: Language) -> tuple[StatusLine, ...]:
    """Say what is left to do; what is settled keeps silent, except the backup."""
    lines = []
    if found.unsent:
        words = language.ngettext("{count} case unsent", "{count} cases unsent", found.unsent)
        lines.append(_line("unsent", "up", found.unsent, words, OUTBOX))
    if found.unacknowledged:
        words = language.ngettext(
            "{count} bundle without receipt",
            "{count} bundles without receipt",
            found.unacknowledged,
        )
        lines.append(_line("unacknowledged", "clock", found.unacknowledged, words, OUTBOX))
    return (*lines, _backup_line(found, language))


def _backup_line(found: UpkeepStatus, language: Language) -> StatusLine:
    changes = found.changes_since_backup
    if found.last_backup_at is None and changes:
        return _line("backup", "warning", changes, language.gettext("No backup yet"), BACKUPS)
    if changes:
        words = language.ngettext(
            "{count} change not backed up", "{count} changes not backed up", changes
        )
        return _line("backup", "warning", changes, words, BACKUPS)
    return StatusLine("backup", "ok", Tone.OK, 0, language.gettext("Backup ok"), BACKUPS)


def _line(name: str, icon: str, count: int, words: str, place: Place) -> StatusLine:
    return StatusLine(name, icon, Tone.WARNING, count, words.format(count=count), place)


class StatusBlock(Retranslates, QWidget):
    """The lines as buttons.

    Signals:
        wanted: a Place to go to.
    """

    wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: UpkeepStatus | None = None
        self._is_compact = False
        self._build()
        desk.changed.connect(self._settle.start)
        self.reload()

    def reload(self) -> None:
        """Ask the vault."""
        self._desk.run(status, self, self._show_status)

    def show_compact(self, *, is_compact: bool) -> None:
        """Show icons with numbers, or whole phrases."""
        if is_compact != self._is_compact:
            self._is_compact = is_compact
            for button in self.buttons.values():
                button.show_compact(is_compact=is_compact)

    def shown(self) -> list[StatusButton]:
        """The lines that say something now."""
        return [button for button in self.buttons.values() if not button.isHidden()]

    def retranslate(self) -> None:
        """Say every line."""
        if self._found is None:
            return
        lines = {line.name: line for line in status_lines(self._found, self._desk.language)}
        for name, button in self.buttons.items():
            button.setVisible(name in lines)
            if name in lines:
                line = lines[name]
                button.say(line.words, line.count, line.icon, line.tone)

    def _build(self) -> None:
        self.buttons = {
            "unsent": StatusButton(),
            "unacknowledged": StatusButton(),
            "backup": StatusButton(),
        }
        self.buttons["unsent"].clicked.connect(self._on_outbox_clicked)
        self.buttons["unacknowledged"].clicked.connect(self._on_outbox_clicked)
        self.buttons["backup"].clicked.connect(self._on_backup_clicked)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLES_MS)
        self._settle.timeout.connect(self.reload)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.GRID // 2)
        for button in self.buttons.values():
            button.hide()
            rows.addWidget(button)

    def _show_status(self, found: UpkeepStatus) -> None:
        self._found = found
        self.retranslate()

    def _on_outbox_clicked(self) -> None:
        self.wanted.emit(OUTBOX)

    def _on_backup_clicked(self) -> None:
        self.wanted.emit(BACKUPS)
