"""The one bridge from Qt to the core.

Owns the open vault, one worker thread and every signal that crosses threads. Comes in:
functions that take the vault. Goes out: their answers, on the GUI thread.

    page slot -> desk.run(work) -> worker -> vault -> desk.changed -> pages reload
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor
    from datetime import date, datetime

    from consul_desk.language import Language
    from consul_desk.values import JsonValue, Touched
    from consul_desk.vault.header import KdfParameters
    from consul_desk.vault.recovery import RecoveryCode
    from consul_desk.vault.vault import Vault
    from consul_desk.workflows.load import Packs
    from ui.preferences import Preferences

T = TypeVar("T")


def local_today() -> date:
    """The date on the user's own calendar."""
    return _now().date()


def _now() -> datetime:
    from datetime import datetime

    return datetime.now().astimezone()


class Way(Enum):
    """The ways into a closed vault."""

    PASSPHRASE = auto()
    CODE = auto()
    PIECES = auto()


@dataclass(frozen=True, slots=True)
class NewVault:
    """What a vault is set up with.

    Attributes:
        recovery: the code on the sheet that was typed back; None leaves no way back.
    """

    folder: Path
    passphrase: bytearray = field(repr=False)
    consul: str
    recovery: RecoveryCode | None = None


@dataclass(frozen=True, slots=True)
class _Request:
    """Who asked, and what is to happen with the answer."""

    owner: QObject
    then: Callable[[Any], None] | None
    failed: Callable[[Exception], None] | None


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of a request: a result, or an error."""

    request: _Request
    result: object = None
    error: Exception | None = None


class Desk(QObject):
    """Runs core functions on one worker thread and brings their answers back.

    Signals:
        changed: a `Touched`; some write was committed.
        failed: an Exception that no page caught itself; the shell shows it.

    Attributes:
        preferences: language and looks of the screens.
        today: the clock; a test puts its own here.
        saved_at: when the last write was committed, by the user's clock.
        drafts: what was typed and does not fit yet, by subject and key. To be read only:
            `keep_draft` and `drop_draft` write it into the vault as well.
    """

    changed = Signal(object)
    failed = Signal(object)
    _touched = Signal(object)
    _answered = Signal(object)

    def __init__(
        self,
        preferences: Preferences,
        *,
        today: Callable[[], date] = local_today,
        kdf: KdfParameters | None = None,
    ) -> None:
        super().__init__()
        self.preferences = preferences
        self.today = today
        self.saved_at: datetime | None = None
        self.drafts: dict[tuple[str, str], JsonValue] = {}
        self._kdf = kdf
        self._is_closed = False
        self._is_stopping = False
        self._vault: Vault | None = None
        self._packs: Future[Packs] | None = None
        self._answered.connect(self._deliver)
        self._touched.connect(self._on_touched)

    @property
    def language(self) -> Language:
        """The language of the screens; ask again at every retranslation."""
        return self.preferences.language

    @property
    def packs(self) -> Packs:
        """The workflow packs. They are loaded before any vault is open, so nobody waits."""
        return self._load_packs().result()

    def warm_up(self) -> None:
        """Load the core in the background, so that unlocking need not wait for it."""
        self._load_packs()

    def run(
        self,
        work: Callable[[Vault], T],
        owner: QObject,
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do something with the vault, on the worker thread.

        Work is done in the order in which it was asked for.

        Args:
            work: a core function that takes the vault; touches no widget.
            owner: the page that asks. If it is gone, nobody is told.
            then: gets the result, on the GUI thread.
            failed: gets the error instead of the shell, where the page must react itself.
        """
        self._submit(partial(self._with_vault, work), _Request(owner, then, failed))

    def think(
        self,
        work: Callable[[], T],
        owner: QObject,
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do something that needs no vault, on the worker thread."""
        self._submit(work, _Request(owner, then, failed))

    def open_vault(
        self,
        folder: Path,
        secret: bytearray,
        owner: QObject,
        then: Callable[[None], None],
        failed: Callable[[Exception], None],
        way: Way = Way.PASSPHRASE,
    ) -> None:
        """Open a vault, and wipe `secret`.

        Args:
            way: what the secret is.
        """
        work = partial(self._open, self._load_packs(), folder, secret, way)
        self._submit(work, _Request(owner, then, failed))

    def create_vault(
        self,
        new: NewVault,
        owner: QObject,
        then: Callable[[None], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Set up a vault and open it, and wipe its passphrase."""
        work = partial(self._create, self._load_packs(), new)
        self._submit(work, _Request(owner, then, failed))

    def keep_draft(self, place: tuple[str, str], value: JsonValue) -> None:
        """Keep what was typed there, though it is no answer yet; a lock does not take it."""
        from consul_desk.casework.drafts import save_draft

        if place not in self.drafts or self.drafts[place] != value:
            self.drafts[place] = value
            self.run(partial(save_draft, place=place, value=value), self)

    def drop_draft(self, place: tuple[str, str]) -> None:
        """Forget what was typed there."""
        from consul_desk.casework.drafts import drop_draft

        if place in self.drafts:
            del self.drafts[place]
            self.run(partial(drop_draft, place=place), self)

    def is_stopping(self) -> bool:
        """Whether the program locks: long work asks this between its steps, and gives up."""
        return self._is_stopping

    def close(self, within_s: float | None = None) -> bool:
        """Finish what was asked for, close the vault, end the worker. Waits.

        Args:
            within_s: the longest wait. After it the vault is left as a power cut would
                leave it, which it survives; the caller must end the process at once.
        Returns:
            Whether everything was finished.
        """
        if self._is_closed:
            return True
        self._is_closed = True
        if "_worker" not in self.__dict__:
            return True
        self._is_stopping = within_s is not None
        closing = self._worker.submit(self._close)
        try:
            closing.result(within_s)
        except TimeoutError:
            return False
        self._worker.shutdown()
        return True

    @cached_property
    def _worker(self) -> ThreadPoolExecutor:
        """The one thread that touches the vault; started when first needed."""
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")

    def _load_packs(self) -> Future[Packs]:
        if self._packs is None:
            self._packs = self._worker.submit(_read_packs)
        return self._packs

    def _submit(self, work: Callable[[], object], request: _Request) -> None:
        if not self._is_closed:
            self._worker.submit(self._do, work, request)

    def _deliver(self, answer: _Answer) -> None:
        request, is_there = answer.request, isValid(answer.request.owner)
        if answer.error is not None:
            tell = request.failed if request.failed and is_there else self.failed.emit
            tell(answer.error)
        elif request.then is not None and is_there:
            request.then(answer.result)

    def _on_touched(self, touched: Touched) -> None:
        self.saved_at = _now()
        self.changed.emit(touched)

    # From here on everything runs on the worker thread. Its signals are queued for ours.

    def _do(self, work: Callable[[], object], request: _Request) -> None:
        try:
            answer = _Answer(request, result=work())
        except Exception as error:
            answer = _Answer(request, error=error)
        self._answered.emit(answer)

    def _with_vault(self, work: Callable[[Vault], T]) -> T:
        if self._vault is None:
            raise RuntimeError("no vault is open")
        return work(self._vault)

    def _open(self, packs: Future[Packs], folder: Path, secret: bytearray, way: Way) -> None:
        from consul_desk.vault.vault import Vault

        packs.result()  # a wrong pack is heard of here, not in the middle of a case
        openers = {
            Way.PASSPHRASE: Vault.open,
            Way.CODE: Vault.open_with_code,
            Way.PIECES: Vault.open_with_pieces,
        }
        try:
            self._keep(openers[way](folder, secret))
        finally:
            _wipe(secret)

    def _create(self, packs: Future[Packs], new: NewVault) -> None:
        from consul_desk.vault.vault import Vault

        packs.result()
        try:
            vault = Vault.create(
                new.folder,
                new.passphrase,
                owner=new.consul,
                recovery=new.recovery,
                kdf=self._kdf,
            )
            self._keep(vault)
        finally:
            _wipe(new.passphrase)

    def _keep(self, vault: Vault) -> None:
        from consul_desk.casework.drafts import list_drafts

        vault.on_touched(self._touched.emit)
        self._vault = vault
        self.drafts.update(list_drafts(vault))

    def _close(self) -> None:
        if self._vault is not None:
            self._vault.close()
            self._vault = None


def _wipe(buffer: bytearray) -> None:
    buffer[:] = bytes(len(buffer))


def _read_packs() -> Packs:
    from consul_desk.paths import forms_folder
    from consul_desk.workflows.load import load_packs

    return load_packs(forms_folder())
