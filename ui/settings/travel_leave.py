"""Leaving: the keys are destroyed here, once nothing is lost by that. Typed, never clicked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from ui import relaunch
from ui.desk import Desk
from ui.panic import DESTROYED
from ui.theme import Tone
from ui.widgets.dialog import Dialog
from ui.widgets.form import FormField
from ui.widgets.labels import Label, StateLabel


class LeaveDialog(Dialog):
    """Asks for the word; then the program starts anew and says what remains."""

    is_final = True

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._build()
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        """Say what happens."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.setWindowTitle(_("Leave"))
        self.heading.setText(_("Destroy the keys of this vault"))
        self._warning.say(
            _("Afterwards nobody can open this vault on this computer, nor can you."),
            Tone.DANGER,
        )
        self._safe.setText(
            _(
                "The coordinator has everything and has signed for it. When you have arrived "
                "she sends it back, and the passphrase that you typed when packing opens it. "
                "Copies on other drives and old copies of the key files are not reached."
            )
        )
        self._field.speak(
            _("Type “{word}” to go on").format(word=self.word),
            _("Nothing else than this word starts it."),
        )
        self.main.setText(_("Destroy the keys and leave"))
        self._judge()

    @property
    def word(self) -> str:
        """What must be typed."""
        return self._desk.language.gettext("destroy")

    def _build(self) -> None:
        self._warning, self._safe, self.line = StateLabel(), Label(), QLineEdit()
        self._field = FormField(self.line)
        for part in (self._warning, self._safe, self._field):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def _connect(self) -> None:
        self.line.textChanged.connect(self._judge)
        self.main.clicked.connect(self._on_main_clicked)

    def _judge(self) -> None:
        self.main.setEnabled(self.line.text().strip().casefold() == self.word.casefold())

    def _on_main_clicked(self) -> None:
        for button in (self.main, self.dismiss):
            button.setEnabled(False)
        self.show_error(None)
        self.busy.start(self._desk.language.gettext("The keys are being destroyed."))
        self._desk.leave_for_journey(self, self._on_left, self._on_failed)

    def _on_left(self, folder: Path) -> None:
        relaunch.relaunch(folder, DESTROYED)
        relaunch.leave()

    def _on_failed(self, error: Exception) -> None:
        self.show_error(error)
        self.dismiss.setEnabled(True)
        self._judge()
