"""Which characters an answer may hold.

Comes in: text that a person typed. Goes out: the first character that has no place there.
"""

from __future__ import annotations

import re
import unicodedata

from consul_desk.workflows.model import Latin

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control, direction and format marks, surrogates, private and unassigned characters."""

_LETTERS = (
    "A-Za-zÀ-ÖØ-öø-žƏəƠơƯưƷʒǍ-ǜǞǟǢ-ǰǴǵǸ-ǿȘ-țȞȟȪ-ȳ\u1e02-\u1e9b\u1e9e\u1ea0-\u1ef9\u0300-\u0338"
)
_REFUSED = {
    Latin.NAME: re.compile(rf"[^{_LETTERS} .'’\-]"),
    Latin.TEXT: re.compile(rf"[^{_LETTERS}\x20-\x7e’‘‚„“”«»–—§€°²³·\n]"),
}
"""Source: DIN 91379:2022-08, data types A and B, without what people do not type;
read through the lists of String.Latin+ 1.3, checked 2026-11-23."""


def hidden_character(text: str, *, multiline: bool = False) -> str | None:
    """Find a character that nobody can see: it hides text or turns its direction."""
    for character in text:
        if unicodedata.category(character) in _HIDDEN and not (multiline and character == "\n"):
            return character
    return None


def not_latin(text: str, rule: Latin) -> str | None:
    """Find a character that a German register cannot store."""
    found = _REFUSED[rule].search(unicodedata.normalize("NFC", text))
    return found.group() if found else None


def cleaned(text: str) -> str:
    """Compose accents and drop blanks at both ends, as every typed answer is stored."""
    return unicodedata.normalize("NFC", text).strip()


def code_point(character: str) -> str:
    """Name a character that cannot be shown: "U+202E"."""
    return f"U+{ord(character):04X}"
