"""A new case: type a name, see at once who is there already, go on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from consul_desk.casework.cases import CaseRow, open_case, search_cases
from consul_desk.casework.duplicates import DuplicateRow, find_similar
from consul_desk.casework.people import APPLICANT, add_person
from consul_desk.language import N_
from consul_desk.vault.vault import Vault
from ui import theme
from ui.cases.duplicates import DuplicateList
from ui.desk import Desk
from ui.theme import Tone
from ui.widgets.buttons import LinkButton
from ui.widgets.containers import clear
from ui.widgets.dialog import Dialog
from ui.widgets.form import FormField
from ui.widgets.labels import Label
from ui.widgets.live_search import LiveSearch
from ui.widgets.page import Place

MOST_MATCHES = 5


@dataclass(frozen=True, slots=True)
class _Matches:
    """People whose name is like the one that is typed, and cases called like it."""

    people: tuple[DuplicateRow, ...] = ()
    cases: tuple[CaseRow, ...] = ()


def _look(text: str, vault: Vault) -> _Matches:
    if not text:
        return _Matches()
    people = find_similar(vault, text, MOST_MATCHES)
    shown = {person.case_id for person in people}
    cases = search_cases(vault, text, MOST_MATCHES)
    return _Matches(people, tuple(case for case in cases if case.id not in shown))


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
        self._cases_heading.setText(_("Cases that are called like this"))
        self.main.setText(_("Begin the case"))

    def _build(self) -> None:
        self.line = QLineEdit()
        self._field = FormField(self.line)
        self.people = DuplicateList(self._desk, N_("Is it one of these?"))
        self._cases_heading, self.cases = Label(Tone.MUTED), QVBoxLayout()
        self._cases_heading.hide()
        self.cases.setSpacing(theme.GRID // 2)
        self.body.addWidget(self._field)
        self.body.addWidget(self.people)
        self.body.addWidget(self._cases_heading)
        self.body.addLayout(self.cases)
        self.body.addStretch(1)
        self.main.setEnabled(False)
        self.main.setDefault(True)
        self._search = LiveSearch(self._desk, _look, self)
        self.line.setFocus()

    def _connect(self) -> None:
        self.line.textChanged.connect(self._on_line_changed)
        self._search.found.connect(self._show_matches)
        self.people.wanted.connect(self._on_person_wanted)
        self.main.clicked.connect(self._on_main_clicked)

    def _on_line_changed(self) -> None:
        self.main.setEnabled(bool(self.line.text().strip()))
        self._search.look_for(self.line.text())

    def _show_matches(self, _text: str, found: _Matches) -> None:
        self.people.show_rows(found.people)
        clear(self.cases)
        self._cases_heading.setVisible(bool(found.cases))
        for case in found.cases:
            link = LinkButton()
            name = case.name_cyrillic or case.name_latin or case.title
            link.setText(f"{name}, {case.number}")
            link.clicked.connect(partial(self._leave_for, case.id))
            self.cases.addWidget(link)

    def _on_person_wanted(self, place: Place) -> None:
        self._leave_for(place.subject_id)

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
