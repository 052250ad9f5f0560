"""Lock: after how long, and what else locks."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from ui.desk import Desk
from ui.preferences import IDLE_MINUTES
from ui.screen_lock import ScreenLockWatch
from ui.settings.section import Section
from ui.theme import Tone
from ui.widgets.form import FormField
from ui.widgets.labels import Label, StateLabel


class LockSection(Section):
    """The idle time applies at once; what the computer tells of its screen is shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._watch = ScreenLockWatch(self)
        self._build()
        self.minutes.activated.connect(self._on_minutes_activated)
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word."""
        language = self._desk.language
        _ = language.gettext
        self._field.speak(
            _("Lock when nobody is there for"),
            _("A vault that stands open can be read by whoever comes by or takes the laptop."),
        )
        for at, minutes in enumerate(IDLE_MINUTES):
            words = language.ngettext("{count} minute", "{count} minutes", minutes)
            self.minutes.setItemText(at, words.format(count=minutes))
        self._say_screen()
        self._also.setText(
            _(
                "Ctrl+L locks at once, and so does sleep. What you are typing is saved first, "
                "and the program starts anew, so that nothing readable stays in its memory."
            )
        )

    def reload(self) -> None:
        """Ask again whether this computer tells of its screen lock; it may change."""
        self._say_screen()

    def _build(self) -> None:
        self.minutes = QComboBox()
        self.minutes.addItems([str(minutes) for minutes in IDLE_MINUTES])
        chosen = self._desk.preferences.idle_minutes
        self.minutes.setCurrentIndex(list(IDLE_MINUTES).index(chosen))
        self._field = FormField(self.minutes)
        self.following, self._also = StateLabel(), Label(Tone.MUTED)
        for part in (self._field, self.following, self._also):
            self.rows.addWidget(part)
        self.rows.addStretch(1)

    def _say_screen(self) -> None:
        _ = self._desk.language.gettext
        if self._watch.is_following:
            self.following.say(
                _("The vault locks when the screen of this computer locks."), Tone.OK
            )
        else:
            words = _(
                "This computer does not tell when its screen locks: the idle time above and "
                "Ctrl+L lock the vault."
            )
            self.following.say(words, Tone.WARNING)

    def _on_minutes_activated(self, at: int) -> None:
        self._desk.preferences.lock_after(IDLE_MINUTES[at])
