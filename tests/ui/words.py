"""What a test can read on a screen: every visible word, every control without a name.

`Pseudo` is a language that puts every translated text into brackets; what stands outside
of brackets was never translated, or is somebody's data.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTabBar,
    QTableView,
    QWidget,
)

from consul_desk.language import Language
from consul_desk.values import Text
from consul_desk.workflows.load import Packs
from ui.widgets.languages import OWN_NAMES

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTabBar,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"\b\d\d-[0-9A-Z]{5}\b")
_BRACKETED = re.compile(r"⟦[^⟦⟧]*⟧")


class Pseudo(Language):
    """Says everything in brackets."""

    def __init__(self) -> None:
        super().__init__("en", gettext.NullTranslations())

    def gettext(self, text: str) -> str:
        return f"⟦{text}⟧"

    def ngettext(self, one: str, many: str, count: int) -> str:
        return f"⟦{one if count == 1 else many}⟧"

    def text(self, text: Text) -> str:
        return f"⟦{text.en}⟧"

    def long_date(self, day: date) -> str:
        return f"⟦{super().long_date(day)}⟧"

    def moment(self, at: datetime) -> str:
        return f"⟦{super().moment(at)}⟧"

    def country(self, code: str) -> str:
        return f"⟦{super().country(code)}⟧"

    def countries(self) -> tuple[tuple[str, str], ...]:
        return tuple((code, f"⟦{name}⟧") for code, name in super().countries())


def visible_words(root: QWidget) -> Iterator[tuple[str, str]]:
    """Every text under a widget, with the widget that says it."""
    for widget in (root, *root.findChildren(QWidget)):
        who = f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for text in _texts(widget):
            yield who, text


def _texts(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName(), widget.windowTitle())
    yield from (action.text() for action in widget.actions())
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(at) for at in range(widget.count()))
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(at) for at in range(widget.count()))
    elif isinstance(widget, QTableView):
        yield from _cells(widget)


def _cells(table: QTableView) -> Iterator[str]:
    model, across = table.model(), Qt.Orientation.Horizontal
    for column in range(model.columnCount()):
        yield str(model.headerData(column, across) or "")
        for row in range(model.rowCount()):
            yield str(model.index(row, column).data() or "")


def number_words(root: QWidget) -> frozenset[str]:
    """The random letters of the case numbers on a screen."""
    texts = " ".join(text for _who, text in visible_words(root))
    return frozenset(_WORD.findall(" ".join(_NUMBER.findall(texts))))


def data_words(packs: Packs, *texts: str) -> frozenset[str]:
    """Words that nobody translates: data, keys, German terms of art, paragraphs."""
    german = [field.german_term for field in packs.vocabulary.fields.values()]
    for blank in packs.blanks.values():
        german += [blank.authority, blank.edition, blank.file_name]
    for workflow in packs.workflows.values():
        german += [workflow.german_term, *(one.cite for one in workflow.law)]
        german += [document.german_term for document in workflow.documents]
        for rule in workflow.deadlines:
            german += [one.cite for one in rule.law]
        for step in workflow.steps:
            german += [one.cite for guidance in step.guidance for one in guidance.law]
    keys = "Alt Ctrl Shift Delete Esc Return Enter PgUp PgDown"
    names = ("Consul Desk", keys, "KiB MiB PDF PNG YAML")
    own = [*OWN_NAMES.values(), *(code.upper() for code in OWN_NAMES)]
    return frozenset(_WORD.findall(" ".join([*german, *texts, *names, *own])))


def untranslated(root: QWidget, data: frozenset[str]) -> list[tuple[str, str]]:
    """Texts with words outside of brackets that are not data. Wants a Pseudo language."""
    return [
        (who, text)
        for who, text in visible_words(root)
        if set(_WORD.findall(_without_brackets(text))) - data
    ]


def _without_brackets(text: str) -> str:
    while (shorter := _BRACKETED.sub(" ", text)) != text:
        text = shorter
    return text


def unnamed_controls(root: QWidget) -> list[str]:
    """Controls that a screen reader could not name; those that are hidden are silent."""
    return [
        f"{type(control).__name__} in {type(control.parent()).__name__}"
        for control in root.findChildren(QWidget)
        if isinstance(control, CONTROLS)
        and not (control.isHidden() or _is_inner(control) or _name(control))
    ]


def _is_inner(control: QWidget) -> bool:
    """Parts that Qt puts into a control of its own."""
    parent = control.parent()
    above = (parent, parent.parent() if parent else None)
    return isinstance(control, QHeaderView) or any(
        isinstance(one, QComboBox | QLineEdit | QTabBar) for one in above
    )


def _name(control: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(control)
    return interface.text(QAccessible.Text.Name).strip() if interface else ""
