"""Backups: what there is, a new one, one on another drive, going back to one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from consul_desk.language import N_, Language
from consul_desk.vault.backup import BackupRow, list_backups, make_backup
from consul_desk.vault.manifest import Reason
from consul_desk.vault.upkeep import UpkeepStatus, status
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.long_work import LongRun
from ui.retranslate import Retranslates
from ui.settings.section import Section
from ui.theme import Tone
from ui.widgets.buttons import LinkButton, QuietButton
from ui.widgets.containers import Card, clear
from ui.widgets.files import choose_folder
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Heading, Label, StateLabel
from ui.widgets.outcome import Outcome

REASON_WORDS = {
    Reason.DAILY: N_("made by itself"),
    Reason.ASKED: N_("made on request"),
    Reason.MIGRATION: N_("made before a new version of the program"),
    Reason.REPLACED: N_("what was here before a backup was restored"),
}


@dataclass(frozen=True, slots=True)
class _Found:
    """What the section shows."""

    status: UpkeepStatus
    backups: tuple[BackupRow, ...]


def _read(vault: Vault) -> _Found:
    return _Found(status(vault), list_backups(vault.folder))


def _back_up(to: Path | None, vault: Vault, run: LongRun) -> BackupRow:
    return make_backup(vault, to, told=run.tell_bytes)


class BackupsSection(Section):
    """A state on top, a card for each backup, the newest first."""

    shows = frozenset({"setting", "change"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: _Found | None = None
        self._is_busy = False
        self.cards: list[BackupCard] = []
        self._build()
        self._connect()
        self.retranslate()

    def reload(self) -> None:
        """Ask what there is."""
        self._desk.run(_read, self, self._show_found)

    def main_words(self) -> str:
        """A new backup, unless one is being made."""
        return "" if self._is_busy else self._desk.language.gettext("Back up now")

    def do_main(self) -> None:
        """Make a backup beside the vault."""
        self._make(None)

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self._why.setText(
            _(
                "A backup brings back what was damaged or changed by mistake. Every day with "
                "changes the program makes one beside the vault and reads it back in full."
            )
        )
        self._external_heading.setText(_("On another drive"))
        self._external_why.setText(
            _(
                "A copy on another drive helps when the laptop is lost. It opens with the "
                "recovery sheet only, and destroying the keys here never reaches it."
            )
        )
        self.external.setText(_("Back up to another drive …"))
        self.elsewhere.setText(_("Restore from another folder …"))
        self._list_heading.setText(_("Beside the vault"))
        if self._found is not None:
            self._say(self._found)

    def _build(self) -> None:
        self.state, self._why = StateLabel(), Label(Tone.MUTED)
        self.outcome = Outcome(self._desk)
        self._list_heading, self._external_heading = Heading(), Heading()
        self._external_state, self._external_why = StateLabel(), Label(Tone.MUTED)
        self.external, self.elsewhere = QuietButton("save"), QuietButton("file")
        self._none, self._list = Label(Tone.MUTED), QVBoxLayout()
        self._list.setSpacing(theme.GRID)
        across = FlowLayout()
        across.addWidget(self.external)
        across.addWidget(self.elsewhere)
        for part in (self.state, self._why, self.outcome, self._list_heading, self._none):
            self.rows.addWidget(part)
        self.rows.addLayout(self._list)
        for part in (self._external_heading, self._external_state, self._external_why):
            self.rows.addWidget(part)
        self.rows.addLayout(across)
        self.rows.addStretch(1)

    def _connect(self) -> None:
        self.external.clicked.connect(self._on_external_clicked)
        self.elsewhere.clicked.connect(self._on_elsewhere_clicked)

    def _say(self, found: _Found) -> None:
        language = self._desk.language
        self.state.say(*backup_words(found.status, language))
        _ = language.gettext
        at = found.status.last_external_at
        if at is None:
            self._external_state.say(_("There is no copy on another drive yet."), Tone.WARNING)
        else:
            words = _("Last copy on another drive: {moment}")
            self._external_state.say(words.format(moment=language.moment(at)), Tone.OK)
        self._none.setText(_("There is no backup yet. “Back up now” makes the first."))
        self._none.setVisible(not found.backups)

    def _show_found(self, found: _Found) -> None:
        rows = [card.row for card in self.cards]
        if self._found is None or list(found.backups) != rows:
            clear(self._list)
            self.cards = [BackupCard(self._desk, row) for row in found.backups]
            for card in self.cards:
                card.restore.clicked.connect(partial(self._restore, card.row))
                self._list.addWidget(card)
        self._found = found
        self.retranslate()

    def _make(self, to: Path | None) -> None:
        self._is_busy = True
        self.external.setEnabled(False)
        self.main_changed.emit()
        self.outcome.clear()
        name = N_("The backup is being made.")
        made = self._on_made if to is None else self._on_copied
        run = self._desk.run_long(partial(_back_up, to), name, self, made, self._on_failed)
        run.ended.connect(self._on_run_ended)

    def _on_made(self, row: BackupRow) -> None:
        self._say_made(N_("The backup was made and read back."), row)

    def _on_copied(self, row: BackupRow) -> None:
        self._say_made(N_("The copy was made and read back: {path}"), row)

    def _say_made(self, words: str, row: BackupRow) -> None:
        if row.damaged:
            words = N_("The backup was made, but attachments were damaged before: {count}")
            self.outcome.say(words, Tone.WARNING, count=row.damaged)
        else:
            self.outcome.say(words, path=row.path)
        self.reload()

    def _on_failed(self, error: Exception) -> None:
        self.outcome.show_error(error)

    def _on_run_ended(self) -> None:
        self._is_busy = False
        self.external.setEnabled(True)
        self.main_changed.emit()

    def _on_external_clicked(self) -> None:
        title = self._desk.language.gettext("Folder on another drive")
        folder = choose_folder(self, title, Path.home())
        if folder is not None:
            self._make(folder)

    def _on_elsewhere_clicked(self) -> None:
        title = self._desk.language.gettext("Folder with backups")
        folder = choose_folder(self, title, Path.home())
        if folder is None:
            return
        found = list_backups(folder)
        if found:
            self._restore(found[0])
        else:
            words = N_("There is no backup of this program in {folder}.")
            self.outcome.say(words, Tone.WARNING, folder=folder)

    def _restore(self, row: BackupRow) -> None:
        from ui.settings.restore import RestoreDialog

        dialog = RestoreDialog(self._desk, row, self)
        dialog.restored.connect(self.lock_wanted)
        dialog.open()


class BackupCard(Retranslates, Card):
    """One backup: when, how large, why, whether it is whole."""

    def __init__(self, desk: Desk, row: BackupRow) -> None:
        super().__init__()
        self._desk = desk
        self.row = row
        self.state, self._about, self.restore = StateLabel(), Label(Tone.MUTED), LinkButton()
        for part in (self.state, self._about):
            self.rows.addWidget(part)
        across = FlowLayout()
        across.addWidget(self.restore)
        self.rows.addLayout(across)
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word."""
        language, row = self._desk.language, self.row
        _ = language.gettext
        moment = language.moment(row.made_at)
        tone = Tone.WARNING if row.damaged else Tone.OK
        words = (
            language.ngettext(
                "{moment}: without {count} attachment that was damaged before",
                "{moment}: without {count} attachments that were damaged before",
                row.damaged,
            )
            if row.damaged
            else _("{moment}: read back and whole")
        )
        self.state.say(words.format(moment=moment, count=row.damaged), tone)
        reason, size = _(REASON_WORDS[row.reason]), language.size(row.size_bytes)
        about = _("{size}, {reason}")
        self._about.setText(about.format(size=size, reason=reason))
        self.restore.setText(_("Go back to this backup …"))
        named = _("Go back to the backup of {moment} …")
        self.restore.setAccessibleName(named.format(moment=moment))


def backup_words(found: UpkeepStatus, language: Language) -> tuple[str, Tone]:
    """Say how much would be lost if the vault broke now."""
    _, changes, at = language.gettext, found.changes_since_backup, found.last_backup_at
    if at is None:
        return _("No backup has been made yet."), Tone.WARNING
    moment = language.moment(at)
    if not changes:
        return _("Everything is in the backup of {moment}.").format(moment=moment), Tone.OK
    words = language.ngettext(
        "{count} change is in no backup. The last one was made on {moment}.",
        "{count} changes are in no backup. The last one was made on {moment}.",
        changes,
    )
    return words.format(count=changes, moment=moment), Tone.WARNING
