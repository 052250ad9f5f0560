"""Who seals a bundle and for whom, and the file that goes away if nothing comes of it.

Comes in: a vault and contacts. Goes out: sealed bundles, made inside a write of the vault.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from consul_desk.exchange.bundle import Frame, Sealed, seal_bundle
from consul_desk.exchange.contacts import (
    ContactRow,
    my_card,
    my_identity,
    required_contacts,
    trusted_cards,
)
from consul_desk.exchange.identity import Card, Identity
from consul_desk.exchange.manifest import Heading
from consul_desk.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Parties:
    """The owner of a vault with her keys, and verified recipients."""

    identity: Identity = field(repr=False)
    card: Card
    recipients: tuple[ContactRow, ...]
    cards: tuple[Card, ...]

    @classmethod
    def of(cls, vault: Vault, contact_ids: Sequence[str]) -> Parties:
        """Look them up.

        Raises:
            NotFoundError: there is no such contact.
            RecipientUnverifiedError: one of them is not verified.
        """
        with vault.read() as session:
            recipients = required_contacts(session, contact_ids)
        cards = trusted_cards(vault, contact_ids)
        return cls(my_identity(vault), my_card(vault), recipients, cards)

    def seal(
        self, target: Path, heading: Heading, frames: Sequence[Frame], bundle_id: str
    ) -> Sealed:
        """Seal a bundle from one to the others."""
        return seal_bundle(
            target,
            heading,
            frames,
            signer=self.identity,
            sender=self.card,
            recipients=self.cards,
            bundle_id=bundle_id,
        )


@contextmanager
def taking_back() -> Iterator[list[Path]]:
    """Remove the files that are in the list if the block fails."""
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise
