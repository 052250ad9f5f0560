"""Verbs about who can open the vault: key list, key split and so on, and destroy-keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from consul_desk.cli.call import Call, Json, KdfMemory, verbs
from consul_desk.cli.codes import ask_line, hand_over, tell
from consul_desk.cli.output import Column, print_json
from consul_desk.cli.passphrase import PassphraseSource, new_passphrase, read_passphrase
from consul_desk.errors import AnswerMissingError, PassphraseMissingError
from consul_desk.language import N_, Message

if TYPE_CHECKING:
    from consul_desk.exchange.pieces import PieceRow
    from consul_desk.vault.destroy import Destroyed
    from consul_desk.vault.header import KdfParameters
    from consul_desk.vault.vault import Vault

app = verbs(N_("Who can open the vault: passphrase, recovery code, shared recovery."))
panic = verbs("")

NewFile = Annotated[
    Path | None,
    typer.Option("--new-passphrase-file", help=N_("Read the new passphrase from this file.")),
]
NewFd = Annotated[
    int | None,
    typer.Option("--new-passphrase-fd", help=N_("Read it from this open descriptor.")),
]
Sheet = Annotated[
    Path | None,
    typer.Option("--sheet", metavar="FILE.pdf", help=N_("Write the sheet to print.")),
]

_KINDS = {
    "passphrase": N_("passphrase"),
    "recovery": N_("recovery code"),
    "shared": N_("shared recovery"),
}
_SLOTS = (
    Column(N_("Opens with"), lambda row: Message(_KINDS[row.kind])),
    Column(N_("Made"), lambda row: row.made_at),
    Column(N_("Memory, MiB"), lambda row: row.memory_kib // 1024),
    Column(N_("Passes"), lambda row: row.passes),
    Column(N_("Keystore"), lambda row: Message(N_("yes") if row.needs_keystore else N_("no"))),
)
_PIECES = (
    Column(N_("For"), lambda row: row.holder),
    Column(N_("Piece"), lambda row: row.number),
    Column(N_("File"), lambda row: row.path),
)
_DESTROY_WORD = N_("destroy")
_REMAINS = N_(
    "Copies of this vault in other places still open with their own passphrase or code. A "
    "solid-state drive may keep old pages for a while: there only the passphrase protects."
)


@app.command("list", help=N_("List what opens the vault."))
def _list(context: typer.Context, *, as_json: Json = False) -> None:
    call = Call.of(context)
    with call.vault() as vault:
        rows = vault.slots
    call.show(rows, _SLOTS, as_json=as_json)


@app.command("change-passphrase", help=N_("Replace the passphrase."))
def _change(
    context: typer.Context,
    new_file: NewFile = None,
    new_fd: NewFd = None,
    memory_kib: KdfMemory = None,
) -> None:
    call = Call.of(context)
    vault, old = _open_keeping(call)
    try:
        new = _new(call, _source(new_file, new_fd))
        vault.change_passphrase(old, new, kdf=_costs(memory_kib))
    finally:
        vault.close()
    call.say(N_("The passphrase was changed."))


@app.command("recovery-code", help=N_("Make a new recovery code; the old sheet ends."))
def _recovery_code(
    context: typer.Context, sheet: Sheet = None, *, as_json: Json = False
) -> None:
    from consul_desk.vault.recovery import new_code

    call = Call.of(context)
    code = new_code()
    with call.vault() as vault:
        hand_over(call, code, vault.owner, sheet)
        vault.replace_recovery_code(code)
    tell(call, code, sheet, as_json=as_json)


@app.command("recover", help=N_("Open the vault by its recovery code, set a new passphrase."))
def _recover(
    context: typer.Context,
    code_file: Annotated[
        Path | None, typer.Option(help=N_("Read the code from this file's first line."))
    ] = None,
    code_fd: Annotated[
        int | None, typer.Option(help=N_("Read the code from this open descriptor."))
    ] = None,
    new_file: NewFile = None,
    new_fd: NewFd = None,
    memory_kib: KdfMemory = None,
) -> None:
    from consul_desk.vault.recovery import parse_code
    from consul_desk.vault.vault import Vault

    call = Call.of(context)
    asking = call.language.gettext("Recovery code:")
    code = parse_code(read_passphrase(_source(code_file, code_fd), asking))
    vault = Vault.open_with_code(call.folder, code.secret())
    _renew(call, vault, _source(new_file, new_fd), _costs(memory_kib))


@app.command("split", help=N_("Seal a piece of a shared recovery for each of some contacts."))
def _split(
    context: typer.Context,
    holders: Annotated[
        list[str], typer.Option("--to", metavar="CONTACT", help=N_("Name or id; repeatable."))
    ],
    into: Annotated[Path, typer.Option(metavar="DIR", help=N_("Folder for the files."))],
    need: Annotated[int, typer.Option(help=N_("How many pieces open the vault."))] = 2,
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.cli.references import contact_named
    from consul_desk.exchange.pieces import share_recovery

    call = Call.of(context)
    with call.vault() as vault:
        contact_ids = [contact_named(vault, name).id for name in holders]
        sealed = share_recovery(vault, contact_ids, need, into)
    call.show(sealed, _PIECES, as_json=as_json)


@app.command("piece", help=N_("Read a piece that somebody sealed for you; nothing is kept."))
def _piece(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("The sealed file."))],
    *,
    as_json: Json = False,
) -> None:
    from consul_desk.exchange.pieces import open_piece

    call = Call.of(context)
    with call.vault() as vault:
        piece = open_piece(vault, file)
    if as_json:
        print_json(piece, call.language)
    else:
        _tell_piece(call, piece)


@app.command("join", help=N_("Open the vault by pieces, set a new passphrase."))
def _join(
    context: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE...]", help=N_("One piece in each."))
    ] = None,
    new_file: NewFile = None,
    new_fd: NewFd = None,
    memory_kib: KdfMemory = None,
) -> None:
    from consul_desk.vault.shares import join
    from consul_desk.vault.vault import Vault

    call = Call.of(context)
    texts = [_read_text(file) for file in files] if files else _ask_pieces(call)
    vault = Vault.open_with_pieces(call.folder, join(texts))
    _renew(call, vault, _source(new_file, new_fd), _costs(memory_kib))


@app.command("keystore", help=N_("Make the computer's keystore a second factor, or end it."))
def _keystore(
    context: typer.Context, state: Annotated[Literal["on", "off"], typer.Argument()]
) -> None:
    call = Call.of(context)
    vault, secret = _open_keeping(call)
    try:
        if state == "on":
            vault.enable_keystore(secret)
        else:
            vault.disable_keystore(secret)
    finally:
        vault.close()
    if state == "on":
        call.say(N_("The vault opens with the passphrase on this computer only."))
    else:
        call.say(N_("The vault opens with the passphrase alone."))


@panic.command("destroy-keys", help=N_("Make the vault unreadable for everybody, for ever."))
def _destroy_keys(
    context: typer.Context,
    *,
    is_sure: Annotated[bool, typer.Option("--yes", help=N_("Ask nothing."))] = False,
    as_json: Json = False,
) -> None:
    from consul_desk.vault.destroy import destroy_keys

    call = Call.of(context)
    if not is_sure:
        _require_word(call)
    tell_destroyed(call, destroy_keys(call.folder), as_json=as_json)


def tell_destroyed(call: Call, destroyed: Destroyed, *, as_json: bool) -> None:
    """Say what is gone, what is left, and what nobody can promise."""
    if as_json:
        print_json(destroyed, call.language)
        return
    call.say(N_("The keys are destroyed. Nobody can read this vault any more."))
    if destroyed.keystore is False:
        call.say(N_("The keystore did not answer; its entry may still be there."))
    if destroyed.left:
        call.say(N_("Still there, unreadable: {count} files."), count=len(destroyed.left))
    call.say(_REMAINS)


def _require_word(call: Call) -> None:
    word = call.language.gettext(_DESTROY_WORD)
    asking = N_("Nothing brings this vault back. Type “{word}” to destroy its keys:")
    if ask_line(call.language.say(Message(asking, {"word": word}))) != word:
        raise AnswerMissingError


def _open_keeping(call: Call) -> tuple[Vault, bytearray]:
    """Open the vault, and keep the passphrase for the act that asks for it again."""
    from consul_desk.vault.vault import Vault

    secret = read_passphrase(call.source, call.language.gettext("Passphrase:"))
    kept = bytearray(secret)
    return Vault.open(call.folder, secret), kept


def _source(file: Path | None, descriptor: int | None) -> PassphraseSource:
    return file if descriptor is None else descriptor


def _costs(memory_kib: int | None) -> KdfParameters | None:
    from consul_desk.vault.header import KdfParameters

    return KdfParameters(memory_kib=memory_kib) if memory_kib else None


def _new(call: Call, source: PassphraseSource) -> bytearray:
    say = call.language.gettext
    return new_passphrase(source, say("New passphrase:"), say("The same once more:"))


def _renew(
    call: Call, vault: Vault, source: PassphraseSource, kdf: KdfParameters | None
) -> None:
    try:
        if vault.is_rolled_back:
            call.say(N_("An old key file had been put back into this vault. Find out by whom."))
        vault.set_passphrase(_new(call, source), kdf=kdf)
    finally:
        vault.close()
    call.say(N_("The new passphrase opens the vault."))


def _ask_pieces(call: Call) -> list[str]:
    """Ask for one piece after the other, until there are as many as the first one says."""
    from consul_desk.vault.shares import read_piece

    texts: list[str] = []
    needed = 1
    while len(texts) < needed:
        place = len(texts) + 1
        asking = Message(N_("Words of piece {number}:"), {"number": place})
        text = ask_line(call.language.say(asking))
        if not text:
            raise PassphraseMissingError
        needed = max(needed, read_piece(text, place).needed)
        texts.append(text)
    return texts


def _read_text(file: Path) -> str:
    from consul_desk.cli.files import read_whole

    return read_whole(file).decode(errors="replace")


def _tell_piece(call: Call, piece: PieceRow) -> None:
    state = Message(N_("verified") if piece.is_verified else N_("not verified"))
    call.say(N_("From {sender}, {state}"), sender=piece.sender, state=state)
    facts = {"number": piece.number, "count": piece.count, "set": piece.set_id}
    call.say(N_("Piece {number} of {count}, set {set}."), **facts)
    needed = N_("{needed} pieces together open the vault of {owner}.")
    call.say(needed, needed=piece.needed, owner=piece.owner)
    call.say(N_("Read the words out to this person only, after you have recognised her."))
    typer.echo(" ".join(piece.words))
