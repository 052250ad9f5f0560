"""Screen lock and sleep on Linux: what the desktop and logind say on D-Bus.

The desktop's screen saver says `ActiveChanged(true)`. logind says `Lock` to a session,
changes its `LockedHint` and `Active`, and announces sleep. It waits up to five seconds with
the sleep as long as our inhibitor is open, and that closes with this process.

Source:
    org.freedesktop.login1(5); desktop idle inhibition and the ScreenSaver interfaces of
    GNOME, KDE, Cinnamon, MATE and Xfce.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import cast

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusPendingCallWatcher,
    QDBusUnixFileDescriptor,
    QDBusVariant,
)

from ui.screen_lock import Follower

SCREEN_SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)
LOGIND = "org.freedesktop.login1"
MANAGER = f"{LOGIND}.Manager"
SESSION = f"{LOGIND}.Session"
PROPERTIES = "org.freedesktop.DBus.Properties"
LOGIND_PATH = "/org/freedesktop/login1"
_WITH_A_FLAG = ("ActiveChanged", "PrepareForSleep")
_AWAY_IF = {"LockedHint": True, "Active": False}
"""What our session's properties say once it is locked, or another user's turn."""


@dataclass(frozen=True, slots=True)
class Buses:
    """Where the desktop and the system talk; a test has its own."""

    session: QDBusConnection
    system: QDBusConnection


def usual_buses() -> Buses:
    """The buses that this session was started with."""
    return Buses(QDBusConnection.sessionBus(), QDBusConnection.systemBus())


class BusFollower(Follower):
    """Listens on both buses; one that is missing is passed over."""

    def __init__(self, parent: QObject, buses: Buses | None = None) -> None:
        super().__init__(parent)
        self._buses = buses or usual_buses()
        self._session_path = ""
        self._inhibitor: QDBusUnixFileDescriptor | None = None
        if self._buses.session.isConnected():
            self._follow_desktop()
        if self._buses.system.isConnected():
            self._follow_logind()

    @property
    def is_following(self) -> bool:
        """Whether logind knows our session, or a screen saver is there."""
        bus = self._buses.session
        if self._session_path:
            return True
        return bus.isConnected() and any(map(self._is_registered, SCREEN_SAVERS))

    def _is_registered(self, name: str) -> bool:
        answer = self._buses.session.interface().isServiceRegistered(name)
        return bool(answer.value())

    def _follow_desktop(self) -> None:
        for interface in SCREEN_SAVERS:
            self._listen(self._buses.session, "", "", interface, "ActiveChanged")

    def _follow_logind(self) -> None:
        bus = self._buses.system
        self._listen(bus, LOGIND, LOGIND_PATH, MANAGER, "PrepareForSleep")
        self._ask(_manager_call("GetSession", "auto"), self._on_session_found)
        why = ("sleep", "Consul Desk", "The vault is locked before sleep.", "delay")
        self._ask(_manager_call("Inhibit", *why), self._on_inhibited)

    def _listen(
        self, bus: QDBusConnection, service: str, path: str, interface: str, name: str
    ) -> None:
        # PySide's stubs ask for bytes here; at run time only a text is taken.
        slot = cast("bytes", SLOT("on_said(QDBusMessage)"))
        bus.connect(service, path, interface, name, self, slot)

    def _ask(self, call: QDBusMessage, then: Callable[[object], None]) -> None:
        """Ask logind, and hand over the one thing that it answers."""
        watcher = QDBusPendingCallWatcher(self._buses.system.asyncCall(call), self)
        watcher.finished.connect(partial(_hand_over, watcher, then))

    def _on_session_found(self, path: object) -> None:
        if isinstance(path, QDBusObjectPath):
            self._session_path = path.path()
            bus = self._buses.system
            self._listen(bus, LOGIND, self._session_path, SESSION, "Lock")
            self._listen(bus, LOGIND, self._session_path, PROPERTIES, "PropertiesChanged")

    def _on_inhibited(self, descriptor: object) -> None:
        if isinstance(descriptor, QDBusUnixFileDescriptor):
            self._inhibitor = descriptor

    @Slot(QDBusMessage)
    def on_said(self, message: QDBusMessage) -> None:
        """Take in a signal of a bus; public because Qt looks slots up by name."""
        name, said = message.member(), message.arguments()
        if name == "Lock" or (name in _WITH_A_FLAG and said == [True]):
            self.locked.emit()
        elif name == "PropertiesChanged":
            for each, bad in _AWAY_IF.items():
                call = _property_call(self._session_path, each)
                self._ask(call, partial(self._on_property, bad))

    def _on_property(self, bad: object, value: object) -> None:
        if isinstance(value, QDBusVariant) and value.variant() == bad:
            self.locked.emit()


def _hand_over(watcher: QDBusPendingCallWatcher, then: Callable[[object], None]) -> None:
    """Pass on what was answered; None for an error.

    Its type is checked by the receiver: to unpack another one than expected would abort.
    """
    reply = watcher.reply()
    watcher.deleteLater()
    is_good = reply.type() is QDBusMessage.MessageType.ReplyMessage
    then(next(iter(reply.arguments()), None) if is_good else None)


def _manager_call(name: str, *arguments: str) -> QDBusMessage:
    call = QDBusMessage.createMethodCall(LOGIND, LOGIND_PATH, MANAGER, name)
    call.setArguments(list(arguments))
    return call


def _property_call(path: str, name: str) -> QDBusMessage:
    call = QDBusMessage.createMethodCall(LOGIND, path, PROPERTIES, "Get")
    call.setArguments([SESSION, name])
    return call
