"""The small parts around an editor: "saved", "unknown", "does not apply", offered spellings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from consul_desk.casework.names import Offer
from consul_desk.language import Language
from consul_desk.values import AnswerStatus
from ui import theme
from ui.theme import Tone
from ui.widgets.buttons import QuietButton
from ui.widgets.containers import clear
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Label, Sign


class SavedMark(QWidget):
    """Says that the answer is in the vault; keeps its room while hidden."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Label(Tone.OK, small=True)
        self._words.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(theme.GRID // 2)
        row.addWidget(Sign("done", Tone.OK, 16))
        row.addWidget(self._words)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()

    def speak(self, language: Language) -> None:
        """Say "saved"."""
        self._words.setText(language.gettext("saved"))


class WithoutValue(QWidget):
    """Two ways to answer without a value; either can be taken back.

    Signals:
        chosen: the user chose one or took it back.
    """

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.unknown = _quiet_toggle()
        self.not_applicable = _quiet_toggle()
        row = FlowLayout()
        self.setLayout(row)
        row.addWidget(self.unknown)
        row.addWidget(self.not_applicable)
        self.unknown.clicked.connect(self._on_unknown_clicked)
        self.not_applicable.clicked.connect(self._on_not_applicable_clicked)

    def speak(self, language: Language) -> None:
        """Name the two ways."""
        _ = language.gettext
        self.unknown.setText(_("Unknown"))
        self.not_applicable.setText(_("Does not apply"))

    def status(self) -> AnswerStatus:
        """Which way is chosen; KNOWN while neither is."""
        if self.unknown.isChecked():
            return AnswerStatus.UNKNOWN
        if self.not_applicable.isChecked():
            return AnswerStatus.NOT_APPLICABLE
        return AnswerStatus.KNOWN

    def show_status(self, status: AnswerStatus) -> None:
        """Show a stored answer's way."""
        self.unknown.setChecked(status is AnswerStatus.UNKNOWN)
        self.not_applicable.setChecked(status is AnswerStatus.NOT_APPLICABLE)

    def _on_unknown_clicked(self) -> None:
        self.not_applicable.setChecked(False)
        self.chosen.emit()

    def _on_not_applicable_clicked(self) -> None:
        self.unknown.setChecked(False)
        self.chosen.emit()


def _quiet_toggle() -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    button.setProperty("small", "true")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


class OfferRow(QWidget):
    """Latin spellings that somebody may take, each with the name of its standard.

    Signals:
        taken: the text of the chosen one.
    """

    taken = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QuietButton] = []
        self._words = Label(Tone.MUTED, small=True)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.GRID)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.GRID)
        self._words.setWordWrap(False)
        across.addWidget(self._words)
        across.addLayout(self._row)
        across.addStretch(1)
        self.hide()

    def speak(self, language: Language) -> None:
        """Say what is offered."""
        self._words.setText(language.gettext("For the Latin line:"))

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Show these, or nothing."""
        clear(self._row)
        self.buttons = []
        for offer in offers:
            button = QuietButton()
            button.setText(f"{offer.standard}: {offer.text}")
            button.clicked.connect(partial(self.taken.emit, offer.text))
            self._row.addWidget(button)
            self.buttons.append(button)
        self.setVisible(bool(offers))
