"""Three-valued conditions, whom their keys mean, and the words for them."""

from __future__ import annotations

import json
from datetime import date
from itertools import product

import pytest
from pydantic import TypeAdapter

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
from consul_desk.workflows.conditions import Situation, Truth, combine, evaluate
from consul_desk.workflows.explain import explain, reason_for
from consul_desk.workflows.load import load_vocabulary
from consul_desk.workflows.tree import About, Condition

TODAY = date(2026, 11, 23)
UNKNOWN = Answer(None, AnswerStatus.UNKNOWN)
NOT_APPLICABLE = Answer(None, AnswerStatus.NOT_APPLICABLE)
VOCABULARY = load_vocabulary(forms_folder())
CASE = Subject("c", SubjectKind.CASE)
PROCEDURE = Subject("p", SubjectKind.PROCEDURE)
MOTHER = Subject("m", SubjectKind.PERSON, "applicant")
FATHER = Subject("f", SubjectKind.PERSON, "spouse")
CHILD = Subject("k", SubjectKind.PERSON, "child")
PASSPORT = Subject("e", SubjectKind.ENTRY, "identity_document", "m")
_ADAPTER: TypeAdapter[Condition] = TypeAdapter(Condition)


def condition(**table: object) -> Condition:
    return _ADAPTER.validate_json(json.dumps(table))


def situation(**answers: JsonValue | Answer) -> Situation:
    """Answers by "subject__prefix__name"."""
    known = {}
    for place, value in answers.items():
        subject, prefix, name = place.split("__")
        answer = value if isinstance(value, Answer) else Answer(value)
        known[subject, f"{prefix}.{name}"] = answer
    subjects = (CASE, PROCEDURE, MOTHER, FATHER, CHILD, PASSPORT)
    return Situation(CaseFacts("c", "p", subjects, known), TODAY)


def truth(facts: Situation, subject: Subject = PROCEDURE, **table: object) -> Truth:
    return evaluate(condition(**table), facts, subject)


OWNER = "procedure.is_owner"
LAND = "procedure.land"
MOVED = "procedure.move_in_on"
BORN = "person.born_on"


@pytest.mark.parametrize(
    ("answer", "equals_true", "not_true", "is_known"),
    [
        (True, True, False, True),
        (False, False, True, True),
        (UNKNOWN, None, None, False),
        (NOT_APPLICABLE, False, True, False),
    ],
)
def test_each_kind_of_answer_decides(
    answer: JsonValue | Answer, equals_true: Truth, not_true: Truth, is_known: bool
) -> None:
    facts = situation(p__procedure__is_owner=answer)
    assert truth(facts, fact=OWNER, equals=True) is equals_true
    assert truth(facts, PROCEDURE, **{"not": {"fact": OWNER, "equals": True}}) is not_true
    assert truth(facts, fact=OWNER, known=True) is is_known
    assert truth(facts, fact=OWNER, known=False) is not is_known


def test_without_an_answer_nothing_is_known() -> None:
    assert truth(situation(), fact=OWNER, equals=True) is None
    assert truth(situation(), fact=OWNER, known=True) is False


def test_true_is_not_one() -> None:
    facts = situation(p__procedure__is_owner=True)
    assert truth(facts, fact=OWNER, equals=1) is False


@pytest.mark.parametrize(("one", "other"), list(product((True, False, None), repeat=2)))
def test_all_and_any_follow_kleene(one: Truth, other: Truth) -> None:
    given = {"procedure.a": one, "procedure.b": other}
    parts = [{"fact": key, "known": True} for key in given]

    def decide(leaf: object) -> Truth:
        return given[str(getattr(leaf, "fact", ""))]

    order = {False: 0, None: 1, True: 2}
    lower, upper = sorted((one, other), key=lambda t: order[t])
    assert combine(condition(all=parts), decide) is lower
    assert combine(condition(any=parts), decide) is upper


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"fact": LAND, "in": ["BE", "BB"]}, True),
        ({"fact": LAND, "in": ["BY"]}, False),
        ({"fact": "person.nationalities", "has": "RU"}, True),
        ({"fact": "person.nationalities", "has": "DE"}, False),
    ],
)
def test_choices_and_lists(table: dict[str, object], expected: Truth) -> None:
    facts = situation(p__procedure__land="BE", m__person__nationalities=["RU", "UA"])
    assert truth(facts, MOTHER, **table) is expected


