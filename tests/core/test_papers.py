"""A procedure of an invented family, from the intake file to its papers."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from consul_desk.casework.blanks import add_blank, list_blanks
from consul_desk.casework.cases import open_case
from consul_desk.casework.documents import find_document, list_documents, read_document
from consul_desk.casework.facts import clear_fact, set_fact
from consul_desk.casework.intake import take_in
from consul_desk.casework.papers import make_paper
from consul_desk.casework.people import add_person, list_people
from consul_desk.casework.procedures import (
    find_procedure,
    list_deadlines,
    list_procedures,
    procedure_interview,
    show_case,
    start_procedure,
)
from consul_desk.errors import NotFoundError
from consul_desk.errors.casework import BlankMissingError, BlankUnknownError, PaperRefusedError
from consul_desk.language import language
from consul_desk.messages import explain
from consul_desk.paths import forms_folder
from consul_desk.values import Answer, CaseId, ProcedureId
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import Packs, load_packs

TODAY = date(2026, 11, 23)
FAMILY = Path(__file__).parents[1] / "story" / "family.yaml"


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs(forms_folder())


@pytest.fixture
def case_id(vault: Vault, packs: Packs) -> CaseId:
    return take_in(vault, packs, FAMILY)


@pytest.fixture
def procedure_id(vault: Vault, case_id: CaseId) -> ProcedureId:
    return list_procedures(vault, case_id)[0].id


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    pages = [document[i].get_textpage().get_text_bounded() for i in range(len(document))]
    document.close()
    return " ".join(" ".join(pages).split())


def made(vault: Vault, packs: Packs, procedure_id: ProcedureId, paper: str) -> str:
    document_id = make_paper(vault, packs, procedure_id, paper, TODAY)
    row = find_document(vault, document_id)
    assert (row.kind, row.media_type) == (f"paper:{paper}", "application/pdf")
    return text_of(read_document(vault, document_id))


def test_the_data_sheet_says_in_german_what_was_answered(
    vault: Vault, packs: Packs, procedure_id: ProcedureId
) -> None:
    text = made(vault, packs, procedure_id, "data_sheet")
    for words in ("SHCHEGLOVA", "IULIIA", "Щеглова", "Familienname", "10.11.2026", "Beispiel"):
        assert words in text


def test_no_paper_shows_what_is_for_the_consul_only(
    vault: Vault, packs: Packs, procedure_id: ProcedureId
) -> None:
    key, reasons = "procedure.information_block_reasons", "Threats, invented for this test"
    for name, answer in ((key, reasons), ("procedure.wants_information_block", True)):
        set_fact(vault, packs.vocabulary, procedure_id, name, Answer(answer))
    for paper in ("data_sheet", "reading_copy"):
        text = made(vault, packs, procedure_id, paper)
        assert reasons not in text
        assert "Einwilligung" not in text


def test_the_reading_copy_says_it_in_russian_beside_the_german_terms(
    vault: Vault, packs: Packs, procedure_id: ProcedureId
) -> None:
    text = made(vault, packs, procedure_id, "reading_copy")
    for words in ("Юлия", "День въезда", "Tag des Einzugs", "Вымышленные"):
        assert words in text


def test_the_same_facts_make_the_same_bytes(
    vault: Vault, packs: Packs, procedure_id: ProcedureId
) -> None:
    ids = [make_paper(vault, packs, procedure_id, "data_sheet", TODAY) for _ in range(2)]
    assert read_document(vault, ids[0]) == read_document(vault, ids[1])


def test_a_missing_answer_refuses_the_paper_and_names_the_question(
    vault: Vault, packs: Packs, case_id: CaseId, procedure_id: ProcedureId
) -> None:
    person = list_people(vault, case_id)[0]
    clear_fact(vault, person.id, "person.born_on")
    before = list_documents(vault, case_id)
    with pytest.raises(PaperRefusedError) as refused:
        make_paper(vault, packs, procedure_id, "data_sheet", TODAY)
    assert "Geburtsdatum" in explain(refused.value, language("de")).happened
    assert list_documents(vault, case_id) == before


def test_an_unprintable_answer_refuses_the_paper_and_names_the_question(
    vault: Vault, packs: Packs, case_id: CaseId, procedure_id: ProcedureId
) -> None:
    person = list_people(vault, case_id)[0]
    answer = Answer("Олеговна 家")
    set_fact(vault, packs.vocabulary, person.id, "person.patronymic_cyrillic", answer)
    with pytest.raises(PaperRefusedError) as refused:
        make_paper(vault, packs, procedure_id, "reading_copy", TODAY)
    assert "家" in explain(refused.value, language("ru")).happened


def test_a_paper_or_procedure_that_is_not_there_is_named(
    vault: Vault, packs: Packs, procedure_id: ProcedureId
) -> None:
    with pytest.raises(NotFoundError):
        make_paper(vault, packs, procedure_id, "no_such_paper", TODAY)
    with pytest.raises(NotFoundError):
        make_paper(vault, packs, "no-procedure", "data_sheet", TODAY)


def test_without_the_blank_the_form_says_which_one_is_missing(
    vault: Vault, packs: Packs, procedure_id: ProcedureId
) -> None:
    with pytest.raises(BlankMissingError) as missing:
        make_paper(vault, packs, procedure_id, "meldeschein", TODAY)
    assert missing.value.facts["blank"] == packs.blanks["anmeldung-berlin"].title


def test_a_pdf_that_no_mapping_names_is_no_blank(vault: Vault, packs: Packs) -> None:
    with pytest.raises(BlankUnknownError):
        add_blank(vault, packs, b"%PDF-1.7 something else", "x.pdf")
    assert list_blanks(vault) == ()


@pytest.mark.reference
def test_the_authority_s_form_is_filled_for_the_whole_family(
    vault: Vault, packs: Packs, procedure_id: ProcedureId, reference_folder: Path
) -> None:
    pdf = (reference_folder / "blanks" / "anmeldung-berlin.pdf").read_bytes()
    for _ in range(2):
        assert add_blank(vault, packs, pdf, "anmeldung.pdf") == "anmeldung-berlin"
    assert [blank.id for blank in list_blanks(vault)] == ["anmeldung-berlin"]
    text = made(vault, packs, procedure_id, "meldeschein")
    for words in ("IULIIA", "ANDREI", "MARIIA", "Größelsträßchen 12a", "10.11.2026"):
        assert words in text
    # Mother and father share a sheet, as the form wants it; the child has the next one.
    assert text.index("IULIIA") < text.index("ANDREI") < text.index("MARIIA")


@pytest.mark.reference
def test_an_altered_blank_is_another_blank(
    vault: Vault, packs: Packs, reference_folder: Path
) -> None:
    pdf = (reference_folder / "blanks" / "anmeldung-berlin.pdf").read_bytes()
    with pytest.raises(BlankUnknownError):
        add_blank(vault, packs, pdf + b"\n", "anmeldung.pdf")


def test_the_deadline_is_listed_with_whose_it_is(
    vault: Vault, packs: Packs, case_id: CaseId, procedure_id: ProcedureId
) -> None:
    rows = list_deadlines(vault, packs, TODAY)
    (row,) = [row for row in rows if row.deadline.id == "register_by"]
    assert (row.case_id, row.procedure_id) == (case_id, procedure_id)
    assert (row.deadline.last_on, row.deadline.days_left) == (date(2026, 11, 24), 1)
    assert row.person == "Юлия Олеговна Щеглова"
    assert rows == list_deadlines(vault, packs, TODAY, case_id)
    # The list reads only the answers that deadlines depend on, and finds the same ones.
    whole = procedure_interview(vault, packs, procedure_id, TODAY).deadlines
    assert {row.deadline.id: row.deadline for row in rows} == {d.id: d for d in whole}


def test_the_interview_asks_for_what_is_missing_and_moves_on(
    vault: Vault, packs: Packs, procedure_id: ProcedureId
) -> None:
    before = procedure_interview(vault, packs, procedure_id, TODAY)
    question = before.next_question
    assert question is not None
    assert question.field.key == "procedure.landlord_owns"
    set_fact(
        vault, packs.vocabulary, question.subject.id, question.field.key, Answer(value=True)
    )
    after = procedure_interview(vault, packs, procedure_id, TODAY)
    assert after.progress_percent > before.progress_percent
    assert after.next_question != question


def test_a_procedure_is_for_people_of_its_own_case(
    vault: Vault, packs: Packs, case_id: CaseId
) -> None:
    other = open_case(vault, "other")
    stranger = add_person(vault, other, "applicant")
    with pytest.raises(NotFoundError):
        start_procedure(vault, packs, case_id, "address-registration", [stranger])
    with pytest.raises(NotFoundError):
        start_procedure(vault, packs, case_id, "no-such-workflow")
    assert len(show_case(vault, case_id).procedures) == 1
    started = start_procedure(vault, packs, other, "address-registration")
    assert find_procedure(vault, started).people == (stranger,)
