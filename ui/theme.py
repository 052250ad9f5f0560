"""How the window looks: colour tokens, the palette and one short style sheet.

Comes in: a Look and a text size. Goes out: a QApplication that wears them. Widgets name
their part with a property ("tone", "heading", "card", "main"), never a colour.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

GRID = 8
CARD_MARGIN = 12
PAGE_MARGIN = 24
FORM_WIDTH = 760
BASE_POINTS = 11.0


class Look(StrEnum):
    """The three sets of colours."""

    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


class Tone(StrEnum):
    """What a text means, beside its words and its icon."""

    PLAIN = "plain"
    MUTED = "muted"
    ACCENT = "accent"
    OK = "ok"
    WARNING = "warning"
    DANGER = "danger"


class Tokens(NamedTuple):
    """One set of colours. Every text colour keeps 4.5:1 on background and surface.

    Attributes:
        background: behind everything.
        surface: cards, fields, tables.
        border: thin lines.
        text: what is read.
        muted: what is read second.
        accent: the main action, links, the focus ring.
        on_accent: text on a filled accent.
        hover: what the pointer or the selection is on.
    """

    background: str
    surface: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    hover: str
    ok: str
    warning: str
    danger: str


TOKENS = {
    Look.LIGHT: Tokens(
        background="#f5f4f1",
        surface="#ffffff",
        border="#d3d0c9",
        text="#1d2329",
        muted="#596168",
        accent="#1f5c7d",
        on_accent="#ffffff",
        hover="#e3edf2",
        ok="#2a6a42",
        warning="#875400",
        danger="#a52b2b",
    ),
    Look.DARK: Tokens(
        background="#15191d",
        surface="#1d2328",
        border="#3b444c",
        text="#e6e9eb",
        muted="#a3acb4",
        accent="#84bfdd",
        on_accent="#0d1b24",
        hover="#27343d",
        ok="#82c79a",
        warning="#e2b561",
        danger="#f29b94",
    ),
    Look.HIGH_CONTRAST: Tokens(
        background="#000000",
        surface="#000000",
        border="#ffffff",
        text="#ffffff",
        muted="#e4e4e4",
        accent="#ffdd33",
        on_accent="#000000",
        hover="#333300",
        ok="#86f7a8",
        warning="#ffc04d",
        danger="#ff9c9c",
    ),
}

_PICTURES = Path(__file__).parent / "pictures"
_SHEET = """
QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="accent"] {{ color: {accent}; }}
QLabel[tone="ok"] {{ color: {ok}; }}
QLabel[tone="warning"] {{ color: {warning}; }}
QLabel[tone="danger"] {{ color: {danger}; }}
QLabel[heading="1"] {{ font-size: {large}pt; font-weight: 600; }}
QLabel[heading="2"] {{ font-size: {medium}pt; font-weight: 600; }}
QLabel[heading="3"] {{ font-weight: 600; }}
QLabel[small="true"] {{ font-size: {small}pt; }}
QLabel[code="true"] {{ font-family: "DejaVu Sans Mono", Consolas, Menlo, monospace;
    font-size: {large}pt; font-weight: 600; }}
QLineEdit[code="true"] {{ font-size: {medium}pt; }}
QLabel[chip="true"] {{ background: {hover}; border-radius: 6px; padding: 2px 8px; }}
QFrame[card="true"] {{ background: {surface}; border: 1px solid {border};
    border-radius: 6px; }}
QLineEdit, QPlainTextEdit, QComboBox {{ background: {surface}; border: 1px solid {muted};
    border-radius: 6px; padding: 6px 8px; placeholder-text-color: {muted}; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border: 2px solid {accent};
    padding: 5px 7px; }}
QLineEdit:read-only {{ background: {background}; border-color: {border}; }}
QLineEdit:disabled, QComboBox:disabled {{ background: {background}; color: {muted};
    border-color: {border}; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ background: transparent; border: none;
    padding: 0; }}
