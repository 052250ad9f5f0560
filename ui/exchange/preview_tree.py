"""What would leave the vault, as a tree: case, consent, people, documents with sizes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from consul_desk.exchange.outgoing import ExportedCase
from consul_desk.language import Language
from ui import theme
from ui.icons import icon
from ui.theme import Tone
from ui.words import role_word

_EVERYWHERE = Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive


class PreviewTree(QTreeWidget):
    """Two columns: what, and how large or in which state."""

    def __init__(self) -> None:
        super().__init__()
        self.setColumnCount(2)
        self.setIndentation(2 * theme.GRID)
        self.setSelectionMode(QTreeWidget.SelectionMode.SingleSelection)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(False)

    def show_cases(self, cases: Sequence[ExportedCase], language: Language) -> None:
        """Show these cases, unfolded."""
        _ = language.gettext
        self.clear()
        self.setHeaderLabels([_("What leaves"), _("Details")])
        self.setAccessibleName(_("What leaves"))
        for case in cases:
            self.addTopLevelItem(_case_item(case, language))
        self.expandAll()
        for item in self.findItems("*", _EVERYWHERE):
            item.setToolTip(0, item.text(0))  # a long name may not fit beside its details


def _case_item(case: ExportedCase, language: Language) -> QTreeWidgetItem:
    _ = language.gettext
    size = language.size(case.size_bytes)
    item = QTreeWidgetItem([f"{case.row.title} · {case.row.number}", size])
    item.addChild(_consent_item(case, language))
    people = QTreeWidgetItem([_("People"), str(len(case.people))])
    for person in case.people:
        name = person.name_cyrillic or person.name_latin
        people.addChild(QTreeWidgetItem([name, role_word(language, person.role)]))
    documents = QTreeWidgetItem([_("Documents"), str(len(case.documents))])
    for document in case.documents:
        documents.addChild(
            QTreeWidgetItem([document.title, language.size(document.size_bytes)])
        )
    history = QTreeWidgetItem([_("Answers with their whole history"), ""])
    count = language.ngettext("{count} edit", "{count} edits", case.changes)
    history.setText(1, count.format(count=case.changes))
    item.addChildren([people, documents, history])
    return item


def _consent_item(case: ExportedCase, language: Language) -> QTreeWidgetItem:
    _ = language.gettext
    words = _("recorded") if case.has_consent else _("not recorded")
    item = QTreeWidgetItem([_("Consent to share"), words])
    tone = Tone.OK if case.has_consent else Tone.DANGER
    item.setIcon(1, icon("ok" if case.has_consent else "danger", theme.colour(tone)))
    return item
