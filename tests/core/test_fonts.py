"""Letters, widths and line breaks of everything that is drawn."""

from __future__ import annotations

import pytest

from consul_desk.pdf.fonts import (
    REGULAR,
    font_file,
    printable,
    unprintable,
    widest_piece,
    width_of,
    wrap,
)


def test_the_fonts_come_with_the_program() -> None:
    assert font_file(REGULAR).read_bytes()[:4] == b"\x00\x01\x00\x00"


@pytest.mark.parametrize(
    "text",
    [
        "Щеглова Юлия Ёлкина Ъ ѣ",
        "Müßiggang ÄÖÜ ẞ",
        "☐ ☑ „Zitat“ – № 7 €",
        "Ğülşen Čapek Łódź Đorđe Ōta Ấ",
    ],
)
def test_russian_german_and_passport_letters_can_be_printed(text: str) -> None:
    assert unprintable(text) == ""


@pytest.mark.parametrize(
    ("text", "missing"),
    [("Юля 🙂 и 🙂", "🙂"), ("東京 Tokio", "東京"), ("a\x00b", "\x00"), ("שלום a", "שלום")],
)
def test_each_missing_letter_is_told_once(text: str, missing: str) -> None:
    assert unprintable(text) == missing


@pytest.mark.parametrize(
    ("pasted", "drawn"),
    [
        ("И\u0306ога", "Йога"),
        ("Mu\u0308ller", "Müller"),
        ("a\u200bb\u00adc\ufeff", "abc"),
        ("12\u00a0345\t6\u2009kg", "12 345 6 kg"),
        ("eins\r\nzwei\u2028drei", "eins\nzwei\ndrei"),
        ("  Rand  ", "Rand"),
    ],
)
def test_pasted_text_is_brought_into_one_form(pasted: str, drawn: str) -> None:
    assert printable(pasted) == drawn


def test_lines_fit_and_lose_nothing() -> None:
    text = "Bundesamt für Migration und Flüchtlinge, Außenstelle Eisenhüttenstadt " * 4
    lines = wrap(text, REGULAR, 10, 120)
    assert all(width_of(line, REGULAR, 10) <= 120 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_lines_break_at_blanks_and_after_hyphens_first() -> None:
    assert wrap("Petra Müller-Lüdenscheidt", REGULAR, 10, 65) == (
        "Petra Müller-",
        "Lüdenscheidt",
    )


def test_a_word_wider_than_its_line_is_broken_not_cut() -> None:
    lines = wrap("Donaudampfschifffahrt", REGULAR, 10, 40)
    assert len(lines) > 1
    assert "".join(lines) == "Donaudampfschifffahrt"


def test_a_line_too_narrow_for_any_letter_still_keeps_them_all() -> None:
    assert wrap("abc", REGULAR, 10, 0.1) == ("a", "b", "c")


def test_line_ends_of_the_text_are_kept() -> None:
    assert wrap("eins\n\nzwei", REGULAR, 10, 100) == ("eins", "", "zwei")


def test_the_widest_piece_is_what_should_not_be_broken() -> None:
    widest = widest_piece("von Müller-Lüdenscheidt\nzu", REGULAR, 10)
    assert widest == width_of("Lüdenscheidt", REGULAR, 10)
    assert widest_piece("", REGULAR, 10) == 0
