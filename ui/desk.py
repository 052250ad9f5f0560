"""The one bridge from Qt to the core.

Owns the open vault, its threads and every signal that crosses them: one worker for all that
is short, one beside it for long work, which can be watched and cancelled. Comes in:
functions that take the vault. Goes out: their answers, on the GUI thread.

    page slot -> desk.run(work) -> worker -> vault -> desk.changed -> pages reload
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from ui.vault_keeper import NewVault, VaultKeeper, Way

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor
    from datetime import date, datetime

    from consul_desk.language import Language
    from consul_desk.values import JsonValue, Touched
    from consul_desk.vault.header import KdfParameters
    from consul_desk.vault.restore import RestoreReport
    from consul_desk.vault.vault import Vault
    from consul_desk.workflows.load import Packs
    from ui.long_work import LongRun, Queue
    from ui.preferences import Preferences

T = TypeVar("T")


def local_today() -> date:
    """The date on the user's own calendar."""
    return _now().date()


def _now() -> datetime:
    from datetime import datetime

    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class _Request:
    """Who asked, and what is to happen with the answer."""

    owner: QObject
    then: Callable[[Any], None] | None
    failed: Callable[[Exception], None] | None
    run: LongRun | None = None


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
        long_begun: a LongRun; the shell shows how far it is.

    Attributes:
        preferences: language and looks of the screens.
        today: the clock; a test puts its own here.
        saved_at: when the last write was committed, by the user's clock.
        drafts: what was typed and does not fit yet, by subject and key. To be read only:
            `keep_draft` and `drop_draft` write it into the vault as well.
    """

    changed = Signal(object)
    failed = Signal(object)
    long_begun = Signal(object)
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
        self._keeper = VaultKeeper(self._keep, kdf)
        self._is_closed = False
        self._packs: Future[Packs] | None = None
        self._runs: list[LongRun] = []
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
        self._submit(partial(self._keeper.use, work), _Request(owner, then, failed))

    def think(
        self,
        work: Callable[[], T],
        owner: QObject,
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do something that needs no vault, on the worker thread."""
        self._submit(work, _Request(owner, then, failed))

    def run_long(
        self,
        work: Callable[[Vault, LongRun], T],
        name: str,
        owner: QObject,
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        *,
        gives_way: bool = False,
    ) -> LongRun:
        """Do something long with the vault; the shell shows it, with progress and "Cancel".

        Args:
            work: gets the vault and the LongRun that it tells how far it is.
            name: msgid of what is being done, as a sentence.
            owner, then, failed: as in `run`. Work that fails because it was cancelled does
                so silently: only `ended` of the run says it.
            gives_way: nobody asked for it: it stops as soon as somebody waits for it.
        Returns:
            The run, to be watched and cancelled.
        """
        from ui.long_work import LongRun

        run = LongRun(name, self._queue, gives_way=gives_way)
        if not self._is_closed:
            self._runs.append(run)
            request = _Request(owner, then, failed, run)
            act = partial(self._keeper.use, partial(_run, work, run))
            self.long_begun.emit(run)  # first: whoever shows it must not miss a word
            self._long_worker.submit(self._do, act, request)
        return run

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
        work = partial(self._keeper.open, self._load_packs(), folder, secret, way)
        self._submit(work, _Request(owner, then, failed))

    def create_vault(
        self,
        new: NewVault,
        owner: QObject,
        then: Callable[[None], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Set up a vault and open it, and wipe its passphrase."""
        work = partial(self._keeper.create, self._load_packs(), new)
        self._submit(work, _Request(owner, then, failed))

    def restore(
        self,
        backup: Path,
        passphrase: bytearray,
        owner: QObject,
        then: Callable[[RestoreReport], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Put a backup in the place of the open vault, and wipe `passphrase`.

        Afterwards no vault is open: the window starts anew. Where it fails, the vault is
        open as before.
        """
        work = partial(self._keeper.restore, backup, passphrase)
        self._submit(work, _Request(owner, then, failed))

    def leave_for_journey(
        self,
        owner: QObject,
        then: Callable[[Path], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Destroy the keys, if a receipt says that nothing is lost; no vault is open then."""
        self._submit(self._keeper.leave, _Request(owner, then, failed))

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

    def close(self, within_s: float | None = None) -> bool:
        """Finish what was asked for, stop what is long, close the vault. Waits.

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
        for run in self._runs:
            run.cancel()
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

    @cached_property
    def _long_worker(self) -> ThreadPoolExecutor:
        """The thread of long work; the vault lets one of the two in at a time."""
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk-long")

    @cached_property
    def _queue(self) -> Queue:
        """Who waits for the vault."""
        from ui.long_work import Queue

        return Queue()

    def _load_packs(self) -> Future[Packs]:
        if self._packs is None:
            self._packs = self._worker.submit(_read_packs)
        return self._packs

    def _submit(self, work: Callable[[], object], request: _Request) -> None:
        if not self._is_closed:
            self._queue.enter()
            self._worker.submit(self._do_short, work, request)

    def _deliver(self, answer: _Answer) -> None:
        request, is_there = answer.request, isValid(answer.request.owner)
        if request.run is not None:
            self._runs.remove(request.run)
            request.run.ended.emit()
        if answer.error is not None:
            if request.run is not None and request.run.is_cancelled():
                return
            tell = request.failed if request.failed and is_there else self.failed.emit
            tell(answer.error)
        elif request.then is not None and is_there:
            request.then(answer.result)

    def _on_touched(self, touched: Touched) -> None:
        self.saved_at = _now()
        self.changed.emit(touched)

    # From here on everything runs on the workers' threads. Their signals are queued for ours.

    def _do_short(self, work: Callable[[], object], request: _Request) -> None:
        try:
            if not self._keeper.is_over:  # else the program starts anew at once
                self._do(work, request)
        finally:
            self._queue.leave()

    def _do(self, work: Callable[[], object], request: _Request) -> None:
        try:
            answer = _Answer(request, result=work())
        except Exception as error:
            answer = _Answer(request, error=error)
        self._answered.emit(answer)

    def _keep(self, vault: Vault) -> None:
        from consul_desk.casework.drafts import list_drafts

        vault.on_touched(self._touched.emit)
        self.drafts.update(list_drafts(vault))

    def _close(self) -> None:
        if "_long_worker" in self.__dict__:
            self._long_worker.shutdown(cancel_futures=True)
        self._keeper.close()


def _run(work: Callable[[Vault, LongRun], T], run: LongRun, vault: Vault) -> T:
    return work(vault, run)


def _read_packs() -> Packs:
    from consul_desk.paths import forms_folder
    from consul_desk.workflows.load import load_packs

    return load_packs(forms_folder())
