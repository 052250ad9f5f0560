"""What all pages in front of a closed vault share: one card in the middle, languages below.

A page is a row of parts, of which one is shown: the passphrase, the recovery code, the
steps of a set-up. A part knows its title, its main action and whether that can be done.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.busy import BusyBar
from ui.widgets.buttons import LinkButton, MainButton, QuietButton
from ui.widgets.containers import Card
from ui.widgets.labels import Heading, Label, StateLabel
from ui.widgets.languages import LanguageButtons

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

NARROW, WIDE = 480, 760
_MOST = 100

Then: TypeAlias = Callable[[None], None]
Failed: TypeAlias = Callable[[Exception], None]


class DoorPart(Retranslates, QWidget):
    """One question in the card; `rows` takes what is inside.

    Signals:
        changed: what is typed has changed, and with it perhaps `is_ready`.
        entered: Enter was pressed in a field.
        failed: an Exception; something beside the main action went wrong.
    """

    changed = Signal()
    entered = Signal()
    failed = Signal(object)
    width_wanted = NARROW

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(2 * theme.GRID)

    def title(self) -> str:
        """What the card is headed with."""
        return ""

    def main_text(self) -> str:
        """What the main button says."""
        return self._desk.language.gettext("Next")

    def is_ready(self) -> bool:
        """Whether the main action can be done now."""
        return True

    def begin(self) -> None:
        """The part is shown now."""

    def waiting_text(self) -> str:
        """What goes on while `act` is at work."""
        return ""

    def act(self, owner: QObject, then: Then, failed: Failed) -> None:
        """Do what the main button says, and call `then` or `failed`."""


class _Inside(QWidget):
    """Asks for as much height as its words need in its width; a scroll area would not."""

    def minimumSizeHint(self) -> QSize:
        """The height for the present width."""
        layout, size = self.layout(), super().minimumSizeHint()
        high = layout.totalHeightForWidth(self.width()) if layout else 0
        return QSize(size.width(), max(size.height(), high))


class DoorPage(Retranslates, QScrollArea):
    """Base of the pages in front of a closed vault.

    Signals:
        unlocked: the vault is open; something may still have to be done in front of it.
        opened: the vault is open, and nothing else is to be done here.
        folder_chosen: a Path; the user wants another folder.
    """

    unlocked = Signal()
    opened = Signal()
    folder_chosen = Signal(object)

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__()
        self._desk = desk
        self._folder = folder
        self._error: Exception | None = None
        self._parts: list[DoorPart] = []
        self._at = 0
        self.title = Heading(1)
        self.step_words = Label(Tone.MUTED, small=True)
        self.step_words.hide()
        self.fields = QVBoxLayout()
        self.problem = StateLabel()
        self.code = Label(Tone.MUTED, small=True)
        self.busy = BusyBar()
        self.main = MainButton()
        self.back = QuietButton()
        self.other = LinkButton()
        self.foot = QVBoxLayout()
        self.foot.setSpacing(2 * theme.GRID)
        self._card = Card()
        self._lay_out()
        self.main.clicked.connect(self.submit)
        self.back.clicked.connect(self.go_back)
        self.other.clicked.connect(self._on_other_clicked)

    @property
    def part(self) -> DoorPart:
        """The part that is shown."""
        return self._parts[self._at]

    def submit(self) -> None:
        """Do what the main button says."""

    def go_back(self) -> None:
        """Show the part before this one."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter is the main action and Esc the way back, wherever the focus is."""
        from PySide6.QtCore import Qt

        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.main.click()
        elif event.key() == Qt.Key.Key_Escape and self.back.isVisibleTo(self):
            self.back.click()
        else:
            super().keyPressEvent(event)

    def add_part(self, part: DoorPart) -> None:
        """Take a part in; it is hidden until it is its turn."""
        part.hide()
        part.changed.connect(self.follow)
        part.entered.connect(self.main.click)
        part.failed.connect(self.say_error)
        self._parts.append(part)
        self.fields.addWidget(part)

    def drop_part(self, part: DoorPart) -> None:
        """Let a part that is not shown go, with all that was typed in it."""
        shown = self.part
        self._parts.remove(part)
        self._at = self._parts.index(shown)
        self.fields.removeWidget(part)
        part.hide()
        part.deleteLater()

    def show_part(self, part: DoorPart) -> None:
        """Let it be the turn of this part."""
        self._at = self._parts.index(part)
        self.say_error(None)
        for each in self._parts:
            each.setVisible(each is part)
        self.back.setVisible(self.can_go_back())
        if (first := part.focusProxy()) is not None:
            self.setFocusProxy(first)
        self._size_card()
        self.retranslate()
        part.begin()
        if self.isVisible():
            part.setFocus()

    def can_go_back(self) -> bool:
        """Whether there is a part before this one."""
        return False

    def retranslate(self) -> None:
        """Say the words around the part."""
        _ = self._desk.language.gettext
        self.other.setText(_("Open another folder"))
        self.back.setText(_("Back"))
        if self._parts:
            self.title.setText(self.part.title())
            self.main.setText(self.part.main_text())
            self.say_error(self._error)

    def follow(self) -> None:
        """Let the main button follow what is typed."""
        self.main.setEnabled(self.part.is_ready() and self.busy.isHidden())

    def say_error(self, error: Exception | None) -> None:
        """Tell in the card what is wrong; None takes it back."""
        self._error = error
        self.busy.stop()
        self.follow()
        self.problem.setVisible(error is not None)
        self.code.setVisible(error is not None)
        if error is not None:
            from consul_desk.messages import explain

            said = explain(error, self._desk.language)
            self.problem.say(f"{said.happened} {said.safe} {said.to_do}", Tone.DANGER)
            self.code.setText(said.code)

    def wait(self, words: str) -> None:
        """Show quietly that work goes on."""
        self.say_error(None)
        self.main.setEnabled(False)
        self.busy.start(words)

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._parts:
            self._size_card()

    def _size_card(self) -> None:
        self._card.setMaximumWidth(theme.scaled(self.part.width_wanted))

    def _lay_out(self) -> None:
        card = self._card
        card.rows.setSpacing(2 * theme.GRID)
        inner = 2 * theme.CARD_MARGIN
        card.rows.setContentsMargins(inner, inner, inner, inner)
        for words in (self.title, self.step_words):
            card.rows.addWidget(words)
        card.rows.addLayout(self.fields)
        card.rows.addWidget(self.problem)
        card.rows.addWidget(self.code)
        card.rows.addWidget(self.busy)
        foot = QHBoxLayout()
        foot.addWidget(self.other)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.main)
        card.rows.addLayout(foot)
        self.problem.hide()
        self.code.hide()
        self.foot.addLayout(_centred(LanguageButtons(self._desk.preferences)))
        inside = _Inside()
        middle = QVBoxLayout(inside)
        middle.setSpacing(2 * theme.GRID)
        middle.addStretch(1)
        middle.addLayout(_centred(card, _MOST))
        middle.addLayout(self.foot)
        middle.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(inside)

    def _on_other_clicked(self) -> None:
        from ui.widgets.files import choose_folder

        chosen = choose_folder(self, self.other.text(), self._folder)
        if chosen is not None:
            self.folder_chosen.emit(chosen)


def _centred(widget: QWidget, share: int = 0) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget, share)
    row.addStretch(1)
    return row
