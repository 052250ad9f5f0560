"""Export: choose cases and people, see all of what would leave, then seal.

Nothing is sealed that was not shown: the button waits for the preview of exactly what is
ticked. Afterwards the dialog says where the bundle lies, and that nobody has it yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from consul_desk.exchange.bundle import Sealed
from consul_desk.exchange.contacts import list_contacts
from consul_desk.exchange.outgoing import ExportPreview, export_cases, preview_export
from consul_desk.messages import explain
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.exchange.choices import CaseChoice, RecipientChoice
from ui.exchange.preview_tree import PreviewTree
from ui.theme import Tone
from ui.widgets.dialog import Dialog
from ui.widgets.files import choose_folder
from ui.widgets.labels import Heading, Label, StateLabel

WIDTH = 900
HEIGHT = 560


def _preview(
    case_ids: Sequence[str], contact_ids: Sequence[str], vault: Vault
) -> ExportPreview:
    return preview_export(vault, case_ids, contact_ids)


def _seal(
    case_ids: Sequence[str], contact_ids: Sequence[str], target: Path, vault: Vault
) -> Sealed:
    return export_cases(vault, case_ids, contact_ids, target)


class ExportDialog(Dialog):
    """Seals cases for verified people.

    Args:
        case_ids: cases that are ticked from the beginning.
    """

    def __init__(self, desk: Desk, parent: QWidget, case_ids: Sequence[str] = ()) -> None:
        super().__init__(desk, parent, WIDTH)
        self._preview: ExportPreview | None = None
        self._sealed: Sealed | None = None
        self._build(case_ids)
        self._connect()
        self.retranslate()
        desk.run(list_contacts, self, self.recipients.show_contacts)
        self._ask_preview()

    def _build(self, case_ids: Sequence[str]) -> None:
        self.cases = CaseChoice(self._desk, case_ids)
        self.recipients = RecipientChoice(self._desk)
        self._cases_heading, self._for_heading = Heading(), Heading()
        self.tree, self.total, self.obstacle = PreviewTree(), Label(), StateLabel()
        self.outcome = StateLabel()
        self.outcome.hide()
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self._cases_heading)
        left.addWidget(self.cases, 1)
        left.addWidget(self._for_heading)
        left.addWidget(self.recipients)
        right.addWidget(self.tree, 1)
        right.addWidget(self.total)
        right.addWidget(self.obstacle)
        self._choice = QWidget()
        across = QHBoxLayout(self._choice)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.PAGE_MARGIN)
        across.addLayout(left, 2)
        across.addLayout(right, 3)
        self.body.addWidget(self._choice, 1)
        self.body.addWidget(self.outcome)
        self.ask_height(HEIGHT)

    def _connect(self) -> None:
        self.cases.changed.connect(self._ask_preview)
        self.recipients.changed.connect(self._ask_preview)
        self.main.clicked.connect(self._on_main_clicked)

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.setWindowTitle(_("Export"))
        self.heading.setText(_("Seal cases for somebody"))
        self._cases_heading.setText(_("Cases"))
        self._for_heading.setText(_("For"))
        self.main.setText(_("Seal …"))
        self._say_preview()
        self._say_outcome()

    def _ask_preview(self) -> None:
        self._preview = None
        self.main.setEnabled(False)
        work = partial(_preview, tuple(self.cases.cases.chosen), tuple(self.recipients.chosen))
        self._desk.run(work, self, self._on_preview, self.show_error)

    def _on_preview(self, preview: ExportPreview) -> None:
        cases = tuple(case.row.id for case in preview.cases)
        people = tuple(contact.id for contact in preview.recipients)
        wanted = (tuple(self.cases.cases.chosen), tuple(self.recipients.chosen))
        if (cases, people) == wanted:
            self._preview = preview
            self._say_preview()

    def _say_preview(self) -> None:
        language, preview = self._desk.language, self._preview
        _ = language.gettext
        self.tree.show_cases(preview.cases if preview else (), language)
        size = language.size(preview.size_bytes if preview else 0)
        told = [_("Documents together: {size}").format(size=size)]
        if preview and (count := len(preview.erased)):
            words = language.ngettext(
                "{count} erasure goes along: one of these people has, or had, the case.",
                "{count} erasures go along: one of these people has, or had, the cases.",
                count,
            )
            told.append(words.format(count=count))
        self.total.setText("\n".join(told))
        self.obstacle.say(*self._obstacle_words())
        is_ready = preview is not None and bool(preview.recipients) and not preview.obstacle
        self.main.setEnabled(is_ready)

    def _obstacle_words(self) -> tuple[str, Tone, str]:
        _, preview = self._desk.language.gettext, self._preview
        if preview is None or not (preview.cases or preview.erased):
            return _("Tick the cases that shall leave."), Tone.MUTED, "info"
        if preview.obstacle:
            said = explain(preview.obstacle, self._desk.language)
            return f"{said.happened} {said.to_do}", Tone.DANGER, "danger"
        if not preview.recipients:
            return _("Tick the people who shall be able to open it."), Tone.MUTED, "info"
        names = ", ".join(contact.name for contact in preview.recipients)
        words = _("Only {names} will be able to open it.").format(names=names)
        return words, Tone.OK, "lock"

    def _on_main_clicked(self) -> None:
        title = self._desk.language.gettext("Folder for the bundle")
        folder = choose_folder(self, title, Path.home())
        if folder is None or self._preview is None:
            return
        self.main.setEnabled(False)
        self.show_error(None)
        self.busy.start(self._desk.language.gettext("The bundle is being sealed."))
        work = partial(_seal, self.cases.cases.chosen, self.recipients.chosen, folder)
        self._desk.run(work, self, self._on_sealed, self._on_failed)

    def _on_sealed(self, sealed: Sealed) -> None:
        self._sealed = sealed
        self.busy.stop()
        self._choice.hide()
        self.main.hide()
        self.outcome.show()
        self.retranslate()

    def _on_failed(self, error: Exception) -> None:
        self.show_error(error)
        self._say_preview()

    def _say_outcome(self) -> None:
        if self._sealed is None:
            return
        _, language = self._desk.language.gettext, self._desk.language
        words = _(
            "Sealed: {path} ({size}). Hand it over by any way you like; nobody else can open "
            "it. Until the other side tells you, it has not arrived."
        )
        size = language.size(self._sealed.size_bytes)
        self.outcome.say(words.format(path=self._sealed.path, size=size), Tone.PLAIN, "lock")
        self.dismiss.setText(_("Close"))
