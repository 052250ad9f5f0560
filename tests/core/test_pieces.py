"""Shared recovery among coordinators: sealed, opened, read out, joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from consul_desk.errors import UnwritableFileError
from consul_desk.errors.exchange import (
    BundleNotForUsError,
    BundleRefusedError,
    RecipientUnverifiedError,
)
from consul_desk.errors.vault import RecoverySplitError, WrongRecoveryError
from consul_desk.exchange.bundle import Sealed, seal_bundle
from consul_desk.exchange.contacts import (
    add_card,
    my_card,
    my_identity,
    revoke_contact,
    verify_contact,
)
from consul_desk.exchange.identity import fingerprint_digits
from consul_desk.exchange.incoming import accept_import
from consul_desk.exchange.pieces import open_piece, piece_holders, share_recovery
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.shares import join
from consul_desk.vault.vault import Vault
from tests.core.bundles import HEADING, frame
from tests.core.secrets_of_tests import NEW, heads_of, secret, snapshot

NAMES = ("Anna Beispiel", "Борис Образцов", "Clara Muster")


@dataclass(frozen=True, slots=True)
class Circle:
    """A consul and three coordinators whose cards she has verified."""

    consul: Vault
    coordinators: tuple[Vault, ...]
    contact_ids: tuple[str, ...]
    post: Path


def _vault(folder: Path, owner: str) -> Vault:
    return Vault.create(folder, secret(), owner=owner, kdf=KDF_FLOOR)


def _trust(vault: Vault, other: Vault) -> str:
    card = my_card(other)
    contact = add_card(vault, card.to_bytes())
    verify_contact(vault, contact.id, fingerprint_digits(card.fingerprint))
    return contact.id


@pytest.fixture(scope="module")
def circle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Circle]:
    place = tmp_path_factory.mktemp("circle")
    consul = _vault(place / "consul", "Vera Muster")
    others = tuple(_vault(place / str(n), name) for n, name in enumerate(NAMES))
    contact_ids = tuple(_trust(consul, other) for other in others)
    post = place / "post"
    post.mkdir()
    yield Circle(consul, others, contact_ids, post)
    for vault in (consul, *others):
        vault.close()


def test_two_of_three_coordinators_bring_a_vault_back(circle: Circle) -> None:
    sealed = share_recovery(circle.consul, circle.contact_ids, 2, circle.post)
    assert [piece.holder for piece in sealed] == list(NAMES)
    before = [snapshot(vault.folder) for vault in circle.coordinators]
    rows = [
        open_piece(vault, piece.path)
        for vault, piece in zip(circle.coordinators, sealed, strict=True)
    ]
    for row, number in zip(rows, (1, 2, 3), strict=True):
        assert (row.owner, row.number, row.needed, row.count) == ("Vera Muster", number, 2, 3)
        assert len(row.words) == 33
        assert not row.is_verified
    assert len({row.set_id for row in rows}) == 1
    assert [snapshot(vault.folder) for vault in circle.coordinators] == before

    holders = piece_holders(circle.consul)
    assert holders is not None
    assert (holders.needed, holders.holders, holders.set_id) == (2, NAMES, rows[0].set_id)

    circle.consul.checkpoint()
    joined = join([" ".join(rows[2].words), " ".join(rows[0].words)])
    copy = circle.post.parent / "copy"
    _copy(circle.consul.folder, copy)
    recovered = Vault.open_with_pieces(copy, joined)
    recovered.set_passphrase(secret(NEW), kdf=KDF_FLOOR)
    recovered.close()
    Vault.open(copy, secret(NEW)).close()


def _copy(folder: Path, target: Path) -> None:
    """What a backup of the closed folder would hold; nothing is being written meanwhile."""
    target.mkdir()
    for name in ("head.a", "head.b", "vault.db"):
        (target / name).write_bytes((folder / name).read_bytes())


def test_a_sealed_piece_shows_no_word_and_opens_for_its_holder_only(circle: Circle) -> None:
    sealed = share_recovery(circle.consul, circle.contact_ids, 2, circle.post)
    words = open_piece(circle.coordinators[0], sealed[0].path).words
    data = sealed[0].path.read_bytes()
    assert not any(word.encode() in data for word in words if len(word) > 5)
    for vault in (circle.coordinators[1], circle.consul):
        with pytest.raises(BundleNotForUsError):
            open_piece(vault, sealed[0].path)


def test_pieces_are_sealed_for_verified_contacts_only(circle: Circle) -> None:
    before = heads_of(circle.consul.folder)
    files = sorted(circle.post.iterdir())
    revoke_contact(circle.consul, circle.contact_ids[1])
    with pytest.raises(RecipientUnverifiedError):
        share_recovery(circle.consul, circle.contact_ids, 2, circle.post)
    _trust(circle.consul, circle.coordinators[1])
    assert heads_of(circle.consul.folder) == before
    assert sorted(circle.post.iterdir()) == files


def test_nobody_gets_two_pieces(circle: Circle) -> None:
    twice = [circle.contact_ids[0], circle.contact_ids[0]]
    with pytest.raises(RecoverySplitError):
        share_recovery(circle.consul, twice, 2, circle.post)


def test_pieces_that_cannot_be_written_leave_the_old_ones_in_force(
    circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    from consul_desk.exchange import pieces as module

    sealed = share_recovery(circle.consul, circle.contact_ids, 2, circle.post)
    before = heads_of(circle.consul.folder)
    files = sorted(circle.post.iterdir())
    calls: list[object] = []

    def full(*args: Any, **options: Any) -> Sealed:
        calls.append(args)
        if len(calls) == 3:
            raise UnwritableFileError(path="stick")
        return seal_bundle(*args, **options)

    with monkeypatch.context() as patched:
        patched.setattr(module, "seal_bundle", full)
        with pytest.raises(UnwritableFileError):
            share_recovery(circle.consul, circle.contact_ids, 2, circle.post)
    assert heads_of(circle.consul.folder) == before
    assert sorted(circle.post.iterdir()) == files
    assert open_piece(circle.coordinators[0], sealed[0].path).number == 1


def test_a_bundle_of_cases_is_no_piece_and_a_piece_is_no_import(circle: Circle) -> None:
    holder = circle.coordinators[0]
    sealed = share_recovery(circle.consul, circle.contact_ids, 2, circle.post)
    with pytest.raises(BundleRefusedError):
        accept_import(holder, sealed[0].path, accept_unverified=True)
    heading = HEADING.model_copy(update={"schema_version": 1, "journal_heads": {}})
    other = _seal(circle, heading, b"changes")
    with pytest.raises(BundleRefusedError):
        open_piece(holder, other)


@pytest.mark.parametrize("data", [b"", b"{}", b"x" * 20_000, b'{"words":[]}'])
def test_a_piece_that_somebody_made_up_is_refused(circle: Circle, data: bytes) -> None:
    heading = HEADING.model_copy(
        update={"kind": "recovery_piece", "schema_version": 1, "journal_heads": {}}
    )
    with pytest.raises(BundleRefusedError):
        open_piece(circle.coordinators[0], _seal(circle, heading, data, kind="piece"))


def _seal(circle: Circle, heading: object, data: bytes, kind: str = "changes") -> Path:
    from dataclasses import replace

    from consul_desk.exchange.manifest import Heading

    assert isinstance(heading, Heading)
    return seal_bundle(
        circle.post,
        heading,
        [replace(frame(data), kind=kind)],
        signer=my_identity(circle.consul),
        sender=my_card(circle.consul),
        recipients=[my_card(circle.coordinators[0])],
    ).path


def test_pieces_of_another_vault_do_not_open_this_one(circle: Circle, tmp_path: Path) -> None:
    other = _vault(tmp_path / "other", "Somebody Else")
    with other.sharing_recovery(2, 2) as pieces:
        pass
    other.close()
    share_recovery(circle.consul, circle.contact_ids, 2, circle.post)
    copy = tmp_path / "copy"
    _copy(circle.consul.folder, copy)
    with pytest.raises(WrongRecoveryError):
        Vault.open_with_pieces(copy, join([piece.words for piece in pieces]))
