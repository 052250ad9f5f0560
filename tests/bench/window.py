"""Started as a program by `start.py`: shows one window and ends when it is painted.

Nothing of Qt is imported up here: our own start decides itself when and how.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget


def main(which: str, folder: str) -> None:
    """Show our first screen, or a bare window of the same size."""
    app, window = _ours(folder) if which == "ours" else _bare()
    from tests.bench.painted import Painted

    painted = Painted()
    window.installEventFilter(painted)
    app.exec()


def _ours(folder: str) -> tuple[QApplication, QWidget]:
    from ui.app import start

    return start([sys.argv[0], "--vault", folder])


def _bare() -> tuple[QApplication, QWidget]:
    from PySide6.QtWidgets import QApplication, QWidget

    app = QApplication(sys.argv[:1])
    window = QWidget()
    window.resize(1180, 780)
    window.show()
    return app, window


if __name__ == "__main__":
    main(*sys.argv[1:])
