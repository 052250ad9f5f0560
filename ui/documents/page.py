"""The documents of a case: checklist with files at the left, the viewer at the right.

Files come in by a button or by dropping them anywhere; they are read, encrypted and never
changed. A file that is dropped beside the checklist first asks what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu

from consul_desk.casework.documents import add_document
from consul_desk.values import DocumentId
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.documents.checklist import Checklist
from ui.documents.drop import dropped_files
from ui.documents.tab import FilesTab
from ui.documents.view import CaseFiles
from ui.widgets.files import choose_file


def _add(case_id: str, procedure_id: str, kind: str, path: Path, vault: Vault) -> DocumentId:
    return add_document(vault, case_id, path, kind=kind, procedure_id=procedure_id)


class DocumentsTab(FilesTab):
    """Everything that was scanned or received."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        self.checklist = Checklist(desk)
        super().__init__(desk, case_id, self.checklist)
        self._adding = 0
        self.setAcceptDrops(True)
        self.checklist.file_wanted.connect(self._on_file_wanted)
        self.checklist.files_dropped.connect(self.add_files)
        self.checklist.file_chosen.connect(self.show_document)
        self.retranslate()

    def retranslate(self) -> None:
        """Name the panes; the parts say their own words."""
        _ = self._desk.language.gettext
        self.panes.speak((_("Documents"), _("Viewer")))

    def show_files(self, files: CaseFiles) -> None:
        """Bring the checklist up to date."""
        self.checklist.show_files(files)

    def add_files(self, procedure_id: str, kind: str, paths: Sequence[Path]) -> None:
        """Encrypt files into the case; the last one is shown."""
        for path in paths:
            self._adding += 1
            self.busy.start(self._desk.language.gettext("Files are being encrypted."))
            work = partial(_add, self._case_id, procedure_id, kind, path)
            self._desk.run(work, self, self._on_added, self._on_add_failed)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files anywhere."""
        if dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask what the files are."""
        event.acceptProposedAction()
        self.ask_kind(dropped_files(event), self.mapToGlobal(event.position().toPoint()))

    def ask_kind(self, paths: Sequence[Path], at: QPoint) -> None:
        """Offer the checklist as a menu; nothing is added until something is chosen."""
        self.kinds = QMenu(self)
        self.kinds.setAccessibleName(self._desk.language.gettext("What is this?"))
        for words, procedure_id, kind in self._kinds():
            action = QAction(words, self.kinds)
            action.triggered.connect(partial(self.add_files, procedure_id, kind, paths))
            self.kinds.addAction(action)
        self.kinds.popup(at)

    def _kinds(self) -> list[tuple[str, str, str]]:
        language = self._desk.language
        kinds = [
            (language.text(item.title), procedure.row.id, item.id)
            for procedure in (self.files.procedures if self.files else ())
            for item in procedure.interview.checklist
        ]
        return [*kinds, (language.gettext("Other file"), "", "")]

    def _on_file_wanted(self, procedure_id: str, kind: str) -> None:
        path = choose_file(self, self._desk.language.gettext("Add a file"))
        if path is not None:
            self.add_files(procedure_id, kind, [path])

    def _on_added(self, document_id: DocumentId) -> None:
        self._end_adding()
        self.show_when_listed(document_id)

    def _on_add_failed(self, error: Exception) -> None:
        self._end_adding()
        self._desk.failed.emit(error)

    def _end_adding(self) -> None:
        self._adding -= 1
        if not self._adding:
            self.busy.stop()