@pytest.mark.parametrize(
    ("born", "before", "after"),
    [
        ("2026-10-31", True, False),
        ("2026-11-01", False, False),
        ("2026-11-02", False, True),
        ("2026-10", True, False),
        ("2026-11", False, None),
        ("2026-12", False, True),
        ("2026", None, None),
        ("2025", True, False),
        ("2027", False, True),
        ("nonsense", None, None),
    ],
)
def test_partial_dates_decide_only_what_they_can(
    born: str, before: Truth, after: Truth
) -> None:
    facts = situation(m__person__born_on=born, p__procedure__move_in_on="2026-11-01")
    assert truth(facts, MOTHER, fact=BORN, before=MOVED) is before
    assert truth(facts, MOTHER, fact=BORN, after=MOVED) is after


def test_a_month_that_begins_on_the_day_is_not_before_it() -> None:
    facts = situation(m__person__born_on="2026-11")
    assert truth(facts, MOTHER, fact=BORN, before="2026-11-01") is False
    assert truth(facts, MOTHER, fact=BORN, after="2026-11-30") is False


def test_today_and_missing_dates() -> None:
    facts = situation(p__procedure__move_in_on="2026-11-24")
    assert truth(facts, fact=MOVED, after="today") is True
    assert truth(facts, MOTHER, fact=BORN, after=MOVED) is None
    assert truth(facts, fact=MOVED, after="procedure.signed_on") is None


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2010-11-01", "2026-11-01", 16),
        ("2010-11-02", "2026-11-01", 15),
        ("2008-02-29", "2024-02-28", 15),
        ("2008-02-29", "2024-02-29", 16),
        ("2008-02-29", "2025-02-28", 16),
        ("2008-02-29", "2025-03-01", 17),
    ],
)
def test_a_year_of_age_is_complete_on_the_birthday(born: str, day: str, age: int) -> None:
    facts = situation(m__person__born_on=born)
    assert truth(facts, MOTHER, fact=BORN, age_at=day, at_least=age) is True
    assert truth(facts, MOTHER, fact=BORN, age_at=day, under=age + 1) is True
    assert truth(facts, MOTHER, fact=BORN, age_at=day, at_least=age + 1) is False
    assert truth(facts, MOTHER, fact=BORN, age_at=day, under=age) is False


def test_an_age_that_the_year_leaves_open_is_unknown() -> None:
    facts = situation(m__person__born_on="2010")
    assert truth(facts, MOTHER, fact=BORN, age_at="2026-06-01", under=16) is None
    assert truth(facts, MOTHER, fact=BORN, age_at="2026-06-01", under=17) is True
    assert truth(situation(), MOTHER, fact=BORN, age_at="today", under=16) is None


def test_counting_people_says_unknown_only_while_it_matters() -> None:
    under_16 = {"fact": BORN, "age_at": "today", "under": 16}
    facts = situation(k__person__born_on="2018-01-01")
    assert truth(facts, count="each_person", where=under_16, at_least=1) is True
    assert truth(facts, count="each_person", where=under_16, at_least=2) is None
    assert truth(facts, count="each_person", where=under_16, under=4) is True
    assert truth(facts, count="each_person", where=under_16, under=1) is False
    assert truth(facts, count="each_person", at_least=4) is False
    assert truth(facts, count="spouse", under=1) is False


def test_entries_are_counted_for_their_owner_or_for_all() -> None:
    facts = situation()
    assert truth(facts, MOTHER, count="identity_document", at_least=1) is True
    assert truth(facts, FATHER, count="identity_document", at_least=1) is False
    assert truth(facts, count="identity_document", at_least=1) is True


