"""One paper: its state, what it waits for, and what can be done with it now."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal

from consul_desk.casework.documents import DocumentRow
from consul_desk.messages import explain
from consul_desk.workflows.interview import PaperState
from ui.desk import Desk
from ui.documents.view import CaseFiles, ProcedureFiles
from ui.theme import Tone
from ui.widgets.buttons import QuietButton
from ui.widgets.containers import Card
from ui.widgets.labels import Label, StateLabel
from ui.widgets.link import WrappedLink
from ui.words import missing_words

MOST_MISSING = 4


class PaperCard(Card):
    """A paper of one procedure. Built anew whenever its case changes.

    Signals:
        make_wanted, blank_wanted: as they say.
        view_wanted: the DocumentRow of the paper that was made.
        missing_wanted: a Missing that the user wants to fill.
    """

    make_wanted = Signal()
    blank_wanted = Signal()
    view_wanted = Signal(object)
    missing_wanted = Signal(object)

    def __init__(
        self, desk: Desk, files: CaseFiles, procedure: ProcedureFiles, paper: PaperState
    ) -> None:
        super().__init__()
        self._desk, self._files, self._procedure = desk, files, procedure
        self._paper = paper
        self._made = files.paper(procedure, paper.spec.id)
        blank = paper.spec.blank
        self._lacks_blank = blank is not None and blank not in files.blanks
        self.make, self.view = QuietButton(), QuietButton("eye")
        self.add_blank = QuietButton("add")
        self.state, self.error = StateLabel(), StateLabel()
        self.code = Label(Tone.MUTED, small=True)
        self.missing: list[WrappedLink] = []
        self._build()

    def show_error(self, error: Exception) -> None:
        """Say why the paper was not made."""
        said = explain(error, self._desk.language)
        self.error.say(f"{said.happened} {said.safe} {said.to_do}", Tone.DANGER)
        self.code.setText(said.code)
        self.error.show()
        self.code.show()

    def _build(self) -> None:
        title = Label()
        title.setText(self._desk.language.text(self._paper.spec.title))
        self.rows.addWidget(title)
        self.rows.addWidget(self.state)
        self.state.say(*self._state_words())
        self._add_missing()
        if self._lacks_blank:
            self._add_blank_words()
        for part in (self.error, self.code):
            part.hide()
            self.rows.addWidget(part)
        self._add_buttons(title.text())

    def _state_words(self) -> tuple[str, Tone, str]:
        _, language = self._desk.language.gettext, self._desk.language
        made = self._made
        if made is not None and self._files.is_outdated(made):
            words = _("Made on {moment}. Answers have changed since: make it again.")
            return words.format(moment=language.moment(made.added_at)), Tone.WARNING, "warning"
        if made is not None:
            words = _("Made on {moment}, from the present answers.")
            return words.format(moment=language.moment(made.added_at)), Tone.OK, "ok"
        if not self._paper.ready:
            count = len(self._paper.missing)
            words = language.ngettext(
                "{count} answer is missing:", "{count} answers are missing:", count
            )
            return words.format(count=count), Tone.WARNING, "partial"
        if self._lacks_blank:
            return _("The authority’s blank is not here yet."), Tone.WARNING, "warning"
        return _("Everything is there; it can be made."), Tone.ACCENT, "empty"

    def _add_missing(self) -> None:
        desk, interview = self._desk, self._procedure.interview
        for missing in self._paper.missing[:MOST_MISSING]:
            words = missing_words(desk.language, desk.packs.vocabulary, interview, missing)
            link = WrappedLink(words)
            link.clicked.connect(partial(self.missing_wanted.emit, missing))
            self.rows.addWidget(link)
            self.missing.append(link)

    def _add_blank_words(self) -> None:
        _, language = self._desk.language.gettext, self._desk.language
        blank = self._desk.packs.blanks[self._paper.spec.blank or ""]
        words = Label(Tone.MUTED, small=True)
        lines = (
            _("The form belongs to the authority. Load it there and add it here once."),
            f"{language.text(blank.title)} · {blank.authority}",
            blank.edition,
            blank.file_name,
        )
        words.setText("\n".join(lines))
        self.rows.addWidget(words)

    def _add_buttons(self, title: str) -> None:
        _ = self._desk.language.gettext
        self.make.setText(_("Make it") if self._made is None else _("Make it again"))
        self.view.setText(_("View"))
        self.add_blank.setText(_("Add the blank …"))
        for button in (self.view, self.make, self.add_blank):
            button.setAccessibleName(f"{button.text()} ({title})")
            self.rows.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.view.setVisible(self._made is not None)
        self.add_blank.setVisible(self._lacks_blank)
        self.make.setVisible(not self._lacks_blank)
        self.make.setEnabled(self._paper.ready)
        self.make.clicked.connect(self.make_wanted)
        self.add_blank.clicked.connect(self.blank_wanted)
        self.view.clicked.connect(self._on_view_clicked)

    def _on_view_clicked(self) -> None:
        made: DocumentRow | None = self._made
        if made is not None:
            self.view_wanted.emit(made)
