"""Packing for a journey: for whom, everything that leaves, a passphrase for the return."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from consul_desk.exchange.contacts import ContactRow, ContactState, list_contacts
from consul_desk.exchange.outgoing import SentRow
from consul_desk.exchange.travel import TravelPreview, pack_for_travel, preview_travel
from consul_desk.messages import explain
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.theme import Tone
from ui.unlock.judged import JudgedPassphrase
from ui.widgets.containers import Column, clear
from ui.widgets.dialog import Dialog
from ui.widgets.files import choose_folder
from ui.widgets.form import FormField
from ui.widgets.labels import Heading, Label, StateLabel

WIDTH = 700
HEIGHT = 560


def _preview(contact_id: str, vault: Vault) -> TravelPreview:
    return preview_travel(vault, contact_id)


def _pack(
    contact_id: str,
    folder: Path,
    passphrase: bytearray,
    reasons: Mapping[str, str],
    vault: Vault,
) -> SentRow:
    return pack_for_travel(vault, contact_id, folder, passphrase, overrides=reasons)


class PackDialog(Dialog):
    """Seals nothing that was not shown; a case without consent needs a reason to leave."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, WIDTH)
        self._contacts: tuple[ContactRow, ...] = ()
        self._preview: TravelPreview | None = None
        self._packed: tuple[SentRow, Path] | None = None
        self.reasons: dict[str, QLineEdit] = {}
        self._build()
        self._connect()
        self.retranslate()
        desk.run(list_contacts, self, self._show_contacts)

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.setWindowTitle(_("Pack for a journey"))
        self.heading.setText(_("Pack everything for a journey"))
        self._field.speak(
            _("Coordinator"),
            _("She can read the cases. Contacts, keys and the rest only you can open."),
        )
        self._what_heading.setText(_("What leaves"))
        self._passphrase_heading.setText(_("Passphrase for the return"))
        self._passphrase_why.setText(
            _("It opens on arrival what only you may read. Nobody can help without it.")
        )
        self.main.setText(_("Seal …"))
        self._say_preview()
        self._judge()
        if self._packed is not None:
            self._say_packed(*self._packed)

    def _build(self) -> None:
        self.contact, self.what = QComboBox(), Label()
        self._field = FormField(self.contact)
        self._what_heading, self._passphrase_heading = Heading(), Heading()
        self._passphrase_why, self._reasons = Label(Tone.MUTED), QVBoxLayout()
        self._reasons.setSpacing(theme.GRID)
        self.passphrase = JudgedPassphrase(self._desk)
        self.obstacle, self.outcome = StateLabel(), StateLabel()
        self.outcome.hide()
        self._choice = Column(WIDTH)
        rows = self._choice.rows
        for part in (self._field, self._what_heading, self.what):
            rows.addWidget(part)
        rows.addLayout(self._reasons)
        for last in (self._passphrase_heading, self._passphrase_why, self.passphrase):
            rows.addWidget(last)
        rows.addStretch(1)
        self.body.addWidget(self._choice, 1)
        self.body.addWidget(self.obstacle)
        self.body.addWidget(self.outcome)
        self.ask_height(HEIGHT)

    def _connect(self) -> None:
        self.contact.activated.connect(self._ask_preview)
        self.passphrase.changed.connect(self._judge)
        self.main.clicked.connect(self._on_main_clicked)

    def _show_contacts(self, contacts: tuple[ContactRow, ...]) -> None:
        self._contacts = tuple(c for c in contacts if c.state is ContactState.VERIFIED)
        self.contact.addItems([contact.name for contact in self._contacts])
        self._ask_preview()

    def _ask_preview(self) -> None:
        self._preview = None
        self._judge()
        if self._contacts:
            chosen = self._contacts[self.contact.currentIndex()].id
            self._desk.run(partial(_preview, chosen), self, self._on_preview, self.show_error)

    def _on_preview(self, preview: TravelPreview) -> None:
        self._preview = preview
        clear(self._reasons)
        self.reasons = {}
        for case in preview.without_consent:
            line = QLineEdit()
            line.textChanged.connect(self._judge)
            self.reasons[case.row.id] = line
            self._reasons.addWidget(FormField(line))
        self.retranslate()

    def _say_preview(self) -> None:
        language, preview = self._desk.language, self._preview
        _ = language.gettext
        if preview is None:
            self.what.setText("")
            return
        cases, size = len(preview.cases), language.size(preview.size_bytes)
        words = language.ngettext(
            "{count} case with all people, answers and documents ({size}).",
            "{count} cases with all people, answers and documents ({size}).",
            cases,
        )
        kept = _("Sealed for you alone: {contacts} contacts, {blanks} blanks, your own keys.")
        rest = kept.format(contacts=preview.contacts, blanks=preview.blanks)
        self.what.setText(f"{words.format(count=cases, size=size)}\n{rest}")
        for case in preview.without_consent:
            field = self.reasons[case.row.id].parent()
            if isinstance(field, FormField):
                label = _("Case {number} has no recorded consent. Why does it have to leave?")
                hint = _("The history of the case keeps this reason.")
                field.speak(label.format(number=case.row.number), hint)

    def _judge(self) -> None:
        words, tone, icon = self._obstacle_words()
        self.obstacle.setVisible(bool(words) and self._packed is None)
        self.obstacle.say(words, tone, icon)
        self.main.setEnabled(not words)

    def _obstacle_words(self) -> tuple[str, Tone, str]:
        language = self._desk.language
        _ = language.gettext
        if not self._contacts:
            words = _("Nobody’s digits were compared here yet. Add a contact first.")
            return words, Tone.WARNING, "warning"
        if self._preview is None:
            return _("What leaves is being gathered."), Tone.MUTED, "info"
        if obstacle := self._preview.obstacle(self._typed_reasons()):
            said = explain(obstacle, language)
            return f"{said.happened} {said.to_do}", Tone.WARNING, "warning"
        if not self.passphrase.is_good():
            return _("Type a passphrase for the return, twice."), Tone.MUTED, "info"
        return "", Tone.MUTED, ""

    def _typed_reasons(self) -> dict[str, str]:
        return {case_id: line.text() for case_id, line in self.reasons.items()}

    def _on_main_clicked(self) -> None:
        title = self._desk.language.gettext("Folder for the bundle")
        folder = choose_folder(self, title, Path.home())
        if folder is None:
            return
        self.main.setEnabled(False)
        self.show_error(None)
        self.busy.start(self._desk.language.gettext("Everything is being packed."))
        chosen = self._contacts[self.contact.currentIndex()].id
        work = partial(_pack, chosen, folder, self.passphrase.take(), self._typed_reasons())
        self._desk.run(work, self, partial(self._on_packed, folder), self._on_failed)

    def _on_packed(self, folder: Path, sent: SentRow) -> None:
        self.busy.stop()
        self.passphrase.forget()
        self._packed = (sent, folder)
        self._choice.hide()
        self.main.hide()
        self.outcome.show()
        self.retranslate()

    def _on_failed(self, error: Exception) -> None:
        self.show_error(error)
        self._judge()

    def _say_packed(self, sent: SentRow, folder: Path) -> None:
        _ = self._desk.language.gettext
        words = _(
            "Packed: {path}. Give it to the coordinator and wait for her receipt. Until then "
            "nothing is destroyed, and whatever you change has to be packed again."
        )
        self.outcome.say(words.format(path=folder / sent.file_name), Tone.PLAIN, "lock")
        self.dismiss.setText(_("Close"))
