"""Shows one document of the vault, page by page, without letting it touch the disk.

Comes in: a document's id. The worker decrypts and draws; pictures of pages arrive here.
The one way out is "Save a copy", which the core writes into the journal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from consul_desk.casework.documents import read_document
from consul_desk.errors.casework import DocumentUnshowableError
from consul_desk.messages import explain
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.documents.page_picture import PageArea, PagePicture
from ui.documents.remove_document import RemoveDocumentDialog
from ui.documents.render import PageSize, page_sizes, render_page
from ui.documents.save_copy import SaveCopyDialog, Shown
from ui.documents.viewer_bar import ViewerBar
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.labels import Label

ZOOM_STEP = 1.25
ZOOM_LIMITS = (0.2, 5.0)
PIXELS_PER_POINT = 96 / 72
SETTLE_MS = 120
FIT = 0.0


@dataclass(frozen=True, slots=True)
class _Opened:
    """A document in memory, or the reason why it cannot be shown."""

    data: bytes = field(repr=False)
    pages: tuple[PageSize, ...]
    problem: DocumentUnshowableError | None = None


def _open(document_id: str, vault: Vault) -> _Opened:
    data = read_document(vault, document_id)
    try:
        return _Opened(data, page_sizes(data))
    except DocumentUnshowableError as error:
        return _Opened(b"", (), error)


def _draw(data: bytes, page: int, width_px: int, _vault: Vault) -> QImage:
    return render_page(data, page, width_px)


class DocumentViewer(Retranslates, QWidget):
    """Pages, zoom, and a copy on request.

    Signals:
        page_drawn: a page number; its picture can be seen now.
    """

    page_drawn = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: Shown | None = None
        self._opened: _Opened | None = None
        self._page = 0
        self._zoom = FIT
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        self.bar = ViewerBar(self._desk)
        self.picture = PagePicture()
        self.area = PageArea()
        self.area.setWidget(self.picture)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.words = Label(Tone.MUTED)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.words)
        self._stack.addWidget(self.area)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addWidget(self.bar)
        column.addLayout(self._stack, 1)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)

    def _connect(self) -> None:
        self.bar.page_wanted.connect(self.turn)
        self.area.page_wanted.connect(self.turn)
        self.bar.zoom_wanted.connect(self.zoom)
        self.area.zoom_wanted.connect(self.zoom)
        self.bar.fit_wanted.connect(self._on_bar_fit_wanted)
        self.bar.copy_wanted.connect(self._on_bar_copy_wanted)
        self.bar.remove_wanted.connect(self._on_bar_remove_wanted)
        self._settle.timeout.connect(self._ask_for_picture)

    def retranslate(self) -> None:
        """Say what is shown, or why nothing is."""
        _ = self._desk.language.gettext
        self.area.setAccessibleName(self._shown.title if self._shown else "")
        if self._shown is None:
            self.words.setText(_("Choose a file on the left to see it here."))
        elif self._opened is None:
            self.words.setText(_("Opening …"))
        elif self._opened.problem is not None:
            said = explain(self._opened.problem, self._desk.language)
            self.words.setText(f"{said.happened}\n{said.safe}\n{said.to_do}")
        self._show_place()

    def show_document(self, shown: Shown | None) -> None:
        """Open a document of the vault; None empties the viewer."""
        if shown == self._shown:
            return
        self._shown, self._opened, self._page, self._zoom = shown, None, 0, FIT
        self.picture.show_picture(QImage())
        self._stack.setCurrentWidget(self.words)
        self.retranslate()
        if shown is not None:
            then = partial(self._on_opened, shown)
            self._desk.run(partial(_open, shown.document_id), self, then)

    def _on_opened(self, shown: Shown, opened: _Opened) -> None:
        if shown != self._shown:
            return
        self._opened = opened
        if opened.pages:
            self._stack.setCurrentWidget(self.area)
            self._lay_out_page()
        self.retranslate()

    def zoom(self, step: int) -> None:
        """Show the page larger, or smaller."""
        wanted = self._scale() * ZOOM_STEP**step
        low, high = ZOOM_LIMITS
        self._zoom = min(max(wanted, low), high)
        self._lay_out_page()

    def _on_bar_fit_wanted(self) -> None:
        self._zoom = FIT
        self._lay_out_page()

    def _on_bar_copy_wanted(self) -> None:
        if self._shown is not None:
            SaveCopyDialog(self._desk, self._shown, self).open()

    def _on_bar_remove_wanted(self) -> None:
        if self._shown is not None:
            dialog = RemoveDocumentDialog(self._desk, self._shown, self)
            dialog.removed.connect(self._on_dialog_removed)
            dialog.open()

    def _on_dialog_removed(self) -> None:
        self.show_document(None)

    def turn(self, step: int) -> None:
        """Go to another page, if there is one."""
        page = self._page + step
        if self._opened is None or not 0 <= page < len(self._opened.pages):
            return
        self._page = page
        self.picture.show_picture(QImage())
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.minimum() if step > 0 else bar.maximum())
        self._lay_out_page()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by Ctrl with plus, minus and zero."""
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        zooms = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
        if held and event.key() in zooms:
            self.zoom(zooms[Qt.Key(event.key())])
        elif held and event.key() == Qt.Key.Key_0:
            self._on_bar_fit_wanted()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a fitted page fitted."""
        super().resizeEvent(event)
        if self._zoom == FIT:
            self._lay_out_page()

    def _scale(self) -> float:
        """Pixels on the screen per pixel of a page at 96 dpi."""
        if self._zoom != FIT or self._opened is None or not self._opened.pages:
            return self._zoom or 1.0
        page = self._opened.pages[self._page]
        room = self.area.maximumViewportSize()
        bar = self.area.verticalScrollBar().sizeHint().width()
        return max(0.05, (room.width() - bar) / (page.width_pt * PIXELS_PER_POINT))

    def _lay_out_page(self) -> None:
        if self._opened is None or not self._opened.pages:
            return
        page, scale = self._opened.pages[self._page], self._scale() * PIXELS_PER_POINT
        size = QSize(round(page.width_pt * scale), round(page.height_pt * scale))
        self.picture.resize_page(size)
        self._show_place()
        self._settle.start()

    def _show_place(self) -> None:
        pages = len(self._opened.pages) if self._opened else 0
        self.bar.show_place(self._page, pages)
        self.bar.allow_copy(allowed=self._opened is not None)
        self.bar.setVisible(self._shown is not None)

    def _ask_for_picture(self) -> None:
        if self._opened is None or self._shown is None:
            return
        width_px = round(self.picture.width() * self.devicePixelRatioF())
        wanted = (self._shown, self._page, self.picture.width())
        work = partial(_draw, self._opened.data, self._page, width_px)
        self._desk.run(work, self, partial(self._on_drawn, wanted), self._on_draw_failed)

    def _on_drawn(self, wanted: tuple[Shown, int, int], picture: QImage) -> None:
        if wanted == (self._shown, self._page, self.picture.width()):
            self.picture.show_picture(picture)
            self.page_drawn.emit(self._page)

    def _on_draw_failed(self, error: BaseException) -> None:
        if not isinstance(error, DocumentUnshowableError):
            self._desk.failed.emit(error)
            return
        self._opened = _Opened(b"", (), error)
        self._stack.setCurrentWidget(self.words)
        self.retranslate()