QComboBox::drop-down {{ border: none; width: 28px; }}
QComboBox::down-arrow {{ image: url("{pictures}/down-{look}.svg"); width: 14px;
    height: 14px; }}
QComboBox QAbstractItemView {{ background: {surface}; selection-background-color: {hover};
    selection-color: {text}; }}
QCheckBox, QRadioButton {{ border: 2px solid transparent; border-radius: 6px;
    padding: 2px; spacing: 8px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {accent}; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: {mark}px; height: {mark}px;
    border: 2px solid {muted}; border-radius: 4px; background: {surface}; }}
QCheckBox::indicator:checked {{ border-color: {accent}; background: {accent};
    image: url("{pictures}/check-{look}.svg"); }}
QRadioButton::indicator {{ border-radius: {round}px; }}
QRadioButton::indicator:checked {{ border-color: {accent};
    background: qradialgradient(cx: 0.5, cy: 0.5, fx: 0.5, fy: 0.5, radius: 0.5,
    stop: 0 {accent}, stop: 0.5 {accent}, stop: 0.6 {surface}, stop: 1 {surface}); }}
QPushButton {{ background: {surface}; color: {text}; border: 1px solid {muted};
    border-radius: 6px; padding: 6px 16px; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 5px 15px; }}
QPushButton:hover, QToolButton:hover {{ background: {hover}; }}
QPushButton:disabled {{ color: {muted}; border-color: {border}; background: {background}; }}
QPushButton[main="true"] {{ background: {accent}; color: {on_accent};
    border-color: {accent}; font-weight: 600; }}
QPushButton[main="true"]:focus {{ border-color: {text}; }}
QPushButton[main="true"]:disabled {{ background: {background}; color: {muted};
    border-color: {border}; }}
QPushButton[link="true"] {{ background: transparent; color: {accent}; padding: 2px 0;
    border: 2px solid transparent; text-align: left; text-decoration: underline; }}
QPushButton[link="true"]:focus {{ border-color: {accent}; padding: 2px 0; }}
QPushButton[panic="true"] {{ background: transparent; color: {danger}; padding: 6px 16px;
    border: 1px solid {danger}; }}
