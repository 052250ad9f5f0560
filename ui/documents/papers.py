"""The papers of a case: which there are, what they wait for, making and looking at them."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from consul_desk.casework.blanks import add_blank
from consul_desk.casework.papers import make_paper
from consul_desk.errors import UnreadableFileError
from consul_desk.values import DocumentId
from consul_desk.vault.vault import Vault
from consul_desk.workflows.interview import Missing
from consul_desk.workflows.load import Packs
from ui.desk import Desk
from ui.documents.paper_card import PaperCard
from ui.documents.tab import FilesTab
from ui.documents.view import CaseFiles, ProcedureFiles
from ui.theme import Tone
from ui.widgets.containers import Column, clear
from ui.widgets.files import choose_file
from ui.widgets.labels import Heading, Label
from ui.widgets.page import Place


def _make_paper(
    packs: Packs, procedure_id: str, paper_id: str, today: date, vault: Vault
) -> DocumentId:
    return make_paper(vault, packs, procedure_id, paper_id, today)


def _add_blank(packs: Packs, path: Path, vault: Vault) -> str:
    try:
        data = path.read_bytes()
    except OSError:
        raise UnreadableFileError(path=str(path)) from None
    return add_blank(vault, packs, data, path.name)


class PapersTab(FilesTab):
    """What the procedures end in."""

    def __init__(self, desk: Desk, case_id: str) -> None:
        self._list = Column()
        self.cards: dict[tuple[str, str], PaperCard] = {}
        super().__init__(desk, case_id, self._list)
        self.retranslate()

    def retranslate(self) -> None:
        """Name the panes, and build the list anew in the screen's language."""
        _ = self._desk.language.gettext
        self.panes.speak((_("Papers"), _("Viewer")))
        if self.files is not None:
            self.show_files(self.files)

    def show_files(self, files: CaseFiles) -> None:
        """Bring the list up to date."""
        rows = self._list.rows
        clear(rows)
        self.cards = {}
        for procedure in files.procedures:
            heading = Heading()
            heading.setText(self._desk.language.text(procedure.workflow.title))
            rows.addWidget(heading)
            for card in self._cards(files, procedure):
                rows.addWidget(card)
        if not self.cards:
            words = self._desk.language.gettext
            empty = Label(Tone.MUTED)
            empty.setText(words("Papers come at the end of a procedure. Begin one first."))
            rows.addWidget(empty)
        rows.addStretch(1)

    def _cards(self, files: CaseFiles, procedure: ProcedureFiles) -> list[PaperCard]:
        cards = []
        for paper in procedure.interview.papers:
            place = (procedure.row.id, paper.spec.id)
            card = PaperCard(self._desk, files, procedure, paper)
            card.make_wanted.connect(partial(self._make, place))
            card.blank_wanted.connect(partial(self._choose_blank, place))
            card.view_wanted.connect(self.show_document)
            card.missing_wanted.connect(partial(self._go, procedure.row.id))
            self.cards[place] = card
            cards.append(card)
        return cards

    def _make(self, place: tuple[str, str]) -> None:
        desk = self._desk
        self.busy.start(desk.language.gettext("The paper is being made."))
        work = partial(_make_paper, desk.packs, *place, desk.today())
        desk.run(work, self, self._on_made, partial(self._on_failed, place))

    def _choose_blank(self, place: tuple[str, str]) -> None:
        title = self._desk.language.gettext("Add the authority’s blank")
        path = choose_file(self, title, "PDF (*.pdf)")
        if path is not None:
            work = partial(_add_blank, self._desk.packs, path)
            failed = partial(self._on_failed, place)
            self._desk.run(work, self, self._on_blank_added, failed)

    def _on_made(self, document_id: DocumentId) -> None:
        self.busy.stop()
        self.show_when_listed(document_id)

    def _on_blank_added(self, _blank_id: str) -> None:
        self.reload()

    def _on_failed(self, place: tuple[str, str], error: Exception) -> None:
        self.busy.stop()
        self.cards[place].show_error(error)

    def _go(self, procedure_id: str, missing: Missing) -> None:
        self.wanted.emit(Place("interview", procedure_id, missing=missing))
