"""The guide tells what the packs say, with source, day of checking and review."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from consul_desk.threats import THREATS
from ui.desk import Desk
from ui.guide.page import GuidePage


def _said(page: GuidePage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def test_every_text_of_every_pack_stands_there_with_its_source(
    family_desk: Desk, qtbot: QtBot
) -> None:
    page = GuidePage(family_desk)
    qtbot.addWidget(page)
    said = _said(page)
    for workflow in family_desk.packs.workflows.values():
        assert workflow.summary.en in said
        assert workflow.german_term in said
        for step in workflow.steps:
            for guidance in step.guidance:
                assert guidance.text.en in said
    assert "§ 17 Abs. 1 BMG, checked on 19.08.2026" in said
    assert "No lawyer has reviewed this yet." in said


def test_the_packs_speak_the_language_of_the_screen(family_desk: Desk, qtbot: QtBot) -> None:
    page = GuidePage(family_desk)
    qtbot.addWidget(page)
    page.show()
    family_desk.preferences.speak("ru")
    [workflow] = family_desk.packs.workflows.values()
    qtbot.waitUntil(lambda: workflow.summary.ru in _said(page))


def test_the_threat_model_stands_in_the_guide_in_the_language_of_the_screen(
    family_desk: Desk, qtbot: QtBot
) -> None:
    page = GuidePage(family_desk)
    qtbot.addWidget(page)
    page.show()
    family_desk.preferences.speak("ru")
    russian = family_desk.language.gettext
    qtbot.waitUntil(lambda: russian(THREATS[0].danger) in _said(page))
    for threat in THREATS:
        for words in (threat.danger, threat.answer, threat.remains):
            assert russian(words) in _said(page)
