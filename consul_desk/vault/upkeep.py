"""What still lives on this laptop only, and when it was last looked after.

Comes in: an open vault. Goes out: a few counts, cheap enough to ask for after every write:
triggers keep the list of unsent cases, and nothing is counted beyond a bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from consul_desk.vault.backup import BACKED_UP_AT, BACKED_UP_ROW, EXTERNAL_AT
from consul_desk.vault.database import bare_of
from consul_desk.vault.integrity import VERIFIED_AT
from consul_desk.vault.settings import read_setting

if TYPE_CHECKING:
    from consul_desk.vault.vault import Vault

AT_MOST = 1000
"""Where counting stops: "1,000 or more" says enough."""


@dataclass(frozen=True, slots=True)
class UpkeepStatus:
    """What is not yet safe elsewhere.

    Attributes:
        unsent: cases with edits of this vault that no bundle carries.
        unacknowledged: bundles of which no receipt says that they arrived.
        changes_since_backup: edits that no local backup holds.
        last_backup_at, last_external_at, last_verified_at: None for never.
    """

    unsent: int
    unacknowledged: int
    changes_since_backup: int
    last_backup_at: datetime | None
    last_external_at: datetime | None
    last_verified_at: datetime | None


_COUNTS = """
    SELECT
        (SELECT count(*) FROM (SELECT 1 FROM unsent LIMIT :most)),
        (SELECT count(*) FROM (SELECT 1 FROM sent_bundle WHERE arrived_at = '' LIMIT :most)),
        (SELECT count(*) FROM (SELECT 1 FROM change WHERE rowid > :row LIMIT :most))
"""


def status(vault: Vault) -> UpkeepStatus:
    """Ask what is not yet safe elsewhere. No count goes beyond 1,000."""
    with vault.read() as session:
        row = int(read_setting(session, BACKED_UP_ROW) or 0)
        moments = [
            datetime.fromisoformat(found) if found else None
            for found in (
                read_setting(session, name) for name in (BACKED_UP_AT, EXTERNAL_AT, VERIFIED_AT)
            )
        ]
        counts = bare_of(session).execute(_COUNTS, {"most": AT_MOST, "row": row}).fetchone()
    return UpkeepStatus(*counts, *moments)
