"""Colours can be read, pictures are drawn, sizes follow the user."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFont, QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui import icons, theme
from ui.preferences import Preferences
from ui.theme import TOKENS, Look, Tone, contrast
from ui.widgets.labels import Label, Sign, StateLabel

READABLE = 4.5
READ_ON = {
    "text": ("background", "surface", "hover"),
    "muted": ("background", "surface"),
    "accent": ("background", "surface", "hover"),
    "ok": ("background", "surface"),
    "warning": ("background", "surface"),
    "danger": ("background", "surface"),
    "on_accent": ("accent",),
}
PAIRS = [(ink, ground) for ink, grounds in READ_ON.items() for ground in grounds]


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_keeps_its_contrast(look: Look, ink: str, ground: str) -> None:
    tokens = TOKENS[look]._asdict()
    assert contrast(tokens[ink], tokens[ground]) >= READABLE


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == pytest.approx(1)


@pytest.mark.parametrize("name", icons.SHAPES)
def test_every_icon_is_drawn_inside_its_square(qapp: QApplication, name: str) -> None:
    image = icons.pixmap(name, QColor("#000000"), 24).toImage()
    inked = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha()
    ]
    assert len(inked) > 20
    edge = {0, image.width() - 1}
    assert not [place for place in inked if edge & set(place)]


def test_an_icon_has_a_second_colour_while_its_button_is_down(qapp: QApplication) -> None:
    drawn = icons.icon("lock", QColor("#000000"), QColor("#ff0000"))
    assert len(drawn.availableSizes(drawn.Mode.Normal, drawn.State.On)) == 4


@pytest.mark.parametrize("look", Look)
def test_a_look_reaches_open_widgets(
    preferences: Preferences, qtbot: QtBot, look: Look
) -> None:
    label, sign = Label(Tone.DANGER), Sign("danger", Tone.DANGER)
    for widget in (label, sign):
        qtbot.addWidget(widget)
        widget.show()
    label.setText("x")
    preferences.wear(look)
    wanted = QColor(TOKENS[look].danger)
    assert label.palette().windowText().color() == wanted
    assert theme.colour(Tone.DANGER) == wanted
    assert _has_colour(sign.grab().toImage(), wanted)


def _has_colour(image: QImage, wanted: QColor) -> bool:
    return any(
        image.pixelColor(x, y) == wanted
        for x in range(image.width())
        for y in range(image.height())
    )


def test_text_grows_with_the_preference(preferences: Preferences, qtbot: QtBot) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    label.show()
    preferences.enlarge(200)
    assert label.font().pointSizeF() == pytest.approx(2 * theme.BASE_POINTS)


def test_a_system_without_cyrillic_gets_the_font_of_the_papers(qapp: QApplication) -> None:
    assert theme.writes_russian(QFont(theme.kept_family()))


def test_plain_text_is_never_taken_for_markup(qtbot: QtBot) -> None:
    label = Label()
    qtbot.addWidget(label)
    assert label.textFormat() == label.textFormat().PlainText
    assert label.textInteractionFlags() == label.textInteractionFlags().TextSelectableByMouse


def test_a_state_is_icon_and_word_and_colour(qtbot: QtBot) -> None:
    state = StateLabel()
    qtbot.addWidget(state)
    state.say("missing", Tone.WARNING)
    assert state.text() == "missing"
    sign = state.findChild(Sign)
    assert sign is not None
    assert sign.isVisibleTo(state)
