"""Languages and looks: every choice is there at once. Whose vault this is stands below."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit

from consul_desk.language import CODES, N_
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.preferences import FONT_PERCENTS
from ui.settings.section import Section
from ui.theme import Look
from ui.widgets.form import FormField
from ui.widgets.labels import Heading
from ui.widgets.languages import OWN_NAMES

LOOK_WORDS = {
    Look.LIGHT: N_("Light"),
    Look.DARK: N_("Dark"),
    Look.HIGH_CONTRAST: N_("High contrast"),
}


@dataclass(frozen=True, slots=True)
class _About:
    """What the page tells about the vault."""

    owner: str
    folder: Path


def _about(vault: Vault) -> _About:
    return _About(vault.owner, vault.folder)


class LooksSection(Section):
    """Applies every choice at once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._build()
        self._connect()
        self.retranslate()

    def reload(self) -> None:
        """Ask whose vault this is."""
        self._desk.run(_about, self, self._show_about)

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self._language_field.speak(
            _("Language of the screens"),
            _("Papers keep the language that the authority needs. F2 changes it too."),
        )
        self._look_field.speak(
            _("Colours"), _("Dark spares the eyes at night; high contrast helps to read.")
        )
        self._size_field.speak(
            _("Size of the text"), _("Larger text helps when two people read one screen.")
        )
        for at, look in enumerate(Look):
            self.look.setItemText(at, _(LOOK_WORDS[look]))
        self.language.setCurrentIndex(CODES.index(self._desk.language.code))
        self._vault_heading.setText(_("Vault"))
        self._owner_field.speak(
            _("Consul"), _("This name stands in the history of everything you change.")
        )
        self._folder_field.speak(
            _("Folder"), _("Everything is encrypted in this folder; back it up as a whole.")
        )

    def _build(self) -> None:
        preferences = self._desk.preferences
        self.language, self.look, self.text_size = QComboBox(), QComboBox(), QComboBox()
        self.language.addItems([OWN_NAMES[code] for code in CODES])
        self.look.addItems([look.value for look in Look])
        self.look.setCurrentIndex(list(Look).index(preferences.look))
        self.text_size.addItems([f"{percent} %" for percent in FONT_PERCENTS])
        self.text_size.setCurrentIndex(FONT_PERCENTS.index(preferences.font_percent))
        self.owner, self.folder = QLineEdit(), QLineEdit()
        for line in (self.owner, self.folder):
            line.setReadOnly(True)
        self._vault_heading = Heading()
        self._language_field, self._look_field = FormField(self.language), FormField(self.look)
        self._size_field = FormField(self.text_size)
        self._owner_field, self._folder_field = FormField(self.owner), FormField(self.folder)
        for part in (
            self._language_field,
            self._look_field,
            self._size_field,
            self._vault_heading,
            self._owner_field,
            self._folder_field,
        ):
            self.rows.addWidget(part)
        self.rows.addStretch(1)

    def _connect(self) -> None:
        self.language.activated.connect(self._on_language_activated)
        self.look.activated.connect(self._on_look_activated)
        self.text_size.activated.connect(self._on_size_activated)

    def _on_language_activated(self, at: int) -> None:
        self._desk.preferences.speak(CODES[at])

    def _on_look_activated(self, at: int) -> None:
        self._desk.preferences.wear(list(Look)[at])

    def _on_size_activated(self, at: int) -> None:
        self._desk.preferences.enlarge(FONT_PERCENTS[at])

    def _show_about(self, about: _About) -> None:
        self.owner.setText(about.owner)
        self.folder.setText(str(about.folder))
