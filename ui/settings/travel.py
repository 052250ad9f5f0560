"""Travel: how far a journey is prepared, leaving, arriving, and what is kept for others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from consul_desk.exchange.contacts import list_contacts
from consul_desk.exchange.returning import CapsuleRow, list_capsules
from consul_desk.exchange.travel import TravelStatus, travel_status
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.settings.section import Section
from ui.theme import Tone
from ui.widgets.buttons import QuietButton
from ui.widgets.containers import Card, clear
from ui.widgets.files import choose_file
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Heading, Label, StateLabel
from ui.widgets.page import Place


@dataclass(frozen=True, slots=True)
class _Found:
    """What the section shows."""

    status: TravelStatus
    coordinator: str
    capsules: tuple[CapsuleRow, ...]


def _read(vault: Vault) -> _Found:
    status, names = travel_status(vault), ""
    if status.packed is not None:
        known = {contact.fingerprint: contact.name for contact in list_contacts(vault)}
        names = ", ".join(known.get(one, "?") for one in status.packed.recipients)
    return _Found(status, names, list_capsules(vault))


class TravelSection(Section):
    """The steps of a journey; the main action is the next one."""

    shows = frozenset({"sent_bundle", "capsule", "change", "contact"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: _Found | None = None
        self._build()
        self._connect()
        self.retranslate()

    def reload(self) -> None:
        """Ask how far the journey is prepared."""
        self._desk.run(_read, self, self._show_found)

    def main_words(self) -> str:
        """The next step."""
        _, found = self._desk.language.gettext, self._found
        if found is None:
            return ""
        if found.status.may_leave:
            return _("Leave …")
        is_waiting = found.status.packed is not None and not found.status.has_changed
        return _("To the receipts") if is_waiting else _("Pack …")

    def do_main(self) -> None:
        """Take the next step."""
        if self._found is None:
            return
        status = self._found.status
        if status.may_leave:
            self._leave()
        elif status.packed is not None and not status.has_changed:
            self.wanted.emit(Place("exchange", part="outbox"))
        else:
            self.pack_now()

    def pack_now(self) -> None:
        """Choose a coordinator and seal everything for her."""
        from ui.settings.travel_pack import PackDialog

        PackDialog(self._desk, self).open()

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self._why.setText(
            _(
                "Before a border, leave everything with a coordinator and carry no keys. What "
                "is not on the laptop cannot be demanded from you. Afterwards she sends it "
                "back, and nothing is lost."
            )
        )
        self._arrive_heading.setText(_("Arriving"))
        self._arrive_why.setText(
            _(
                "Set up a new vault, compare the digits with the coordinator, and open the "
                "file that she sent back with the passphrase that you typed when packing."
            )
        )
        self.arrive.setText(_("Open what came back …"))
        self.again.setText(_("Pack again …"))
        self._kept_heading.setText(_("Kept for travellers"))
        self._none_kept.setText(_("You keep nothing for anybody."))
        if self._found is not None:
            self._say(self._found)

    def _build(self) -> None:
        self._why = Label(Tone.MUTED)
        self.steps = [StateLabel() for _number in range(3)]
        self._arrive_heading, self._kept_heading = Heading(), Heading()
        self._arrive_why, self._none_kept = Label(Tone.MUTED), Label(Tone.MUTED)
        self.arrive, self.again = QuietButton("file"), QuietButton("exchange")
        self._kept = QVBoxLayout()
        self._kept.setSpacing(theme.GRID)
        journey = Card()
        for step in self.steps:
            journey.rows.addWidget(step)
        again, across = FlowLayout(), FlowLayout()
        again.addWidget(self.again)
        across.addWidget(self.arrive)
        journey.rows.addLayout(again)
        self.rows.addWidget(self._why)
        self.rows.addWidget(journey)
        self.rows.addWidget(self._arrive_heading)
        self.rows.addWidget(self._arrive_why)
        self.rows.addLayout(across)
        self.rows.addWidget(self._kept_heading)
        self.rows.addWidget(self._none_kept)
        self.rows.addLayout(self._kept)
        self.rows.addStretch(1)

    def _connect(self) -> None:
        self.arrive.clicked.connect(self._on_arrive_clicked)
        self.again.clicked.connect(self.pack_now)

    def _show_found(self, found: _Found) -> None:
        if self._found is None or self._found.capsules != found.capsules:
            clear(self._kept)
            for row in found.capsules:
                card = CapsuleCard(self._desk, row)
                card.send.clicked.connect(partial(self._send_back, row))
                self._kept.addWidget(card)
        self._found = found
        self.retranslate()
        self.main_changed.emit()

    def _say(self, found: _Found) -> None:
        language, status = self._desk.language, found.status
        _ = language.gettext
        self._none_kept.setVisible(not found.capsules)
        packed = status.packed
        self.again.setVisible(packed is not None and not status.has_changed)
        if packed is None:
            self.steps[0].say(_("1. Nothing is packed yet."), Tone.MUTED, "empty")
            self.steps[1].say(_("2. Then wait for the signed receipt."), Tone.MUTED, "empty")
            self.steps[2].say(_("3. Then leave: destroy the keys here."), Tone.MUTED, "empty")
            return
        words = _("1. Packed on {moment} for {name}: {file}")
        moment = language.moment(packed.sealed_at)
        told = words.format(moment=moment, name=found.coordinator, file=packed.file_name)
        self.steps[0].say(told, Tone.OK)
        self.steps[1].say(*self._receipt_words(found))
        self.steps[2].say(*self._leave_words(status))

    def _receipt_words(self, found: _Found) -> tuple[str, Tone, str]:
        _ = self._desk.language.gettext
        if found.status.has_receipt:
            words = _("2. {name} has it: her signed receipt is here.")
            return words.format(name=found.coordinator), Tone.OK, "ok"
        words = _("2. No receipt yet. Give {name} the file, and import the receipt she makes.")
        return words.format(name=found.coordinator), Tone.WARNING, "clock"

    def _leave_words(self, status: TravelStatus) -> tuple[str, Tone, str]:
        _ = self._desk.language.gettext
        if status.has_changed:
            words = _("3. Something was changed since. Pack again, so that nothing is lost.")
            return words, Tone.WARNING, "warning"
        if status.may_leave:
            return _("3. Nothing would be lost. You can leave."), Tone.OK, "ok"
        return _("3. Then leave: destroy the keys here."), Tone.MUTED, "empty"

    def _leave(self) -> None:
        from ui.settings.travel_leave import LeaveDialog

        LeaveDialog(self._desk, self).open()

    def _on_arrive_clicked(self) -> None:
        from ui.settings.travel_arrive import ArriveDialog

        path = choose_file(self, self._desk.language.gettext("Open what came back"))
        if path is not None:
            ArriveDialog(self._desk, path, self).open()

    def _send_back(self, row: CapsuleRow) -> None:
        from ui.settings.travel_return import ReturnDialog

        ReturnDialog(self._desk, row, self).open()


class CapsuleCard(Retranslates, Card):
    """What is kept for one traveller."""

    def __init__(self, desk: Desk, row: CapsuleRow) -> None:
        super().__init__()
        self._desk = desk
        self._row = row
        self._name, self._about, self.send = (
            Heading(),
            Label(Tone.MUTED),
            QuietButton("exchange"),
        )
        self._name.setText(row.name)
        self.rows.addWidget(self._name)
        self.rows.addWidget(self._about)
        across = FlowLayout()
        across.addWidget(self.send)
        self.rows.addLayout(across)
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word."""
        language, row = self._desk.language, self._row
        words = language.ngettext(
            "{count} case, packed on {moment}", "{count} cases, packed on {moment}", row.cases
        )
        moment = language.moment(row.packed_at)
        about = words.format(count=row.cases, moment=moment)
        if row.is_returned:
            about = f"{about}\n{language.gettext('It was sent back at least once.')}"
        self._about.setText(about)
        self.send.setText(language.gettext("Send it back …"))
        named = language.gettext("Send it back: {name}")
        self.send.setAccessibleName(named.format(name=row.name))
