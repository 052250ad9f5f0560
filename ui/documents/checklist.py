"""The left side of the documents: what is needed, its state, and the files that are there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from consul_desk.casework.documents import DocumentRow
from consul_desk.workflows.checklist import ChecklistItem
from ui.desk import Desk
from ui.documents.drop import dropped_files
from ui.documents.item_state import item_words
from ui.documents.view import CaseFiles, ProcedureFiles
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.buttons import QuietButton
from ui.widgets.containers import Card, Column, clear
from ui.widgets.labels import Heading, Label, StateLabel
from ui.widgets.link import WrappedLink


class FileGroup(Card):
    """A checklist item, or the other files: title, state, files, a button that adds one.

    Signals:
        add_wanted: somebody wants to choose a file for this group.
        dropped: paths of files that were dropped on this group.
        file_chosen: a DocumentRow that is to be shown.
    """

    add_wanted = Signal()
    dropped = Signal(object)
    file_chosen = Signal(object)

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__()
        self._desk = desk
        self.setAcceptDrops(True)
        self.links: list[WrappedLink] = []
        self.state, self.add = StateLabel(), QuietButton("add")
        heading = Label()
        heading.setText(title)
        self.rows.addWidget(heading)
        self._title = title

    def show_item(self, item: ChecklistItem) -> None:
        """Show an item's German term, state, help and reason."""
        language = self._desk.language
        if item.german_term and item.german_term != self._title:
            self._add_quiet(item.german_term)
        self.state.say(*item_words(item, language))
        self.rows.addWidget(self.state)
        if item.help is not None:
            self._add_quiet(language.text(item.help))
        if item.because is not None and (item.needed or item.on_request):
            self._add_quiet(language.say(item.because))

    def show_files(self, files: Sequence[DocumentRow]) -> None:
        """Show the files, and under them the button."""
        for file in files:
            size = self._desk.language.size(file.size_bytes)
            link = WrappedLink(f"{file.title} ({size})")
            link.clicked.connect(partial(self.file_chosen.emit, file))
            self.rows.addWidget(link)
            self.links.append(link)
        words = self._desk.language.gettext("Add a file …")
        self.add.setText(words)
        self.add.setAccessibleName(f"{words} ({self._title})")
        self.add.clicked.connect(self.add_wanted)
        self.rows.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them for this item."""
        event.acceptProposedAction()
        self.dropped.emit(dropped_files(event))

    def _add_quiet(self, text: str) -> None:
        label = Label(Tone.MUTED, small=True)
        label.setText(text)
        self.rows.addWidget(label)


class Checklist(Retranslates, Column):
    """All groups of a case, by procedure.

    Signals:
        file_wanted: procedure id and kind, for which somebody wants to choose a file.
        files_dropped: procedure id, kind and paths.
        file_chosen: a DocumentRow that is to be shown.
    """

    file_wanted = Signal(str, str)
    files_dropped = Signal(str, str, object)
    file_chosen = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._files: CaseFiles | None = None
        self.groups: dict[tuple[str, str], FileGroup] = {}
        self.retranslate()

    def show_files(self, files: CaseFiles) -> None:
        """Show this case."""
        self._files = files
        self.retranslate()

    def retranslate(self) -> None:
        """Build the cards anew in the screen's language."""
        clear(self.rows)
        self.groups = {}
        if self._files is None:
            return
        language = self._desk.language
        for procedure in self._files.procedures:
            heading = Heading()
            heading.setText(language.text(procedure.workflow.title))
            self.rows.addWidget(heading)
            for item in procedure.interview.checklist:
                self._add_item(procedure, item)
        others = FileGroup(self._desk, language.gettext("Other files"))
        others.show_files(self._files.other_files())
        self._add(others, "", "")
        self.rows.addStretch(1)

    def _add_item(self, procedure: ProcedureFiles, item: ChecklistItem) -> None:
        if self._files is None:
            return
        group = FileGroup(self._desk, self._desk.language.text(item.title))
        group.show_item(item)
        group.show_files(self._files.files_of(procedure, item))
        self._add(group, procedure.row.id, item.id)

    def _add(self, group: FileGroup, procedure_id: str, kind: str) -> None:
        self.groups[procedure_id, kind] = group
        group.add_wanted.connect(partial(self.file_wanted.emit, procedure_id, kind))
        group.dropped.connect(partial(self.files_dropped.emit, procedure_id, kind))
        group.file_chosen.connect(self.file_chosen)
        self.rows.addWidget(group)
