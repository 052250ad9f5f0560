"""An error, said once, above the page: what happened, what is safe, what to do."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from consul_desk.messages import explain
from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.buttons import IconButton
from ui.widgets.labels import Label, Sign


class ErrorBanner(Retranslates, QFrame):
    """Stands above the page until it is closed; blocks nothing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._error: Exception | None = None
        self._build()
        self._desk.failed.connect(self.show_error)
        self.close_button.clicked.connect(self.hide)
        self.retranslate()
        self.hide()

    def show_error(self, error: Exception) -> None:
        """Say this error; an earlier one makes room."""
        self._error = error
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Say the error again in the screen's language."""
        self.close_button.name(self._desk.language.gettext("Close"))
        if self._error is None:
            return
        said = explain(self._error, self._desk.language)
        self.words.setText(f"{said.happened} {said.safe} {said.to_do}")
        self.code.setText(said.code)
        self.setAccessibleName(self.words.text())

    def _build(self) -> None:
        self.setProperty("card", "true")
        self.words = Label()
        self.code = Label(Tone.MUTED, small=True)
        self.close_button = IconButton("close")
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.words)
        texts.addWidget(self.code)
        sign = QVBoxLayout()
        sign.addWidget(Sign("danger", Tone.DANGER, 24))
        sign.addStretch(1)
        row = QHBoxLayout(self)
        margin = theme.CARD_MARGIN
        row.setContentsMargins(margin, margin, margin, margin)
        row.setSpacing(theme.CARD_MARGIN)
        row.addLayout(sign)
        row.addLayout(texts, 1)
        row.addWidget(self.close_button)
