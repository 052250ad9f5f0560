"""A field for a passphrase: hidden, can be shown, warns of Caps Lock where it can tell."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from consul_desk.language import Language
from ui import theme
from ui.theme import Tone
from ui.widgets.labels import StateLabel


class PassphraseField(QWidget):
    """One passphrase.

    Signals:
        edited: somebody typed.
        entered: Enter was pressed.
    """

    edited = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self.edited)
        self.line.returnPressed.connect(self.entered)
        self.setFocusProxy(self.line)
        self._reveal = QToolButton()
        self._reveal.setCheckable(True)
        self._reveal.toggled.connect(self._on_reveal_toggled)
        self._caps: StateLabel | None = None
        self._caps_words = ""
        across = QHBoxLayout()
        across.setSpacing(theme.GRID // 2)
        across.addWidget(self.line, 1)
        across.addWidget(self._reveal)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.GRID // 2)
        self._rows.addLayout(across)

    def speak(self, language: Language) -> None:
        """Say the words beside the line; its own name comes from the form."""
        _ = language.gettext
        self._reveal.setText(_("Show"))
        self._reveal.setAccessibleName(_("Show what is typed"))
        self._caps_words = _("Caps Lock is on.")
        if self._caps is not None:
            self._caps.say(self._caps_words, Tone.WARNING)

    def length(self) -> int:
        """How many characters are typed."""
        return len(self.line.text())

    def is_same_as(self, other: PassphraseField) -> bool:
        """Whether both fields hold the same."""
        return self.line.text() == other.line.text()

    def take(self) -> bytearray:
        """The passphrase in UTF-8, in a buffer that the Desk wipes after use."""
        return bytearray(self.line.text().encode())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch the keys for a sign of Caps Lock; Qt has no question for it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._notice_caps(event)
        return super().eventFilter(watched, event)

    def _notice_caps(self, event: QKeyEvent) -> None:
        from PySide6.QtCore import Qt

        text = event.text()
        if event.key() == Qt.Key.Key_CapsLock and self._caps is not None:
            self._caps.setVisible(self._caps.isHidden())
        elif text.isalpha() and text.upper() != text.lower():
            is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._warn_of_caps(is_on=text.isupper() != is_shifted)

    def _warn_of_caps(self, *, is_on: bool) -> None:
        if self._caps is None:
            self._caps = StateLabel()
            self._caps.say(self._caps_words, Tone.WARNING)
            self._rows.addWidget(self._caps)
        self._caps.setVisible(is_on)

    def _on_reveal_toggled(self) -> None:
        is_shown = self._reveal.isChecked()
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
