"""A locked screen and a sleep are heard: real buses, a desktop and a logind on them.

The buses are private ones, started here; nothing touches those of whoever runs the tests.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Callable, Iterator
from ctypes import wintypes
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QObject
from PySide6.QtDBus import QDBusConnection
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import screen_lock_windows as windows
from ui.screen_lock import Follower, ScreenLockWatch
from ui.screen_lock_bus import Buses, BusFollower

ROOT = Path(__file__).parent.parent.parent
LOGIND, GNOME = "org.freedesktop.login1", "org.gnome.ScreenSaver"
SILENCE_MS = 200

Start = Callable[..., "Desktop"]
Follow = Callable[[], BusFollower]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a bus without anybody on it."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    errors = tmp_path_factory.mktemp("bus") / "errors"
    with (
        errors.open("w") as stream,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stream, text=True) as daemon,
    ):
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
        daemon.terminate()


class Desktop:
    """The other program, and what to tell it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert self._hear() == "ready"

    def do(self, word: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        return self._hear()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@pytest.fixture
def start_desktop(address: str) -> Iterator[Callable[..., Desktop]]:
    started: list[subprocess.Popen[str]] = []

    def _start(*names: str) -> Desktop:
        command = [sys.executable, "-m", "tests.ui.desktop", address, *names]
        started.append(
            subprocess.Popen(
                command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        )
        return Desktop(started[-1])

    yield _start
    for process in started:
        process.terminate()
        process.communicate()


@pytest.fixture
def buses(address: str) -> Iterator[Buses]:
    bus = QDBusConnection.connectToBus(address, "ours")
    assert bus.isConnected()
    yield Buses(bus, bus)
    QDBusConnection.disconnectFromBus("ours")


@pytest.fixture
def follow(qapp: QApplication, buses: Buses) -> Iterator[Callable[[], BusFollower]]:
    """Makes followers that live as long as the test."""
    parent = QObject(qapp)
    yield lambda: BusFollower(parent, buses)
    parent.deleteLater()


def _heard(follower: Follower) -> list[None]:
    heard: list[None] = []
    follower.locked.connect(lambda: heard.append(None))
    return heard


@pytest.mark.parametrize("word", ["saver_on", "sleep", "lock", "hint", "away"])
def test_each_sign_of_the_desktop_locks(
    start_desktop: Callable[..., Desktop],
    follow: Callable[[], BusFollower],
    qtbot: QtBot,
    word: str,
) -> None:
    desktop = start_desktop(LOGIND, GNOME)
    follower = follow()
    heard = _heard(follower)
    qtbot.waitUntil(lambda: bool(follower._session_path))
    desktop.do(word)
    qtbot.waitUntil(lambda: bool(heard))


@pytest.mark.parametrize("word", ["saver_off", "wake", "lock_other", "nothing_new"])
def test_nothing_locks_when_the_screen_comes_back_or_is_somebody_elses(
    start_desktop: Callable[..., Desktop],
    follow: Callable[[], BusFollower],
    qtbot: QtBot,
    word: str,
) -> None:
    desktop = start_desktop(LOGIND, GNOME)
    follower = follow()
    heard = _heard(follower)
    qtbot.waitUntil(lambda: bool(follower._session_path))
    desktop.do(word)
    qtbot.wait(SILENCE_MS)
    assert heard == []
    desktop.do("saver_on")
    qtbot.waitUntil(lambda: bool(heard))


def test_the_sleep_waits_until_this_process_has_locked(
    start_desktop: Start, follow: Follow, qtbot: QtBot
) -> None:
    desktop = start_desktop(LOGIND)
    follower = follow()
    qtbot.waitUntil(lambda: follower._inhibitor is not None)
    assert desktop.do("inhibited") == "True"
    follower._inhibitor = None
    assert desktop.do("inhibited") == "False"


def test_it_is_known_whether_anybody_would_say_it(
    start_desktop: Start, follow: Follow, qtbot: QtBot
) -> None:
    alone = follow()
    qtbot.wait(SILENCE_MS)
    assert not alone.is_following
    start_desktop(GNOME)
    assert alone.is_following


def test_logind_alone_is_enough(start_desktop: Start, follow: Follow, qtbot: QtBot) -> None:
    start_desktop(LOGIND)
    follower = follow()
    qtbot.waitUntil(lambda: follower.is_following)


def test_a_computer_without_any_bus_is_no_error(qapp: QApplication, tmp_path: Path) -> None:
    nowhere = QDBusConnection.connectToBus(f"unix:path={tmp_path / 'none'}", "nowhere")
    follower = BusFollower(qapp, Buses(nowhere, nowhere))
    assert not follower.is_following


def test_the_watch_of_this_computer_can_be_asked(qapp: QApplication) -> None:
    assert ScreenLockWatch(qapp).is_following in (True, False)


@pytest.mark.parametrize(
    ("message", "detail", "locks"),
    [
        (windows.WM_WTSSESSION_CHANGE, windows.WTS_SESSION_LOCK, True),
        (windows.WM_WTSSESSION_CHANGE, windows.WTS_CONSOLE_DISCONNECT, True),
        (windows.WM_WTSSESSION_CHANGE, windows.WTS_REMOTE_DISCONNECT, True),
        (windows.WM_WTSSESSION_CHANGE, windows.WTS_SESSION_LOGOFF, True),
        (windows.WM_WTSSESSION_CHANGE, 0x8, False),
        (windows.WM_POWERBROADCAST, windows.PBT_APMSUSPEND, True),
        (windows.WM_POWERBROADCAST, 0x7, False),
        (0x0100, windows.WTS_SESSION_LOCK, False),
    ],
)
def test_messages_of_windows_are_read(message: int, detail: int, locks: bool) -> None:
    follower = Follower()
    heard = _heard(follower)
    told = wintypes.MSG(message=message, wParam=detail)
    seen = windows.MessageFilter(follower)
    kind = QByteArray(b"windows_generic_MSG")
    assert seen.nativeEventFilter(kind, ctypes.addressof(told)) == (False, 0)
    assert heard == ([None] if locks else [])
    seen.nativeEventFilter(QByteArray(b"windows_dispatcher_MSG"), ctypes.addressof(told))
    assert len(heard) == int(locks)
