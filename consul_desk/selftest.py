"""The self-test: every part of the program does its work once, on made-up data.

Comes in: a folder in which a folder of its own may be made and removed again. Goes out: one
Check per part. It shows that a program was packaged whole and runs on this computer; whether
it computes rightly is for the test suite.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.casework.documents import add_document, list_documents, read_document
from consul_desk.casework.facts import set_fact
from consul_desk.errors.exchange import BundleDamagedError
from consul_desk.errors.vault import WrongPassphraseError
from consul_desk.exchange.contacts import add_card, my_card, verify_contact
from consul_desk.exchange.incoming import accept_import
from consul_desk.exchange.outgoing import export_cases
from consul_desk.language import CODES, N_, Message, language
from consul_desk.paths import forms_folder
from consul_desk.pdf.recovery_sheet import RecoverySheet, draw_recovery_sheet
from consul_desk.pdf.summary import Line, Section, Sheet, draw_summary
from consul_desk.pdf.verify import ExpectedText, require_text
from consul_desk.values import Answer, new_id
from consul_desk.vault.backup import make_backup
from consul_desk.vault.integrity import verify
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.passphrases import judge, offer
from consul_desk.vault.recovery import new_code, parse_code
from consul_desk.vault.restore import restore_backup
from consul_desk.vault.shares import join
from consul_desk.vault.vault import Vault
from consul_desk.workflows.cases import run_cases
from consul_desk.workflows.load import load_packs, load_vocabulary

_NAME = "Щеглова, Юлия (ÄÖÜß)"
_TITLE = "Self-test"


@dataclass(frozen=True, slots=True)
class Check:
    """What became of one part.

    Attributes:
        problem: what went wrong, for the people who mend it; empty if nothing did.
    """

    name: Message
    problem: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether the part did its work."""
        return not self.problem


class _DiffersError(Exception):
    """Something came back other than it went in."""


def run_selftest(place: Path) -> tuple[Check, ...]:
    """Try every part in a new folder under `place`, which is gone afterwards.

    Raises:
        OSError: nothing can be written there.
    """
    folder = place / f"self-test-{new_id()}"
    folder.mkdir(mode=0o700, parents=True)
    try:
        return tuple(_checked(name, part, folder) for name, part in _PARTS)
    finally:
        shutil.rmtree(folder)


def _checked(name: str, part: Callable[[Path], None], folder: Path) -> Check:
    try:
        part(folder)
    except Exception as error:  # the test goes on: the next part may show the cause
        return Check(Message(name), f"{type(error).__name__}: {error}")
    return Check(Message(name))


def _require(same: object, what: str) -> None:
    if not same:
        raise _DiffersError(what)


def _translations(_folder: Path) -> None:
    said = {language(code).gettext(N_("Cancel")) for code in CODES}
    _require(len(said) == len(CODES), "catalogues")
    months = {language(code).long_date(date(2026, 11, 24)) for code in CODES}
    _require(len(months) == len(CODES), "dates")


def _workflows(_folder: Path) -> None:
    results = run_cases(load_packs(forms_folder()))
    _require(results, "no cases")
    failed = [
        f"{result.workflow_id} {result.case_id}" for result in results if not result.holds
    ]
    _require(not failed, ", ".join(failed))


def _vault(folder: Path) -> None:
    secret = _secret()
    vault = Vault.create(folder / "vault", bytearray(secret), owner=_TITLE, kdf=KDF_FLOOR)
    open_case(vault, _NAME)
    vault.close()
    try:
        Vault.open(folder / "vault", _secret()).close()
    except WrongPassphraseError:
        vault = Vault.open(folder / "vault", secret)
        titles = [row.title for row in list_cases(vault)]
        vault.close()
        _require(titles == [_NAME], "cases")
    else:
        raise _DiffersError("passphrase")


