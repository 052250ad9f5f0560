"""The catalogues are complete, in step with the code, and load in every language."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from consul_desk.language import CODES, N_, Message, language
from consul_desk.messages import SENTENCES
from consul_desk.values import LanguageCode
from tests.core.error_classes import error_classes

ROOT = Path(__file__).resolve().parents[2]


def _load(name: str) -> ModuleType:
    """`packaging/` is no package: a tool in it is opened by its path."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


catalogues = _load("catalogues")


def _source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    path = tmp_path / "ui" / "page.py"
    path.parent.mkdir()
    (tmp_path / "locales").mkdir()
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "TEMPLATE", tmp_path / "locales" / "consul_desk.pot")


def test_catalogues_match_the_code_and_are_complete() -> None:
    assert catalogues.problems() == []


def test_every_error_has_sentences_and_every_sentence_an_error() -> None:
    assert {error.code for error in error_classes()} == set(SENTENCES)


@pytest.mark.parametrize("code", CODES)
def test_every_error_is_said_in_every_language(code: LanguageCode) -> None:
    said = language(code)
    for sentences in SENTENCES.values():
        for sentence in sentences:
            assert said.gettext(sentence)
            assert (said.gettext(sentence) == sentence) == (
                code == "en"
            ) or "{path}" in sentence


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "просрочено на 1 день"),
        (2, "просрочено на 2 дня"),
        (5, "просрочено на 5 дней"),
        (11, "просрочено на 11 дней"),
        (21, "просрочено на 21 день"),
    ],
)
def test_russian_counts_in_three_forms(count: int, said: str) -> None:
    message = Message(
        N_("{count} day overdue"), {"count": count}, plural=N_("{count} days overdue")
    )
    assert language("ru").say(message) == said


def test_all_marks_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _source(
        tmp_path,
        monkeypatch,
        "_('one')\nN_('two')\nself.language.gettext('three')\nlanguage.gettext(text)\n"
        "language.ngettext('{count} case', '{count} cases', count)\n"
        "Message(N_('{count} day'), {'count': 1}, plural=N_('{count} days'))\n"
        "Message(N_('four'), {'inner': Message(N_('five'))})\n"
        "Message(text, values)\n"
        "a = (N_('{count} week'), N_('{count} weeks'))\n"
        "b = (N_('six'), N_('seven'))\n",
    )
    assert catalogues.wanted() == {
        "five": "",
        "four": "",
        "one": "",
        "seven": "",
        "six": "",
        "three": "",
        "two": "",
        "{count} case": "{count} cases",
        "{count} day": "{count} days",
        "{count} week": "{count} weeks",
    }


@pytest.mark.parametrize("mark", ["_(f'due {day}')", "N_(text)", "_('due ' + day)"])
def test_a_glued_sentence_is_refused_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    _source(tmp_path, monkeypatch, f"\n{mark}\n")
    with pytest.raises(catalogues.UnmarkableError, match=r"page\.py:2: not a plain sentence"):
        catalogues.wanted()


def _translate(tmp_path: Path, code: str, old: str, new: str) -> None:
    path = tmp_path / "locales" / code / "LC_MESSAGES" / "consul_desk.po"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_english_is_filled_in_and_the_others_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _source(tmp_path, monkeypatch, "_('Due on {day}')")
    catalogues.update()
    assert catalogues.problems() == [
        "de: not translated: Due on {day}",
        "ru: not translated: Due on {day}",
    ]


def test_a_lost_place_in_a_translation_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _source(tmp_path, monkeypatch, "_('Due on {day}')")
    catalogues.update()
    old = 'msgid "Due on {day}"\nmsgstr ""'
    _translate(tmp_path, "de", old, old[:-1] + 'Fällig am {tag}"')
    assert "de: places in braces differ: Due on {day}" in catalogues.problems()


def test_a_translation_survives_a_refresh_and_goes_with_its_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _source(tmp_path, monkeypatch, "_('Due')")
    catalogues.update()
    _translate(tmp_path, "de", 'msgid "Due"\nmsgstr ""', 'msgid "Due"\nmsgstr "Fällig"')
    catalogues.update()
    assert catalogues.read("de").get("Due").string == "Fällig"
    (tmp_path / "ui" / "page.py").write_text("_('Late')", encoding="utf-8")
    catalogues.update()
    assert catalogues.read("de").get("Due") is None


def test_a_new_sentence_makes_the_template_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _source(tmp_path, monkeypatch, "_('Due')")
    catalogues.update()
    (tmp_path / "ui" / "page.py").write_text("_('Late')", encoding="utf-8")
    assert (
        "consul_desk.pot does not match the code: run `make locales`" in catalogues.problems()
    )
