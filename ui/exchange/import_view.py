"""What an arriving file holds: a bundle with its sender and changes, or a receipt."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from consul_desk.exchange.contacts import list_contacts
from consul_desk.exchange.erasures import ErasedCase
from consul_desk.exchange.incoming import ImportedCase, ImportReport
from consul_desk.exchange.outgoing import SentRow
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.exchange.fingerprint import Digits
from ui.exchange.sentences import (
    case_sentences,
    conflict_words,
    erased_sentences,
    erased_words,
    sender_words,
)
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.containers import Card, clear
from ui.widgets.labels import Heading, Label, StateLabel


class BundleView(Retranslates, QWidget):
    """Who sealed a bundle, and what it changes. Empty until there is one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._report: ImportReport | None = None
        self._is_done = False
        self.origin, self.sealed = StateLabel(), Label(Tone.MUTED)
        self.digits, self.trust = Digits(), QCheckBox()
        self.changes = QVBoxLayout()
        self.changes.setSpacing(2 * theme.GRID)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2 * theme.GRID)
        for part in (self.origin, self.sealed, self.digits, self.trust):
            rows.addWidget(part)
        rows.addLayout(self.changes)
        self.hide()

    def show_report(self, report: ImportReport, *, is_done: bool) -> None:
        """Show this bundle."""
        self._report, self._is_done = report, is_done
        self.show()
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word."""
        language, report = self._desk.language, self._report
        _ = language.gettext
        self.trust.setText(_("I know who gave me this file; take it in all the same"))
        if report is None:
            return
        self.origin.say(*sender_words(report, language))
        words = _("Sealed on {moment}")
        self.sealed.setText(words.format(moment=language.moment(report.sealed_at)))
        self.digits.show_digits(report.sender_digits)
        self.digits.speak(language)
        is_doubtful = not report.is_verified and not self._is_done
        self.digits.setVisible(is_doubtful)
        self.trust.setVisible(is_doubtful)
        self._say_changes(report)

    def _say_changes(self, report: ImportReport) -> None:
        clear(self.changes)
        _ = self._desk.language.gettext
        if report.is_known:
            known = Label(Tone.MUTED)
            known.setText(_("This bundle was taken in before; nothing changes."))
            self.changes.addWidget(known)
        if report.has_gap:
            gap = StateLabel()
            gap.say(_("The bundle before this one has not arrived here."), Tone.WARNING)
            self.changes.addWidget(gap)
        for erased in report.erased:
            self.changes.addWidget(self._erased_card(erased))
        for case in report.cases:
            self.changes.addWidget(self._card(case))

    def _erased_card(self, erased: ErasedCase) -> Card:
        language, card = self._desk.language, Card()
        line = StateLabel()
        line.say(erased_words(erased, language), Tone.WARNING)
        card.rows.addWidget(line)
        for sentence in erased_sentences(erased, language):
            label = Label(Tone.MUTED)
            label.setText(sentence)
            card.rows.addWidget(label)
        return card

    def _card(self, case: ImportedCase) -> Card:
        language, card = self._desk.language, Card()
        title = Heading()
        title.setText(f"{case.row.title} · {case.row.number}")
        card.rows.addWidget(title)
        people = Label(Tone.MUTED)
        people.setText(", ".join(person.shown_name for person in case.people))
        card.rows.addWidget(people)
        for sentence in case_sentences(case, language):
            label = Label()
            label.setText(sentence)
            card.rows.addWidget(label)
        if case.conflicts:
            conflict = StateLabel()
            conflict.say(conflict_words(case.conflicts, language), Tone.WARNING)
            card.rows.addWidget(conflict)
        return card


class ReceiptView(Retranslates, QWidget):
    """Which bundle a receipt is for, and who signed. Empty until there is one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._sent: SentRow | None = None
        self._names: dict[str, str] = {}
        self.words, self.bundle = StateLabel(), Label(Tone.MUTED)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.GRID)
        rows.addWidget(self.words)
        rows.addWidget(self.bundle)
        self.hide()

    def show_receipt(self, sent: SentRow) -> None:
        """Show what the receipt says."""
        self._sent = sent
        self.show()
        self.retranslate()
        self._desk.run(_names, self, self._show_names)

    def retranslate(self) -> None:
        """Say every word."""
        language, sent = self._desk.language, self._sent
        if sent is None:
            return
        _ = language.gettext
        names = ", ".join(self._names.get(one, "?") for one in sent.acknowledged_by)
        words = _("Signed by {names}: she has the bundle and has taken it in.")
        self.words.say(words.format(names=names), Tone.OK)
        about = _("The bundle was sealed on {moment}; its file was {file}; cases: {cases}")
        self.bundle.setText(
            about.format(
                moment=language.moment(sent.sealed_at),
                file=sent.file_name,
                cases=", ".join(sent.cases),
            )
        )

    def _show_names(self, names: dict[str, str]) -> None:
        self._names = names
        self.retranslate()


def _names(vault: Vault) -> dict[str, str]:
    return {contact.fingerprint: contact.name for contact in list_contacts(vault)}
