"""The one bridge from Qt to the core.

Owns the open vault, one worker thread and every signal that crosses threads. Comes in:
functions that take the vault. Goes out: their answers, on the GUI thread.

    page slot -> desk.run(work) -> worker -> vault -> desk.changed -> pages reload
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

if TYPE_CHECKING:
    from consul_desk.language import Language
    from consul_desk.values import Touched
    from consul_desk.vault.keyslots import KdfParameters
    from consul_desk.vault.vault import Vault
    from consul_desk.workflows.load import Packs
    from ui.preferences import Preferences

T = TypeVar("T")


def local_today() -> date:
    """The date on the user's own calendar."""
    return datetime.now().astimezone().date()


@dataclass(frozen=True, slots=True)
class _Request:
    """Who asked, and what is to happen with the answer."""

    owner: QObject
    then: Callable[[Any], None] | None
    failed: Callable[[BaseException], None] | None


class Desk(QObject):
    """Runs core functions on one worker thread and brings their answers back.

    Signals:
        changed: a `Touched`; some write was committed.
        failed: an Exception that no page caught itself; the shell shows it.

    Attributes:
        preferences: language and looks of the screens.
        today: the clock; a test puts its own here.
        saved_at: when the last write was committed, by the user's clock.
    """

    changed = Signal(object)
    failed = Signal(object)
    _touched = Signal(object)
    _answered = Signal(object, object)

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
        self._kdf = kdf
        self._vault: Vault | None = None
        self._packs: Future[Packs] | None = None
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._touched.connect(self._on_touched, Qt.ConnectionType.QueuedConnection)

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
        failed: Callable[[BaseException], None] | None = None,
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

    def open_vault(
        self,
        folder: Path,
        passphrase: bytearray,
        owner: QObject,
        then: Callable[[None], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Open a vault; the core wipes `passphrase`."""
        work = partial(self._open, self._load_packs(), folder, passphrase)
        self._submit(work, _Request(owner, then, failed))

    def create_vault(
        self,
        folder: Path,
        passphrase: bytearray,
        consul: str,
        owner: QObject,
        then: Callable[[None], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Set up a vault for this consul and open it; the core wipes `passphrase`."""
        work = partial(self._create, self._load_packs(), folder, passphrase, consul)
        self._submit(work, _Request(owner, then, failed))

    def close(self) -> None:
        """Finish what was asked for, close the vault, end the worker. Waits."""
        self._worker.submit(self._close)
        self._worker.shutdown(wait=True)

    def _submit(self, work: Callable[[], object], request: _Request) -> None:
        answer = self._worker.submit(work)
        answer.add_done_callback(partial(self._answer, request))

    def _answer(self, request: _Request, answer: Future[object]) -> None:
        self._answered.emit(answer, request)

    def _on_touched(self, touched: Touched) -> None:
        self.saved_at = datetime.now().astimezone()
        self.changed.emit(touched)

    def _deliver(self, answer: Future[object], request: _Request) -> None:
        error, is_there = answer.exception(), isValid(request.owner)
        if error is not None:
            tell = request.failed if request.failed and is_there else self.failed.emit
            tell(error)
        elif request.then is not None and is_there:
            request.then(answer.result())

    # From here on everything runs on the worker thread.

    def _with_vault(self, work: Callable[[Vault], T]) -> T:
        if self._vault is None:
            raise RuntimeError("no vault is open")
        return work(self._vault)

    def _open(self, packs: Future[Packs], folder: Path, passphrase: bytearray) -> None:
        from consul_desk.vault.vault import Vault

        packs.result()  # a wrong pack is heard of here, not in the middle of a case
        self._keep(Vault.open(folder, passphrase))

    def _create(
        self, packs: Future[Packs], folder: Path, passphrase: bytearray, consul: str
    ) -> None:
        from consul_desk.vault.vault import Vault

        packs.result()
        self._keep(Vault.create(folder, passphrase, owner=consul, kdf=self._kdf))

    def _keep(self, vault: Vault) -> None:
        vault.on_touched(self._touched.emit)
        self._vault = vault

    def _close(self) -> None:
        if self._vault is not None:
            self._vault.close()
            self._vault = None

    def _load_packs(self) -> Future[Packs]:
        if self._packs is None:
            self._packs = self._worker.submit(_read_packs)
        return self._packs


def _read_packs() -> Packs:
    from consul_desk.paths import forms_folder
    from consul_desk.workflows.load import load_packs

    return load_packs(forms_folder())
