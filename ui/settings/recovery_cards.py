"""The ways back when the passphrase is lost: the sheet, and pieces among coordinators."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from consul_desk.exchange.pieces import HoldersRow
from consul_desk.language import N_
from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.buttons import QuietButton
from ui.widgets.containers import Card
from ui.widgets.files import choose_file
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Heading, Label, StateLabel
from ui.widgets.outcome import Outcome


class ActsCard(Retranslates, Card):
    """A heading, a sentence of why, a state, buttons side by side, and what came of them.

    Signals:
        changed: another way opens the vault now.
    """

    changed = Signal()

    def __init__(self, desk: Desk, *buttons: QuietButton) -> None:
        super().__init__()
        self._desk = desk
        self._heading, self._why, self.state = Heading(), Label(Tone.MUTED), StateLabel()
        self.outcome = Outcome(desk)
        across = FlowLayout()
        for button in buttons:
            across.addWidget(button)
        column = QVBoxLayout()
        column.setSpacing(theme.GRID)
        for part in (self._heading, self._why, self.state):
            column.addWidget(part)
        column.addLayout(across)
        column.addWidget(self.outcome)
        self.rows.addLayout(column)


class SheetCard(ActsCard):
    """Whether there is a sheet, and a new one."""

    def __init__(self, desk: Desk) -> None:
        self.make = QuietButton("file")
        self._has_sheet = False
        super().__init__(desk, self.make)
        self.make.clicked.connect(self._on_make_clicked)
        self.retranslate()

    def show_state(self, *, has_sheet: bool) -> None:
        """Show whether a sheet opens the vault."""
        self._has_sheet = has_sheet
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self._heading.setText(_("Recovery sheet"))
        self._why.setText(
            _(
                "The way back when the passphrase is forgotten. Make a new one when the paper "
                "is lost or somebody saw it; the old one then opens nothing."
            )
        )
        self.state.say(
            _("A sheet opens this vault. Nobody can show it a second time.")
            if self._has_sheet
            else _("There is no sheet yet."),
            Tone.OK if self._has_sheet else Tone.WARNING,
        )
        self.make.setText(_("Make a new sheet …"))

    def _on_make_clicked(self) -> None:
        from ui.settings.new_sheet import NewSheetDialog

        self.outcome.clear()
        dialog = NewSheetDialog(self._desk, self)
        dialog.replaced.connect(self._on_replaced)
        dialog.open()

    def _on_replaced(self) -> None:
        self.outcome.say(N_("The new sheet counts now. Destroy the old one."))
        self.changed.emit()


class SharingCard(ActsCard):
    """Among whom the recovery is split, splitting it anew, and giving a piece back."""

    def __init__(self, desk: Desk) -> None:
        self.share, self.read = QuietButton("exchange"), QuietButton("file")
        self._holders: HoldersRow | None = None
        super().__init__(desk, self.share, self.read)
        self.share.clicked.connect(self._on_share_clicked)
        self.read.clicked.connect(self._on_read_clicked)
        self.retranslate()

    def show_holders(self, holders: HoldersRow | None) -> None:
        """Show who keeps a piece."""
        self._holders = holders
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self._heading.setText(_("Shared recovery"))
        self._why.setText(
            _(
                "Coordinators whom you trust keep pieces. Some of them together bring you back "
                "when the passphrase and the sheet are gone; one alone can do nothing."
            )
        )
        self.state.say(*self._state_words())
        self.share.setText(_("Split the recovery …"))
        self.read.setText(_("Read a piece to somebody …"))

    def _state_words(self) -> tuple[str, Tone]:
        language, holders = self._desk.language, self._holders
        if holders is None:
            return language.gettext("The recovery is not split."), Tone.MUTED
        words = language.ngettext(
            "{count} of these is needed: {names}. Split on {day}.",
            "{count} of these are needed: {names}. Split on {day}.",
            holders.needed,
        )
        day = language.long_date(holders.made_at.astimezone().date())
        names = ", ".join(holders.holders)
        return words.format(count=holders.needed, names=names, day=day), Tone.OK

    def _on_share_clicked(self) -> None:
        from ui.settings.share_recovery import ShareRecoveryDialog

        dialog = ShareRecoveryDialog(self._desk, self)
        dialog.shared.connect(self.changed)
        dialog.open()

    def _on_read_clicked(self) -> None:
        from ui.settings.read_piece import ReadPieceDialog

        path = choose_file(self, self._desk.language.gettext("Open a piece"))
        if path is not None:
            ReadPieceDialog(self._desk, path, self).open()
