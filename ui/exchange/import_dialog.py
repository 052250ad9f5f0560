"""Import: who sealed a bundle, what it would change, then take in all of it or nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from consul_desk.exchange.incoming import (
    ImportedCase,
    ImportReport,
    accept_import,
    preview_import,
)
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.exchange.fingerprint import Digits
from ui.exchange.sentences import case_sentences, conflict_words, sender_words
from ui.theme import Tone
from ui.widgets.containers import Card, Column, clear
from ui.widgets.dialog import Dialog
from ui.widgets.labels import Heading, Label, StateLabel

WIDTH = 640
HEIGHT = 480


def _preview(path: Path, vault: Vault) -> ImportReport:
    return preview_import(vault, path)


def _accept(path: Path, vault: Vault, *, accept_unverified: bool) -> ImportReport:
    return accept_import(vault, path, accept_unverified=accept_unverified)


class ImportDialog(Dialog):
    """Shows the preview of a bundle; "Accept" does exactly that."""

    def __init__(self, desk: Desk, path: Path, parent: QWidget) -> None:
        super().__init__(desk, parent, WIDTH)
        self._path = path
        self._report: ImportReport | None = None
        self._is_done = False
        self._build()
        self._connect()
        self.retranslate()
        self.busy.start(desk.language.gettext("The bundle is being checked."))
        desk.run(partial(_preview, path), self, self._on_preview, self.show_error)

    def _build(self) -> None:
        self.origin, self.sealed = StateLabel(), Label(Tone.MUTED)
        self.digits, self.trust = Digits(), QCheckBox()
        self.outcome = StateLabel()
        self.changes = QVBoxLayout()
        self.changes.setSpacing(2 * theme.GRID)
        column = Column(WIDTH)
        for part in (self.outcome, self.origin, self.sealed, self.digits, self.trust):
            part.hide()
            column.rows.addWidget(part)
        column.rows.addLayout(self.changes)
        column.rows.addStretch(1)
        self.body.addWidget(column, 1)
        self.setMinimumHeight(HEIGHT)

    def _connect(self) -> None:
        self.trust.toggled.connect(self._judge)
        self.main.clicked.connect(self._on_main_clicked)

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.setWindowTitle(_("Import"))
        self.heading.setText(_("What this bundle brings"))
        self.main.setText(_("Accept"))
        self.trust.setText(_("I know who gave me this file; take it in all the same"))
        self._judge()
        if self._report is not None:
            self._say_sender(self._report)
            self._say_changes(self._report)
        if self._is_done:
            self.heading.setText(_("The bundle was taken in"))
            self.outcome.say(_("Everything in it is in your vault now."), Tone.OK)
            self.dismiss.setText(_("Close"))

    def _say_sender(self, report: ImportReport) -> None:
        language = self._desk.language
        self.origin.say(*sender_words(report, language))
        words = language.gettext("Sealed on {moment}")
        self.sealed.setText(words.format(moment=language.moment(report.sealed_at)))
        self.digits.show_digits(report.sender_digits)
        self.digits.speak(language)
        for part in (self.origin, self.sealed):
            part.show()
        is_doubtful = not report.is_verified and not self._is_done
        self.digits.setVisible(is_doubtful)
        self.trust.setVisible(is_doubtful)

    def _say_changes(self, report: ImportReport) -> None:
        clear(self.changes)
        if report.is_known:
            known = Label(Tone.MUTED)
            known.setText(
                self._desk.language.gettext("This bundle was taken in before; nothing changes.")
            )
            self.changes.addWidget(known)
        if report.has_gap:
            gap = StateLabel()
            words = self._desk.language.gettext(
                "The bundle before this one has not arrived here."
            )
            gap.say(words, Tone.WARNING)
            self.changes.addWidget(gap)
        for case in report.cases:
            self.changes.addWidget(self._card(case))

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

    def _judge(self) -> None:
        report = self._report
        is_trusted = report is not None and (report.is_verified or self.trust.isChecked())
        self.main.setEnabled(is_trusted and not self._is_done)

    def _on_preview(self, report: ImportReport) -> None:
        self.busy.stop()
        self._report = report
        self.retranslate()

    def _on_main_clicked(self) -> None:
        self.main.setEnabled(False)
        self.show_error(None)
        self.busy.start(self._desk.language.gettext("The bundle is being taken in."))
        work = partial(_accept, self._path, accept_unverified=self.trust.isChecked())
        self._desk.run(work, self, self._on_accepted, self._on_failed)

    def _on_accepted(self, _report: ImportReport) -> None:
        self.busy.stop()
        self._is_done = True
        self.main.hide()
        self.outcome.show()
        self.retranslate()

    def _on_failed(self, error: Exception) -> None:
        self.show_error(error)
        self._judge()
