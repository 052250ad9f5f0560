"""How the window looks: colour tokens, the palette and one short style sheet.

Comes in: a Look and a text size. Goes out: a QApplication that wears them. Widgets name
their part with a property ("tone", "heading", "card", "main"), never a colour.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette, QRawFont
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


@dataclass(frozen=True, slots=True)
class Tokens:
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

_SHEET = """
QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="accent"] {{ color: {accent}; }}
QLabel[tone="ok"] {{ color: {ok}; }}
QLabel[tone="warning"] {{ color: {warning}; }}
QLabel[tone="danger"] {{ color: {danger}; }}
QLabel[heading="1"] {{ font-size: {large}pt; font-weight: 600; }}
QLabel[heading="2"] {{ font-size: {medium}pt; font-weight: 600; }}
QLabel[small="true"] {{ font-size: {small}pt; }}
QLabel[chip="true"] {{ background: {hover}; border-radius: 6px; padding: 2px 8px; }}
QFrame[card="true"] {{ background: {surface}; border: 1px solid {border};
    border-radius: 6px; }}
QLineEdit, QPlainTextEdit {{ background: {surface}; border: 1px solid {muted};
    border-radius: 6px; padding: 6px 8px; placeholder-text-color: {muted}; }}
QLineEdit:read-only, QLineEdit:disabled {{ background: {background};
    border-color: {border}; }}
QComboBox {{ padding: 5px 8px; }}
QComboBox QLineEdit {{ background: transparent; border: none; padding: 0; }}
QPushButton {{ background: {surface}; color: {text}; border: 1px solid {muted};
    border-radius: 6px; padding: 6px 16px; }}
QPushButton:hover, QToolButton:hover {{ background: {hover}; }}
QPushButton:disabled {{ color: {muted}; border-color: {border}; background: {background}; }}
QPushButton[main="true"] {{ background: {accent}; color: {on_accent};
    border-color: {accent}; font-weight: 600; }}
QPushButton[main="true"]:disabled {{ background: {background}; color: {muted};
    border-color: {border}; }}
QPushButton[link="true"] {{ background: transparent; color: {accent}; border: none;
    padding: 4px 0; text-align: left; text-decoration: underline; }}
QPushButton[search="true"] {{ text-align: left; color: {muted}; }}
QToolButton {{ border: 1px solid transparent; border-radius: 6px; padding: 4px 8px; }}
QToolButton:checked {{ background: {hover}; color: {accent}; font-weight: 600; }}
QToolButton[small="true"] {{ font-size: {small}pt; color: {muted}; padding: 2px 6px; }}
QToolButton[small="true"]:checked {{ color: {accent}; }}
QProgressBar {{ background: {border}; border: none; border-radius: 4px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}
QFrame[rail="true"] {{ background: {surface}; border: none;
    border-right: 1px solid {border}; }}
QFrame[rail="true"] QToolButton {{ padding: 8px; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {border}; }}
QTabBar::tab {{ padding: 8px 16px; border: none; border-bottom: 3px solid transparent;
    color: {muted}; }}
QTabBar::tab:hover {{ color: {text}; }}
QTabBar::tab:selected {{ color: {accent}; border-bottom-color: {accent}; }}
QHeaderView::section {{ background: {background}; color: {muted}; border: none;
    border-bottom: 1px solid {border}; padding: 8px 12px; }}
QTableView, QListView {{ background: {surface}; border: 1px solid {border};
    border-radius: 6px; }}
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
    app.setStyleSheet(_sheet(tokens, font_percent))


def current() -> Tokens:
    """The colours that the program wears now, for what is painted by hand."""
    app = QApplication.instance()
    name = app.property("look") if app else None
    return TOKENS[Look(name) if name else Look.LIGHT]


def colour(tone: Tone) -> QColor:
    """The colour of a tone in the present look."""
    tokens = asdict(current())
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
    if not _writes_russian(font):
        font.setFamily(_kept_family())
    font.setPointSizeF(BASE_POINTS * percent / 100)
    return font


def _writes_russian(font: QFont) -> bool:
    raw = QRawFont.fromFont(font, QFontDatabase.WritingSystem.Cyrillic)
    return raw.isValid() and raw.supportsCharacter(ord("Щ"))


def _kept_family() -> str:
    """Load the font that the papers use; for systems without any Cyrillic font."""
    from font_source_sans_pro import font_files_ttf

    QFontDatabase.addApplicationFont(font_files_ttf["SourceSansProBold"])
    regular = QFontDatabase.addApplicationFont(font_files_ttf["SourceSansPro"])
    return QFontDatabase.applicationFontFamilies(regular)[0]


def _sheet(tokens: Tokens, percent: int) -> str:
    base = BASE_POINTS * percent / 100
    sizes = {"large": base * 1.5, "medium": base * 1.25, "small": base * 0.85}
    control = round(24 * percent / 100)
    points = {name: f"{size:.2f}" for name, size in sizes.items()}
    return _SHEET.format(**asdict(tokens), **points, control=control)


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
