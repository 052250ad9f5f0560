"""Where an interview stands: what is asked, missing, wrong, hidden, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeAlias

import pytest

from consul_desk.language import CODES, language
from consul_desk.paths import forms_folder
from consul_desk.values import (
    Answer,
    AnswerStatus,
    CaseFacts,
    JsonValue,
    LanguageCode,
    Subject,
    SubjectKind,
)
from consul_desk.workflows.interview import (
    Interview,
    QuestionState,
    StepState,
    StepStatus,
    interview,
)
from consul_desk.workflows.load import Packs, load_packs

TODAY = date(2026, 11, 5)
OURS = load_packs(forms_folder())
SMALL = load_packs(Path(__file__).parents[1] / "forms" / "small")
UNKNOWN = Answer(None, AnswerStatus.UNKNOWN)
NOT_APPLICABLE = Answer(None, AnswerStatus.NOT_APPLICABLE)

CASE = Subject("c", SubjectKind.CASE)
PROCEDURE = Subject("p", SubjectKind.PROCEDURE)
MOTHER = Subject("m", SubjectKind.PERSON, "applicant")
CHILD = Subject("k", SubjectKind.PERSON, "child")
PAPER = Subject("e", SubjectKind.ENTRY, "paper", "m")
PASSPORT = Subject("e", SubjectKind.ENTRY, "identity_document", "m")

Given: TypeAlias = "dict[str, JsonValue | Answer]"


def facts(given: Given, *subjects: Subject, **documents: int) -> CaseFacts:
    """Facts by "subject key", such as "m person.born_on"."""
    known = {}
    for place, value in given.items():
        subject, _, key = place.partition(" ")
        known[subject, key] = value if isinstance(value, Answer) else Answer(value)
    return CaseFacts("c", "p", (CASE, PROCEDURE, *subjects), known, documents)


def ours(given: Given, *subjects: Subject, **documents: int) -> Interview:
    workflow = OURS.workflow("address-registration")
    return interview(workflow, OURS.vocabulary, facts(given, *subjects, **documents), TODAY)


def small(given: Given, *subjects: Subject, **documents: int) -> Interview:
    return small_with(SMALL, facts(given, *subjects, **documents))


def small_with(packs: Packs, known: CaseFacts) -> Interview:
    return interview(packs.workflow("small"), packs.vocabulary, known, TODAY)


def step(state: Interview, step_id: str) -> StepState:
    return next(s for s in state.steps if s.id == step_id)


def question(state: Interview, key: str, subject_id: str = "p") -> QuestionState:
    return next(
        q
        for s in state.steps
        for q in s.questions
        if q.field.key == key and q.subject.id == subject_id
    )


def missing(state: Interview) -> list[str]:
    return [
        f"{m.subject.id} {m.field.key if m.field else m.document or m.entry}"
        for m in state.missing
    ]


COMPLETE: Given = {
    "m person.born_on": "1990-04-02",
    "m person.nationalities": ["RU"],
    "e paper.number": "1",
    "p procedure.moved_on": "2026-11-01",
    "p procedure.kind": "sole",
    "p procedure.is_owner": False,
    "p procedure.landlord": "X",
}


def test_a_complete_interview_lacks_nothing() -> None:
    state = small(COMPLETE, MOTHER, PAPER, confirmation=1)
    assert missing(state) == []
    assert state.problems == ()
    assert state.next_question is None
    assert state.progress_percent == 100
    assert {s.status for s in state.steps} == {StepStatus.DONE}
    assert [paper.ready for paper in state.papers] == [True]


def test_an_empty_interview_asks_from_the_top() -> None:
    state = small({}, MOTHER)
    assert state.next_question == question(state, "person.born_on", "m")
    assert state.progress_percent == 0
    assert missing(state) == [
        "m person.born_on",
        "m person.nationalities",
        "m paper",
        "p procedure.moved_on",
        "p procedure.kind",
    ]
    assert [s.status for s in state.steps] == [
        StepStatus.EMPTY,
        StepStatus.EMPTY,
        StepStatus.EMPTY,
        StepStatus.INACTIVE,
    ]
    assert state.deadlines == ()


def test_progress_counts_what_is_needed_now() -> None:
    state = small({"p procedure.moved_on": "2026-11-01"}, MOTHER)
    assert state.progress_percent == 20
    assert step(state, "move").status is StepStatus.PARTIAL


@pytest.mark.parametrize("answer", [UNKNOWN, NOT_APPLICABLE])
def test_unknown_is_an_answer_but_no_value_for_a_paper(answer: Answer) -> None:
    state = small({**COMPLETE, "p procedure.moved_on": answer}, MOTHER, PAPER, confirmation=1)
    assert missing(state) == []
    assert state.progress_percent == 100
    paper = state.papers[0]
    assert not paper.ready
    assert [m.field.key for m in paper.missing if m.field] == ["procedure.moved_on"]


def test_an_answer_upstream_opens_and_closes_what_lies_downstream() -> None:
    owner: Given = {**COMPLETE, "p procedure.is_owner": True}
    state = small(owner, MOTHER, PAPER)
    assert step(state, "landlord").status is StepStatus.INACTIVE
    assert [q.field.key for q in state.unused] == ["procedure.landlord"]
    assert state.progress_percent == 100


def test_a_hidden_answer_decides_nothing_any_more() -> None:
    """`is_owner: false` opened the landlord, until `kind: main` hid that question itself."""
    state = small({**COMPLETE, "p procedure.kind": "main"}, MOTHER, PAPER)
    assert step(state, "landlord").status is StepStatus.INACTIVE
    assert [q.field.key for q in state.unused] == ["procedure.is_owner", "procedure.landlord"]
    assert state.unused[0].answer == Answer(value=False)


def test_a_question_says_why_it_is_asked() -> None:
    state = small(COMPLETE, MOTHER, PAPER)
    because = question(state, "procedure.landlord").asked_because
    assert because is not None
    assert language("en").say(because) == "Asked because “Owner” was answered “no”."
    assert question(state, "procedure.kind").asked_because is None


def test_documents_are_needed_and_counted() -> None:
    state = small(COMPLETE, MOTHER, PAPER)
    item = state.checklist[0]
    assert (item.needed, item.wanted, item.attached) == (True, 1, 0)
    assert missing(state) == ["p confirmation"]
    assert item.because is not None
    assert language("en").say(item.because).startswith("Needed because ")
    assert step(state, "landlord").status is StepStatus.PARTIAL


def test_a_document_of_a_closed_step_is_not_needed() -> None:
    item = small({}, MOTHER).checklist[0]
    assert (item.needed, item.wanted) == (False, 0)
    assert item.because is not None
    assert language("en").say(item.because).startswith("Needed only if ")


def test_each_person_needs_a_passport() -> None:
    state = ours({}, MOTHER, CHILD, passport=1)
    item = next(i for i in state.checklist if i.id == "passport")
    assert (item.needed, item.wanted, item.attached, item.is_open) == (True, 2, 1, True)


def test_what_an_authority_may_ask_for_is_not_missing() -> None:
    item = next(i for i in ours({}, MOTHER).checklist if i.id == "civil_status")
    assert (item.needed, item.on_request, item.unverified) == (False, True, True)
    assert item.law[0].cite == "§ 25 Nr. 2 BMG"


def test_entries_repeat_for_each_owner() -> None:
    state = small({"e paper.number": "1"}, MOTHER, CHILD, PAPER)
    repeats = step(state, "papers").repeats
    assert [(r.owner.id, len(r.entries), r.is_open) for r in repeats] == [
        ("m", 1, False),
        ("k", 0, True),
    ]
    assert [q.subject.id for q in step(state, "papers").questions] == ["e"]
    assert "k paper" in missing(state)


def test_an_entry_of_somebody_who_takes_no_part_is_left_out() -> None:
    stranger = replace(PAPER, owner_id="somebody")
    state = small({"e paper.number": "1"}, MOTHER, stranger)
    assert step(state, "papers").questions == ()


def test_a_misfit_is_a_problem_and_keeps_papers_back() -> None:
    state = small({**COMPLETE, "m person.born_on": "1990-02-30"}, MOTHER, PAPER, confirmation=1)
    asked = question(state, "person.born_on", "m")
    assert asked.problem is not None
    assert language("en").say(asked.problem) == "This day does not exist in the calendar."
    assert state.next_question == asked
    assert step(state, "people").status is StepStatus.PROBLEM
    assert state.progress_percent < 100
    assert missing(state) == []
    assert not state.papers[0].ready
    assert [p.field.key for p in state.problems] == ["person.born_on"]


@pytest.mark.parametrize("code", CODES)
def test_dates_that_contradict_each_other_are_said_in_the_packs_words(
    code: LanguageCode,
) -> None:
    state = small({**COMPLETE, "m person.born_on": "2026-11-02"}, MOTHER, PAPER)
    assert [language(code).say(p.message) for p in state.problems] == [
        {"de": "Zu früh.", "ru": "Рано.", "en": "Too early."}[code]
    ]


def test_of_two_problems_under_one_question_the_first_is_shown() -> None:
    state = ours(
        {
            "m person.born_on": "2026-11-20",
            "p procedure.move_in_on": "2026-11-01",
        },
        MOTHER,
    )
    asked = question(state, "person.born_on", "m")
    assert asked.problem is not None
    assert "future" in language("en").say(asked.problem)


def test_an_expired_passport_warns_but_stops_nothing() -> None:
    state = ours(
        {
            "e identity_document.issued_on": "2016-10-01",
            "e identity_document.valid_until": "2026-10-01",
        },
        MOTHER,
        PASSPORT,
    )
    asked = question(state, "identity_document.valid_until", "e")
    assert asked.problem is not None
    assert not asked.blocks
    assert step(state, "identity").status is StepStatus.PROBLEM


def test_a_passport_is_valid_on_its_last_day() -> None:
    given: Given = {"e identity_document.valid_until": TODAY.isoformat()}
    assert ours(given, MOTHER, PASSPORT).problems == ()


def test_a_step_may_waive_what_the_vocabulary_requires() -> None:
    state = ours(
        {"p procedure.arrives_from_abroad": True, "p procedure.arrival_country": "GE"}, MOTHER
    )
    asked = question(state, "procedure.previous_address")
    assert not asked.required
    assert step(state, "origin").status is StepStatus.DONE


def test_a_child_that_comes_of_age_moves_to_the_adults() -> None:
    grown: Given = {"k person.born_on": "2008-11-05"}
    assert [q.subject.id for q in step(ours(grown, MOTHER, CHILD), "children").questions] == []
    young: Given = {"k person.born_on": "2008-11-06"}
    assert [q.subject.id for q in step(ours(young, MOTHER, CHILD), "children").questions] == [
        "k"
    ]


def test_guidance_appears_with_its_condition() -> None:
    refused: Given = {"p procedure.is_owner": False, "p procedure.landlord_refuses": True}
    shown = {g.id for g in step(ours(refused, MOTHER), "landlord").guidance}
    assert "refusal" in shown
    fine: Given = {"p procedure.is_owner": False, "p procedure.landlord_refuses": False}
    assert "refusal" not in {g.id for g in step(ours(fine, MOTHER), "landlord").guidance}
    assert step(ours({}, MOTHER), "landlord").guidance == ()


def test_the_berlin_form_is_offered_in_berlin_only() -> None:
    berlin = ours({"p procedure.land": "BE"}, MOTHER)
    bremen = ours({"p procedure.land": "HB"}, MOTHER)
    assert [p.spec.id for p in berlin.papers] == ["data_sheet", "reading_copy", "meldeschein"]
    assert [p.spec.id for p in bremen.papers] == ["data_sheet", "reading_copy"]


def test_a_paper_waits_for_an_entry_that_it_needs(tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(SMALL.folder, tmp_path / "forms"))
    path = folder / "workflows" / "small" / "workflow.yaml"
    text = path.read_text(encoding="utf-8")
    needs = text.replace("needs: [procedure.moved_on]", "needs: [paper.number]")
    path.write_text(needs, encoding="utf-8")
    paper = small_with(load_packs(folder), facts({}, MOTHER)).papers[0]
    assert [(m.subject.id, m.entry) for m in paper.missing] == [("m", "paper")]


def test_nobody_takes_part_yet() -> None:
    state = ours({})
    assert step(state, "people").status is StepStatus.INACTIVE
    assert state.next_question is not None
    assert state.next_question.field.key == "procedure.is_visitor"


def test_the_same_facts_always_give_the_same_interview() -> None:
    assert small(COMPLETE, MOTHER, PAPER) == small(COMPLETE, MOTHER, PAPER)
