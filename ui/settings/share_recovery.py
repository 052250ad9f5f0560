"""Splitting the recovery: who gets a piece, how many are needed, files for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from consul_desk.exchange.contacts import list_contacts
from consul_desk.exchange.pieces import SealedPiece, share_recovery
from consul_desk.vault.shares import DEFAULT_NEEDED, MOST_PIECES
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.exchange.choices import RecipientChoice
from ui.theme import Tone
from ui.widgets.containers import Column
from ui.widgets.dialog import Dialog
from ui.widgets.files import choose_folder
from ui.widgets.form import FormField
from ui.widgets.labels import Heading, Label, StateLabel

WIDTH = 620
HEIGHT = 480
LEAST_NEEDED = 2


def _share(
    contact_ids: Sequence[str], needed: int, folder: Path, vault: Vault
) -> tuple[SealedPiece, ...]:
    return share_recovery(vault, contact_ids, needed, folder)


class ShareRecoveryDialog(Dialog):
    """Seals a piece for each chosen contact, and says which file is for whom.

    Signals:
        shared: the recovery is split anew; earlier pieces open nothing any more.
    """

    shared = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, WIDTH)
        self._sealed: tuple[SealedPiece, ...] = ()
        self._build()
        self._connect()
        self.retranslate()
        desk.run(list_contacts, self, self.holders.show_contacts)

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        language = self._desk.language
        _ = language.gettext
        self.setWindowTitle(_("Shared recovery"))
        self.heading.setText(_("Split the recovery among coordinators"))
        self._about.setText(
            _(
                "Each of them gets a sealed file. One file alone opens nothing and tells "
                "nothing. If the passphrase and the sheet are lost, as many of them as you "
                "choose read their words to you. Earlier pieces open nothing any more."
            )
        )
        self._for_heading.setText(_("For"))
        self._needed_field.speak(
            _("How many of them are needed"),
            _("Fewer is easier in need; more is safer if somebody is forced."),
        )
        for at in range(self.needed.count()):
            self.needed.setItemText(at, str(at + LEAST_NEEDED))
        self.main.setText(_("Seal the pieces …"))
        self._judge()
        if self._sealed:
            self._say_outcome()

    def _build(self) -> None:
        self._about, self._for_heading = Label(Tone.MUTED), Heading()
        self.holders, self.needed = RecipientChoice(self._desk), QComboBox()
        self._needed_field = FormField(self.needed)
        self.obstacle, self.outcome = StateLabel(), StateLabel()
        self.outcome.hide()
        self._choice = Column(WIDTH)
        for part in (self._about, self._for_heading, self.holders, self._needed_field):
            self._choice.rows.addWidget(part)
        self._choice.rows.addStretch(1)
        for widget in (self._choice, self.obstacle, self.outcome):
            self.body.addWidget(widget)
        self.body.setStretchFactor(self._choice, 1)
        self.ask_height(HEIGHT)

    def _connect(self) -> None:
        self.holders.changed.connect(self._on_holders_changed)
        self.main.clicked.connect(self._on_main_clicked)

    def _on_holders_changed(self) -> None:
        """Offer every number that these people allow; what was chosen stays."""
        chosen = self.needed.currentIndex() + LEAST_NEEDED
        most = min(len(self.holders.chosen), MOST_PIECES)
        self.needed.clear()
        self.needed.addItems([str(number) for number in range(LEAST_NEEDED, most + 1)])
        wanted = max(chosen, DEFAULT_NEEDED)
        self.needed.setCurrentIndex(min(wanted, most) - LEAST_NEEDED)
        self._judge()

    def _judge(self) -> None:
        _, count = self._desk.language.gettext, len(self.holders.chosen)
        is_enough = LEAST_NEEDED <= count <= MOST_PIECES
        self.main.setEnabled(is_enough)
        self.needed.setEnabled(is_enough)
        self.obstacle.setVisible(not is_enough)
        if count < LEAST_NEEDED:
            self.obstacle.say(_("Tick at least two people."), Tone.MUTED, "info")
        elif not is_enough:
            words = _("Tick at most {count} people.").format(count=MOST_PIECES)
            self.obstacle.say(words, Tone.WARNING)

    def _on_main_clicked(self) -> None:
        title = self._desk.language.gettext("Folder for the pieces")
        folder = choose_folder(self, title, Path.home())
        if folder is None:
            return
        self.main.setEnabled(False)
        self.show_error(None)
        self.busy.start(self._desk.language.gettext("The pieces are being sealed."))
        needed = self.needed.currentIndex() + LEAST_NEEDED
        work = partial(_share, self.holders.chosen, needed, folder)
        self._desk.run(work, self, self._on_shared, self._on_failed)

    def _on_shared(self, sealed: tuple[SealedPiece, ...]) -> None:
        self.busy.stop()
        self._sealed = sealed
        for part in (self._choice, self.obstacle, self.main):
            part.hide()
        self.outcome.show()
        self.retranslate()
        self.shared.emit()

    def _on_failed(self, error: Exception) -> None:
        self.show_error(error)
        self._judge()

    def _say_outcome(self) -> None:
        _ = self._desk.language.gettext
        lines = [f"{piece.holder}: {piece.path.name}" for piece in self._sealed]
        words = _("Sealed in {folder}. Give each file to the person it is for:")
        told = words.format(folder=self._sealed[0].path.parent)
        self.outcome.say("\n".join([told, *lines]), Tone.OK)
        self.obstacle.hide()
        self.dismiss.setText(_("Close"))
