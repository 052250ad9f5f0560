"""The screens' language: Qt asks gettext, widgets answer LanguageChange.

One catalogue serves the core, the screens and Qt's own buttons. Installing a
`GettextTranslator` makes Qt send LanguageChange down the widget tree; whoever inherits
`Retranslates` then says every visible word again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTranslator
from PySide6.QtWidgets import QWidget

from consul_desk.language import N_, Language

QT_WORDS = (
    N_("OK"), N_("Cancel"), N_("Close"), N_("&Close"), N_("&Yes"), N_("&No"), N_("Open"),
    N_("Save"), N_("&Undo"), N_("&Redo"), N_("Cu&t"), N_("&Copy"), N_("&Paste"),
    N_("Delete"), N_("Select All"), N_("Copy &Link Location"),
)  # fmt: skip
"""Words that Qt puts on its own buttons and menus; here so that they are extracted."""


class GettextTranslator(QTranslator):
    """Answers Qt's `tr` from the gettext catalogue of one language."""

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language

    def isEmpty(self) -> bool:
        """Say that there is something here: Qt refuses to install an empty translator."""
        return False

    def translate(
        self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        """Look a word up; the context is Qt's class name and does not matter here."""
        return self._language.gettext(sourceText) if sourceText else ""


if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object


class Retranslates(_Base):
    """Mixin, named before the widget class: says its words again in a new language."""

    def retranslate(self) -> None:
        """Set every visible word. Called once by the constructor, then by Qt."""

    def changeEvent(self, event: QEvent) -> None:
        """Hear of the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
