"""Finding by name: folding, so that ё finds е, Straße finds strasse and ЩЕГЛОВА finds щеглова.

Comes in: text in any script. Goes out: folded text, and a SQL function of the same name.
"""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower case, no accents, ё as е, ß as ss."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c) or c == "\u0306")
