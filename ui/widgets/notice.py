"""One quiet line at the foot of the window that goes away by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.theme import Tone
from ui.widgets.announce import announce
from ui.widgets.containers import Card
from ui.widgets.labels import StateLabel

SHOWN_MS = 6_000
_ABOVE_FOOT = 72
"""Room for the main action and the lock, which it must not cover."""


class Notice(Card):
    """Lies above the page, takes no focus and no clicks; a screen reader says it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        from PySide6.QtCore import Qt

        self.setParent(window)
        self._under = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words = StateLabel()
        row = QHBoxLayout()
        row.addWidget(self._words)
        self.rows.addLayout(row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    def say(self, text: str, tone: Tone = Tone.MUTED, shown_ms: int = SHOWN_MS) -> None:
        """Show a line; an earlier one makes room."""
        self._words.say(text, tone)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        announce(self, text)
        self._timer.start(shown_ms)

    def text(self) -> str:
        """The line that is shown, or was shown last."""
        return self._words.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the window."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _place(self) -> None:
        window = self._under
        width = min(theme.scaled(440), window.width() - 2 * theme.PAGE_MARGIN)
        height = max(self.heightForWidth(width), self.sizeHint().height())
        above = theme.scaled(_ABOVE_FOOT)
        left = window.width() - width - theme.PAGE_MARGIN
        self.setGeometry(left, window.height() - height - above, width, height)
