"""Tab goes where the eye goes next.

Qt's own tab order is the order in which widgets were made, and most of ours are made anew
when something changes. So the order is read off the layouts at the moment of the key.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLayout,
    QLineEdit,
    QScrollArea,
    QTabWidget,
    QWidget,
)

_WHOLE = (QAbstractItemView, QComboBox, QLineEdit)
"""Controls whose inner parts are none of ours."""


def focus_next(window: QWidget, *, is_forward: bool) -> bool:
    """Move the focus inside a window; False where nothing can take it."""
    order = list(reading_order(window))
    if not order:
        return False
    now = window.focusWidget()
    step = 1 if is_forward else -1
    at = order.index(now) + step if now in order else (0 if is_forward else -1)
    reason = Qt.FocusReason
    order[at % len(order)].setFocus(
        reason.TabFocusReason if is_forward else reason.BacktabFocusReason
    )
    return True


def reading_order(widget: QWidget) -> Iterator[QWidget]:
    """Everything under a widget that Tab can reach now, as it is read."""
    for child in _children(widget):
        if not child.isVisible():
            continue
        if _takes_tab(child):
            yield child
        if not isinstance(child, _WHOLE):
            yield from reading_order(child)


def _takes_tab(widget: QWidget) -> bool:
    takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(takes) and widget.isEnabled() and widget.focusProxy() is None


def _children(widget: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    if isinstance(widget, QTabWidget):
        yield from filter(None, (widget.tabBar(), widget.currentWidget()))
    elif isinstance(widget, QScrollArea):
        yield from filter(None, (widget.widget(),))
    elif layout is not None:
        yield from _placed(layout)
    else:
        yield from (child for child in widget.children() if isinstance(child, QWidget))


def _placed(layout: QLayout) -> Iterator[QWidget]:
    items = (layout.itemAt(at) for at in range(layout.count()))
    for item in items:
        inner, widget = (item.layout(), item.widget()) if item else (None, None)
        if inner is not None:
            yield from _placed(inner)
        elif widget is not None:
            yield widget
