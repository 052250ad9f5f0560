"""A language as an object: texts, dates, numbers, country names, sort order.

Passed as an argument, because a letter's language is not the screen's. The gettext
catalogue in `locales/` serves the core, the command line and the screens; workflow packs
carry their own texts. Babel and `values` are imported when first needed: the unlock screen
does not need them.
"""

from __future__ import annotations

import gettext
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from consul_desk.paths import locales_folder

if TYPE_CHECKING:
    from datetime import date, datetime

    from consul_desk.values import LanguageCode, PartialDate, Text

_NOT_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
"""Codes that CLDR names beside the countries: unions, reserved and test codes."""

CODES: tuple[LanguageCode, ...] = ("de", "ru", "en")


def N_(text: str) -> str:
    """Mark a sentence for translation where no language is at hand."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to be said later, in whatever language is asked for.

    Attributes:
        text: the English msgid, marked with `N_`, with `{name}` places.
        values: text, numbers, dates, `Text`s or other Messages for these places.
        plural: msgid for more than one; then `values["count"]` decides.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str = ""


class Language:
    """Says things in one language.

    Attributes:
        code: "de", "ru" or "en".
    """

    def __init__(self, code: LanguageCode, catalogue: gettext.NullTranslations) -> None:
        self.code = code
        self._catalogue = catalogue

    def gettext(self, text: str) -> str:
        """Translate a marked sentence."""
        return self._catalogue.gettext(text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Translate a marked sentence that counts something."""
        return self._catalogue.ngettext(one, many, count)

    def text(self, text: Text) -> str:
        """Pick the text of a workflow pack."""
        return str(getattr(text, self.code))

    def say(self, message: Message) -> str:
        """Fill a Message's places, each written the way this language writes it."""
        shown = {name: self._shown(value) for name, value in message.values.items()}
        if not message.plural:
            return self.gettext(message.text).format(**shown)
        count = message.values["count"]
        if not isinstance(count, int):
            raise TypeError(message.text)
        return self.ngettext(message.text, message.plural, count).format(**shown)

    def _shown(self, value: object) -> str:
        from datetime import date

        from consul_desk.values import PartialDate, Text

        sayings: tuple[tuple[type, Callable[..., str]], ...] = (
            (Message, self.say),
            (Text, self.text),
            (PartialDate, self.partial_date),
            (date, self.long_date),
        )
        for kind, saying in sayings:
            if isinstance(value, kind):
                return saying(value)
        return str(value)

    def long_date(self, day: date) -> str:
        """Write "Di., 24. November 2026", "вт, 24 ноября 2026 г.", "Tue 24 November 2026"."""
        from babel.dates import format_date

        pattern = {"de": "EEE, d. MMMM y", "ru": "EEE, d MMMM y 'г'.", "en": "EEE d MMMM y"}
        return format_date(day, pattern[self.code], locale=self.code)

    def short_date(self, day: date) -> str:
        """Write 24.11.2026, in English too: the authority's letter does."""
        return f"{day:%d.%m.%Y}"

    def partial_date(self, value: PartialDate) -> str:
        """Write what is known: "24.11.2026", "11.2026" or "2026"."""
        from consul_desk.values import Precision

        if value.precision is Precision.DAY:
            return f"{value.day:02d}.{value.month:02d}.{value.year:04d}"
        if value.precision is Precision.MONTH:
            return f"{value.month:02d}.{value.year:04d}"
        return f"{value.year:04d}"

    def moment(self, at: datetime) -> str:
        """Write date and time of the user's own clock: "24.11.2026, 14:02"."""
        return f"{at.astimezone():%d.%m.%Y, %H:%M}"

    def country(self, code: str) -> str:
        """Name a country by its ISO 3166 code; unknown codes are shown as they are."""
        from babel import Locale

        return str(Locale(self.code).territories.get(code.upper(), code))

    def countries(self) -> tuple[tuple[str, str], ...]:
        """Every country's ISO 3166 code and name, in the order of the names."""
        from babel import Locale

        named = Locale(self.code).territories.items()
        found = [(c, str(n)) for c, n in named if c.isalpha() and c not in _NOT_COUNTRIES]
        return tuple(sorted(found, key=lambda country: self.sort_key(country[1])))

    def size(self, size_bytes: int) -> str:
        """Write a file size for people."""
        if size_bytes < 1024:
            return self.gettext("{size} bytes").format(size=size_bytes)
        if size_bytes < 1024 * 1024:
            return self.gettext("{size} KiB").format(size=-(-size_bytes // 1024))
        mebibytes = f"{size_bytes / 1024 / 1024:.1f}"
        return self.gettext("{size} MiB").format(
            size=mebibytes if self.code == "en" else mebibytes.replace(".", ",")
        )

    def sort_key(self, text: str) -> str:
        """Order names for people: case and accents aside, ё beside е."""
        plain = unicodedata.normalize("NFKD", text.casefold().replace("ё", "е"))
        return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def language(code: LanguageCode) -> Language:
    """Open a language; German, Russian and English are always there."""
    catalogue = gettext.translation(
        "consul_desk", str(locales_folder()), languages=[code], fallback=code == "en"
    )
    return Language(code, catalogue)
