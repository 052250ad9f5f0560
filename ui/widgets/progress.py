"""Long work that is under way: what it is, how far, how long still, and "Cancel"."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from consul_desk.language import Language
from ui import theme
from ui.desk import Desk
from ui.long_work import LongRun, Pace
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.announce import announce
from ui.widgets.buttons import QuietButton
from ui.widgets.labels import Label

_BAR_PX = 8
_APPEARS_MS = 300
"""What is over sooner does not push the page down and up again."""
_PARTS = 1000


class ProgressLine(Retranslates, QWidget):
    """Follows the long work of a desk, one after the other; hidden while there is none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._run: LongRun | None = None
        self._pace = Pace()
        self._waiting: list[LongRun] = []
        self._at = (0, 0)
        self._build()
        self._appear = QTimer(self)
        self._appear.setSingleShot(True)
        self._appear.setInterval(_APPEARS_MS)
        self._appear.timeout.connect(self.show)
        desk.long_begun.connect(self._on_desk_long_begun)
        self.cancel.clicked.connect(self._on_cancel_clicked)
        self.retranslate()
        self.hide()

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._run is not None

    def retranslate(self) -> None:
        """Say what is being done and how long it still takes."""
        _ = self._desk.language.gettext
        self.cancel.setText(_("Cancel"))
        words = _(self._run.name) if self._run is not None else _("Nothing is under way.")
        self._what.setText(words)
        self.bar.setAccessibleName(words)
        self.cancel.setAccessibleName(_("Cancel: {work}").format(work=words))
        self._say_left()

    def _build(self) -> None:
        self._what, self._left = Label(), Label(Tone.MUTED, small=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(_BAR_PX)
        self.cancel = QuietButton()
        words = QVBoxLayout()
        words.setSpacing(theme.GRID // 2)
        for part in (self._what, self.bar, self._left):
            words.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * theme.GRID)
        row.addLayout(words, 1)
        row.addWidget(self.cancel)

    def _say_left(self) -> None:
        _ = self._desk.language.gettext
        later = _("What you change meanwhile is saved right after it.")
        told = self._left_words()
        self._left.setText(f"{told} {later}" if told else later)

    def _left_words(self) -> str:
        language, (done, total) = self._desk.language, self._at
        if self._run is not None and self._run.is_cancelled():
            return language.gettext("It stops at the next step.")
        if done and not total:
            return language.gettext("{size} done.").format(size=language.size(done))
        seconds = self._pace.seconds_left(done, total, time.monotonic())
        return "" if seconds is None else time_left(language, seconds)

    def _on_desk_long_begun(self, run: LongRun) -> None:
        self._waiting.append(run)
        if self._run is None:
            self._follow_next()

    def _follow_next(self) -> None:
        self._run = run = self._waiting.pop(0)
        self._pace, self._at = Pace(), (0, 0)
        self.bar.setRange(0, 0)
        self.cancel.setEnabled(True)
        run.advanced.connect(self._on_run_advanced)
        run.ended.connect(self._on_run_ended)
        self.retranslate()
        self._appear.start()
        announce(self, self._what.text())

    def _on_run_advanced(self, done: int, total: int) -> None:
        self._at = (done, total)
        # Qt counts in 32 bits, bytes do not.
        self.bar.setRange(0, _PARTS if total else 0)
        self.bar.setValue(_PARTS * done // total if total else 0)
        self._say_left()

    def _on_run_ended(self) -> None:
        self._run = None
        self._appear.stop()
        self.hide()
        if self._waiting:
            self._follow_next()

    def _on_cancel_clicked(self) -> None:
        if self._run is not None:
            self._run.cancel()
            self.cancel.setEnabled(False)
            self._say_left()


def time_left(language: Language, seconds: float) -> str:
    """Say how long something still takes: "less than a minute left"."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return language.gettext("Less than a minute left.")
    words = language.ngettext(
        "About {count} minute left.", "About {count} minutes left.", minutes
    )
    return words.format(count=minutes)
