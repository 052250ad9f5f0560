"""Documents and papers: files come in, pages are seen, papers are made, a copy leaves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from consul_desk.casework.documents import (
    DocumentRow,
    add_document,
    list_documents,
    read_document,
)
from consul_desk.casework.facts import clear_fact, set_fact
from consul_desk.casework.history import history
from consul_desk.casework.people import list_people
from consul_desk.errors import UnwritableFileError
from consul_desk.errors.casework import BlankUnknownError, EmptyFileError
from consul_desk.values import Answer, CaseId
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.documents import page as documents_page
from ui.documents import papers as papers_page
from ui.documents import save_copy as save_copy_dialog
from ui.documents.page import DocumentsTab
from ui.documents.paper_card import PaperCard
from ui.documents.papers import PapersTab
from ui.documents.remove_document import RemoveDocumentDialog
from ui.documents.save_copy import SaveCopyDialog, Shown
from ui.documents.tab import FilesTab
from ui.documents.viewer import DocumentViewer
from ui.widgets.page import Place

STORY = Path(__file__).parent.parent / "story"
SCAN = STORY / "passport-father.png"
Documents = Callable[[], tuple[DocumentRow, ...]]


@pytest.fixture
def documents(
    ask: Callable[[Callable[[Vault], tuple[DocumentRow, ...]]], tuple[DocumentRow, ...]],
    family: CaseId,
) -> Documents:
    return partial(ask, partial(_list, family))


def _list(case_id: CaseId, vault: Vault) -> tuple[DocumentRow, ...]:
    return list_documents(vault, case_id)


def _shown(tab: FilesTab, qtbot: QtBot) -> None:
    qtbot.addWidget(tab)
    tab.resize(1100, 700)
    with qtbot.waitActive(tab):
        tab.show()
        tab.activateWindow()
    qtbot.waitUntil(lambda: tab.files is not None, timeout=20_000)


@pytest.fixture
def tab(family_desk: Desk, family: CaseId, qtbot: QtBot) -> DocumentsTab:
    tab = DocumentsTab(family_desk, family)
    _shown(tab, qtbot)
    return tab


@pytest.fixture
def papers(family_desk: Desk, family: CaseId, qtbot: QtBot) -> PapersTab:
    tab = PapersTab(family_desk, family)
    _shown(tab, qtbot)
    return tab


def _pdf(folder: Path, pages: int = 3) -> Path:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(300, 420))
    for number in range(pages):
        canvas.setFillGray(number / pages)
        canvas.rect(0, 0, 300, 420, fill=1)
        canvas.showPage()
    canvas.save()
    path = folder / "Brief.pdf"
    path.write_bytes(out.getvalue())
    return path


def _drop(target: QWidget, *paths: Path) -> None:
    data, at = QMimeData(), QPoint(20, 20)
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    held = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(target, QDragEnterEvent(at, action, data, button, held))
    QApplication.sendEvent(target, QDropEvent(QPointF(at), action, data, button, held))


def _click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _group(tab: DocumentsTab, kind: str) -> QWidget:
    return next(group for (_owner, each), group in tab.checklist.groups.items() if each == kind)


def test_the_checklist_says_in_words_what_is_there_and_what_is_missing(
    tab: DocumentsTab,
) -> None:
    states = {kind: group.state.text() for (_p, kind), group in tab.checklist.groups.items()}
    assert states == {
        "passport": "1 of 3 are here",
        "landlord_confirmation": "missing",
        "civil_status": "only if the authority asks for it",
        "": "",
    }


def test_a_file_dropped_on_an_item_belongs_to_it_and_is_shown(
    tab: DocumentsTab, documents: Documents, qtbot: QtBot
) -> None:
    _drop(_group(tab, "passport"), SCAN)
    qtbot.waitUntil(lambda: len(documents()) == 2)
    added = documents()[1]
    assert (added.kind, added.file_name) == ("passport", SCAN.name)
    qtbot.waitUntil(lambda: not tab.viewer.picture.picture.isNull())
    said = next(g for (_p, kind), g in tab.checklist.groups.items() if kind == "passport")
    assert said.state.text() == "2 of 3 are here"


def test_a_file_dropped_anywhere_else_asks_what_it_is(
    tab: DocumentsTab, documents: Documents, qtbot: QtBot
) -> None:
    _drop(tab, SCAN)
    assert len(documents()) == 1
    assert [action.text() for action in tab.kinds.actions()][-1] == "Other file"
    tab.kinds.actions()[1].trigger()
    qtbot.waitUntil(lambda: len(documents()) == 2)
    assert documents()[1].kind == "landlord_confirmation"


def test_what_is_no_file_cannot_be_dropped(tab: DocumentsTab, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/x.pdf"), QUrl.fromLocalFile(str(tmp_path))])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    held = Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(5, 5), action, data, button, held)
    event.ignore()
    QApplication.sendEvent(tab, event)
    assert not event.isAccepted()


def test_a_file_is_added_by_the_button(
    tab: DocumentsTab, documents: Documents, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents_page, "choose_file", lambda *_: SCAN)
    group = next(g for (_p, kind), g in tab.checklist.groups.items() if kind == "")
    _click(group.add)
    qtbot.waitUntil(lambda: len(documents()) == 2)
    assert documents()[1].kind == ""


def test_an_empty_file_is_refused_in_words_and_nothing_is_added(
    tab: DocumentsTab,
    documents: Documents,
    tmp_path: Path,
    qtbot: QtBot,
    failures: list[Exception],
) -> None:
    empty = tmp_path / "leer.pdf"
    empty.touch()
    _drop(_group(tab, "passport"), empty)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures.pop(), EmptyFileError)
    assert tab.busy.isHidden()
    assert len(documents()) == 1


@pytest.fixture
def viewer(
    tab: DocumentsTab, documents: Documents, tmp_path: Path, qtbot: QtBot
) -> DocumentViewer:
    """Shows a PDF of three pages."""
    _drop(_group(tab, ""), _pdf(tmp_path))
    qtbot.waitUntil(lambda: len(documents()) == 2)
    qtbot.waitUntil(lambda: not tab.viewer.picture.picture.isNull())
    return tab.viewer


def _grey(viewer: DocumentViewer) -> int:
    picture = viewer.picture.picture
    return picture.pixelColor(picture.width() // 2, picture.height() // 2).red()


def test_pages_of_a_pdf_are_drawn_and_turned_by_button_and_key(
    viewer: DocumentViewer, qtbot: QtBot
) -> None:
    assert viewer.bar.place.text() == "Page 1 of 3"
    assert _grey(viewer) == 0
    assert not viewer.bar.previous.isEnabled()
    with qtbot.waitSignal(viewer.page_drawn):
        _click(viewer.bar.next)
    assert 80 < _grey(viewer) < 90
    viewer.area.setFocus()
    _press_until(viewer, Qt.Key.Key_PageDown, "Page 3 of 3", qtbot)
    assert not viewer.bar.next.isEnabled()
    bar = viewer.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    QTest.keyClick(viewer.area, Qt.Key.Key_PageDown)
    assert viewer.bar.place.text() == "Page 3 of 3"
    _press_until(viewer, Qt.Key.Key_PageUp, "Page 2 of 3", qtbot)


def _press_until(viewer: DocumentViewer, key: Qt.Key, place: str, qtbot: QtBot) -> None:
    """Page Down scrolls through a page before it turns to the next one."""

    def _is_there() -> bool:
        if viewer.bar.place.text() != place:
            QTest.keyClick(viewer.area, key)
        return viewer.bar.place.text() == place

    qtbot.waitUntil(_is_there)


def test_the_wheel_zooms_while_ctrl_is_held(viewer: DocumentViewer, qtbot: QtBot) -> None:
    fitted, at = viewer.picture.width(), QPointF(50, 50)
    wheel = QWheelEvent(
        at,
        viewer.area.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewer.area.viewport(), wheel)
    qtbot.waitUntil(lambda: viewer.picture.width() > fitted)


def test_zoom_draws_a_larger_page_and_fits_it_again(
    viewer: DocumentViewer, qtbot: QtBot
) -> None:
    fitted = viewer.picture.width()
    with qtbot.waitSignal(viewer.page_drawn):
        QTest.keyClick(viewer, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert viewer.picture.width() == pytest.approx(fitted * 1.25, abs=2)
    assert viewer.picture.picture.width() == viewer.picture.width()
    with qtbot.waitSignal(viewer.page_drawn):
        QTest.keyClick(viewer, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert viewer.picture.width() == fitted


def test_a_file_that_cannot_be_drawn_says_so_in_three_sentences(
    tab: DocumentsTab, tmp_path: Path, documents: Documents, qtbot: QtBot
) -> None:
    odd = tmp_path / "Notiz.txt"
    odd.write_text("Kein Bild", encoding="utf-8")
    _drop(_group(tab, ""), odd)
    qtbot.waitUntil(lambda: "cannot be shown here" in tab.viewer.words.text())
    assert tab.viewer.words.text().count(".") >= 3
    assert tab.viewer.bar.copy.isEnabled()


def test_a_copy_leaves_only_after_a_word_and_the_history_knows(
    viewer: DocumentViewer,
    documents: Documents,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "Kopie.pdf"
    monkeypatch.setattr(save_copy_dialog, "choose_new_file", lambda *_: target)
    _click(viewer.bar.copy)
    dialog = viewer.findChild(SaveCopyDialog)
    assert dialog is not None
    assert "leaves the vault" in dialog.warning.text()
    assert not target.exists()
    _click(dialog.main)
    qtbot.waitUntil(dialog.outcome.isVisible)
    assert target.read_bytes() == (tmp_path / "Brief.pdf").read_bytes()
    assert str(target) in dialog.outcome.text()
    dialog.reject()


def test_a_copy_never_overwrites(
    family_desk: Desk,
    documents: Documents,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target, parent = tmp_path / "da.png", QWidget()
    qtbot.addWidget(parent)
    target.write_text("mine", encoding="utf-8")
    monkeypatch.setattr(save_copy_dialog, "choose_new_file", lambda *_: target)
    passport = documents()[0]
    shown = Shown(passport.id, passport.title, passport.file_name)
    dialog = SaveCopyDialog(family_desk, shown, parent)
    dialog.open()
    _click(dialog.main)
    qtbot.waitUntil(dialog.error.isVisible)
    assert dialog.code.text() == UnwritableFileError.code
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_file_is_removed_for_good_after_a_word_and_the_viewer_is_empty(
    viewer: DocumentViewer, documents: Documents, qtbot: QtBot
) -> None:
    QTest.keyClick(viewer.bar.remove, Qt.Key.Key_Space)
    dialog = viewer.findChild(RemoveDocumentDialog)
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert len(documents()) == 2
    viewer.bar.remove.click()
    dialog = viewer.findChildren(RemoveDocumentDialog)[-1]
    assert dialog.focusWidget() is dialog.dismiss
    with qtbot.waitSignal(dialog.removed, timeout=20_000):
        QTest.keyClick(dialog.main, Qt.Key.Key_Space)
    assert len(documents()) == 1
    assert not viewer.bar.isVisible()


def test_nothing_of_a_shown_file_lies_on_disk_in_plain(
    viewer: DocumentViewer, family_vault: Path
) -> None:
    contents = {path: _bytes(path) for path in family_vault.rglob("*") if path.is_file()}
    assert contents
    assert not [path for path, content in contents.items() if b"%PDF" in content]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # the worker has just committed, and the journal is gone
        return b""


def _paper(papers: PapersTab, paper_id: str) -> PaperCard:
    return next(card for (_p, each), card in papers.cards.items() if each == paper_id)


def test_papers_tell_what_they_wait_for(papers: PapersTab) -> None:
    assert "can be made" in _paper(papers, "data_sheet").state.text()
    blank = _paper(papers, "meldeschein")
    assert "blank is not here" in blank.state.text()
    assert blank.add_blank.isVisible()
    assert not blank.make.isVisible()


def test_a_paper_is_made_and_shown(
    papers: PapersTab, documents: Documents, qtbot: QtBot
) -> None:
    _click(_paper(papers, "data_sheet").make)
    qtbot.waitUntil(lambda: len(documents()) == 2, timeout=20_000)
    assert documents()[1].kind == "paper:data_sheet"
    qtbot.waitUntil(lambda: not papers.viewer.picture.picture.isNull(), timeout=20_000)
    assert "from the present answers" in _paper(papers, "data_sheet").state.text()


def test_a_paper_is_outdated_once_an_answer_has_changed(
    papers: PapersTab,
    documents: Documents,
    family: CaseId,
    family_desk: Desk,
    qtbot: QtBot,
    settled: Callable[[], None],
) -> None:
    _click(_paper(papers, "data_sheet").make)
    qtbot.waitUntil(lambda: len(documents()) == 2, timeout=20_000)
    settled()

    numbers = count()

    def _change(vault: Vault) -> None:
        mother, vocabulary = list_people(vault, family)[0], family_desk.packs.vocabulary
        place = Answer(f"Weimar {next(numbers)}")
        set_fact(vault, vocabulary, mother.id, "person.birth_place", place)

    qtbot.waitUntil(lambda: _changed_later(papers, family_desk, _change), timeout=20_000)
    assert _paper(papers, "data_sheet").make.text() == "Make it again"


def _changed_later(papers: PapersTab, desk: Desk, change: Callable[[Vault], None]) -> bool:
    """Change an answer until the clock has moved on by a second."""
    desk.run(change, papers)
    return "have changed since" in _paper(papers, "data_sheet").state.text()


def test_a_paper_with_a_missing_answer_leads_to_the_step(
    papers: PapersTab, family: CaseId, family_desk: Desk, qtbot: QtBot
) -> None:
    def _clear(vault: Vault) -> None:
        clear_fact(vault, list_people(vault, family)[0].id, "person.family_name")

    family_desk.run(_clear, papers)
    qtbot.waitUntil(lambda: "1 answer is missing" in _paper(papers, "data_sheet").state.text())
    card = _paper(papers, "data_sheet")
    assert not card.make.isEnabled()
    with qtbot.waitSignal(papers.wanted) as heard:
        _click(card.missing[0])
    (place,) = heard.args
    assert isinstance(place, Place)
    assert place.page == "interview"
    assert place.missing is not None
    assert place.missing.step_id == "people"


def test_a_pdf_that_no_pack_knows_is_no_blank(
    papers: PapersTab, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers_page, "choose_file", lambda *_: _pdf(tmp_path))
    _click(_paper(papers, "meldeschein").add_blank)
    card = _paper(papers, "meldeschein")
    qtbot.waitUntil(card.error.isVisible)
    assert BlankUnknownError.code in card.code.text()


@pytest.mark.reference
def test_the_authoritys_blank_is_added_and_filled(
    papers: PapersTab,
    documents: Documents,
    reference_folder: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blank = reference_folder / "blanks" / "anmeldung-berlin.pdf"
    monkeypatch.setattr(papers_page, "choose_file", lambda *_: blank)
    _click(_paper(papers, "meldeschein").add_blank)
    qtbot.waitUntil(lambda: not _paper(papers, "meldeschein").add_blank.isVisible())


def test_both_tabs_read_the_vault_only_while_they_are_seen(
    family_desk: Desk, family: CaseId, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    tab = DocumentsTab(family_desk, family)
    qtbot.addWidget(tab)
    settled()
    assert tab.files is None
    tab.show()
    qtbot.waitUntil(lambda: tab.files is not None)


def test_the_history_says_that_a_document_came(
    tab: DocumentsTab,
    family: CaseId,
    qtbot: QtBot,
    documents: Documents,
    ask: Callable[[Callable[[Vault], list[str]]], list[str]],
) -> None:
    _drop(_group(tab, "passport"), SCAN)
    qtbot.waitUntil(lambda: len(documents()) == 2)

    def _kinds(vault: Vault) -> list[str]:
        return [row.kind for row in history(vault, family) if row.kind == "document"]

    assert len(ask(_kinds)) == 2


def test_a_document_of_the_vault_is_read_back_byte_for_byte(
    family: CaseId, ask: Callable[[Callable[[Vault], bytes]], bytes], family_desk: Desk
) -> None:
    def _round(vault: Vault) -> bytes:
        return read_document(vault, add_document(vault, family, SCAN))

    assert ask(_round) == SCAN.read_bytes()
