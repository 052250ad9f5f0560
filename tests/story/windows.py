"""Photographs the real windows, without a screen, in the three languages.

Run by `play` as `python -m tests.story.windows FOLDER`, with the Qt platform "offscreen".
The vaults are copies that the story kept of some of its moments; the passphrases are typed
into the real unlock page. Pictures land in FOLDER/pictures.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QSettings
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget

from consul_desk.casework.cases import list_cases
from consul_desk.casework.procedures import list_procedures
from consul_desk.language import CODES
from consul_desk.vault.vault import Vault
from tests.story.moments import AFTER_INTAKE, AT_THE_END, BEFORE_IMPORT, Moment
from ui.app import STYLE
from ui.cases.case_page import CasePage
from ui.desk import Desk
from ui.documents.view import is_paper
from ui.exchange.export_dialog import ExportDialog
from ui.exchange.import_dialog import ImportDialog
from ui.interview.page import InterviewPage
from ui.preferences import Preferences
from ui.shell import Shell
from ui.unlock.page import UnlockPage
from ui.widgets.page import Place
from ui.window import HEIGHT_PX, WIDTH_PX, Window

TODAY = date(2026, 11, 23)
LONGEST_WAIT_MS = 60_000
PAINT_MS = 200

T = TypeVar("T")


class Photographer:
    """Stands in front of one vault's window and takes pictures of it."""

    def __init__(self, vault: Path, pictures: Path, preferences: Preferences) -> None:
        self.pictures = pictures
        self.preferences = preferences
        self.desk = Desk(preferences, today=lambda: TODAY)
        self.window = Window(self.desk, vault)
        self.window.show()
        self.window.resize(WIDTH_PX, HEIGHT_PX)  # the screen that is none is smaller

    @property
    def shell(self) -> Shell:
        """The inside of the vault, once it is open."""
        if self.window.shell is None:
            raise RuntimeError("the vault is not open")
        return self.window.shell

    def unlock(self, passphrase: str) -> None:
        """Type the passphrase into the door, as a person does."""
        door = self.window.currentWidget()
        if not isinstance(door, UnlockPage):
            raise TypeError("this is no vault to unlock")
        door.passphrase.line.setText(passphrase)
        door.main.click()
        _wait_until(lambda: self.window.shell is not None)

    def ask(self, work: Callable[[Vault], T]) -> T:
        """Ask the core through the desk."""
        answers: list[T] = []
        self.desk.run(work, self.desk, answers.append)
        _wait_until(lambda: bool(answers))
        return answers[0]

    def go(self, place: Place) -> QWidget:
        """Go somewhere; the page that is there."""
        self.shell.go(place)
        self.settle()
        return self.shell.page

    def settle(self) -> None:
        """Wait until everything that was asked for is on the screen."""
        if self.window.shell is not None:
            for _round in range(3):  # answers may ask again
                self.ask(lambda vault: None)
        _pass_time(PAINT_MS)

    def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Take a picture in each language."""
        for code in CODES:
            self.preferences.speak(code)
            self.settle()
            file = self.pictures / f"window-{name}-{code}.png"
            if not (widget or self.window).grab().save(str(file)):
                raise OSError(file)


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = QDeadlineTimer(LONGEST_WAIT_MS)
    while not is_so():
        if deadline.hasExpired():
            raise TimeoutError("the window did not get there")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def _pass_time(time_ms: int) -> None:
    pause = QDeadlineTimer(time_ms)
    _wait_until(pause.hasExpired)


@contextmanager
def _at(moment: Moment, folder: Path, preferences: Preferences) -> Iterator[Photographer]:
    pictures = folder / "pictures"
    photographer = Photographer(folder / moment.folder, pictures, preferences)
    try:
        yield photographer
    finally:
        photographer.desk.close()
        photographer.window.close()


def after_intake(photographer: Photographer) -> None:
    """The door; then the case while questions are open."""
    photographer.picture("01-unlock")
    photographer.unlock(AFTER_INTAKE.passphrase)
    case_id = photographer.ask(list_cases)[0].id
    procedure = photographer.ask(partial(list_procedures, case_id=case_id))[0]
    for name, place in (
        ("02-today", Place("today")),
        ("03-cases", Place("cases")),
        ("04-case", Place("case", case_id)),
    ):
        photographer.go(place)
        photographer.picture(name)
    page = photographer.go(Place("interview", procedure.id))
    photographer.picture("05-interview")
    if not isinstance(page, InterviewPage):
        raise TypeError(page)
    page.steps.chosen.emit("people")
    photographer.picture("06-interview-people")


def at_the_end(photographer: Photographer) -> None:
    """Documents and papers in the viewer; history; what an export would hand over."""
    photographer.unlock(AT_THE_END.passphrase)
    case_id = photographer.ask(list_cases)[0].id
    for name, part in (("07-documents", "documents"), ("08-papers", "papers")):
        page = photographer.go(Place("case", case_id, part))
        if not isinstance(page, CasePage):
            raise TypeError(page)
        tab = page.documents if part == "documents" else page.papers
        if tab.files is not None:
            wanted = [d for d in tab.files.documents if is_paper(d) == (part == "papers")]
            tab.show_document(wanted[0])
        photographer.picture(name)
    photographer.go(Place("case", case_id, "history"))
    photographer.picture("09-history")
    page = photographer.go(Place("exchange", part="contacts"))
    photographer.picture("10-contacts")
    dialog = ExportDialog(photographer.desk, page, [case_id])
    dialog.open()
    photographer.settle()
    for box in dialog.recipients.findChildren(QCheckBox):
        box.click()
    photographer.picture("11-export", dialog)
    dialog.reject()


def before_import(photographer: Photographer) -> None:
    """What a bundle would change, before it is accepted."""
    photographer.unlock(BEFORE_IMPORT.passphrase)
    page = photographer.go(Place("exchange"))
    bundle = next((photographer.pictures.parent / "exchange").glob("*.age"))
    dialog = ImportDialog(photographer.desk, bundle, page)
    dialog.open()
    photographer.picture("12-import", dialog)
    dialog.reject()


def main() -> int:
    """Take all pictures."""
    folder = Path(sys.argv[1])
    app = QApplication(["consul-desk", *STYLE])
    settings = QSettings(str(folder / "moments" / "window.ini"), QSettings.Format.IniFormat)
    preferences = Preferences(settings, "ru")
    preferences.apply()
    for moment, photograph in (
        (AFTER_INTAKE, after_intake),
        (AT_THE_END, at_the_end),
        (BEFORE_IMPORT, before_import),
    ):
        with _at(moment, folder, preferences) as photographer:
            photograph(photographer)
    app.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
