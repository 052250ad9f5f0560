"""Label, control and hint of a form, kept close together."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLayout, QVBoxLayout, QWidget

from ui import theme
from ui.theme import Tone
from ui.widgets.labels import Label


class FormField(QWidget):
    """A label over its control, a quiet hint under it.

    Args:
        control: what takes the input; the label belongs to it.
        row: a layout that holds the control and more; else the control stands alone.
    """

    def __init__(self, control: QWidget, row: QLayout | None = None) -> None:
        super().__init__()
        self._control = control
        self._label = QLabel()
        self._label.setBuddy(control)
        self._hint = Label(Tone.MUTED, small=True)
        self._hint.hide()
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(theme.GRID // 2)
        self.rows.addWidget(self._label)
        if row is None:
            self.rows.addWidget(control)
        else:
            self.rows.addLayout(row)
        self.rows.addWidget(self._hint)
        self.setFocusProxy(control)

    def speak(self, label: str, hint: str = "") -> None:
        """Say what the control is called, to the eye and to assistive technology."""
        self._label.setText(label)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        target = self._control.focusProxy() or self._control
        target.setAccessibleName(label)
        target.setAccessibleDescription(hint)
