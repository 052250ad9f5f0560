"""The groups of a recovery code, numbered, in type that can be copied by hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui import theme
from ui.theme import Tone

_COLUMNS = 3


class GroupGrid(QWidget):
    """Three groups in a line, as on the sheet."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * theme.GRID)
        self._grid.setVerticalSpacing(theme.GRID)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(2 * column + 1, 1)
        self.labels: list[QLabel] = []

    def show_groups(self, groups: Sequence[str]) -> None:
        """Show these groups."""
        for number, group in enumerate(groups, start=1):
            row, column = divmod(number - 1, _COLUMNS)
            numeral = QLabel(str(number))
            numeral.setProperty("tone", Tone.MUTED.value)
            letters = QLabel(group)
            letters.setProperty("code", "true")
            letters.setAccessibleName(f"{number}: {' '.join(group)}")
            self._grid.addWidget(numeral, row, 2 * column)
            self._grid.addWidget(letters, row, 2 * column + 1)
            self.labels.append(letters)
