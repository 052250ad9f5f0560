"""What the tabs "Documents" and "Papers" have in common: a list, a viewer, fresh files."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from consul_desk.casework.documents import DocumentRow
from consul_desk.values import DocumentId
from ui import theme
from ui.desk import Desk
from ui.documents.save_copy import Shown
from ui.documents.view import CaseFiles, view_files
from ui.documents.viewer import DocumentViewer
from ui.retranslate import Retranslates
from ui.widgets.busy import BusyBar
from ui.widgets.panes import Panes
from ui.widgets.reloads import Reloads

LIST_PX = 320
VIEWER_PANE = 1


class FilesTab(Retranslates, Reloads, QWidget):
    """A list at the left, the viewer at the right. Reads files only while it is seen.

    Signals:
        wanted: a Place to go to.
    """

    shows = frozenset(
        {"document", "fact", "person", "participant", "entry", "procedure", "blank"}
    )
    wanted = Signal(object)

    def __init__(self, desk: Desk, case_id: str, list_pane: QWidget) -> None:
        super().__init__()
        self._desk, self._case_id = desk, case_id
        self.files: CaseFiles | None = None
        self._is_stale = True  # nothing was read yet
        self._new_id = ""
        self.viewer, self.busy = DocumentViewer(desk), BusyBar()
        self.panes = Panes((list_pane, LIST_PX), (self.viewer, 0))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.GRID, 0, 0)
        column.addWidget(self.busy)
        column.addWidget(self.panes, 1)
        self.listen(desk)

    def reload(self) -> None:
        """Ask the core for the files of the case."""
        desk = self._desk
        work = partial(view_files, desk.packs, desk.today(), self._case_id)
        desk.run(work, self, self._on_files)

    def show_files(self, files: CaseFiles) -> None:
        """Bring the list up to date."""

    def show_document(self, document: DocumentRow) -> None:
        """Show one file in the viewer, which the keys then turn and zoom."""
        self.panes.show_pane(VIEWER_PANE)
        self.viewer.show_document(Shown(document.id, document.title, document.file_name))
        self.viewer.area.setFocus()

    def show_when_listed(self, document_id: DocumentId) -> None:
        """Show a new file as soon as the list has it."""
        self._new_id = document_id
        self.reload()

    def _on_files(self, files: CaseFiles) -> None:
        self.files = files
        self.show_files(files)
        new = next((d for d in files.documents if d.id == self._new_id), None)
        if new is not None:
            self._new_id = ""
            self.show_document(new)
