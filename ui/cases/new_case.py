"""A new case: type a name, see at once who is there already, go on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from consul_desk.casework.cases import CaseRow, list_cases, open_case
from consul_desk.casework.people import APPLICANT, add_person
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.theme import Tone
from ui.widgets.buttons import LinkButton
from ui.widgets.containers import clear
from ui.widgets.dialog import Dialog
from ui.widgets.form import FormField
from ui.widgets.labels import Label
from ui.widgets.page import Place

MOST_MATCHES = 5
TYPING_MS = 150


def _begin(title: str, vault: Vault) -> str:
    """Open a case with its applicant; what she is called is asked in the interview."""
    case_id = open_case(vault, title)
    add_person(vault, case_id, APPLICANT)
    return case_id


class NewCaseDialog(Dialog):
    """Asks for a name.

    Signals:
        wanted: a Place, the new case or the one that was there already.
    """

    wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._build()
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.setWindowTitle(_("New case"))
        self.heading.setText(_("New case"))
        self._field.speak(_("Name"), _("As you will look for it, such as “Shcheglov family”."))
        self._matches_heading.setText(_("Is it one of these?"))
        self.main.setText(_("Begin the case"))

    def _build(self) -> None:
        self.line = QLineEdit()
        self._field = FormField(self.line)
        self._matches_heading = Label(Tone.MUTED)
        self._matches_heading.hide()
        self.matches = QVBoxLayout()
        self.matches.setSpacing(theme.GRID // 2)
        self.body.addWidget(self._field)
        self.body.addWidget(self._matches_heading)
        self.body.addLayout(self.matches)
        self.body.addStretch(1)
        self.main.setEnabled(False)
        self.main.setDefault(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self.line.setFocus()

    def _connect(self) -> None:
        self.line.textChanged.connect(self._on_line_changed)
        self._pause.timeout.connect(self._look)
        self.main.clicked.connect(self._on_main_clicked)

    def _on_line_changed(self) -> None:
        self.main.setEnabled(bool(self.line.text().strip()))
        self._pause.start()

    def _look(self) -> None:
        text = self.line.text().strip()
        if text:
            work = partial(list_cases, search=text, limit=MOST_MATCHES)
            self._desk.run(work, self, self._show_matches)
        else:
            self._show_matches(())

    def _show_matches(self, cases: tuple[CaseRow, ...]) -> None:
        clear(self.matches)
        self._matches_heading.setVisible(bool(cases))
        for case in cases:
            link = LinkButton()
            name = case.name_cyrillic or case.name_latin or case.title
            link.setText(f"{name}, {case.number}")
            link.clicked.connect(partial(self._leave_for, case.id))
            self.matches.addWidget(link)

    def _on_main_clicked(self) -> None:
        self.main.setEnabled(False)
        work = partial(_begin, self.line.text())
        self._desk.run(work, self, self._leave_for, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self.main.setEnabled(True)
        self.show_error(error)

    def _leave_for(self, case_id: str) -> None:
        self.wanted.emit(Place("case", case_id))
        self.accept()
