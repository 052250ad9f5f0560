"""Two people at two desks, each with a vault of her own, who exchange files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pytestqt.qtbot import QtBot

from consul_desk.exchange.contacts import (
    ContactRow,
    add_card,
    list_contacts,
    my_card,
    verify_contact,
)
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.exchange.page import ExchangePage
from ui.preferences import Preferences

from .conftest import PASSPHRASE, TODAY


class Side:
    """One person at her desk."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk, self._qtbot = desk, qtbot
        self.page = ExchangePage(desk)
        qtbot.addWidget(self.page)
        self.page.resize(1100, 740)
        with qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()

    def ask(self, work: Callable[[Vault], object]) -> object:
        answers: list[object] = []
        self.desk.run(work, self.page, answers.append)
        self._qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
        return answers[0]

    def card(self) -> bytes:
        data = self.ask(lambda vault: my_card(vault).to_bytes())
        assert isinstance(data, bytes)
        return data

    def contacts(self) -> tuple[ContactRow, ...]:
        rows = self.ask(list_contacts)
        assert isinstance(rows, tuple)
        return rows

    def befriend(self, card: bytes) -> ContactRow:
        """Add a card and trust it, as after a meeting."""

        def _trust(vault: Vault) -> ContactRow:
            row = add_card(vault, card)
            return verify_contact(vault, row.id, row.fingerprint_digits)

        row = self.ask(_trust)
        assert isinstance(row, ContactRow)
        return row


@contextmanager
def other_side(
    folder: Path,
    owner: str,
    preferences: Preferences,
    failures: list[Exception],
    qtbot: QtBot,
) -> Iterator[Side]:
    """A new vault on a desk of its own."""
    Vault.create(folder, bytearray(PASSPHRASE.encode()), owner=owner, kdf=KDF_FLOOR).close()
    desk, opened = Desk(preferences, today=lambda: TODAY, kdf=KDF_FLOOR), list[None]()
    desk.failed.connect(failures.append)
    passphrase = bytearray(PASSPHRASE.encode())
    desk.open_vault(folder, passphrase, desk, opened.append, desk.failed.emit)
    qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
    yield Side(desk, qtbot)
    desk.close()
