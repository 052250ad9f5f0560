"""What is safe after an error: sentences that many errors share."""

from __future__ import annotations

from typing import TypeAlias

from consul_desk.language import N_

Sentences: TypeAlias = dict[str, tuple[str, str, str]]
"""By error code: what happened, what is safe, what to do, in marked English."""

NOTHING_CHANGED = N_("Nothing was changed.")
VAULT_UNTOUCHED = N_("The vault was not touched.")
