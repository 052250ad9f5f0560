"""Keeps `locales/` in step with the code: `update`, `check` and `compile`.

Comes in: the Python sources of `consul_desk` and `ui`. Goes out: one template, one .po per
language without dates and source lines (so that two branches merge), and the compiled
.mo files that are not kept in git.
"""

from __future__ import annotations

import ast
import io
import string
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "locales" / "consul_desk.pot"
CODES = ("de", "en", "ru")

Wanted = dict[str, str]
"""What the code says: msgid to its plural, or to "" where nothing is counted."""

_ONE = frozenset({"_", "N_", "gettext"})


class UnmarkableError(Exception):
    """A marked sentence is glued together at run time and cannot be translated."""


def wanted() -> Wanted:
    """Collect every sentence that the code marks.

    Returns:
        Shape: {msgid: plural or ""}, sorted by msgid.
    Raises:
        UnmarkableError: names file and line of a marked f-string or expression.
    """
    found: Wanted = {}
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        try:
            for one, many in _marked(tree):
                found[one] = found.get(one) or many
        except UnmarkableError as error:
            raise UnmarkableError(f"{path.relative_to(ROOT)}:{error}") from None
    return dict(sorted(found.items()))


def sources() -> list[Path]:
    """The files whose sentences are shown to users."""
    folders = (ROOT / "consul_desk", ROOT / "ui")
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def _marked(node: ast.AST) -> Iterator[tuple[str, str]]:
    pair = _counted(node)
    if pair is not None:
        yield pair
        return
    if isinstance(node, ast.Call) and _name(node) in _ONE:
        text = _constant(node.args[0]) if node.args else None
        if text is None and not _passes_on(node):
            raise UnmarkableError(f"{node.lineno}: not a plain sentence")
        if text:
            yield text, ""
    for child in ast.iter_child_nodes(node):
        yield from _marked(child)


def _counted(node: ast.AST) -> tuple[str, str] | None:
    """Read a sentence that counts something.

    `ngettext("one", "many", n)`, `Message(N_("one"), ..., plural=N_("many"))`, and a table's
    `(N_("{count} day"), N_("{count} days"))`.
    """
    one, many = None, None
    if isinstance(node, ast.Call) and _name(node) == "ngettext" and len(node.args) > 1:
        one, many = _constant(node.args[0]), _constant(node.args[1])
    elif isinstance(node, ast.Call) and _name(node) == "Message" and node.args:
        named = {word.arg: word.value for word in node.keywords}
        second = node.args[2] if len(node.args) > 2 else named.get("plural")
        one, many = _constant(node.args[0]), _constant(second)
    elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
        one, many = (_constant(part) for part in node.elts)
        if "{count}" not in (one or "") or "{count}" not in (many or ""):
            return None
    return (one, many) if one and many else None


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _constant(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Call) and _name(node) == "N_" and node.args:
        return _constant(node.args[0])
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _passes_on(call: ast.Call) -> bool:
    """`gettext(text)` with a variable says something that was marked elsewhere."""
    return _name(call) != "N_" and not any(
        isinstance(part, ast.JoinedStr | ast.BinOp) for part in call.args
    )


def po_path(code: str) -> Path:
    """Where the translations of one language lie."""
    return ROOT / "locales" / code / "LC_MESSAGES" / "consul_desk.po"


def read(code: str) -> Catalog:
    """Open the translations of one language; empty where there is no file yet."""
    path = po_path(code)
    if not path.exists():
        return Catalog(locale=code)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def template(found: Wanted) -> bytes:
    """Write the .pot."""
    catalogue = Catalog()
    for one, many in found.items():
        catalogue.add((one, many) if many else one)
    return _written(catalogue, {})


def translated(code: str, found: Wanted) -> bytes:
    """Write the .po of one language: translations kept, new sentences empty, gone ones out.

    English says what the code says and is filled in here.
    """
    old, new = read(code), Catalog(locale=code)
    for one, many in found.items():
        kept = old.get(one)
        if code == "en":
            new.add((one, many) if many else one, (one, many) if many else one)
        elif kept is not None and bool(many) == isinstance(kept.id, tuple):
            new.add((one, many) if many else one, kept.string)
        else:
            new.add((one, many) if many else one)
    return _written(new, {"Language": code, "Plural-Forms": new.plural_forms})


def _written(catalogue: Catalog, headers: Mapping[str, str]) -> bytes:
    lines = {
        "Project-Id-Version": "Consul Desk",
        **headers,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    head = "".join(f'"{name}: {value}\\n"\n' for name, value in lines.items())
    body = io.BytesIO()
    write_po(body, catalogue, width=96, no_location=True, omit_header=True, sort_output=True)
    return f'msgid ""\nmsgstr ""\n{head}\n'.encode() + body.getvalue().strip() + b"\n"


def update() -> None:
    """Rewrite the template and every .po from the code."""
    found = wanted()
    TEMPLATE.write_bytes(template(found))
    for code in CODES:
        content = translated(code, found)
        po_path(code).parent.mkdir(parents=True, exist_ok=True)
        po_path(code).write_bytes(content)


def compile_all() -> None:
    """Write each .mo that is older than its .po."""
    for code in CODES:
        source, target = po_path(code), po_path(code).with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        with target.open("wb") as file:
            write_mo(file, read(code))


def problems() -> list[str]:
    """Say everything that would let a user meet a missing or broken sentence."""
    found = wanted()
    said = []
    if not TEMPLATE.exists() or TEMPLATE.read_bytes() != template(found):
        said.append("consul_desk.pot does not match the code: run `make locales`")
    for code in CODES:
        if not po_path(code).exists() or po_path(code).read_bytes() != translated(code, found):
            said.append(f"{code}: out of step with the code: run `make locales`")
        said += [f"{code}: {problem}" for problem in _problems_of(read(code))]
    return said


def _problems_of(catalogue: Catalog) -> Iterator[str]:
    for message in catalogue:
        if not message.id:
            continue
        ids, strings = _tuple(message.id), _tuple(message.string)
        if message.fuzzy:
            yield f"fuzzy: {ids[0]}"
        if not all(strings) or (len(ids) > 1 and len(strings) != catalogue.num_plurals):
            yield f"not translated: {ids[0]}"
        elif not _places_agree(ids, strings):
            yield f"places in braces differ: {ids[0]}"


def _tuple(value: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (value or "",) if isinstance(value, str | None) else tuple(value)


def _places_agree(ids: tuple[str, ...], strings: tuple[str, ...]) -> bool:
    """Only a form that is never used for any number but one may leave the number out."""
    wanted_places = [places(ids[-1])] * len(strings)
    if len(strings) == 2:
        wanted_places[0] = places(ids[0])
    return all(places(said) == want for said, want in zip(strings, wanted_places, strict=True))


def places(text: str) -> frozenset[str]:
    """The `{names}` of a sentence."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


def main(arguments: list[str]) -> int:
    """Run one verb; the exit status is 1 where `check` found something."""
    if arguments == ["update"]:
        update()
    elif arguments == ["compile"]:
        compile_all()
    elif arguments == ["check"]:
        found = problems()
        sys.stderr.writelines(f"{problem}\n" for problem in found)
        return 1 if found else 0
    else:
        sys.stderr.write("usage: catalogues.py update | check | compile\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
