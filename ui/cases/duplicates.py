"""Who may be the same person: each with the reason, and a way there. Nothing is merged."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from consul_desk.casework.duplicates import DuplicateRow
from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.containers import clear
from ui.widgets.labels import Label, StateLabel
from ui.widgets.link import WrappedLink
from ui.widgets.page import Place


class DuplicateList(Retranslates, QWidget):
    """A heading and the people under it; hidden while there are none.

    Args:
        heading: msgid of what is asked.

    Signals:
        wanted: a Place, the case of the other one.
    """

    wanted = Signal(object)

    def __init__(self, desk: Desk, heading: str) -> None:
        super().__init__()
        self._desk, self._text = desk, heading
        self._rows: tuple[DuplicateRow, ...] = ()
        self._heading, self.people = StateLabel(), QVBoxLayout()
        self.people.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID // 2)
        column.addWidget(self._heading)
        column.addLayout(self.people)
        self.hide()

    def show_rows(self, rows: Sequence[DuplicateRow]) -> None:
        """Show these people."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self._fill()
        self.setVisible(bool(rows))

    def retranslate(self) -> None:
        """Say who and why in the screen's language."""
        self._fill()

    def _fill(self) -> None:
        language = self._desk.language
        self._heading.say(language.gettext(self._text), Tone.WARNING, "person")
        clear(self.people)
        for row in self._rows:
            self.people.addWidget(self._line(row))

    def _line(self, row: DuplicateRow) -> QWidget:
        names = [name for name in (row.name_cyrillic, row.name_latin) if name]
        link = WrappedLink(f"{' · '.join(names)}, {row.case_number}")
        policy = link.sizePolicy()  # else a dialog keeps room for the narrowest column
        policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
        link.setSizePolicy(policy)
        reason, line = Label(Tone.MUTED, small=True), QWidget()
        link.clicked.connect(partial(self.wanted.emit, Place("case", row.case_id, "people")))
        reason.setText(self._desk.language.say(row.reason))
        link.setAccessibleDescription(reason.text())
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, theme.GRID // 2)
        column.setSpacing(0)
        column.addWidget(link)
        column.addWidget(reason)
        return line