@pytest.mark.parametrize(
    ("key", "subject", "bearer"),
    [
        ("identity_document.number", PASSPORT, PASSPORT),
        ("person.born_on", PASSPORT, MOTHER),
        ("procedure.land", PASSPORT, PROCEDURE),
        ("case.consent_to_share", MOTHER, CASE),
        ("person.born_on", PROCEDURE, None),
        ("identity_document.number", MOTHER, None),
    ],
)
def test_a_key_means_the_nearest_subject(
    key: str, subject: Subject, bearer: Subject | None
) -> None:
    assert situation().bearer(key, subject) == bearer


def test_case_and_procedure_are_there_even_where_nobody_lists_them() -> None:
    empty = Situation(CaseFacts("c", "p", (), {}), TODAY)
    assert empty.group(About.PROCEDURE) == (PROCEDURE,)
    assert empty.group(About.CASE) == (CASE,)
    assert empty.group(About.APPLICANT) == ()


def test_groups() -> None:
    facts = situation()
    assert facts.group(About.EACH_PERSON) == (MOTHER, FATHER, CHILD)
    assert facts.group(About.APPLICANT) == (MOTHER,)
    assert facts.group(About.SPOUSE) == (FATHER,)
    assert facts.group(About.EACH_ADULT) == (MOTHER, FATHER)
    assert facts.group(About.EACH_CHILD) == (CHILD,)


@pytest.mark.parametrize(
    ("born", "is_adult"),
    [
        ("2008-11-23", True),
        ("2008-11-24", False),
        ("2000", True),
        ("2008", False),  # the year leaves it open, so the role decides
        ("2020", False),
    ],
)
def test_a_child_grows_up(born: str, is_adult: bool) -> None:
    assert situation(k__person__born_on=born).is_adult(CHILD) is is_adult


TABLES: list[dict[str, object]] = [
    {"fact": OWNER, "equals": True},
    {"not": {"fact": OWNER, "equals": False}},
    {"fact": LAND, "in": ["BE", "BB"]},
    {"fact": "person.nationalities", "has": "RU"},
    {"fact": OWNER, "known": True},
    {"fact": OWNER, "known": False},
    {"fact": MOVED, "before": "2026-06-12"},
    {"fact": MOVED, "after": "today"},
    {"fact": BORN, "after": MOVED},
    {"fact": BORN, "age_at": MOVED, "under": 16},
    {"fact": BORN, "age_at": "today", "at_least": 18},
    {"count": "each_person", "at_least": 2},
    {"count": "each_child", "where": {"fact": BORN, "known": True}, "under": 1},
    {"not": {"fact": LAND, "in": ["BE"]}},
    {"all": [{"fact": OWNER, "equals": True}, {"fact": LAND, "equals": "BE"}]},
    {"any": [{"fact": OWNER, "equals": True}, {"fact": LAND, "equals": "BE"}]},
    {"fact": "procedure.landlord_name", "equals": "x"},
]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_condition_can_be_put_into_words(
    table: dict[str, object], code: LanguageCode
) -> None:
    said = language(code).say(explain(condition(**table), VOCABULARY))
    assert said
    assert "{" not in said
    assert "procedure." not in said


def test_the_words_are_those_of_the_questions() -> None:
    asked = condition(
        all=[{"fact": OWNER, "equals": False}, {"fact": LAND, "in": ["BE", "BB"]}]
    )
    said = language("en").say(explain(asked, VOCABULARY))
    assert said == (
        "“Does one of the people moving in own the dwelling?” was answered “no”, and "
        "the answer to “In which Land is the new dwelling?” is one of: Berlin, Brandenburg"
    )


def test_several_reasons_are_joined_and_none_is_none() -> None:
    one = condition(fact=OWNER, equals=False)
    two = condition(fact=OWNER, known=True)
    both = reason_for(VOCABULARY, one, None, two)
    assert both is not None
    assert (
        language("en")
        .say(both)
        .endswith("”, and “" + VOCABULARY.field(OWNER).label.en + "” was answered")
    )
    assert reason_for(VOCABULARY, None) is None
