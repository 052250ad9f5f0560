"""The interview of one procedure: steps, questions, what stands beside them.

Every answer saves itself; the page hears of the change and asks the core again, so that
whatever follows from an answer is on the screen at once. Fields stay where they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from consul_desk.casework.documents import add_document
from consul_desk.casework.facts import case_facts
from consul_desk.casework.people import add_entry
from consul_desk.casework.procedures import ProcedureRow, find_procedure
from consul_desk.values import CaseFacts, EntryId
from consul_desk.vault.vault import Vault
from consul_desk.workflows.interview import Interview, Missing, StepState, StepStatus, interview
from consul_desk.workflows.load import Packs
from consul_desk.workflows.model import Workflow
from ui import theme
from ui.desk import Desk
from ui.fields.question import QuestionField
from ui.interview.beside import Beside
from ui.interview.presentation import Presentation
from ui.interview.removed_bar import RemovedBar
from ui.interview.step_view import StepView
from ui.interview.steps import StepList
from ui.theme import Tone
from ui.widgets.buttons import QuietButton
from ui.widgets.containers import Column
from ui.widgets.files import choose_file
from ui.widgets.focus import watch_focus
from ui.widgets.labels import Label
from ui.widgets.page import Page, Place
from ui.widgets.panes import Panes
from ui.words import person_title

PROGRESS_PX = 160
STEPS_PX = 192
BESIDE_PX = 248
QUESTIONS_PANE = 1
REACH_MARGIN_PX = 120


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the worker found: the procedure, its facts, and where the interview stands."""

    procedure: ProcedureRow
    workflow: Workflow
    facts: CaseFacts
    interview: Interview

    def step(self, step_id: str) -> StepState:
        """Find a step; the first one where there is none of this name."""
        steps = self.interview.steps
        return next((step for step in steps if step.id == step_id), steps[0])


def _look(packs: Packs, procedure_id: str, today: date, vault: Vault) -> _Seen:
    procedure = find_procedure(vault, procedure_id)
    workflow = packs.workflow(procedure.workflow_id)
    facts = case_facts(vault, procedure_id)
    found = interview(workflow, packs.vocabulary, facts, today)
    return _Seen(procedure, workflow, facts, found)


def _add_entry(owner_id: str, kind: str, vault: Vault) -> EntryId:
    return add_entry(vault, owner_id, kind)


def _add_file(procedure: ProcedureRow, kind: str, path: Path, vault: Vault) -> None:
    add_document(vault, procedure.case_id, path, kind=kind, procedure_id=procedure.id)


