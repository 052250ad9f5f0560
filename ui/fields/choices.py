"""Editors that choose from what is there: yes or no, one of several, some of several.

Up to FEW choices stand open on the page; more go into a list that drops down.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from consul_desk.language import Language
from consul_desk.values import JsonValue, Subject, Text
from consul_desk.workflows.base import Scalar
from consul_desk.workflows.model import FactField
from ui import theme
from ui.fields.editor import Editor
from ui.theme import Tone
from ui.widgets.labels import Label
from ui.words import person_title

FEW = 5
FEWEST_LETTERS = 16


class CalmComboBox(QComboBox):
    """A list that drops down and lets the wheel scroll the page unless it has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.setMinimumContentsLength(FEWEST_LETTERS)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page while the focus is elsewhere."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class _Option(QWidget):
    """A button beside words that take as many lines as they need."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__()
        self._button = button
        self._words, self._german = Label(), Label(Tone.MUTED, small=True)
        for label in (self._words, self._german):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self._words)
        lines.addWidget(self._german)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID // 2)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(lines, 1)

    def say(self, words: str, german: str = "") -> None:
        """Name the option, with the German word under it where it is another."""
        self._words.setText(words)
        self._german.setText(german)
        self._german.setVisible(german not in ("", words))
        self._button.setAccessibleName(f"{words} ({german})" if german else words)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take a click on the words for one on the button."""
        if self.rect().contains(event.position().toPoint()):
            self._button.setFocus(Qt.FocusReason.MouseFocusReason)
            self._button.click()


class _Buttons(Editor):
    """Buttons that each stand for one value."""

    def __init__(self, layout: QBoxLayout) -> None:
        super().__init__()
        self.buttons: dict[Scalar, QAbstractButton] = {}
        self.options: dict[Scalar, _Option] = {}
        self._row = layout
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(theme.GRID)
        self.setLayout(layout)

    def _add(self, value: Scalar, button: QAbstractButton) -> None:
        self.buttons[value] = button
        self.options[value] = option = _Option(button)
        self._row.addWidget(option)
        if len(self.buttons) == 1:
            self.setFocusProxy(button)
        button.clicked.connect(self.edited)
        button.clicked.connect(self.finished)

    def introduce(self, name: str, description: str) -> None:
        """Name the group; each button names itself by its text."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        for button in self.buttons.values():
            button.setAccessibleDescription(name)


class _OneOf(_Buttons):
    """Radio buttons."""

    def __init__(self, layout: QBoxLayout, values: Sequence[Scalar]) -> None:
        super().__init__(layout)
        self._group = QButtonGroup(self)
        for value in values:
            button = QRadioButton()
            self._group.addButton(button)
            self._add(value, button)

    def value(self) -> JsonValue:
        """The value of the button that is on."""
        chosen = (value for value, button in self.buttons.items() if button.isChecked())
        return next(chosen, None)

    def show_value(self, value: JsonValue) -> None:
        """Turn the right button on, or all off."""
        self._group.setExclusive(False)
        for each, button in self.buttons.items():
            button.setChecked(each == value)
        self._group.setExclusive(True)


class YesNoEditor(_OneOf):
    """Yes or no."""

    def __init__(self) -> None:
        row = QHBoxLayout()
        super().__init__(row, (True, False))
        row.addStretch(8)

    def speak(self, language: Language) -> None:
        """Say yes and no."""
        _ = language.gettext
        self.options[True].say(_("Yes"))
        self.options[False].say(_("No"))


class ChoiceEditor(_OneOf):
    """One of a few choices, all in sight."""

    def __init__(self, field: FactField) -> None:
        self._texts = _texts(field)
        super().__init__(QVBoxLayout(), tuple(self._texts))

    def speak(self, language: Language) -> None:
        """Write the choices with the German word beside."""
        for value, text in self._texts.items():
            self.options[value].say(language.text(text), text.de)


class ChoiceListEditor(Editor):
    """One of many choices."""

    def __init__(self, field: FactField) -> None:
        super().__init__()
        self._texts = _texts(field)
        self.box = CalmComboBox()
        self.box.addItem("", None)
        for value in self._texts:
            self.box.addItem(value, value)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box, 1)
        self.setFocusProxy(self.box)
        self.box.activated.connect(self.edited)
        self.box.activated.connect(self.finished)

    def value(self) -> JsonValue:
        """The chosen id."""
        chosen = self.box.currentData()
        return None if chosen is None else str(chosen)

    def show_value(self, value: JsonValue) -> None:
        """Choose; an id that the pack no longer knows shows as nothing chosen."""
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(max(0, self.box.findData(value)))

    def speak(self, language: Language) -> None:
        """Write the choices with the German word beside."""
        for row, text in enumerate(self._texts.values(), start=1):
            self.box.setItemText(row, _with_german(text, language))


class _SomeOf(_Buttons):
    """Check boxes."""

    def __init__(self, values: Sequence[str]) -> None:
        super().__init__(QVBoxLayout())
        for value in values:
            self._add(value, QCheckBox())

    def value(self) -> JsonValue:
        """The ticked values in their order; None while nothing is ticked."""
        return [
            str(value) for value, button in self.buttons.items() if button.isChecked()
        ] or None

    def show_value(self, value: JsonValue) -> None:
        """Tick these."""
        ticked = value if isinstance(value, list) else []
        for each, button in self.buttons.items():
            button.setChecked(each in ticked)


class MultiChoiceEditor(_SomeOf):
    """Some of the choices."""

    def __init__(self, field: FactField) -> None:
        self._texts = _texts(field)
        super().__init__(tuple(self._texts))

    def speak(self, language: Language) -> None:
        """Write the choices with the German word beside."""
        for value, text in self._texts.items():
            self.options[value].say(language.text(text), text.de)


class PeopleEditor(_SomeOf):
    """Some of the people of the procedure."""

    def __init__(self, people: Sequence[Subject]) -> None:
        self._people: tuple[Subject, ...] = ()
        self._language: Language | None = None
        super().__init__(())
        self.show_people(people)

    def show_people(self, people: Sequence[Subject]) -> None:
        """Offer these people; who was ticked stays ticked."""
        gone = self.buttons.keys() - {person.id for person in people}
        for person_id in gone:
            self.buttons.pop(person_id)
            self.options.pop(person_id).deleteLater()
        for person in people:
            if person.id not in self.buttons:
                self._add(person.id, QCheckBox())
        self._people = tuple(people)
        if self._language is not None:
            self.speak(self._language)

    def speak(self, language: Language) -> None:
        """Write the people's names."""
        self._language = language
        for person in self._people:
            self.options[person.id].say(person_title(language, person))


def _texts(field: FactField) -> dict[str, Text]:
    return {choice.id: choice.label for choice in field.choices}


def _with_german(text: Text, language: Language) -> str:
    shown = language.text(text)
    return shown if shown == text.de else f"{shown} ({text.de})"
