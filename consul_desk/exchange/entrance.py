"""One entrance for every file that arrives: what it is, the file says itself.

Comes in: a bundle of any kind. Goes out: what taking it in changes, or changed. This is the
only place that tells the kinds apart.
"""

from __future__ import annotations

from pathlib import Path

from consul_desk.exchange.incoming import (
    ImportReport,
    accept_cases,
    open_incoming,
    preview_cases,
)
from consul_desk.exchange.outgoing import SentRow
from consul_desk.exchange.receipts import accept_receipt, preview_receipt
from consul_desk.exchange.records import RECEIPT
from consul_desk.vault.vault import Vault


def preview_file(vault: Vault, path: Path) -> ImportReport | SentRow:
    """Verify a file and show what it would change. Writes nothing.

    Returns:
        A SentRow for a receipt: the bundle that it says has arrived.
    Raises:
        As `preview_import` and `add_receipt`; TravelReturnError for a vault that comes back.
    """
    bundle = open_incoming(vault, path)
    if bundle.manifest.kind == RECEIPT:
        return preview_receipt(vault, bundle)
    return preview_cases(vault, bundle)


def accept_file(
    vault: Vault, path: Path, *, accept_unverified: bool = False
) -> ImportReport | SentRow:
    """Take a file in, all of it or nothing.

    Args:
        accept_unverified: for cases only; a receipt of an unverified signer proves nothing.
    Returns:
        A SentRow for a receipt: the bundle that has arrived.
    Raises:
        As `accept_import` and `add_receipt`; TravelReturnError for a vault that comes back.
    """
    bundle = open_incoming(vault, path)
    if bundle.manifest.kind == RECEIPT:
        return accept_receipt(vault, bundle)
    return accept_cases(vault, bundle, accept_unverified=accept_unverified)
