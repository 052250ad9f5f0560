"""What the user chose about the window: language, colours, size of the text, idle time.

The only thing that is kept outside the vault, so nothing about people belongs here.
Setting a preference writes it down and applies it to the running program at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QLocale, QSettings
from PySide6.QtWidgets import QApplication

from consul_desk.language import CODES, Language, language
from ui import theme
from ui.retranslate import GettextTranslator
from ui.theme import Look

if TYPE_CHECKING:
    from consul_desk.values import LanguageCode

FONT_PERCENTS = (100, 125, 150, 175, 200)
IDLE_MINUTES = range(1, 16)
USUAL_IDLE_MINUTES = 5


def user_settings() -> QSettings:
    """Open the settings file of this user of the computer."""
    return QSettings("consul-desk", "window")


class Preferences:
    """Language and looks, applied and remembered.

    Attributes:
        language: what the screens speak now.
        look: the colours.
        font_percent: the size of all text; 100 is 11 pt.
        idle_minutes: how long nobody may be there before the vault is locked.
    """

    def __init__(self, settings: QSettings, code: LanguageCode | None = None) -> None:
        self._settings = settings
        self._translator: GettextTranslator | None = None
        self.language: Language = language(code or self._stored_code())
        look = str(settings.value("look", ""))
        self.look = Look(look) if look in set(Look) else Look.LIGHT
        percent = str(settings.value("font_percent", ""))
        self.font_percent = int(percent) if percent in map(str, FONT_PERCENTS) else 100
        minutes = str(settings.value("idle_minutes", ""))
        is_known = minutes in map(str, IDLE_MINUTES)
        self.idle_minutes = int(minutes) if is_known else USUAL_IDLE_MINUTES

    def _stored_code(self) -> LanguageCode:
        code = str(self._settings.value("language", "")) or QLocale.system().name()[:2]
        return next((known for known in CODES if known == code), "en")

    def apply(self) -> None:
        """Bring a new program to these preferences."""
        self._paint()
        self._install_translator()

    def speak(self, code: LanguageCode) -> None:
        """Change the language; Qt tells every widget."""
        self.language = language(code)
        self._settings.setValue("language", code)
        self._install_translator()

    def speak_next(self) -> None:
        """Change to the language after this one."""
        at = CODES.index(self.language.code)
        self.speak(CODES[(at + 1) % len(CODES)])

    def wear(self, look: Look) -> None:
        """Change the colours."""
        self.look = look
        self._settings.setValue("look", look.value)
        self._paint()

    def enlarge(self, font_percent: int) -> None:
        """Change the size of all text."""
        self.font_percent = font_percent
        self._settings.setValue("font_percent", font_percent)
        self._paint()

    def lock_after(self, idle_minutes: int) -> None:
        """Change how long nobody may be there; 1 to 15 minutes."""
        if idle_minutes not in IDLE_MINUTES:
            raise ValueError(idle_minutes)
        self.idle_minutes = idle_minutes
        self._settings.setValue("idle_minutes", idle_minutes)

    def window_place(self) -> QByteArray | None:
        """Where the window stood last, as Qt writes it down."""
        place = self._settings.value("window_place")
        return place if isinstance(place, QByteArray) else None

    def keep_window_place(self, place: QByteArray) -> None:
        """Let the next window stand where this one stood."""
        self._settings.setValue("window_place", place)

    def write_down(self) -> None:
        """Write at once what Qt would write at the end; a lock ends without one."""
        self._settings.sync()

    def _install_translator(self) -> None:
        old, self._translator = self._translator, GettextTranslator(self.language)
        if old is not None:
            QApplication.removeTranslator(old)
        if self.language.code == "ru":
            theme.ensure_cyrillic()
        QApplication.installTranslator(self._translator)

    def _paint(self) -> None:
        theme.apply(_application(), self.look, self.font_percent)


def _application() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("no QApplication yet")
    return app
