"""Draws `passport-shcheglova.png`: a made-up passport page of a person who does not exist.

Run `python -m tests.story.draw_passport` after a change; the picture is committed. The
number starts with 00, which no real series does, and SPECIMEN stands across the page.
"""

from __future__ import annotations

import os
from pathlib import Path

import font_source_sans_pro
from PIL import Image, ImageDraw, ImageFont

PICTURE = Path(__file__).parent / "passport-shcheglova.png"
SIZE = (1000, 700)
WATERMARK = "MUSTER   ОБРАЗЕЦ   SPECIMEN   " * 2
INK = (38, 46, 66)
FAINT = (150, 158, 178)
PAPER = (246, 242, 233)

FIELDS = (
    ("Тип/Type", "P", 360, 96),
    ("Код государства/Code", "RUS", 490, 96),
    ("Номер паспорта/Passport No.", "00 1234567", 690, 96),
    ("Фамилия/Surname", "ЩЕГЛОВА / SHCHEGLOVA", 360, 168),
    ("Имя/Given names", "ЮЛИЯ / IULIIA", 360, 240),
    ("Гражданство/Nationality", "РОССИЙСКАЯ ФЕДЕРАЦИЯ / RUSSIAN FEDERATION", 360, 312),
    ("Дата рождения/Date of birth", "14.06.1988", 360, 384),
    ("Пол/Sex", "Ж / F", 620, 384),
    ("Место рождения/Place of birth", "Г. ОБРАЗЦОВСК", 720, 384),
    ("Дата выдачи/Date of issue", "02.03.2021", 360, 456),
    ("Дата окончания/Date of expiry", "02.03.2031", 620, 456),
    ("Орган/Authority", "МВД 00000", 860, 456),
)
VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def check_digit(text: str) -> str:
    """Work out the check digit of one field of the machine readable zone.

    Source:
        ICAO Doc 9303 part 3, section 4.9, checked 2026-11-23.
    """
    weighed = (
        (VALUES.index(c) if c != "<" else 0) * (7, 3, 1)[i % 3] for i, c in enumerate(text)
    )
    return str(sum(weighed) % 10)


def machine_readable_zone() -> tuple[str, str]:
    """Write the two lines at the foot of the page, with right check digits."""
    first = "P<RUSSHCHEGLOVA<<IULIIA".ljust(44, "<")
    number, birth, expiry, personal = "001234567", "880614", "310302", "<" * 14
    parts = [text + check_digit(text) for text in (number, birth, expiry, personal)]
    whole = check_digit("".join(parts))
    return first, f"{parts[0]}RUS{parts[1]}F{parts[2]}{parts[3]}{whole}"


def _font(style: str, size: int) -> ImageFont.FreeTypeFont:
    folder = Path(os.fspath(font_source_sans_pro.font_directory))
    return ImageFont.truetype(str(folder / f"SourceSansPro-{style}.ttf"), size)


def _watermark(size: tuple[int, int]) -> Image.Image:
    layer = Image.new("RGBA", size, (0, 0, 0, 0))
    pen, font = ImageDraw.Draw(layer), _font("Bold", 64)
    for row in range(-1, 5):
        pen.text(
            (-180, 40 + row * 190),
            WATERMARK,
            (176, 58, 46, 70),
            font,
        )
    return layer.rotate(18, resample=Image.Resampling.BICUBIC)


def _portrait(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((60, 96, 310, 420), fill=(228, 226, 222), outline=FAINT, width=2)
    pen.ellipse((130, 150, 240, 290), fill=FAINT)
    pen.pieslice((85, 300, 285, 540), 180, 360, fill=FAINT)


def _spaced(pen: ImageDraw.ImageDraw, line: str, top: int) -> None:
    font = _font("Regular", 30)
    for column, character in enumerate(line):
        pen.text((70 + column * 20, top), character, INK, font, anchor="ma")


def draw() -> Image.Image:
    """Draw the page."""
    page = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(page)
    pen.text((60, 34), "РОССИЙСКАЯ ФЕДЕРАЦИЯ / RUSSIAN FEDERATION", INK, _font("Semibold", 26))
    _portrait(pen)
    for label, value, x, y in FIELDS:
        pen.text((x, y), label, FAINT, _font("Regular", 17))
        pen.text((x, y + 20), value, INK, _font("Semibold", 26))
    for number, line in enumerate(machine_readable_zone()):
        _spaced(pen, line, 570 + number * 44)
    page.paste(mark := _watermark(SIZE), (0, 0), mark)
    return page.quantize(64)


def main() -> None:
    """Write the picture beside this script."""
    draw().save(PICTURE, optimize=True)
    print(f"{PICTURE.name}: {PICTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