QPushButton[panic="true"]:focus {{ border: 2px solid {accent}; padding: 5px 15px; }}
QPushButton[search="true"] {{ text-align: left; color: {muted}; }}
QToolButton {{ border: 2px solid transparent; border-radius: 6px; padding: 3px 7px; }}
QToolButton[small="true"] {{ border: 1px solid {border}; padding: 2px 8px; }}
QToolButton:focus {{ border: 2px solid {accent}; }}
QToolButton[small="true"]:focus {{ padding: 1px 7px; }}
QToolButton:checked {{ background: {hover}; color: {accent}; font-weight: 600; }}
QDialog[large="true"] QWidget {{ font-size: {huge}pt; }}
QDialog[large="true"] QLabel[small="true"] {{ font-size: {medium}pt; }}
QProgressBar {{ background: {border}; border: none; border-radius: 4px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}
QFrame[rail="true"] {{ background: {surface}; border: none;
    border-right: 1px solid {border}; }}
QFrame[rail="true"] QToolButton {{ padding: 7px; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {border}; }}
QTabBar::tab {{ padding: 6px 14px; border: 2px solid transparent;
    border-bottom: 3px solid transparent; color: {muted}; }}
QTabBar::tab:hover {{ color: {text}; }}
QTabBar::tab:selected {{ color: {accent}; border-bottom-color: {accent}; }}
QTabBar::scroller {{ width: 64px; }}
QTabBar QToolButton {{ padding: 0; background: {surface}; border: 1px solid {border}; }}
QTabBar::tab:focus {{ border-color: {accent}; border-radius: 6px; }}
QHeaderView::section {{ background: {background}; color: {muted}; border: none;
    border-bottom: 1px solid {border}; padding: 8px 4px 8px 12px; }}
QTableView, QListView {{ background: {surface}; border: 1px solid {border};
    border-radius: 6px; margin: 1px; }}
QTableView:focus, QListView:focus {{ border: 2px solid {accent}; margin: 0; }}
QScrollArea, #qt_scrollarea_viewport > QWidget {{ background: transparent; border: none; }}
QScrollBar {{ background: transparent; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{ background: {border}; border-radius: 4px; margin: 2px;
    min-height: 32px; min-width: 32px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def apply(app: QApplication, look: Look, font_percent: int) -> None:
    """Dress the whole program; every open window changes at once."""
    tokens = TOKENS[look]
    app.setProperty("look", look.value)
    app.setFont(_font(font_percent))
    app.setPalette(_palette(tokens))
    app.setStyleSheet(_sheet(look, font_percent))


def current() -> Tokens:
    """The colours that the program wears now, for what is painted by hand."""
    app = QApplication.instance()
    name = app.property("look") if app else None
    return TOKENS[Look(name) if name else Look.LIGHT]


def colour(tone: Tone) -> QColor:
    """The colour of a tone in the present look."""
    tokens = current()._asdict()
    return QColor(tokens["text" if tone is Tone.PLAIN else tone.value])


def scaled(pixels: int) -> int:
    """Turn a width at normal text size into one at the size that is chosen now."""
    return round(pixels * QApplication.font().pointSizeF() / BASE_POINTS)


def mark(widget: QWidget, name: str, value: object) -> None:
    """Give a widget its part ("tone", "heading", "card", "main") and let it show."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21.

    Source:
        WCAG 2.2, definitions of "contrast ratio" and "relative luminance".
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour_name: str) -> float:
    parts = (int(colour_name[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _font(percent: int) -> QFont:
    font = QFont(QApplication.font())
    font.setPointSizeF(BASE_POINTS * percent / 100)
    return font


def ensure_cyrillic() -> None:
    """Take the font of the papers where the system has none with Cyrillic letters.

    The unlock screen in German or English does without this look at the fonts.
    """
    font = QFont(QApplication.font())
    if not writes_russian(font):
        font.setFamily(kept_family())
        QApplication.setFont(font)


def writes_russian(font: QFont) -> bool:
    """Tell whether a font has Cyrillic letters of its own."""
    from PySide6.QtGui import QFontDatabase, QRawFont

    raw = QRawFont.fromFont(font, QFontDatabase.WritingSystem.Cyrillic)
    return raw.isValid() and raw.supportsCharacter(ord("Щ"))


def kept_family() -> str:
    """Load the font that the papers use; for systems without any Cyrillic font."""
    from font_source_sans_pro import font_files_ttf
    from PySide6.QtGui import QFontDatabase

    QFontDatabase.addApplicationFont(font_files_ttf["SourceSansProSemibold"])
    regular = QFontDatabase.addApplicationFont(font_files_ttf["SourceSansPro"])
    return QFontDatabase.applicationFontFamilies(regular)[0]


def _sheet(look: Look, percent: int) -> str:
    base = BASE_POINTS * percent / 100
    mark = 14 * percent // 100
    return _SHEET.format(
        **TOKENS[look]._asdict(),
        look=look.value,
        pictures=_PICTURES.as_posix(),
        huge=f"{base * 2:.2f}",
        large=f"{base * 1.5:.2f}",
        medium=f"{base * 1.25:.2f}",
        small=f"{base * 0.85:.2f}",
        mark=mark,
        round=mark // 2 + 2,
    )


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    colours = {
        role.Window: tokens.background,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.background,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Light: tokens.surface,
        role.Midlight: tokens.hover,
        role.Mid: tokens.border,
        role.Dark: tokens.muted,
        role.Shadow: tokens.text,
    }
    for each, name in colours.items():
        palette.setColor(each, QColor(name))
    disabled = QPalette.ColorGroup.Disabled
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(disabled, each, QColor(tokens.muted))
    return palette
