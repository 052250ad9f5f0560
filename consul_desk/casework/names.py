"""Names: which facts they are, how a person is called, what a spelling could be in Latin.

The passport's Latin spelling and the Cyrillic spelling are separate facts. A
transliteration is offered with the name of its standard, never put in by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consul_desk.vault.search import (
    FAMILY_CYRILLIC,
    FAMILY_LATIN,
    GIVEN_CYRILLIC,
    GIVEN_LATIN,
    NAME_KEYS,
    PATRONYMIC,
)

__all__ = ["NAME_KEYS", "Name", "Offer", "name_of", "offer_transliterations"]


@dataclass(frozen=True, slots=True)
class Name:
    """What a person is called in both scripts; either may be empty."""

    latin: str = ""
    cyrillic: str = ""

    @property
    def shown(self) -> str:
        """The Cyrillic spelling where there is one, else the Latin one."""
        return self.cyrillic or self.latin


def name_of(facts: Mapping[str, str]) -> Name:
    """Put a name together from a person's name facts, given names first."""
    return Name(
        _joined(facts, GIVEN_LATIN, FAMILY_LATIN),
        _joined(facts, GIVEN_CYRILLIC, PATRONYMIC, FAMILY_CYRILLIC),
    )


def _joined(facts: Mapping[str, str], *keys: str) -> str:
    return " ".join(part for key in keys if (part := facts.get(key, "").strip()))


@dataclass(frozen=True, slots=True)
class Offer:
    """A Latin spelling and the standard that it follows."""

    standard: str
    text: str


def offer_transliterations(cyrillic: str) -> tuple[Offer, ...]:
    """Spell a Cyrillic name in Latin capitals, today's passport standard first.

    Source:
        ICAO Doc 9303 part 3 (Russian passports since 2014); the Interior Ministry's order
        310 of 1997, French style (older passports); both tables as `iuliia` has them.
    """
    import iuliia

    schemas = (("ICAO 9303", iuliia.ICAO_DOC_9303), ("MVD 310 (1997)", iuliia.MVD_310_FR))
    offers: dict[str, str] = {}
    for standard, schema in schemas:
        offers.setdefault(schema.translate(cyrillic.strip()).upper(), standard)
    return tuple(Offer(standard, text) for text, standard in offers.items() if text)
