"""A new passphrase: how hard it is to guess while it is typed, and words on offer.

The judgement comes from the worker thread after a pause, so that typing never waits for
it; what is typed counts only once it has been judged.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from consul_desk.language import N_
from consul_desk.vault.passphrases import Judgement, judge
from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.unlock.offer import OfferedWords
from ui.widgets.form import FormField
from ui.widgets.labels import Label, StateLabel
from ui.widgets.passphrase import PassphraseField

PAUSE_MS = 150
_STEPS = 4
_WORDS = (
    N_("Very easy to guess"),
    N_("Easy to guess"),
    N_("Still easy to guess"),
    N_("Hard to guess"),
    N_("Very hard to guess"),
)
_TONES = (Tone.DANGER, Tone.DANGER, Tone.WARNING, Tone.OK, Tone.OK)


class JudgedPassphrase(Retranslates, QWidget):
    """A passphrase, typed twice, with its judgement.

    Signals:
        changed: `is_good` may have changed.
        entered: Enter was pressed.

    Attributes:
        names: what a guesser knows about the consul; they count as easy to guess.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._judged: Judgement | None = None
        self.names: tuple[str, ...] = ()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._build()
        self._connect()
        self.retranslate()

    def is_good(self) -> bool:
        """Whether a vault would take it, and both fields hold the same."""
        is_enough = self._judged is not None and self._judged.is_enough
        return is_enough and self.passphrase.is_same_as(self.again)

    def take(self) -> bytearray:
        """The passphrase, in a buffer that is wiped after use."""
        return self.passphrase.take()

    def forget(self) -> None:
        """Empty both fields."""
        for field in (self.passphrase, self.again):
            field.line.clear()

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        for field in (self.passphrase, self.again):
            field.speak(self._desk.language)
        self._first_field.speak(_("Passphrase"))
        self._again_field.speak(_("Passphrase again"))
        self._bar.setAccessibleName(_("How hard it is to guess"))
        self._show_judgement()

    def _build(self) -> None:
        self.passphrase, self.again = PassphraseField(), PassphraseField()
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(theme.GRID)
        self.verdict = StateLabel()
        self.advice = Label(Tone.MUTED)
        self.offer = OfferedWords(self._desk)
        self._first_field = FormField(self.passphrase)
        self._again_field = FormField(self.again)
        judgement = QVBoxLayout()
        judgement.setSpacing(theme.GRID // 2)
        across = QHBoxLayout()
        across.setSpacing(theme.CARD_MARGIN)
        across.addWidget(self.verdict, 3)
        across.addWidget(self._bar, 2)
        judgement.addLayout(across)
        judgement.addWidget(self.advice)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.CARD_MARGIN)
        rows.addWidget(self._first_field)
        rows.addLayout(judgement)
        rows.addWidget(self.offer)
        rows.addWidget(self._again_field)
        self.setFocusProxy(self.passphrase)

    def _connect(self) -> None:
        self.passphrase.line.textChanged.connect(self._on_passphrase_changed)
        self.again.line.textChanged.connect(self._on_again_changed)
        self.passphrase.entered.connect(self.again.setFocus)
        self.again.entered.connect(self.entered)
        self._pause.timeout.connect(self._ask)
        self.offer.used.connect(self._on_offer_used)

    def _on_passphrase_changed(self) -> None:
        self._judged = None
        self._pause.start()
        self.changed.emit()

    def _on_again_changed(self) -> None:
        self._show_judgement()
        self.changed.emit()

    def _on_offer_used(self, words: str) -> None:
        self.passphrase.line.setText(words)
        self.again.setFocus()

    def _ask(self) -> None:
        text = self.passphrase.line.text()
        work = partial(judge, text, None, self.names)
        self._desk.think(work, self, partial(self._on_judged, text))

    def _on_judged(self, text: str, judged: Judgement) -> None:
        if text == self.passphrase.line.text():
            self._judged = judged
            self._show_judgement()
            self.changed.emit()

    def _show_judgement(self) -> None:
        language = self._desk.language
        judged = self._judged if self.passphrase.length() else None
        self._bar.setValue(judged.score if judged else 0)
        if judged is None:
            text = language.gettext("Six words that do not belong together are good.")
            self.verdict.say(text, Tone.MUTED, "info")
            self.advice.setText("")
        else:
            self.verdict.say(language.gettext(_WORDS[judged.score]), _TONES[judged.score])
            self.advice.setText(self._guidance(judged))
        self.advice.setVisible(bool(self.advice.text()))

    def _guidance(self, judged: Judgement) -> str:
        language = self._desk.language
        if not judged.is_enough:
            return language.say(judged.advice)
        if self.is_good():
            return language.gettext("Both are the same.")
        if self.again.length():
            return language.gettext("The two are not the same yet.")
        return language.gettext("Now type it again.")
