"""A quiet bar for work whose length nobody knows."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar


class BusyBar(QProgressBar):
    """A thin moving line; keeps its place while hidden, so that nothing jumps."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextVisible(False)
        self.setFixedHeight(4)
        self.setRange(0, 1)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()

    def start(self, name: str) -> None:
        """Begin to move; `name` tells assistive technology what goes on."""
        self.setAccessibleName(name)
        self.setRange(0, 0)
        self.show()

    def stop(self) -> None:
        """Stand still and disappear."""
        self.setRange(0, 1)
        self.hide()
