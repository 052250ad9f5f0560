"""Printing pages: the one place that opens the system's print dialog.

What is printed leaves the vault: the system keeps it in its queue for a while, and some
printers keep it longer. Whoever offers printing says so beside the button.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from ui.documents.render import page_sizes, render_page

_POINTS_IN_INCH = 72
_SHARPEST_DPI = 300


def choose_printer(parent: QWidget, title: str) -> QPrinter | None:
    """Ask for a printer; None when the user turned back."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(title)
    return printer if dialog.exec() else None


def print_pages(printer: QPrinter, pdf: bytes) -> bool:
    """Print a PDF at its own size; False where the printer takes nothing."""
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    for number, size in enumerate(page_sizes(pdf)):
        if number:
            printer.newPage()
        dots = min(printer.resolution(), _SHARPEST_DPI) / _POINTS_IN_INCH
        picture = render_page(pdf, number, round(size.width_pt * dots))
        scale = printer.resolution() / _POINTS_IN_INCH
        place = QRectF(0, 0, size.width_pt * scale, size.height_pt * scale)
        painter.drawImage(place, picture)
    return painter.end()
