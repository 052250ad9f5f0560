"""Reading PDF objects of any origin: nothing here trusts that they are what they should be.

Comes in: pikepdf objects. Goes out: plain values, with a harmless one for nonsense.
"""

from __future__ import annotations

from decimal import Decimal

import pikepdf

_DEEPEST = 32
_LARGEST = 2**31


def sub_dictionary(thing: pikepdf.Object, key: str) -> pikepdf.Dictionary:
    """What stands under a key if it is a plain dictionary; an empty one otherwise."""
    found = thing.get(key)
    if isinstance(found, pikepdf.Dictionary) and not isinstance(found, pikepdf.Stream):
        return found
    return pikepdf.Dictionary()


def drop(thing: pikepdf.Object, *keys: str) -> None:
    """Remove keys from a dictionary, whether they are there or not."""
    for key in keys:
        if key in thing:
            del thing[key]


def raw_name(name: str) -> pikepdf.Object:
    """Make a PDF name of any bytes; the inverse of how pikepdf shows a key."""
    raw = name.removeprefix("/").encode("utf-8", "surrogateescape")
    return pikepdf.Object.parse(b"/" + b"".join(b"#%02x" % byte for byte in raw))


def readable_name(name: str) -> str:
    """Turn a PDF name, which may be UTF-8 or Latin-1, into text without the slash."""
    raw = name.removeprefix("/").encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def ancestors(thing: pikepdf.Dictionary) -> tuple[pikepdf.Dictionary, ...]:
    """A widget and its parents, nearest first; a circle is left where it closes."""
    chain: list[pikepdf.Dictionary] = []
    link: pikepdf.Object | None = thing
    while isinstance(link, pikepdf.Dictionary) and len(chain) < _DEEPEST:
        if any(link.objgen == known.objgen != (0, 0) for known in chain):
            break
        chain.append(link)
        link = link.get("/Parent")
    return tuple(chain)


def state_in(thing: pikepdf.Dictionary, key: str) -> str:
    """The state that a key names; "" for off and for nonsense."""
    state = readable_name(name_in(thing.get(key)))
    return "" if state == "Off" else state


def name_in(thing: object) -> str:
    """A name as pikepdf shows keys: foreign bytes as lone surrogates."""
    if not isinstance(thing, pikepdf.Name):
        return ""
    return bytes(thing).decode("utf-8", "surrogateescape")


def as_list(thing: pikepdf.Object | None) -> list[pikepdf.Object]:
    """The members of an array; none where it is no array."""
    return list(thing) if isinstance(thing, pikepdf.Array) else []


def dictionaries(thing: pikepdf.Object | None) -> list[pikepdf.Dictionary]:
    """The dictionaries among the members of an array."""
    return [member for member in as_list(thing) if isinstance(member, pikepdf.Dictionary)]


def text_in(thing: pikepdf.Object | None) -> str:
    """A text, which may stand in a stream of its own; "" for anything else."""
    if isinstance(thing, pikepdf.Stream):
        return thing.read_bytes().decode("utf-8", "replace")
    return str(thing) if isinstance(thing, pikepdf.String) else ""


def number(thing: object) -> float:
    """Read a number of the file; anything else, and absurd ones, are 0."""
    value = float(thing) if isinstance(thing, (int, float, Decimal)) else 0.0
    return value if abs(value) < _LARGEST else 0.0


def integer(thing: object, otherwise: int) -> int:
    """Read a whole number of the file; `otherwise` where there is none at all."""
    return otherwise if thing is None else int(number(thing))
