"""What holds for the whole repository, whoever adds to it."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
from pathlib import Path

import pytest

from consul_desk import __version__
from tests.core.error_classes import error_classes

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = [path for name in ("consul_desk", "ui") for path in (ROOT / name).rglob("*.py")]
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_SHELL = 400, 40, 150


def _kept() -> list[Path]:
    """Every file in git, those of others' text formats aside."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [file for file in files if file.is_file()]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def test_readme_names_exactly_two_set_up_commands() -> None:
    block = re.search(r"## Set up.*?```sh\n(.*?)```", _text(ROOT / "README.md"), re.S)
    assert block is not None
    assert block[1].split("\n") == ["make demo", "make test", ""]


def test_readme_explains_every_exit_status() -> None:
    explained = set(re.findall(r"^\| (\d) \|", _text(ROOT / "README.md"), re.M))
    assert {str(error.exit_status) for error in error_classes()} | {"0", "2"} == explained


def test_make_explains_every_target_that_the_readme_names() -> None:
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    named = set(re.findall(r"`make (\w+)`", _text(ROOT / "README.md")))
    assert named <= set(re.findall(r"^make (\w+)", said.stdout, re.M))


def test_changelog_tells_about_this_version() -> None:
    assert f"## {__version__}" in _text(ROOT / "CHANGELOG.md")


@pytest.mark.parametrize("name", ["runtime", "develop"])
def test_locks_hold_hashes_and_no_address(name: str) -> None:
    lock = _text(ROOT / "packaging" / f"{name}.lock")
    pinned = re.findall(r"^[a-z0-9].*==.*?(?=^[a-z0-9]|\Z)", lock, re.S | re.M)
    assert pinned
    assert all("--hash=sha256:" in each for each in pinned)
    assert "://" not in lock
    assert "--index" not in lock


@pytest.mark.parametrize("name", ["packaging", "forms", "locales"])
def test_data_folders_are_no_packages(name: str) -> None:
    assert not list((ROOT / name).rglob("__init__.py"))


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_stays_small_and_says_what_it_owns(path: Path) -> None:
    text = _text(path)
    tree = ast.parse(text)
    assert len(text.splitlines()) <= LONGEST_FILE
    assert ast.get_docstring(tree) or not text.strip()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert _length(node) <= LONGEST_FUNCTION, node.name


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of code; a docstring may be as long as the reader needs it."""
    first, last = function.lineno, function.end_lineno or function.lineno
    said = function.body[0]
    if ast.get_docstring(function) is None or said.end_lineno is None:
        return last - first + 1
    return last - first + 1 - (said.end_lineno - said.lineno + 1)


def test_shell_stays_a_frame() -> None:
    assert len(_text(ROOT / "ui" / "shell.py").splitlines()) <= LONGEST_SHELL


@pytest.mark.parametrize(
    "pattern",
    [
        r"type:\s*ignore",
        r"#\s*noqa",
        r"pragma:\s*no cover",
        r"\bTODO\b|\bFIXME\b|\bXXX\b",
        r"\bNotImplementedError\b",
    ],
)
def test_no_exemptions(pattern: str) -> None:
    here = Path(__file__)
    python = [path for path in _kept() if path.suffix == ".py" and path != here]
    assert [str(path) for path in python if re.search(pattern, _text(path))] == []


def test_nothing_plain_goes_to_temporary_files() -> None:
    banned = r"\btempfile\b|QTemporary(File|Dir)|\bmkstemp\b|\bNamedTemporaryFile\b"
    said = [
        path for path in PRODUCT if re.search(rf"import .*{banned}|{banned}\(", _text(path))
    ]
    assert said == []


def test_no_address_of_a_package_index_and_no_home_folder_is_kept() -> None:
    banned = re.compile(
        r"https?://[^\s]*(pypi|simple/)|--(extra-)?index[-]url|/home/\w+|/roo[t]/"
    )
    here = Path(__file__)
    kept = [path for path in _kept() if path != here and path.suffix not in (".png", ".pdf")]
    assert [str(path) for path in kept if banned.search(_text(path))] == []


@pytest.mark.parametrize("name", ["consul_desk", "ui"])
def test_every_module_can_be_imported(name: str) -> None:
    for path in sorted((ROOT / name).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[-1] != "__main__":
            module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
            assert module.__doc__, path
