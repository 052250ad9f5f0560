"""Whether a vault is whole: a quick look at every opening, everything once a week.

Comes in: an open vault. Goes out: findings. A finding never locks its owner out: what is
whole stays readable. Only a database that cannot be read at all, or that is older than the
header says, keeps a vault from opening.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2

from consul_desk.errors.vault import VaultDamagedError
from consul_desk.vault.checks import (
    Steps,
    check_contents,
    check_files,
    check_history,
    check_pages,
    check_rows,
    check_size,
    check_structure,
)
from consul_desk.vault.database import bare_of
from consul_desk.vault.findings import Finding, FindingKind
from consul_desk.vault.search_index import check_search
from consul_desk.vault.settings import read_setting, write_setting
from consul_desk.vault.tail import check_tail

if TYPE_CHECKING:
    from consul_desk.vault.vault import Vault

VERIFIED_AT = "verified_at"
VERIFY_EVERY = timedelta(days=7)
_TOLD_EVERY = 256
_UNREADABLE = frozenset({FindingKind.PAGE, FindingKind.STRUCTURE, FindingKind.SIZE})

Progress = Callable[[int, int], None]
"""Hears how much of how much is done, in units of work."""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a full check found.

    Attributes:
        checked: how many changes, rows and pieces of attachments were looked at.
        is_complete: nobody cancelled it.
    """

    findings: tuple[Finding, ...]
    checked: int
    is_complete: bool

    @property
    def is_whole(self) -> bool:
        """Everything was looked at and nothing was wrong."""
        return self.is_complete and not self.findings


def quick_check(vault: Vault) -> tuple[Finding, ...]:
    """Look at the end of the history and at the rows that it wrote.

    Takes the same few milliseconds in a large vault as in a small one.
    """
    with vault.read() as session:
        raw = bare_of(session)
        try:
            return check_tail(raw, vault.device_id)
        except dbapi2.DatabaseError as error:
            return (Finding(FindingKind.STRUCTURE, str(error)),)


def verify(
    vault: Vault,
    *,
    progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> VerifyReport:
    """Look at everything and remember when: pages, trees, history, rows, attachments.

    Args:
        progress: hears now and then how much is done, and of about how much.
        is_cancelled: asked now and then; what was found until then is told.
    Raises:
        VaultInUseError: another program took the vault in between.
    """
    report = examine(vault, progress=progress, is_cancelled=is_cancelled)
    if report.is_complete:
        with vault.write() as session:
            write_setting(session, VERIFIED_AT, vault.clock().isoformat(timespec="seconds"))
    return report


def examine(
    vault: Vault,
    *,
    progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> VerifyReport:
    """The same, without writing anything.

    The vault lets go of its file meanwhile and every part is read by a connection of its
    own, because one bad page spoils what a connection says of the others.
    """
    findings: list[Finding] = []
    checked = 0
    with vault.resting() as connect:
        total = _amount(connect)
        for step in _steps(vault, connect):
            if step is not None:
                findings.append(step)
            checked += 1
            if checked % _TOLD_EVERY:
                continue
            if progress is not None:
                progress(min(checked, total), total)
            if is_cancelled is not None and is_cancelled():
                return VerifyReport(tuple(findings), checked, is_complete=False)
    if not _UNREADABLE & {finding.kind for finding in findings}:
        findings.extend(_search_findings(vault))
    return VerifyReport(tuple(findings), checked, is_complete=True)


def _search_findings(vault: Vault) -> tuple[Finding, ...]:
    """The search index compares itself with the rows by a statement that needs the vault."""
    try:
        with vault.read() as session:
            places = check_search(session)
    except (dbapi2.DatabaseError, VaultDamagedError) as error:
        return (Finding(FindingKind.STRUCTURE, str(error)),)
    return tuple(Finding(FindingKind.SEARCH, place) for place in places)


def is_verify_due(vault: Vault) -> bool:
    """Tell whether the weekly check is due; after a jump of the clock it is too."""
    last = last_verified(vault)
    return last is None or not timedelta(0) <= vault.clock() - last < VERIFY_EVERY


def last_verified(vault: Vault) -> datetime | None:
    """When everything was last looked at."""
    with vault.read() as session:
        found = read_setting(session, VERIFIED_AT)
    return datetime.fromisoformat(found) if found else None


def _amount(connect: Callable[[], Any]) -> int:
    """About how many units of work there are: each change twice, each piece of attachment."""
    try:
        with closing(connect()) as connection:
            (changes,) = connection.execute("SELECT count(*) FROM change").fetchone()
            (pieces,) = connection.execute(
                "SELECT sum(size_bytes / 65536 + 1) FROM blob"
            ).fetchone()
    except (dbapi2.DatabaseError, VaultDamagedError):
        return 1  # The checks themselves say what is wrong.
    return 2 * int(changes) + int(pieces or 0) + 1


def _steps(vault: Vault, connect: Callable[[], Any]) -> Steps:
    own = {vault.device_id: vault.checkpointed.seq}
    parts: tuple[Callable[[Any], Steps], ...] = (
        check_pages,
        check_structure,
        partial(check_size, path=vault.database),
        partial(check_history, own=own),
        check_rows,
        check_contents,
        partial(check_files, blobs=vault.blobs),
    )
    for part in parts:
        yield from _afresh(connect, part)


def _afresh(connect: Callable[[], Any], part: Callable[[Any], Steps]) -> Steps:
    """Run one part on a connection of its own; damage that stops it is a finding too."""
    connection = None
    try:
        connection = connect()
        yield from part(connection)
    except (dbapi2.DatabaseError, VaultDamagedError) as error:
        yield Finding(FindingKind.STRUCTURE, str(error))
    finally:
        if connection is not None:
            connection.close()
