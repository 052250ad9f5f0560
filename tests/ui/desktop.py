"""A desktop and a logind on a bus, as a program of its own; started by `test_screen_lock.py`.

Comes in: the address of a bus, then one word a line. Goes out: the same word once it was
done. "inhibited" asks whether our program holds the sleep back.
"""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QCoreApplication, QSocketNotifier
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusError,
    QDBusMessage,
    QDBusObjectPath,
    QDBusUnixFileDescriptor,
    QDBusVariant,
    QDBusVirtualObject,
)
from typing_extensions import override

LOGIND, MANAGER_PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
SESSION_PATH = f"{MANAGER_PATH}/session/_31"
OTHER_SESSION_PATH = f"{MANAGER_PATH}/session/_32"


class Logind(QDBusVirtualObject):
    """Knows one session, and who holds the sleep back."""

    def __init__(self) -> None:
        super().__init__()
        self.properties = {"LockedHint": False, "Active": True}
        self.inhibitor = -1

    @override
    def introspect(self, path: str) -> str:
        return ""

    @override
    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:
        answer, asked = message.createReply(), message.arguments()
        if (message.member(), asked) == ("GetSession", ["auto"]):
            answer.setArguments([QDBusObjectPath(SESSION_PATH)])
        elif message.member() == "Inhibit" and asked[0] == "sleep" and asked[3] == "delay":
            self.inhibitor, theirs = os.pipe()
            os.set_blocking(self.inhibitor, False)
            answer.setArguments([QDBusUnixFileDescriptor(theirs)])
            os.close(theirs)
        elif message.member() == "Get":
            answer.setArguments([QDBusVariant(self.properties[asked[1]])])
        else:
            answer = message.createErrorReply(QDBusError.ErrorType.UnknownMethod, "no")
        return connection.send(answer)

    def is_inhibited(self) -> bool:
        """Whether the pipe's other end is open still."""
        try:
            return os.read(self.inhibitor, 1) != b""
        except BlockingIOError:
            return True


class Desktop:
    """Does what it is told."""

    def __init__(self, bus: QDBusConnection, logind: Logind) -> None:
        self._bus = bus
        self._logind = logind
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self.obey)

    def obey(self) -> None:
        word = sys.stdin.readline().strip()
        if not word:
            QCoreApplication.quit()
            return
        told = self._do(word)
        sys.stdout.write(f"{told or word}\n")
        sys.stdout.flush()

    def _do(self, word: str) -> str:
        saver = "org.gnome.ScreenSaver"
        if word in ("saver_on", "saver_off"):
            self._say(f"/{saver.replace('.', '/')}", saver, "ActiveChanged", word == "saver_on")
        elif word in ("sleep", "wake"):
            name = f"{LOGIND}.Manager"
            self._say(MANAGER_PATH, name, "PrepareForSleep", word == "sleep")
        elif word in ("lock", "lock_other"):
            path = SESSION_PATH if word == "lock" else OTHER_SESSION_PATH
            self._say(path, f"{LOGIND}.Session", "Lock")
        elif word in ("hint", "away", "nothing_new"):
            self._change(word)
        elif word == "inhibited":
            return str(self._logind.is_inhibited())
        return ""

    def _change(self, word: str) -> None:
        change = {"hint": {"LockedHint": True}, "away": {"Active": False}}.get(word, {})
        self._logind.properties |= change
        name = "org.freedesktop.DBus.Properties"
        self._say(SESSION_PATH, name, "PropertiesChanged", f"{LOGIND}.Session", change, [])

    def _say(self, path: str, interface: str, name: str, *said: object) -> None:
        signal = QDBusMessage.createSignal(path, interface, name)
        signal.setArguments(list(said))
        self._bus.send(signal)


def main(address: str, names: list[str]) -> None:
    app = QCoreApplication([])
    bus = QDBusConnection.connectToBus(address, "desktop")
    logind = Logind()
    sub_paths = QDBusConnection.VirtualObjectRegisterOption.SubPath
    bus.registerVirtualObject(MANAGER_PATH, logind, sub_paths)
    for name in names:
        bus.registerService(name)
    desktop = Desktop(bus, logind)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    app.exec()
    del desktop


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
