"""Check the vault: when it was last done, doing it now, and what was found in sentences."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout

from consul_desk.language import N_
from consul_desk.vault.findings import Finding
from consul_desk.vault.integrity import VerifyReport, last_verified, verify
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.long_work import LongRun
from ui.settings.section import Section
from ui.theme import Tone
from ui.widgets.announce import announce
from ui.widgets.buttons import QuietButton
from ui.widgets.containers import Card, clear
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Label, StateLabel
from ui.widgets.outcome import Outcome
from ui.widgets.page import Place

MOST_SHOWN = 20


def _check(vault: Vault, run: LongRun) -> VerifyReport:
    return verify(vault, progress=run.tell, is_cancelled=run.is_cancelled)


def _found_at_opening(vault: Vault) -> tuple[Finding, ...]:
    return vault.findings


class CheckSection(Section):
    """One button; a state that only a whole check makes green."""

    shows = frozenset({"setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._last: datetime | None = None
        self._is_busy = False
        self._findings: tuple[Finding, ...] = ()
        self._report: VerifyReport | None = None
        self._build()
        self.backups.clicked.connect(self._on_backups_clicked)
        self.retranslate()

    def reload(self) -> None:
        """Ask when everything was last looked at."""
        self._desk.run(last_verified, self, self._show_last)
        self._desk.run(_found_at_opening, self, self._show_opening)

    def main_words(self) -> str:
        """A check, unless one is under way."""
        return "" if self._is_busy else self._desk.language.gettext("Check now")

    def do_main(self) -> None:
        """Look at everything."""
        self._is_busy = True
        self.main_changed.emit()
        self.outcome.clear()
        name = N_("The vault is being checked.")
        run = self._desk.run_long(_check, name, self, self._on_checked, self._on_failed)
        run.ended.connect(self._on_run_ended)

    def retranslate(self) -> None:
        """Say every word."""
        language = self._desk.language
        _ = language.gettext
        self._why.setText(
            _(
                "A check reads every page, every entry of the history and every attachment. It "
                "finds what a failing disk damaged and what a stranger put back or changed. "
                "The program does it once a week when the vault stands idle."
            )
        )
        if self._last is None:
            self.state.say(_("The vault has not been checked in full yet."), Tone.WARNING)
        else:
            words = _("Last checked in full on {moment}")
            self.state.say(words.format(moment=language.moment(self._last)), Tone.MUTED)
        self.backups.setText(_("See the backups"))
        self._say_findings()

    def _build(self) -> None:
        self.state, self._why, self.outcome = (
            StateLabel(),
            Label(Tone.MUTED),
            Outcome(self._desk),
        )
        self.findings, self.backups = Card(), QuietButton("save")
        self._advice, self._list = Label(), QVBoxLayout()
        self._list.setSpacing(theme.GRID)
        across = FlowLayout()
        across.addWidget(self.backups)
        self.findings.rows.addLayout(self._list)
        self.findings.rows.addWidget(self._advice)
        self.findings.rows.addLayout(across)
        self.findings.hide()
        for part in (self.state, self._why, self.outcome, self.findings):
            self.rows.addWidget(part)
        self.rows.addStretch(1)

    def _show_last(self, last: datetime | None) -> None:
        self._last = last
        self.retranslate()

    def _show_opening(self, findings: tuple[Finding, ...]) -> None:
        """Show what every opening looks at, until everything was looked at."""
        if self._report is None:
            self._show_findings(findings)

    def _show_findings(self, findings: tuple[Finding, ...]) -> None:
        self._findings = findings
        self._say_findings()

    def _say_findings(self) -> None:
        language = self._desk.language
        clear(self._list)
        self.findings.setVisible(bool(self._findings))
        for finding in self._findings[:MOST_SHOWN]:
            line = StateLabel()
            line.say(language.say(finding.message), Tone.DANGER)
            self._list.addWidget(line)
        if (left := len(self._findings) - MOST_SHOWN) > 0:
            words = language.ngettext("and {count} more", "and {count} more", left)
            more = Label(Tone.MUTED)
            more.setText(words.format(count=left))
            self._list.addWidget(more)
        self._advice.setText(
            language.gettext(
                "What is whole can still be read and changed. Copy the folder of the vault "
                "before you do anything else, then go back to a backup from before the damage."
            )
        )

    def _on_checked(self, report: VerifyReport) -> None:
        self._report = report
        self._show_findings(report.findings)
        if not report.is_complete:
            self.outcome.say(N_("The check was stopped before its end."), Tone.WARNING)
        elif report.is_whole:
            self.outcome.say(N_("The vault is whole. Everything was looked at."))
        else:
            announce(self, self._desk.language.say(report.findings[0].message))
        self.reload()

    def _on_failed(self, error: Exception) -> None:
        self.outcome.show_error(error)

    def _on_run_ended(self) -> None:
        self._is_busy = False
        self.main_changed.emit()

    def _on_backups_clicked(self) -> None:
        self.wanted.emit(Place("settings", part="backups"))
