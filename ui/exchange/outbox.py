"""What was sealed here, for whom and when. Made is not sent, and sent is not arrived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from consul_desk.exchange.contacts import list_contacts
from consul_desk.exchange.outgoing import SentRow, list_sent
from consul_desk.language import N_, Language
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.empty import EmptyState
from ui.widgets.labels import Label
from ui.widgets.table import Table, TableColumn


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A bundle that was made here, with the names of those it is for.

    Attributes:
        missing: the names of those whose receipt has not come.
    """

    sent: SentRow
    names: tuple[str, ...]
    missing: tuple[str, ...]


def _read(vault: Vault) -> tuple[OutboxRow, ...]:
    names = {contact.fingerprint: contact.name for contact in list_contacts(vault)}
    return tuple(_row(sent, names) for sent in list_sent(vault))


def _row(sent: SentRow, names: Mapping[str, str]) -> OutboxRow:
    missing = [one for one in sent.recipients if one not in sent.acknowledged_by]
    return OutboxRow(
        sent,
        names=tuple(names.get(one, "?") for one in sent.recipients),
        missing=tuple(names.get(one, "?") for one in missing),
    )


def _when(row: OutboxRow, language: Language) -> str:
    at = row.sent.sealed_at.astimezone()
    return f"{language.short_date(at.date())}\n{at:%H:%M}"


def _cases(row: OutboxRow, language: Language) -> str:
    numbers, erased = ", ".join(row.sent.cases), row.sent.erased
    if not erased:
        return numbers
    words = language.ngettext("{count} erased since", "{count} erased since", erased)
    return f"{numbers}\n{words.format(count=erased)}" if numbers else words.format(count=erased)


def _names(row: OutboxRow, _language: Language) -> str:
    return ", ".join(row.names)


def _state(row: OutboxRow, language: Language) -> str:
    return f"{_state_words(row, language)}\n{row.sent.file_name}"


def _state_words(row: OutboxRow, language: Language) -> str:
    """Only a signed receipt of everybody makes a bundle arrive."""
    _, sent = language.gettext, row.sent
    if sent.arrived_at is not None:
        words = _("Arrived; last receipt on {moment}")
        return words.format(moment=language.moment(sent.arrived_at))
    if row.missing and sent.acknowledged_by:
        return _("Receipt still missing from {names}").format(names=", ".join(row.missing))
    return _("Made; no receipt yet")


def _at(row: OutboxRow) -> object:
    return row.sent.sealed_at


COLUMNS = (
    TableColumn(N_("Made on"), _when, order=_at, width=5),
    TableColumn(N_("Cases"), _cases, width=4),
    TableColumn(N_("For"), _names, width=4),
    TableColumn(N_("State and file"), _state, width=8),
)


class OutboxTab(Retranslates, QWidget):
    """The bundles of this vault, newest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.table, self.empty = Table(COLUMNS, desk.language), EmptyState("exchange")
        self.note = Label(Tone.MUTED, small=True)
        filled = QWidget()
        rows = QVBoxLayout(filled)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.table, 1)
        rows.addWidget(self.note)
        self._filled = filled
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(filled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * theme.GRID, 0, 0)
        column.addWidget(self._stack)
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self.table.rows.speak(self._desk.language)
        self.table.setAccessibleName(_("Outbox"))
        self.note.setText(
            _(
                "A bundle counts as arrived when the receipt of everybody it is for was added "
                "here by “Import a file”."
            )
        )
        self.empty.speak(
            _("Nothing was sealed yet"),
            _("An export is sealed for people whose digits you compared, and for nobody else."),
        )

    def reload(self) -> None:
        """Ask for the bundles."""
        self._desk.run(_read, self, self._on_rows)

    def _on_rows(self, rows: tuple[OutboxRow, ...]) -> None:
        self._stack.setCurrentWidget(self._filled if rows else self.empty)
        self.table.show_rows(rows)
