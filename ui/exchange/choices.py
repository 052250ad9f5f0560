"""Choosing what leaves and for whom: cases with a search, people with their trust."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from consul_desk.casework.cases import CaseRow, search_cases
from consul_desk.exchange.contacts import ContactRow, ContactState
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.exchange.sentences import trust_words
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.containers import clear
from ui.widgets.labels import Label, StateLabel
from ui.widgets.live_search import LiveSearch

MOST_CASES = 200
_Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()


def _search(words: str, vault: Vault) -> tuple[CaseRow, ...]:
    return search_cases(vault, words, MOST_CASES)


class CaseModel(QAbstractListModel):
    """Cases that can be ticked. A tick outlasts a search that hides its case.

    Signals:
        ticked: another set of cases is ticked.
    """

    ticked = Signal()

    def __init__(self, chosen: Sequence[str]) -> None:
        super().__init__()
        self._rows: tuple[CaseRow, ...] = ()
        self.chosen = list(chosen)

    def show(self, rows: Sequence[CaseRow]) -> None:
        """Show these cases."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = _TOP) -> int:
        """Count the cases."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Every case can be ticked."""
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A case's name, number and tick."""
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            is_chosen = row.id in self.chosen
            return Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            name = row.name_cyrillic or row.name_latin
            return f"{name or row.title}\n{row.title} · {row.number}"
        return None

    def setData(
        self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Tick or untick a case."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        case_id = self._rows[index.row()].id
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self.chosen.append(case_id)
        else:
            self.chosen.remove(case_id)
        self.dataChanged.emit(index, index)
        self.ticked.emit()
        return True


class CaseChoice(Retranslates, QWidget):
    """A search field over a list of cases that can be ticked.

    Signals:
        changed: another set of cases is ticked.
    """

    changed = Signal()

    def __init__(self, desk: Desk, chosen: Sequence[str]) -> None:
        super().__init__()
        self._desk = desk
        self.search, self.list = QLineEdit(), QListView()
        self.search.setClearButtonEnabled(True)
        self.cases = CaseModel(chosen)
        self.list.setModel(self.cases)
        self.list.setWordWrap(True)
        self.list.setSpacing(theme.GRID // 2)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        self.cases.ticked.connect(self.changed)
        self._live = LiveSearch(desk, _search, self)
        self._live.found.connect(self._on_found)
        self.search.textChanged.connect(self._live.look_for)
        self.retranslate()
        self._live.look_now("")

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self.search.setPlaceholderText(_("Search cases by name, title or number"))
        self.search.setAccessibleName(_("Search cases"))
        self.list.setAccessibleName(_("Cases"))

    def _on_found(self, _words: str, rows: Sequence[CaseRow]) -> None:
        self.cases.show(rows)


class RecipientChoice(Retranslates, QWidget):
    """Everybody whose card is kept; only the verified ones can be ticked.

    Signals:
        changed: another set of people is ticked.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._contacts: tuple[ContactRow, ...] = ()
        self.boxes: dict[str, QCheckBox] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.GRID // 2)

    @property
    def chosen(self) -> list[str]:
        """The ids of the ticked contacts."""
        return [contact_id for contact_id, box in self.boxes.items() if box.isChecked()]

    def show_contacts(self, contacts: Sequence[ContactRow]) -> None:
        """Show these people."""
        self._contacts = tuple(contacts)
        self.retranslate()

    def retranslate(self) -> None:
        """Show everybody with her trust in words; ticks stay."""
        chosen = self.chosen
        clear(self._rows)
        self.boxes = {}
        for contact in self._contacts:
            self._rows.addWidget(self._row(contact, is_chosen=contact.id in chosen))
        if not self._contacts:
            words = Label(Tone.MUTED)
            words.setText(
                self._desk.language.gettext("Nobody’s card is kept here yet. Add one first.")
            )
            self._rows.addWidget(words)

    def _row(self, contact: ContactRow, *, is_chosen: bool) -> QWidget:
        row, box, trust = QWidget(), QCheckBox(), StateLabel()
        is_trusted = contact.state is ContactState.VERIFIED
        box.setText(contact.name)
        box.setEnabled(is_trusted)
        box.setChecked(is_chosen and is_trusted)
        trust.say(*trust_words(contact.state, self._desk.language))
        box.setAccessibleDescription(trust.text())
        box.clicked.connect(self.changed)
        self.boxes[contact.id] = box
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(box, 0, Qt.AlignmentFlag.AlignVCenter)
        across.addWidget(trust, 1, Qt.AlignmentFlag.AlignVCenter)
        return row
