"""Erasing a case: what goes, what erasing here does not reach, why; the number typed; gone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from consul_desk.casework.erasure import (
    REASONS,
    CopyRow,
    ErasedRow,
    ErasurePreview,
    ErasureReason,
    backups_holding,
    erase_case,
    preview_erasure,
)
from consul_desk.language import N_, Language
from consul_desk.vault.backup import BackupRow, list_backups, renew_backups
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.long_work import LongRun
from ui.theme import Tone
from ui.widgets.containers import Column, clear
from ui.widgets.dialog import Dialog
from ui.widgets.form import FormField
from ui.widgets.labels import Heading, Label, StateLabel

WIDTH = 640
HEIGHT = 600
COPY_WORDS = {
    "copy": N_("A plain copy of “{what}”, saved on {day}"),
    "subject_data": N_("A person’s own data, saved on {day}"),
    "bundle": N_("A bundle for {receiver}, sealed on {day}"),
    "received": N_("{receiver} has the case too; her bundle came on {day}"),
}
COPY_ELSE = N_("A copy, given away on {day}: {what} {receiver}")


@dataclass(frozen=True, slots=True)
class _Found:
    """What would go, and which backups hold it."""

    preview: ErasurePreview
    backups: int


def _read(case_id: str, vault: Vault) -> _Found:
    preview = preview_erasure(vault, case_id)
    return _Found(preview, len(backups_holding(list_backups(vault.folder), preview)))


def _erase(case_id: str, reason: str, vault: Vault) -> ErasedRow:
    return erase_case(vault, case_id, reason)


def _renew(vault: Vault, _run: LongRun) -> BackupRow:
    return renew_backups(vault)


class EraseDialog(Dialog):
    """Shows everything first; afterwards it offers to let the backups go too.

    Signals:
        erased: the case is gone.
    """

    erased = Signal()
    is_final = True

    def __init__(self, desk: Desk, case_id: str, parent: QWidget) -> None:
        super().__init__(desk, parent, WIDTH)
        self._case_id = case_id
        self._found: _Found | None = None
        self._is_done = self._is_renewed = False
        self._build()
        self._connect()
        self.retranslate()
        desk.run(partial(_read, case_id), self, self._show_found, self.show_error)

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.setWindowTitle(_("Erase a case"))
        self._goes_heading.setText(_("What goes"))
        self._stays_heading.setText(_("What stays"))
        self._why_heading.setText(_("Why"))
        for reason, button in self.reasons.items():
            button.setText(_(REASONS[reason]))
        if self._found is not None:
            self._say(self._found)
        self._judge()

    def reject(self) -> None:
        """Close; once the case is gone, its page has nothing to show any more."""
        super().reject()
        if self._is_done:
            self.erased.emit()

    def _build(self) -> None:
        self._goes_heading, self._stays_heading = Heading(), Heading()
        self._why_heading, self.goes, self.outcome = Heading(), Label(), StateLabel()
        self.stays, self.reasons = QVBoxLayout(), dict[ErasureReason, QRadioButton]()
        self.stays.setSpacing(theme.GRID // 2)
        self._group, self.number = QButtonGroup(self), QLineEdit()
        self._field = FormField(self.number)
        self._choice = Column(WIDTH)
        rows = self._choice.rows
        for part in (self._goes_heading, self.goes, self._stays_heading):
            rows.addWidget(part)
        rows.addLayout(self.stays)
        rows.addWidget(self._why_heading)
        rows.addLayout(self._reason_buttons())
        rows.addWidget(self._field)
        rows.addStretch(1)
        self.outcome.hide()
        self.body.addWidget(self.outcome)
        self.body.addWidget(self._choice, 1)
        self.ask_height(HEIGHT)

    def _reason_buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        for reason in REASONS:
            self.reasons[reason] = button = QRadioButton()
            self._group.addButton(button)
            column.addWidget(button)
        return column

    def _connect(self) -> None:
        self.number.textChanged.connect(self._judge)
        self._group.buttonToggled.connect(self._judge)
        self.main.clicked.connect(self._on_main_clicked)

    def _show_found(self, found: _Found) -> None:
        self._found = found
        self.retranslate()

    def _say(self, found: _Found) -> None:
        language, preview = self._desk.language, found.preview
        _ = language.gettext
        row = preview.row
        if self._is_done:
            self._say_done(found)
            return
        self.heading.setText(_("Erase case {number}").format(number=row.number))
        people = [person.shown_name for person in preview.people if person.shown_name]
        self.goes.setText(
            "\n".join([", ".join(people) or row.title, *_going(preview, language)])
        )
        clear(self.stays)
        for words in self._staying(found):
            line = StateLabel()
            line.say(words, Tone.WARNING)
            self.stays.addWidget(line)
        skeleton = Label(Tone.MUTED)
        skeleton.setText(
            _("The history keeps that there was a case, when and why it was erased, no more.")
        )
        self.stays.addWidget(skeleton)
        self._field.speak(
            _("Type the case number {number} to erase it").format(number=row.number),
            _("Nothing brings the case back but a backup or another vault."),
        )
        self.main.setText(_("Erase the case"))

    def _staying(self, found: _Found) -> list[str]:
        language = self._desk.language
        told = [copy_words(copy, language) for copy in found.preview.copies]
        if found.backups:
            words = language.ngettext(
                "{count} backup holds the case until it is removed.",
                "{count} backups hold the case until they are removed.",
                found.backups,
            )
            told.append(words.format(count=found.backups))
        return told

    def _say_done(self, found: _Found) -> None:
        _ = self._desk.language.gettext
        self.heading.setText(_("The case was erased"))
        self.dismiss.setText(_("Close"))
        self.main.setText(_("Make a new backup and remove the older ones"))
        if self._is_renewed:
            words = _("The case is gone, from the backups beside the vault too.")
            self.outcome.say(words, Tone.OK)
        elif found.backups:
            words = _(
                "The case is gone from this vault. Older backups still hold it; a new backup "
                "can take their place. Copies on other drives you have to remove yourself."
            )
            self.outcome.say(words, Tone.WARNING)
        else:
            self.outcome.say(_("The case is gone from this vault."), Tone.OK)

    def _judge(self) -> None:
        found = self._found
        if self._is_done and found is not None:
            self.main.setVisible(bool(found.backups) and not self._is_renewed)
            self.main.setEnabled(not self._is_renewed)
            return
        typed = self.number.text().strip().upper()
        is_meant = found is not None and typed == found.preview.row.number
        self.main.setEnabled(is_meant and self._reason() is not None)

    def _reason(self) -> ErasureReason | None:
        chosen = (reason for reason, button in self.reasons.items() if button.isChecked())
        return next(chosen, None)

    def _on_main_clicked(self) -> None:
        self.main.setEnabled(False)
        self.show_error(None)
        _, reason = self._desk.language.gettext, self._reason()
        if self._is_done:
            self.busy.start(_("The backup is being made."))
            name = N_("The backups are being renewed.")
            self._desk.run_long(_renew, name, self, self._on_renewed, self._on_failed)
        elif reason is not None:
            self.busy.start(_("The case is being erased."))
            work = partial(_erase, self._case_id, reason.value)
            self._desk.run(work, self, self._on_erased, self._on_failed)

    def _on_erased(self, _row: ErasedRow) -> None:
        self.busy.stop()
        self._is_done = True
        self._choice.hide()
        self.outcome.show()
        self.retranslate()

    def _on_renewed(self, _row: BackupRow) -> None:
        self.busy.stop()
        self._is_renewed = True
        self.retranslate()

    def _on_failed(self, error: Exception) -> None:
        self.show_error(error)
        self._judge()


def _going(preview: ErasurePreview, language: Language) -> list[str]:
    counted = (
        ((N_("{count} answer"), N_("{count} answers")), preview.answers),
        ((N_("{count} document"), N_("{count} documents")), len(preview.documents)),
        (
            (
                N_("{count} entry of the history loses its content"),
                N_("{count} entries of the history lose their content"),
            ),
            preview.changes,
        ),
    )
    told = [
        language.ngettext(one, many, count).format(count=count)
        for (one, many), count in counted
        if count
    ]
    if preview.size_bytes:
        size = language.size(preview.size_bytes)
        told.append(language.gettext("Files together: {size}").format(size=size))
    return told


def copy_words(copy: CopyRow, language: Language) -> str:
    """Say which copy outside this vault erasing does not reach."""
    words = language.gettext(COPY_WORDS.get(copy.kind, COPY_ELSE))
    day = language.long_date(copy.at.astimezone().date())
    return words.format(what=copy.what, receiver=copy.receiver or "?", day=day)
