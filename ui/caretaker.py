"""Looks after the vault while it stands open: a backup every day, a full check every week.

Nobody asked for it, so it is quiet: it begins some seconds after the vault was opened, its
line stands above the page with "Cancel", and whoever types goes first; then it is tried
again later. What it finds is told; what it cannot do is told once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer

from consul_desk.errors.vault import DamageFoundError
from consul_desk.language import N_
from consul_desk.vault.backup import BackupRow, is_backup_due, make_backup
from consul_desk.vault.integrity import VerifyReport, is_verify_due, verify
from consul_desk.vault.manifest import Reason
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.long_work import LongRun

T = TypeVar("T")

FIRST_LOOK_MS = 8_000
LOOK_AGAIN_MS = 10 * 60_000


@dataclass(frozen=True, slots=True)
class _Due:
    """What is to be done."""

    backup: bool
    check: bool


def _due(vault: Vault) -> _Due:
    return _Due(is_backup_due(vault), is_verify_due(vault))


def _found_at_opening(vault: Vault) -> int:
    return len(vault.findings)


def _back_up(vault: Vault, run: LongRun) -> BackupRow:
    return make_backup(vault, reason=Reason.DAILY, told=run.tell_bytes)


def _check(vault: Vault, run: LongRun) -> VerifyReport:
    return verify(vault, progress=run.tell, is_cancelled=run.is_cancelled)


class Caretaker(QObject):
    """Lives as long as the shell. What it finds and cannot do is said like any error."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._run: LongRun | None = None
        self._rests = self._is_asking = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._timer.start(FIRST_LOOK_MS)
        desk.run(_found_at_opening, self, self._tell_damage)

    def look(self) -> None:
        """Do what is due, unless something is under way or was cancelled."""
        self._timer.start(LOOK_AGAIN_MS)
        if self._run is None and not (self._rests or self._is_asking):
            self._is_asking = True
            self._desk.run(_due, self, self._on_due)

    def _on_due(self, due: _Due) -> None:
        self._is_asking = False
        if due.backup:
            self._begin(_back_up, N_("The daily backup is being made."), self._on_backed_up)
        elif due.check:
            self._begin(_check, N_("The weekly check is under way."), self._on_checked)

    def _begin(
        self, work: Callable[[Vault, LongRun], T], name: str, then: Callable[[T], None]
    ) -> None:
        self._run = self._desk.run_long(work, name, self, then, self._on_failed, gives_way=True)
        self._run.ended.connect(self._on_run_ended)

    def _on_run_ended(self) -> None:
        if self._run is not None:
            self._rests = self._rests or self._run.is_dismissed
            self._run = None

    def _on_backed_up(self, _row: BackupRow) -> None:
        self.look()

    def _on_checked(self, report: VerifyReport) -> None:
        self._tell_damage(len(report.findings))

    def _tell_damage(self, count: int) -> None:
        if count:
            self._desk.failed.emit(DamageFoundError(count=count))

    def _on_failed(self, error: Exception) -> None:
        """Say it once: a full drive does not get emptier by being told every ten minutes."""
        self._rests = True
        self._desk.failed.emit(error)
