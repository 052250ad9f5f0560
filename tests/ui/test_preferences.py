"""What the user chose about language and looks is kept, applied, and nothing else."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from consul_desk.language import language
from ui.preferences import Preferences, user_settings
from ui.retranslate import GettextTranslator, Retranslates
from ui.theme import Look


def test_choices_are_there_next_time(preferences: Preferences, settings: QSettings) -> None:
    preferences.speak("ru")
    preferences.wear(Look.DARK)
    preferences.enlarge(150)
    again = Preferences(settings)
    assert (again.language.code, again.look, again.font_percent) == ("ru", Look.DARK, 150)


def test_only_looks_and_language_are_written_down(
    preferences: Preferences, settings: QSettings
) -> None:
    preferences.speak("de")
    preferences.wear(Look.LIGHT)
    preferences.enlarge(125)
    assert sorted(settings.allKeys()) == ["font_percent", "language", "look"]


@pytest.mark.parametrize(
    ("key", "value"), [("language", "xx"), ("look", "purple"), ("font_percent", "7000")]
)
def test_a_damaged_settings_file_gives_defaults(
    qapp: QApplication, settings: QSettings, key: str, value: str
) -> None:
    settings.setValue("language", "de")
    settings.setValue(key, value)
    found = Preferences(settings)
    assert found.look is Look.LIGHT
    assert found.font_percent == 100
    assert found.language.code == ("en" if key == "language" else "de")


def test_the_command_line_decides_for_this_once(
    qapp: QApplication, settings: QSettings
) -> None:
    settings.setValue("language", "de")
    assert Preferences(settings, "ru").language.code == "ru"
    assert settings.value("language") == "de"


def test_the_settings_file_belongs_to_the_program(qapp: QApplication) -> None:
    assert "consul-desk" in user_settings().fileName()


class _Spoken(Retranslates, QWidget):
    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self.said: list[str] = []
        column = QVBoxLayout(self)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        column.addWidget(self.buttons)

    def retranslate(self) -> None:
        self.said.append(self._preferences.language.code)

    def cancel(self) -> str:
        return self.buttons.button(QDialogButtonBox.StandardButton.Cancel).text()


def test_a_new_language_reaches_nested_widgets_and_the_buttons_of_qt(
    preferences: Preferences, qtbot: QtBot
) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    spoken = _Spoken(preferences)
    QVBoxLayout(outer).addWidget(spoken)
    preferences.speak("de")
    qtbot.waitUntil(lambda: spoken.said == ["de"])
    assert spoken.cancel() == "Abbrechen"
    preferences.speak("en")
    qtbot.waitUntil(lambda: spoken.said == ["de", "en"])
    assert spoken.cancel() == "Cancel"


def test_qt_finds_our_words(qapp: QApplication) -> None:
    translator = GettextTranslator(language("de"))
    assert not translator.isEmpty()
    assert translator.translate("QDialog", "Cancel") == "Abbrechen"
    assert translator.translate("QDialog", "No such word") == "No such word"
    assert translator.translate("QDialog", "") == ""
