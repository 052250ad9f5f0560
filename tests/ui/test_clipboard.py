"""What is copied from our windows leaves the clipboard again; what others copied stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QClipboard
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from ui.clipboard import HINTS, MARK, ClipboardGuard
from ui.window import Window

SOON_MS = 60


class _Platform:
    """The offscreen platform does not know who filled the clipboard; this says it instead."""

    is_ours = True

    def says(self) -> bool:
        return self.is_ours


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[QClipboard]:
    clipboard = QApplication.clipboard()
    clipboard.clear()
    yield clipboard
    clipboard.clear()


@pytest.fixture
def platform() -> _Platform:
    return _Platform()


@pytest.fixture
def guard(qapp: QApplication, clipboard: QClipboard, platform: _Platform) -> Iterator[QObject]:
    guard = ClipboardGuard(qapp, SOON_MS, platform.says)
    yield guard
    delete(guard)  # at once: the next test has another one on the same clipboard


def _copy_from_a_field(qtbot: QtBot, text: str) -> None:
    field = QLineEdit(text)
    qtbot.addWidget(field)
    field.show()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


def test_a_copied_text_can_be_pasted_and_is_gone_soon(
    guard: ClipboardGuard, clipboard: QClipboard, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(guard.copied):
        _copy_from_a_field(qtbot, "Щербакова")
    assert clipboard.text() == "Щербакова"
    qtbot.waitUntil(lambda: clipboard.text() == "")


def test_a_copied_text_carries_the_hints_that_histories_look_for(
    guard: ClipboardGuard, clipboard: QClipboard, qtbot: QtBot
) -> None:
    _copy_from_a_field(qtbot, "Щербакова")
    data = clipboard.mimeData()
    assert data is not None
    assert {name: data.data(name).data() for name in HINTS} == HINTS
    assert data.data("x-kde-passwordManagerHint").data() == b"secret"


def test_a_later_copy_has_its_own_time(
    guard: ClipboardGuard, clipboard: QClipboard, qtbot: QtBot
) -> None:
    _copy_from_a_field(qtbot, "first")
    qtbot.wait(SOON_MS // 2)
    _copy_from_a_field(qtbot, "second")
    qtbot.wait(SOON_MS // 2 + 5)
    assert clipboard.text() == "second"
    qtbot.waitUntil(lambda: clipboard.text() == "")


def test_what_another_program_copied_is_left_alone(
    guard: ClipboardGuard, clipboard: QClipboard, platform: _Platform, qtbot: QtBot
) -> None:
    platform.is_ours = False
    clipboard.setText("theirs")
    qtbot.wait(2 * SOON_MS)
    guard.clear()
    assert clipboard.text() == "theirs"
    data = clipboard.mimeData()
    assert data is not None
    assert not data.hasFormat(MARK)


def test_what_another_program_copied_after_us_is_left_alone(
    guard: ClipboardGuard, clipboard: QClipboard, platform: _Platform, qtbot: QtBot
) -> None:
    _copy_from_a_field(qtbot, "ours")
    platform.is_ours = False
    clipboard.setText("theirs")
    qtbot.wait(2 * SOON_MS)
    assert clipboard.text() == "theirs"


def test_pictures_and_rich_text_go_too(
    guard: ClipboardGuard, clipboard: QClipboard, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setHtml("<b>x</b>")
    clipboard.setMimeData(data)
    held = clipboard.mimeData()
    assert held is not None
    assert held.html() == "<b>x</b>"
    qtbot.waitUntil(lambda: not clipboard.text())


def test_the_window_says_that_it_will_be_cleared_and_clears_at_the_lock(
    window: Window, clipboard: QClipboard, qtbot: QtBot
) -> None:
    guards = window._watch()
    guards.clipboard._is_ours = lambda: True
    clipboard.setText("ours")
    assert guards.notice.isVisible()
    assert guards.notice.text() == "Copied. The clipboard is cleared after 10 seconds."
    window._say_farewell()
    assert clipboard.text() == ""
