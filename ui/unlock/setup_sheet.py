"""Set-up, third step: the recovery sheet, to be printed or copied by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout

from consul_desk.cli.files import write_new
from consul_desk.errors import PrintingFailedError
from consul_desk.language import Language
from consul_desk.vault.recovery import RecoveryCode, new_code
from ui import theme
from ui.desk import Desk
from ui.documents.page_picture import PagePicture
from ui.documents.render import render_page
from ui.theme import Tone
from ui.unlock.frame import WIDE, DoorPart
from ui.unlock.groups import GroupGrid
from ui.widgets.buttons import QuietButton
from ui.widgets.files import choose_new_file
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Label, StateLabel
from ui.widgets.printing import choose_printer, print_pages

PREVIEW = QSize(255, 361)
_SHARPNESS = 2
_BESIDE_FROM = 620


@dataclass(frozen=True, slots=True)
class _Made:
    """The sheet as it would be printed, and a small picture of it."""

    pdf: bytes = field(repr=False)
    picture: QImage = field(repr=False)


def _make(label: str, today: date, code: RecoveryCode, language: Language) -> _Made:
    from consul_desk.pdf.recovery_sheet import RecoverySheet, draw_recovery_sheet

    sheet = RecoverySheet(label, today, code.groups, code.text)
    pdf = draw_recovery_sheet(sheet, language)
    return _Made(pdf, render_page(pdf, 0, PREVIEW.width() * _SHARPNESS))


class SheetPart(DoorPart):
    """Shows the code as groups and as the sheet; prints and saves on request.

    Attributes:
        code: made once for this page; going back and on again keeps it.
    """

    width_wanted = WIDE

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.code: RecoveryCode | None = None
        self._label = ""
        self._pdf = b""
        self._build()
        self._connect()
        self.retranslate()

    def show_sheet_of(self, label: str) -> None:
        """Draw the sheet of this consul."""
        self._label = label
        if self.code is None:
            self.code = new_code()
            self.groups.show_groups(self.code.groups)
        self._draw()

    def title(self) -> str:
        """What the card is headed with."""
        return self._desk.language.gettext("Print the recovery sheet")

    def is_ready(self) -> bool:
        """Whether the sheet is there; nobody can tell whether it was printed."""
        return bool(self._pdf)

    def retranslate(self) -> None:
        """Say every word; the sheet speaks the screen's language too."""
        _ = self._desk.language.gettext
        self._intro.setText(
            _(
                "These nine groups open the vault when the passphrase is forgotten. Print them "
                "or copy them by hand, and keep the paper away from the computer. "
                "On the next page two of them are asked back."
            )
        )
        self.picture.setAccessibleName(_("Preview of the recovery sheet"))
        self.print.setText(_("Print …"))
        self.save.setText(_("Save as PDF …"))
        self._warning.say(
            _(
                "A file and a printer’s memory can be read by others. Paper written by hand "
                "cannot be copied unseen."
            ),
            Tone.MUTED,
            "info",
        )
        if self.code is not None:
            self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the preview beside the groups where there is room."""
        super().resizeEvent(event)
        is_wide = self.width() >= theme.scaled(_BESIDE_FROM)
        direction = QBoxLayout.Direction
        self._across.setDirection(direction.LeftToRight if is_wide else direction.BottomToTop)

    def _build(self) -> None:
        self._intro = Label()
        self.groups = GroupGrid()
        self.picture = PagePicture()
        self.picture.resize_page(PREVIEW)
        self.print, self.save = QuietButton("file"), QuietButton("save")
        self._warning, self.outcome = StateLabel(), StateLabel()
        self.outcome.hide()
        buttons = FlowLayout()
        buttons.addWidget(self.print)
        buttons.addWidget(self.save)
        right = QVBoxLayout()
        right.setSpacing(2 * theme.GRID)
        right.addWidget(self.groups)
        right.addLayout(buttons)
        right.addWidget(self.outcome)
        right.addWidget(self._warning)
        right.addStretch(1)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._across.setSpacing(theme.PAGE_MARGIN)
        self._across.addWidget(self.picture)
        self._across.addLayout(right, 1)
        self.rows.addWidget(self._intro)
        self.rows.addLayout(self._across)
        self.setFocusProxy(self.print)

    def _connect(self) -> None:
        self.print.clicked.connect(self._on_print_clicked)
        self.save.clicked.connect(self._on_save_clicked)

    def _draw(self) -> None:
        if self.code is None:
            return
        today, language = self._desk.today(), self._desk.language
        work = partial(_make, self._label, today, self.code, language)
        self._desk.think(work, self, self._on_made, self.failed.emit)

    def _on_made(self, made: _Made) -> None:
        self._pdf = made.pdf
        self.picture.show_picture(made.picture)
        self.changed.emit()

    def _on_print_clicked(self) -> None:
        _ = self._desk.language.gettext
        printer = choose_printer(self, _("Print the recovery sheet"))
        if printer is None or not self._pdf:
            return
        if print_pages(printer, self._pdf):
            self._say(_("The sheet was given to the printer."))
        else:
            self.failed.emit(PrintingFailedError())

    def _on_save_clicked(self) -> None:
        _ = self._desk.language.gettext
        target = choose_new_file(self, self.save.text(), _("Recovery sheet") + ".pdf")
        if target is not None and self._pdf:
            work, then = partial(write_new, target, self._pdf), partial(self._on_saved, target)
            self._desk.think(work, self, then, self.failed.emit)

    def _on_saved(self, path: Path, _nothing: None) -> None:
        text = self._desk.language.gettext(
            "The sheet lies at {path}. Print it elsewhere only if you must, then delete it."
        )
        self._say(text.format(path=path))

    def _say(self, text: str) -> None:
        self.outcome.say(text, Tone.OK)
        self.outcome.show()
