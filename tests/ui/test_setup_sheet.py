"""The recovery sheet during set-up: shown, saved and printed on request only."""

from __future__ import annotations

from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QImage, QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from ui.desk import Desk
from ui.documents.render import render_page
from ui.unlock import setup_sheet
from ui.unlock.setup import SetUpPage
from ui.window import Window

from .doors import come_forward, setup, to_sheet


@pytest.fixture
def window(desk: Desk, tmp_path: Path, qtbot: QtBot) -> Window:
    """The window in front of a folder that is not there yet."""
    return come_forward(Window(desk, tmp_path / "new"), qtbot)


@pytest.fixture
def page(window: Window) -> SetUpPage:
    """The first step."""
    return setup(window)


def test_the_groups_are_shown_as_they_are_spoken(page: SetUpPage, qtbot: QtBot) -> None:
    to_sheet(page, qtbot)
    assert page.sheet.code is not None
    shown = [label.text() for label in page.sheet.groups.labels]
    assert tuple(shown) == page.sheet.code.groups
    assert page.sheet.groups.labels[2].accessibleName().startswith("3: ")
    assert not page.sheet.picture.picture.isNull()


def test_the_sheet_is_saved_where_the_user_wants_it_and_nowhere_else(
    page: SetUpPage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "sheet.pdf"
    monkeypatch.setattr(setup_sheet, "choose_new_file", lambda *_: target)
    to_sheet(page, qtbot)
    assert list(tmp_path.rglob("*.pdf")) == []
    page.sheet.save.click()
    qtbot.waitUntil(lambda: not page.sheet.outcome.isHidden())
    assert target.read_bytes() == page.sheet._pdf
    assert str(target) in page.sheet.outcome.text()
    page.sheet.save.click()
    qtbot.waitUntil(lambda: not page.problem.isHidden())
    assert "exists already" in page.problem.text()
    assert page.main.isEnabled()


def _code_in_picture(pdf: bytes) -> str:
    picture = render_page(pdf, 0, 1654).convertToFormat(QImage.Format.Format_Grayscale8)
    shape = (picture.height(), picture.bytesPerLine())
    [found] = zxingcpp.read_barcodes(memoryview(picture.constBits()).cast("B", shape))
    return str(found.text)


def test_a_printed_sheet_can_be_read_by_a_scanner(
    page: SetUpPage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = tmp_path / "printed.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(printed))
    a4 = QPageSize(QPageSize.PageSizeId.A4)
    printer.setPageLayout(QPageLayout(a4, QPageLayout.Orientation.Portrait, QMarginsF()))
    monkeypatch.setattr(setup_sheet, "choose_printer", lambda *_: printer)
    to_sheet(page, qtbot)
    page.sheet.print.click()
    assert page.sheet.outcome.text() == "The sheet was given to the printer."
    assert page.sheet.code is not None
    assert _code_in_picture(printed.read_bytes()) == page.sheet.code.text


@pytest.mark.qt_log_ignore("QPainter", "QPdf", "open")
def test_a_printer_that_takes_nothing_is_an_error(
    page: SetUpPage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "missing" / "printed.pdf"))
    monkeypatch.setattr(setup_sheet, "choose_printer", lambda *_: printer)
    to_sheet(page, qtbot)
    page.sheet.print.click()
    assert "The printer took nothing." in page.problem.text()
