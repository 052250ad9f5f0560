"""What every editor can do, and the editors that are a line or a page of text.

An editor turns what a person types into a fact's value and back. It knows no case, saves
nothing and never changes what somebody typed.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from consul_desk.language import Language
from consul_desk.values import JsonValue, PartialDate, Subject
from consul_desk.workflows.model import FactField
from consul_desk.workflows.validate import parse_value

DATE_WIDTH_LETTERS = 16
LONG_TEXT_LINES = 5


class Editor(QWidget):
    """Shows and takes one value.

    Signals:
        edited: somebody typed or chose; the value may be unfinished.
        finished: somebody left the editor, or chose something that needs no more.
    """

    edited = Signal()
    finished = Signal()

    def value(self) -> JsonValue:
        """What the editor holds now; None while it is empty.

        Raises:
            InvalidAnswerError: the text is no such value.
        """
        raise TypeError(type(self).__name__)

    def show_value(self, value: JsonValue) -> None:
        """Put a stored value in, None to empty it. Sends no signal."""
        raise TypeError(type(self).__name__)

    def draft(self) -> JsonValue:
        """Everything that stands in the editor, whether it fits or not."""
        return self.value()

    def show_draft(self, draft: JsonValue) -> None:
        """Put a draft back as it was."""
        self.show_value(draft)

    def speak(self, language: Language) -> None:
        """Say every word of the editor in this language."""

    def show_people(self, people: Sequence[Subject]) -> None:
        """Hear who takes part; only an editor that asks for people listens."""

    def introduce(self, name: str, description: str) -> None:
        """Tell assistive technology what the control is called."""
        control = self.focusProxy() or self
        control.setAccessibleName(name)
        control.setAccessibleDescription(description)


class LineEditor(Editor):
    """One line: text, Latin text or a number."""

    def __init__(self, field: FactField) -> None:
        super().__init__()
        self._field = field
        self.line = QLineEdit()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self.edited)
        self.line.editingFinished.connect(self.finished)

    def value(self) -> JsonValue:
        """The text, read as the field's type says."""
        text = self.line.text().strip()
        return parse_value(self._field, text) if text else None

    def show_value(self, value: JsonValue) -> None:
        """Put the text in; the cursor stays where it was."""
        text = "" if value is None else self._written(value)
        if self.line.text() != text:
            self.line.setText(text)

    def draft(self) -> JsonValue:
        """The text as it was typed."""
        return self.line.text()

    def show_draft(self, draft: JsonValue) -> None:
        """Type it again."""
        self.line.setText(str(draft))

    def _written(self, value: JsonValue) -> str:
        return str(value)


class DateEditor(LineEditor):
    """A date of which day or month may be unknown: "2022", "03.2022", "24.11.2026"."""

    def __init__(self, field: FactField) -> None:
        super().__init__(field)
        letter = self.line.fontMetrics().averageCharWidth()
        self.line.setMinimumWidth(letter * DATE_WIDTH_LETTERS)

    def speak(self, language: Language) -> None:
        """Show by example what can be typed."""
        _ = language.gettext
        partial = self._field.partial_ok
        self.line.setPlaceholderText(
            _("24.11.2026, 11.2026 or 2026") if partial else _("24.11.2026")
        )

    def _written(self, value: JsonValue) -> str:
        """Write day and month first, as people here do; this needs no language."""
        date = PartialDate.parse(str(value))
        return ".".join(reversed(str(date).split("-")))


class LongTextEditor(Editor):
    """Several lines. Tab leaves the field, as everywhere else."""

    def __init__(self, field: FactField) -> None:
        super().__init__()
        self._field = field
        self.page = _Page()
        self.page.setTabChangesFocus(True)
        self.page.setFixedHeight(self.page.fontMetrics().lineSpacing() * LONG_TEXT_LINES + 20)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self.setFocusProxy(self.page)
        self.page.textChanged.connect(self.edited)
        self.page.left.connect(self.finished)

    def value(self) -> JsonValue:
        """The text without blank ends."""
        text = self.page.toPlainText().strip()
        return parse_value(self._field, text) if text else None

    def show_value(self, value: JsonValue) -> None:
        """Put the text in."""
        text = "" if value is None else str(value)
        if self.page.toPlainText().strip() == text:
            return
        with QSignalBlocker(self.page):
            self.page.setPlainText(text)


class _Page(QPlainTextEdit):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
