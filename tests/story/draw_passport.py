"""Draws the passport pages of the sample family: people who do not exist.

Run `python -m tests.story.draw_passport` after a change; the pictures are committed. The
numbers begin with 00, which no real series does, and SPECIMEN stands across each page.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import font_source_sans_pro
from PIL import Image, ImageDraw, ImageFont

FOLDER = Path(__file__).parent
SIZE = (800, 560)
WATERMARK = "MUSTER   ОБРАЗЕЦ   SPECIMEN   " * 2
INK, FAINT, PAPER = (38, 46, 66), (150, 158, 178), (246, 242, 233)
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Page:
    """What stands in one passport."""

    file_name: str
    surname: tuple[str, str]
    given_name: tuple[str, str]
    sex: tuple[str, str]
    born_on: date
    number: str
    issued_on: date
    valid_until: date


PAGES = (
    Page(
        "passport-mother.png",
        ("ЩЕГЛОВА", "SHCHEGLOVA"),
        ("ЮЛИЯ", "IULIIA"),
        ("Ж", "F"),
        date(1988, 6, 14),
        "001234567",
        date(2021, 3, 2),
        date(2031, 3, 2),
    ),
    Page(
        "passport-father.png",
        ("ЩЕГЛОВ", "SHCHEGLOV"),
        ("АНДРЕЙ", "ANDREI"),
        ("М", "M"),
        date(1986, 1, 30),
        "007654321",
        date(2020, 9, 17),
        date(2030, 9, 17),
    ),
    Page(
        "passport-child.png",
        ("ЩЕГЛОВА", "SHCHEGLOVA"),
        ("МАРИЯ", "MARIIA"),
        ("Ж", "F"),
        date(2017, 12, 5),
        "001112223",
        date(2022, 5, 20),
        date(2027, 5, 20),
    ),
)


def check_digit(text: str) -> str:
    """Work out the check digit of one field of the machine readable zone.

    Source:
        ICAO Doc 9303 part 3, section 4.9, checked 2026-11-23.
    """
    weighed = (
        (DIGITS.index(c) if c != "<" else 0) * (7, 3, 1)[i % 3] for i, c in enumerate(text)
    )
    return str(sum(weighed) % 10)


def machine_readable_zone(page: Page) -> tuple[str, str]:
    """Write the two lines at the foot of the page, with right check digits."""
    first = f"P<RUS{page.surname[1]}<<{page.given_name[1]}".ljust(44, "<")
    born, expires = f"{page.born_on:%y%m%d}", f"{page.valid_until:%y%m%d}"
    parts = [text + check_digit(text) for text in (page.number, born, expires, "<" * 14)]
    whole = check_digit("".join(parts))
    return first, f"{parts[0]}RUS{parts[1]}{page.sex[1]}{parts[2]}{parts[3]}{whole}"


def draw(page: Page) -> Image.Image:
    """Draw one page."""
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    pen.text((48, 26), "РОССИЙСКАЯ ФЕДЕРАЦИЯ / RUSSIAN FEDERATION", INK, _font("Semibold", 21))
    _portrait(pen)
    for label, value, x, y in _fields(page):
        pen.text((x, y), label, FAINT, _font("Regular", 14))
        pen.text((x, y + 16), value, INK, _font("Semibold", 21))
    for number, line in enumerate(machine_readable_zone(page)):
        _spaced(pen, line, 456 + number * 36)
    picture.paste(mark := _watermark(), (0, 0), mark)
    return picture.quantize(32)


def _fields(page: Page) -> tuple[tuple[str, str, int, int], ...]:
    number = f"{page.number[:2]} {page.number[2:]}"
    return (
        ("Тип/Type", "P", 288, 74),
        ("Код государства/Code", "RUS", 392, 74),
        ("Номер паспорта/Passport No.", number, 560, 74),
        ("Фамилия/Surname", " / ".join(page.surname), 288, 132),
        ("Имя/Given names", " / ".join(page.given_name), 288, 190),
        ("Гражданство/Nationality", "РОССИЙСКАЯ ФЕДЕРАЦИЯ / RUS", 288, 248),
        ("Дата рождения/Date of birth", f"{page.born_on:%d.%m.%Y}", 288, 306),
        ("Пол/Sex", " / ".join(page.sex), 500, 306),
        ("Место рождения/Place", "Г. ОБРАЗЦОВСК", 584, 306),
        ("Дата выдачи/Date of issue", f"{page.issued_on:%d.%m.%Y}", 288, 364),
        ("Дата окончания/Expiry", f"{page.valid_until:%d.%m.%Y}", 474, 364),
        ("Орган/Authority", "МВД 00000", 640, 364),
    )


def _font(style: str, size: int) -> ImageFont.FreeTypeFont:
    folder = Path(os.fspath(font_source_sans_pro.font_directory))
    return ImageFont.truetype(str(folder / f"SourceSansPro-{style}.ttf"), size)


def _portrait(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((48, 74, 248, 336), fill=(228, 226, 222), outline=FAINT, width=2)
    pen.ellipse((104, 118, 192, 230), fill=FAINT)
    pen.pieslice((68, 240, 228, 432), 180, 360, fill=FAINT)


def _spaced(pen: ImageDraw.ImageDraw, line: str, top: int) -> None:
    font = _font("Regular", 24)
    for column, character in enumerate(line):
        pen.text((56 + column * 16, top), character, INK, font, anchor="ma")


def _watermark() -> Image.Image:
    layer = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    pen, font = ImageDraw.Draw(layer), _font("Bold", 50)
    for row in range(-1, 5):
        pen.text((-140, 32 + row * 152), WATERMARK, (176, 58, 46, 70), font)
    return layer.rotate(18, resample=Image.Resampling.BICUBIC)


def main() -> None:
    """Write the pictures beside this script."""
    for page in PAGES:
        path = FOLDER / page.file_name
        draw(page).save(path, optimize=True)
        print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
