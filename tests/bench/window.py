"""Started as a program by `start.py`: shows one window and ends when it is painted."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget


class Painted(QObject):
    """Says the peak memory and ends the process once the first painting is through."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest and isinstance(watched, QWidget):
            watched.event(event)
            QApplication.processEvents()
            print(_peak_kib(), flush=True)
            os._exit(0)
        return False


def _peak_kib() -> int:
    """Of this program alone; `getrusage` would count what the parent held when it forked."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0])


def main(which: str, folder: str) -> None:
    """Show our first screen, or a bare window of the same size."""
    app, window = _ours(folder) if which == "ours" else _bare()
    painted = Painted()
    window.installEventFilter(painted)
    app.exec()


def _ours(folder: str) -> tuple[QApplication, QWidget]:
    from ui.app import start

    return start(["--vault", folder])


def _bare() -> tuple[QApplication, QWidget]:
    app = QApplication(sys.argv[:1])
    window = QWidget()
    window.resize(1180, 780)
    window.show()
    return app, window


if __name__ == "__main__":
    main(*sys.argv[1:])
