"""Arriving: open what the coordinator sent back, look whose it is, then take all of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QWidget

from consul_desk.errors.exchange import TravelIncompleteError
from consul_desk.exchange.arrival import ArrivalReport, CapsuleReport, arrive, preview_arrival
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.exchange.fingerprint import Digits
from ui.theme import Tone
from ui.widgets.containers import Column
from ui.widgets.dialog import Dialog
from ui.widgets.form import FormField
from ui.widgets.labels import Label, StateLabel
from ui.widgets.passphrase import PassphraseField

WIDTH = 620
HEIGHT = 420


def _preview(path: Path, passphrase: bytearray, vault: Vault) -> CapsuleReport:
    return preview_arrival(vault, path, passphrase)


def _arrive(
    path: Path, passphrase: bytearray, vault: Vault, *, accept_incomplete: bool
) -> ArrivalReport:
    return arrive(vault, path, passphrase, accept_incomplete=accept_incomplete)


class ArriveDialog(Dialog):
    """First the passphrase, then whose vault it is and of when, then everything at once."""

    def __init__(self, desk: Desk, path: Path, parent: QWidget) -> None:
        super().__init__(desk, parent, WIDTH)
        self._path = path
        self._capsule: CapsuleReport | None = None
        self._arrived: ArrivalReport | None = None
        self._build()
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        language = self._desk.language
        _ = language.gettext
        self.setWindowTitle(_("Arriving"))
        self.heading.setText(_("Open what came back"))
        self.passphrase.speak(language)
        self._field.speak(
            _("Passphrase of the journey"), _("The one that you typed when you packed.")
        )
        self.incomplete.setText(_("Go on, although packed changes are missing"))
        self.main.setText(_("Take everything") if self._capsule else _("Open"))
        if self._capsule is not None:
            self._say_capsule(self._capsule)
        if self._arrived is not None:
            self._say_arrived(self._arrived)
        self._judge()

    def _build(self) -> None:
        self.passphrase, self.incomplete = PassphraseField(), QCheckBox()
        self._field = FormField(self.passphrase)
        self.owner, self._look, self.digits = StateLabel(), Label(), Digits()
        self.outcome = StateLabel()
        column = Column(WIDTH)
        for part in (self._field, self.owner, self._look, self.digits, self.incomplete):
            column.rows.addWidget(part)
        column.rows.addWidget(self.outcome)
        column.rows.addStretch(1)
        for part in (self.owner, self._look, self.digits, self.incomplete, self.outcome):
            part.hide()
        self.body.addWidget(column, 1)
        self.ask_height(HEIGHT)

    def _connect(self) -> None:
        self.passphrase.edited.connect(self._judge)
        self.passphrase.entered.connect(self.main.click)
        self.main.clicked.connect(self._on_main_clicked)

    def _judge(self) -> None:
        self.main.setEnabled(bool(self.passphrase.length()))

    def _say_capsule(self, capsule: CapsuleReport) -> None:
        language = self._desk.language
        _ = language.gettext
        words = _("The vault of {name}, packed on {moment}.")
        moment = language.moment(capsule.packed_at)
        self.owner.say(words.format(name=capsule.owner, moment=moment), Tone.OK)
        self._look.setText(
            _("Is this the day on which you packed last? If not, ask for the newer file.")
        )
        self.digits.show_digits(capsule.fingerprint_digits)
        self.digits.speak(language)

    def _say_arrived(self, report: ArrivalReport) -> None:
        language = self._desk.language
        count = len(report.imported.cases)
        words = language.ngettext(
            "{count} case is here again, with contacts, history and keys.",
            "{count} cases are here again, with contacts, history and keys.",
            count,
        )
        told = words.format(count=count)
        if report.missing:
            lost = language.ngettext(
                "{count} change did not come back.",
                "{count} changes did not come back.",
                report.missing,
            )
            told = f"{told} {lost.format(count=report.missing)}"
        self.heading.setText(language.gettext("You have arrived"))
        self.outcome.say(told, Tone.WARNING if report.missing else Tone.OK)
        self.dismiss.setText(language.gettext("Close"))

    def _on_main_clicked(self) -> None:
        self.main.setEnabled(False)
        self.show_error(None)
        secret = self.passphrase.take()
        if self._capsule is None:
            self.busy.start(self._desk.language.gettext("The file is being opened."))
            work = partial(_preview, self._path, secret)
            self._desk.run(work, self, self._on_preview, self._on_failed)
        else:
            self.busy.start(self._desk.language.gettext("Everything is being taken in."))
            is_lenient = self.incomplete.isChecked()
            take = partial(_arrive, self._path, secret, accept_incomplete=is_lenient)
            self._desk.run(take, self, self._on_arrived, self._on_failed)

    def _on_preview(self, capsule: CapsuleReport) -> None:
        self.busy.stop()
        self._capsule = capsule
        for part in (self.owner, self._look, self.digits):
            part.show()
        self._field.hide()
        self.retranslate()
        self.main.setFocus()

    def _on_arrived(self, report: ArrivalReport) -> None:
        self.busy.stop()
        self._arrived = report
        for part in (self._look, self.incomplete, self.main):
            part.hide()
        self.passphrase.line.clear()
        self.outcome.show()
        self.retranslate()

    def _on_failed(self, error: Exception) -> None:
        self.show_error(error)
        if isinstance(error, TravelIncompleteError):
            self.incomplete.show()
        self._judge()
