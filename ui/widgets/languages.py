"""DE | RU | EN: the three languages of the screens, one press away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from consul_desk.language import CODES
from ui import theme
from ui.preferences import Preferences
from ui.retranslate import Retranslates

if TYPE_CHECKING:
    from consul_desk.values import LanguageCode

OWN_NAMES: dict[LanguageCode, str] = {"de": "Deutsch", "ru": "Русский", "en": "English"}
"""Each language is named in itself: who needs it can read it."""


class LanguageButtons(Retranslates, QWidget):
    """Three buttons; the one of the language that is spoken is down."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._group = QButtonGroup(self)
        self._codes: dict[QToolButton, LanguageCode] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID // 2)
        for code in CODES:
            row.addWidget(self._button(code))
        self._group.buttonClicked.connect(self._on_group_clicked)
        self.retranslate()

    def retranslate(self) -> None:
        """Press the button of the language that is spoken."""
        for button, code in self._codes.items():
            button.setChecked(code == self._preferences.language.code)

    def _button(self, code: LanguageCode) -> QToolButton:
        button = QToolButton()
        button.setText(code.upper())
        button.setCheckable(True)
        button.setAccessibleName(OWN_NAMES[code])
        button.setToolTip(OWN_NAMES[code])
        self._group.addButton(button)
        self._codes[button] = code
        return button

    def _on_group_clicked(self, button: QToolButton) -> None:
        self._preferences.speak(self._codes[button])