def _keys(folder: Path) -> None:
    for spoken in CODES:
        _require(judge(offer(spoken), spoken).is_enough, spoken)
    code = new_code()
    sheet = RecoverySheet(_TITLE, date(2026, 11, 24), code.groups, code.text)
    require_text(
        draw_recovery_sheet(sheet, language("ru")), [ExpectedText("group", code.groups[0])]
    )
    vault = Vault.create(
        folder / "keys", _secret(), owner=_TITLE, kdf=KDF_FLOOR, recovery=parse_code(code.text)
    )
    with vault.sharing_recovery(2, 3) as pieces:
        words = [piece.words for piece in pieces]
    vault.close()
    Vault.open_with_code(folder / "keys", parse_code(code.text).secret()).close()
    Vault.open_with_pieces(folder / "keys", join(words[1:])).close()


def _backup(folder: Path) -> None:
    secret = _secret()
    vault = Vault.create(folder / "backup", bytearray(secret), owner=_TITLE, kdf=KDF_FLOOR)
    case_id = open_case(vault, _NAME)
    add_document(vault, case_id, _NAME.encode())
    made = make_backup(vault)
    open_case(vault, "later")
    vault.close()
    restore_backup(folder / "backup", made.path, bytearray(secret))
    vault = Vault.open(folder / "backup", secret)
    _require([row.title for row in list_cases(vault, _NAME[:3])] == [_NAME], "search")
    _require(verify(vault).is_whole, "verify")
    vault.close()


def _paper(_folder: Path) -> None:
    line = Line("Familienname", _NAME, "Фамилия")
    sheet = Sheet(
        title=_TITLE,
        subtitle=_NAME,
        case_number="26-TEST1",
        made_on=date(2026, 11, 24),
        sections=(Section("Person", (line,)),),
        is_sample=True,
    )
    pdf = draw_summary(sheet, language("de"))
    require_text(pdf, [ExpectedText("name", _NAME)])


def _bundle(folder: Path) -> None:
    with _new_vault(folder / "sender") as sender, _new_vault(folder / "receiver") as receiver:
        _get_to_know(receiver, sender)
        path = _exported(sender, _get_to_know(sender, receiver), folder)
        _refuses_altered(receiver, path)
        accept_import(receiver, path)
        arrived = list_cases(receiver)
        _require([row.title for row in arrived] == [_NAME], "cases")
        document = list_documents(receiver, arrived[0].id)[0]
        _require(read_document(receiver, document.id) == _NAME.encode(), "document")


def _exported(sender: Vault, contact_id: str, folder: Path) -> Path:
    case_id = open_case(sender, _NAME)
    vocabulary = load_vocabulary(forms_folder())
    set_fact(sender, vocabulary, case_id, "case.consent_to_share", Answer(value=True))
    add_document(sender, case_id, _NAME.encode())
    return export_cases(sender, [case_id], [contact_id], folder).path


def _get_to_know(vault: Vault, other: Vault) -> str:
    contact = add_card(vault, my_card(other).to_bytes())
    return verify_contact(vault, contact.id, contact.fingerprint_digits).id


def _refuses_altered(receiver: Vault, path: Path) -> None:
    altered = bytearray(path.read_bytes())
    altered[-1] ^= 1
    bad = path.with_name("altered.age")
    bad.write_bytes(altered)
    try:
        accept_import(receiver, bad)
    except BundleDamagedError:
        return
    raise _DiffersError("an altered bundle was taken in")


@contextmanager
def _new_vault(folder: Path) -> Iterator[Vault]:
    vault = Vault.create(folder, _secret(), owner=folder.name, kdf=KDF_FLOOR)
    try:
        yield vault
    finally:
        vault.close()


def _secret() -> bytearray:
    return bytearray(os.urandom(16).hex().encode())


_PARTS: tuple[tuple[str, Callable[[Path], None]], ...] = (
    (N_("Three languages"), _translations),
    (N_("Workflows, with the cases that test them"), _workflows),
    (N_("A vault made, closed and opened again"), _vault),
    (N_("Recovery by sheet and by pieces, words to choose from"), _keys),
    (N_("A backup made, gone back to, searched and checked"), _backup),
    (N_("A paper drawn and read back"), _paper),
    (N_("A bundle sealed, refused when altered, taken in"), _bundle),
)