class InterviewPage(Page):
    """Leads through one procedure."""

    shows = frozenset({"fact", "person", "participant", "entry", "document", "procedure"})

    def __init__(self, desk: Desk, procedure_id: str) -> None:
        super().__init__(desk)
        self._procedure_id = procedure_id
        self._seen: _Seen | None = None
        self._step_id = ""
        self._begin_with: Missing | None = None
        self._new_entry: str = ""
        self._asked = ("", "")
        self.presentation: Presentation | None = None
        self._columns: dict[str, Column] = {}
        self.views: dict[str, StepView] = {}
        self._build()
        self._connect()
        self.retranslate()
        self.reload()

    def _build(self) -> None:
        self.steps, self.beside = StepList(self._desk), Beside(self._desk)
        self.who = Label(Tone.MUTED)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedSize(PROGRESS_PX, theme.GRID)
        self.there = Label(Tone.MUTED)
        self.there.setWordWrap(False)
        self.removed = RemovedBar(self._desk)
        self._stack = QStackedWidget()
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addWidget(self.removed)
        column.addWidget(self._stack, 1)
        self.present = QuietButton("eye")
        self.head.addWidget(self.present)
        self.panes = Panes((self.steps, STEPS_PX), (middle, 0), (self.beside, BESIDE_PX))
        under = QHBoxLayout()
        under.addWidget(self.who, 1)
        under.addWidget(self.there)
        under.addWidget(self.progress)
        self.body.addLayout(under)
        self.body.addWidget(self.panes, 1)
        self.main.show()

    def _connect(self) -> None:
        self.steps.chosen.connect(self._on_step_chosen)
        self.beside.jump_wanted.connect(self._on_jump_wanted)
        self.main.clicked.connect(self._on_main_clicked)
        self.present.clicked.connect(self._on_present_clicked)
        watch_focus(self._on_focus_changed)

    def retranslate(self) -> None:
        """Say the page's own words; its parts say theirs."""
        super().retranslate()
        _, language = self._desk.language.gettext, self._desk.language
        is_last = self._next_step() is None
        self.present.setText(_("Show to the applicant"))
        self.main.setText(_("To the papers") if is_last else _("Next step"))
        if self._seen is None:
            return
        needed = _("Still needed ({count})").format(count=len(self._seen.interview.missing))
        self.panes.speak((_("Steps"), _("Questions"), needed))
        percent = self._seen.interview.progress_percent
        self.title.setText(language.text(self._seen.workflow.title))
        person = self._seen.facts.people()[:1]
        parts = [self._seen.workflow.german_term, *(person_title(language, p) for p in person)]
        self.who.setText(" · ".join(part for part in parts if part))
        self.there.setText(_("{percent} % is there").format(percent=percent))
        self.progress.setValue(percent)
        self.progress.setAccessibleName(self.there.text())

    def enter(self, place: Place) -> None:
        """Begin with what is missing, if the way here led from there."""
        self._begin_with = place.missing
        super().enter(place)

    def reload(self) -> None:
        """Ask where the interview stands."""
        work = partial(_look, self._desk.packs, self._procedure_id, self._desk.today())
        self._desk.run(work, self, self._on_seen)

    def _on_seen(self, seen: _Seen) -> None:
        self._seen = seen
        if not self._step_id:
            self._step_id = _first_step(seen.interview)
        self.steps.show_steps(seen.interview.steps)
        self._show_step()
        if self._begin_with is not None:
            self._on_jump_wanted(self._begin_with)
            self._begin_with = None

    def _show_step(self) -> None:
        """Show the chosen step as it stands now."""
        if self._seen is None:
            return
        step = self._seen.step(self._step_id)
        self._step_id = step.id
        view = self.views.get(step.id) or self._make_view(step)
        view.show_step(step, self._seen.facts.people())
        self._stack.setCurrentWidget(self._columns[step.id])
        self.steps.choose(step.id)
        self.beside.show_interview(self._seen.workflow, self._seen.interview, step)
        self._reach_new_entry(view)
        self._show_presented()
        self.retranslate()

    def _reach_new_entry(self, view: StepView) -> None:
        fields = (f for f in view.fields() if f.state.subject.id == self._new_entry)
        if (first := next(fields, None)) is not None:
            self._new_entry = ""
            self._reach(first.editor)

    def _show_presented(self) -> None:
        if self._seen is not None and self.presentation is not None:
            questions = self._seen.step(self._step_id).questions
            self.presentation.show_questions(questions, self._seen.facts.people())

    def _make_view(self, step: StepState) -> StepView:
        view, column = StepView(self._desk, step), Column()
        column.rows.addWidget(view)
        self._stack.addWidget(column)
        self._columns[step.id] = column
        self.views[step.id] = view
        view.add_wanted.connect(self._on_add_wanted)
        view.remove_wanted.connect(self._on_remove_wanted)
        view.file_wanted.connect(self._on_file_wanted)
        return view

    def _on_step_chosen(self, step_id: str) -> None:
        self.panes.show_pane(QUESTIONS_PANE)
        if step_id != self._step_id:
            self._step_id = step_id
            self._show_step()

    def _next_step(self) -> str | None:
        if self._seen is None:
            return None
        open_steps = [s.id for s in self._seen.interview.steps if _is_active(s, self._step_id)]
        after = open_steps.index(self._step_id) + 1 if self._step_id in open_steps else 0
        return open_steps[after] if after < len(open_steps) else None

    def _on_main_clicked(self) -> None:
        """Go on; a field that is still being typed in saves itself first."""
        self.main.setFocus()
        following = self._next_step()
        if following is not None:
            self._on_step_chosen(following)
            self._reach_first()
        elif self._seen is not None:
            self.wanted.emit(Place("case", self._seen.procedure.case_id, "papers"))

    def _reach_first(self) -> None:
        first = next(self.views[self._step_id].fields(), None)
        if first is not None:
            self._reach(first.editor)

    def _on_jump_wanted(self, missing: Missing) -> None:
        self._on_step_chosen(missing.step_id)
        view = self.views[missing.step_id]
        target: QWidget | None = None
        if missing.field is not None:
            field = view.field(missing.subject.id, missing.field.key)
            target = field.editor if field else None
        elif missing.entry is not None:
            target = view.adder(missing.subject.id)
        elif missing.document is not None:
            target = view.documents.buttons.get(missing.document)
        if target is not None:
            self._reach(target)

    def _reach(self, target: QWidget) -> None:
        """Bring a control into sight and give it the focus, once it has its place."""
        QTimer.singleShot(0, target, partial(self._focus, target))

    def _focus(self, target: QWidget) -> None:
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self._columns[self._step_id].ensureWidgetVisible(target, 0, REACH_MARGIN_PX)

    def _on_present_clicked(self) -> None:
        """Show the questions of this step to the person across the table, one by one."""
        if self._seen is None or not self._seen.step(self._step_id).questions:
            return
        self.presentation = Presentation(self._desk, self)
        self.presentation.finished.connect(self._on_presentation_finished)
        self._show_presented()
        self.presentation.go_to(self._asked)
        self.presentation.showFullScreen()

    def _on_presentation_finished(self) -> None:
        """Take over what was typed there and does not fit yet."""
        self.presentation = None
        for field in self.views[self._step_id].fields():
            field.show_draft()

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        widget = new
        while widget is not None and not isinstance(widget, QuestionField):
            widget = widget.parentWidget()
        if isinstance(widget, QuestionField) and self.isAncestorOf(widget):
            self._asked = (widget.state.subject.id, widget.state.field.key)
            self.beside.show_question(widget.state)

    def _on_add_wanted(self, owner_id: str, kind: str) -> None:
        self._desk.run(partial(_add_entry, owner_id, kind), self, self._on_entry_added)

    def _on_entry_added(self, entry_id: EntryId) -> None:
        self._new_entry = entry_id
        self.reload()

    def _on_remove_wanted(self, entry_id: str) -> None:
        self.removed.remove(entry_id)

    def _on_file_wanted(self, kind: str) -> None:
        path = choose_file(self, self._desk.language.gettext("Add a file"))
        if path is not None and self._seen is not None:
            self._desk.run(partial(_add_file, self._seen.procedure, kind, path), self)


def _is_active(step: StepState, shown_id: str) -> bool:
    return step.status is not StepStatus.INACTIVE or step.id == shown_id


def _first_step(found: Interview) -> str:
    """Begin where the first thing is missing, else at the beginning."""
    return found.missing[0].step_id if found.missing else found.steps[0].id
