"""Editors for a country, for several, and for an address."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from consul_desk import language as languages
from consul_desk.errors.casework import InvalidAnswerError
from consul_desk.language import N_, Language, Message
from consul_desk.values import JsonValue
from consul_desk.workflows.model import AddressPart
from consul_desk.workflows.validate import part_name
from ui import theme
from ui.fields.choices import CalmComboBox
from ui.fields.editor import Editor
from ui.widgets.focus import watch_focus

# Each part, its row, column and width.
_ADDRESS_PARTS = (
    (AddressPart.STREET, 0, 0, 3),
    (AddressPart.HOUSE_NUMBER, 0, 3, 1),
    (AddressPart.ADDITION, 1, 0, 4),
    (AddressPart.POSTCODE, 2, 0, 1),
    (AddressPart.CITY, 2, 1, 3),
    (AddressPart.COUNTRY, 3, 0, 4),
)


class CountryEditor(Editor):
    """One country: type part of its name, in the language of the screen."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self.box = CalmComboBox()
        self.box.setEditable(True)
        self.line = QLineEdit()
        self.box.setLineEdit(self.line)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._complete()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box, 1)
        self.setFocusProxy(self.box)
        self.line.textEdited.connect(self.edited)
        self.line.editingFinished.connect(self.finished)
        self.box.activated.connect(self.edited)
        self.box.activated.connect(self.finished)

    def _complete(self) -> None:
        completer = QCompleter(self.box.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.box.setCompleter(completer)

    def value(self) -> JsonValue:
        """The ISO code.

        Raises:
            InvalidAnswerError: no country is called so.
        """
        text = self.line.text().strip()
        if not text:
            return None
        row = self._row(text)
        if row is None:
            problem = Message(N_("No country is called “{name}”."), {"name": text})
            raise InvalidAnswerError(key=self._key, problem=problem)
        return str(self.box.itemData(row))

    def draft(self) -> JsonValue:
        """The text as it was typed."""
        return self.line.text()

    def show_draft(self, draft: JsonValue) -> None:
        """Type it again."""
        self.line.setText(str(draft))

    def _row(self, text: str) -> int | None:
        """Find the name itself, or the only name that begins so."""
        names = [self.box.itemText(row).casefold() for row in range(self.box.count())]
        if text.casefold() in names:
            return names.index(text.casefold())
        begun = [row for row, name in enumerate(names) if name.startswith(text.casefold())]
        return begun[0] if len(begun) == 1 else None

    def show_value(self, value: JsonValue) -> None:
        """Show the country's name."""
        row = self.box.findData(value)
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(row)
            self.line.setText(self.box.itemText(row))

    def speak(self, language: Language) -> None:
        """Fill the list in this language; what somebody was typing stays."""
        typed = self.line.text()
        row = self._row(typed) if typed else None
        code = None if row is None else self.box.itemData(row)
        with QSignalBlocker(self.box):
            self.box.clear()
            for each, name in language.countries():
                self.box.addItem(name, each)
            self.box.setCurrentIndex(-1)
            self.line.setText(typed)
        if code:
            self.show_value(code)
        self.line.setPlaceholderText(language.gettext("Type part of the name"))


class CountriesEditor(Editor):
    """Several countries, each with a button that takes it off the list."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._codes: list[str] = []
        self._language: Language | None = None
        self.adder = CountryEditor(key)
        self.chosen = QHBoxLayout()
        self.chosen.setSpacing(theme.GRID)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addLayout(self.chosen)
        layout.addWidget(self.adder)
        self.setFocusProxy(self.adder)
        self.adder.edited.connect(self.edited)
        self.adder.finished.connect(self._on_adder_finished)

    def value(self) -> JsonValue:
        """The codes in the order in which they were added, with what was typed last."""
        typed = self.adder.value()
        added = [typed] if isinstance(typed, str) and typed not in self._codes else []
        return [*self._codes, *added] or None

    def draft(self) -> JsonValue:
        """The countries, and what stands in the line."""
        return [*self._codes, self.adder.draft()]

    def show_draft(self, draft: JsonValue) -> None:
        """Put both back."""
        *codes, typed = draft if isinstance(draft, list) else [""]
        self.show_value(list(codes))
        self.adder.show_draft(typed)

    def show_value(self, value: JsonValue) -> None:
        """Show these countries and an empty line for one more."""
        self._codes = [str(code) for code in value] if isinstance(value, list) else []
        self.adder.show_value(None)
        self._show_chosen()

    def speak(self, language: Language) -> None:
        """Name the countries in this language."""
        self._language = language
        self.adder.speak(language)
        self._show_chosen()

    def introduce(self, name: str, description: str) -> None:
        """Name the line in which a country is typed."""
        self.adder.introduce(name, description)

    def _on_adder_finished(self) -> None:
        try:
            value = self.value()
        except InvalidAnswerError:
            value = None  # the question shows the problem when it asks for the value itself
        if value is not None:
            self.show_value(value)
        self.finished.emit()

    def _show_chosen(self) -> None:
        while (item := self.chosen.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        if self._language is None:
            return
        remove = self._language.gettext("Remove {country}")
        for code in self._codes:
            name = self._language.country(code)
            button = QPushButton(f"{name}  ✕")
            button.setAccessibleName(remove.format(country=name))
            button.clicked.connect(partial(self._remove, code))
            self.chosen.addWidget(button)
        self.chosen.addStretch(1)

    def _remove(self, code: str) -> None:
        self._codes.remove(code)
        self._show_chosen()
        self.edited.emit()
        self.finished.emit()


class AddressEditor(Editor):
    """An address in its parts. Empty parts are left out of the value."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.lines: dict[AddressPart, QLineEdit] = {}
        self._labels: dict[AddressPart, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GRID)
        grid.setVerticalSpacing(theme.GRID)
        self.country = CountryEditor(key)
        for part, row, column, width in _ADDRESS_PARTS:
            editor = self.country if part is AddressPart.COUNTRY else self._line(part)
            self._labels[part] = _place(grid, editor, row, column, width)
        self.country.edited.connect(self.edited)
        self.setFocusProxy(self.lines[AddressPart.STREET])
        watch_focus(self._on_focus_changed)

    def _line(self, part: AddressPart) -> QLineEdit:
        self.lines[part] = line = QLineEdit()
        line.textEdited.connect(self.edited)
        line.returnPressed.connect(self.finished)
        return line

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        """Moving from part to part is not yet the end of an address."""
        was_inside = old is not None and self.isAncestorOf(old)
        is_inside = new is not None and self.isAncestorOf(new)
        if was_inside and not is_inside:
            self.finished.emit()

    def value(self) -> JsonValue:
        """The parts that hold something."""
        parts: dict[str, JsonValue] = {
            part.value: line.text().strip() for part, line in self.lines.items()
        }
        parts[AddressPart.COUNTRY.value] = self.country.value()
        return {name: part for name, part in parts.items() if part} or None

    def draft(self) -> JsonValue:
        """Every part as it was typed."""
        parts: dict[str, JsonValue] = {p.value: line.text() for p, line in self.lines.items()}
        return parts | {AddressPart.COUNTRY.value: self.country.draft()}

    def show_draft(self, draft: JsonValue) -> None:
        """Type all of it again."""
        parts = draft if isinstance(draft, dict) else {}
        for part, line in self.lines.items():
            line.setText(str(parts.get(part, "")))
        self.country.show_draft(parts.get(AddressPart.COUNTRY, ""))

    def show_value(self, value: JsonValue) -> None:
        """Fill the parts; a part that did not change keeps its cursor."""
        parts = value if isinstance(value, dict) else {}
        for name, line in self.lines.items():
            text = str(parts.get(name) or "")
            if line.text().strip() != text:
                line.setText(text)
        self.country.show_value(parts.get(AddressPart.COUNTRY))

    def speak(self, language: Language) -> None:
        """Name the parts, with the German word beside."""
        german = languages.language("de")
        for part, label in self._labels.items():
            words = {say.code: say.say(part_name(part)) for say in (language, german)}
            label.setText(" · ".join(text[:1].upper() + text[1:] for text in words.values()))
        self.country.speak(language)
        self._name_parts()

    def introduce(self, name: str, description: str) -> None:
        """Name the group; each part is called by its own label."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self._name_parts()

    def _name_parts(self) -> None:
        for name, line in self.lines.items():
            line.setAccessibleName(self._labels[name].text())
        self.country.introduce(self._labels[AddressPart.COUNTRY].text(), self.accessibleName())


def _place(grid: QGridLayout, editor: QWidget, row: int, column: int, width: int) -> QLabel:
    label = QLabel()
    label.setBuddy(editor)
    label.setProperty("tone", "muted")
    label.setProperty("small", "true")
    grid.addWidget(label, row * 2, column, 1, width)
    grid.addWidget(editor, row * 2 + 1, column, 1, width)
    return label
