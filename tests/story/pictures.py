"""Pictures of papers and windows as PNG, and the text that can be read out of papers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pypdfium2

from tests.story.command_line import ROOT

SCALE = 1.5  # 108 dots per inch


def draw_pages(pdf: Path, folder: Path) -> list[Path]:
    """Paint each page of a PDF."""
    pictures = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, start=1):
            picture = folder / f"paper-{pdf.stem}-{number}.png"
            page.render(scale=SCALE).to_pil().save(picture, optimize=True)
            pictures.append(picture)
    return pictures


def text_of(pdf: Path) -> str:
    """Read all text of a PDF back."""
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def photograph_windows(folder: Path) -> None:
    """Take pictures of the real windows, in a process of their own."""
    subprocess.run(
        [sys.executable, "-m", "tests.story.windows", str(folder)],
        check=True,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
