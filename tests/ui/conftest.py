"""A real window over a real vault in a temporary folder; only clock and dialogs are made up.

The sample family's vault is built once; every test opens its own copy.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from consul_desk.casework.intake import take_in
from consul_desk.paths import forms_folder
from consul_desk.values import CaseId
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import Packs, load_packs
from ui.app import STYLE
from ui.desk import Desk
from ui.preferences import Preferences
from ui.shell import Shell
from ui.window import Window

T = TypeVar("T")

PASSPHRASE = "six words that belong together"
CONSUL = "Anna Konsul"
TODAY = date(2026, 11, 23)
FAMILY = Path(__file__).parent.parent / "story" / "family.yaml"


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["consul-desk", *STYLE]


@pytest.fixture(scope="session")
def packs() -> Packs:
    return load_packs(forms_folder())


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def preferences(qapp: QApplication, settings: QSettings) -> Preferences:
    """English, light, 100 %, as a new user on an English computer has it."""
    preferences = Preferences(settings, "en")
    preferences.apply()
    return preferences


@pytest.fixture
def failures() -> list[Exception]:
    """Errors that reached the shell. A test that expects some clears the list."""
    return []


@pytest.fixture
def desk(preferences: Preferences, failures: list[Exception]) -> Iterator[Desk]:
    """A desk without a vault."""
    desk = Desk(preferences, today=lambda: TODAY, kdf=KDF_FLOOR)
    desk.failed.connect(failures.append)
    yield desk
    desk.close()
    assert failures == []


@pytest.fixture(scope="session")
def _built_vaults(tmp_path_factory: pytest.TempPathFactory, packs: Packs) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("vaults") / "family"
    passphrase = bytearray(PASSPHRASE.encode())
    vault = Vault.create(folder, passphrase, owner=CONSUL, kdf=KDF_FLOOR)
    case_id = take_in(vault, packs, FAMILY)
    vault.close()
    return folder, case_id


@pytest.fixture
def family_vault(tmp_path: Path, _built_vaults: tuple[Path, str]) -> Path:
    """The folder of a closed vault that holds the sample family."""
    folder = tmp_path / "family"
    shutil.copytree(_built_vaults[0], folder)
    return folder


@pytest.fixture
def family(_built_vaults: tuple[Path, str]) -> CaseId:
    """The id of the sample family's case."""
    return CaseId(_built_vaults[1])


@pytest.fixture
def empty_vault(tmp_path: Path) -> Path:
    """The folder of a closed vault without any case."""
    folder = tmp_path / "empty"
    passphrase = bytearray(PASSPHRASE.encode())
    Vault.create(folder, passphrase, owner=CONSUL, kdf=KDF_FLOOR).close()
    return folder


@pytest.fixture
def open_vault(desk: Desk, qtbot: QtBot) -> Callable[[Path], Desk]:
    """Opens a vault on the desk and waits until it is open."""

    def _open(folder: Path) -> Desk:
        opened: list[None] = []
        passphrase = bytearray(PASSPHRASE.encode())
        desk.open_vault(folder, passphrase, desk, opened.append, desk.failed.emit)
        qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
        return desk

    return _open


@pytest.fixture
def family_desk(open_vault: Callable[[Path], Desk], family_vault: Path) -> Desk:
    """A desk whose open vault holds the sample family."""
    return open_vault(family_vault)


@pytest.fixture
def empty_desk(open_vault: Callable[[Path], Desk], empty_vault: Path) -> Desk:
    """A desk whose open vault holds nothing."""
    return open_vault(empty_vault)


@pytest.fixture
def window(desk: Desk, family_vault: Path, qtbot: QtBot) -> Window:
    """The whole window, in front of the sample family's vault."""
    window = Window(desk, family_vault)
    qtbot.addWidget(window)
    _come_forward(window, qtbot)
    return window


@pytest.fixture
def shell(family_desk: Desk, qtbot: QtBot) -> Shell:
    """The inside of the sample family's vault, as a window of its own."""
    shell = Shell(family_desk)
    qtbot.addWidget(shell)
    shell.resize(1180, 780)
    _come_forward(shell, qtbot)
    return shell


@pytest.fixture
def press(qtbot: QtBot) -> Callable[..., None]:
    """Presses a key in the window of a widget, once keys reach that window.

    The offscreen platform lets go of the active window whenever an older one is closed.
    """

    def _press(
        widget: QWidget,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        _take_keys(widget.window(), qtbot)
        QTest.keyClick(widget, key, modifier)

    return _press


def _come_forward(window: QWidget, qtbot: QtBot) -> None:
    window.show()
    _take_keys(window, qtbot)


def _take_keys(window: QWidget, qtbot: QtBot) -> None:
    """Wait until keys reach a window; asks again, because an older one may still be closing."""

    def _is_active() -> bool:
        window.activateWindow()
        return window.isActiveWindow()

    qtbot.waitUntil(_is_active)


@pytest.fixture
def settled(desk: Desk, qtbot: QtBot) -> Callable[[], None]:
    """Waits until the worker has answered everything that was asked so far."""

    def _settled() -> None:
        answered: list[None] = []
        for _round in range(2):  # answers may ask again
            answered.clear()
            desk.run(lambda vault: None, desk, answered.append)
            qtbot.waitUntil(lambda: bool(answered), timeout=20_000)

    return _settled


@pytest.fixture
def ask(desk: Desk, qtbot: QtBot) -> Callable[[Callable[[Vault], T]], T]:
    """Asks the core through the desk and waits for the answer."""

    def _ask(work: Callable[[Vault], T]) -> T:
        answers: list[T] = []
        desk.run(work, desk, answers.append)
        qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
        return answers[0]

    return _ask
