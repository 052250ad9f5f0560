"""Checks a workflow as a whole: that its parts know each other and can be reached.

Comes in: a workflow and the vocabulary. Goes out: the first fault, with its place in the
file, or None. What one table alone can tell, `model.py` has checked before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from consul_desk.language import N_, Message
from consul_desk.strict_yaml import Location
from consul_desk.values import SubjectKind
from consul_desk.workflows.lint_conditions import Fault, Place, check_condition, check_fact
from consul_desk.workflows.model import Check, FactType, Step, Vocabulary, Workflow
from consul_desk.workflows.reach import Reach, cycle_through, dependencies
from consul_desk.workflows.tree import About, Condition


def first_fault(
    workflow: Workflow, vocabulary: Vocabulary, blanks: frozenset[str]
) -> Fault | None:
    """Find what is wrong with a workflow; the first fault only.

    Args:
        blanks: ids of the blank mappings that a paper may name.
    """
    return next(_Lint(workflow, vocabulary, blanks).faults(), None)


class _Lint:
    def __init__(
        self, workflow: Workflow, vocabulary: Vocabulary, blanks: frozenset[str]
    ) -> None:
        self._workflow = workflow
        self._vocabulary = vocabulary
        self._blanks = blanks

    def faults(self) -> Iterator[Fault]:
        """Later checks rely on what earlier ones have found to be in order."""
        yield from self._repeated_ids()
        for number, step in enumerate(self._workflow.steps):
            yield from self._step(("steps", number), step)
        yield from self._documents()
        for number, check in enumerate(self._workflow.checks):
            yield from self._check(("checks", number), check)
        yield from self._deadlines()
        yield from self._papers()
        for place in _places(self._workflow):
            yield from check_condition(place, self._vocabulary)
        yield from self._cycles()
        yield from self._unreachable()

    def _repeated_ids(self) -> Iterator[Fault]:
        flow = self._workflow
        lists: tuple[tuple[str, Iterable[str]], ...] = (
            ("steps", (step.id for step in flow.steps)),
            ("documents", (document.id for document in flow.documents)),
            ("checks", (check.id for check in flow.checks)),
            ("deadlines", (rule.id for rule in flow.deadlines)),
            ("papers", (paper.id for paper in flow.papers)),
        )
        for name, ids in lists:
            seen: set[str] = set()
            for number, one in enumerate(ids):
                if one in seen:
                    yield Fault((name, number, "id"), Message(N_("This id is taken.")))
                seen.add(one)

    def _step(self, at: Location, step: Step) -> Iterator[Fault]:
        yield from self._entry_kind((*at, "entries"), step.about, step.entries)
        if step.at_least and not step.entries:
            yield Fault((*at, "at_least"), Message(N_("Only a step with entries counts them.")))
        prefix = step.entries or step.about.prefix
        seen: set[str] = set()
        for number, question in enumerate(step.questions):
            here = (*at, "ask", number, "fact")
            yield from self._fact(here, question.fact, frozenset({prefix}))
            if question.fact in seen:
                yield Fault(here, Message(N_("This step asks the same question twice.")))
            seen.add(question.fact)

    def _entry_kind(self, at: Location, about: About, entries: str) -> Iterator[Fault]:
        kind = self._vocabulary.entries.get(entries)
        if entries and kind is None:
            yield Fault(at, Message(N_("The vocabulary has no such entry here.")))
        elif kind and kind.owner != about.prefix:
            places = {"owner": kind.owner.value}
            yield Fault(at, Message(N_("These entries belong to a {owner}."), places))

    def _fact(
        self, at: Location, key: str, prefixes: frozenset[str], *types: FactType
    ) -> Iterator[Fault]:
        return check_fact(self._vocabulary, at, key, prefixes, *types)

    def _documents(self) -> Iterator[Fault]:
        known = {document.id for document in self._workflow.documents}
        shown: set[str] = set()
        for number, step in enumerate(self._workflow.steps):
            for place, document in enumerate(step.documents):
                at = ("steps", number, "documents", place)
                if document not in known:
                    yield Fault(at, Message(N_("The checklist has no such document.")))
                if document in shown:
                    yield Fault(at, Message(N_("Another step shows this document already.")))
                shown.add(document)
        for number, listed in enumerate(self._workflow.documents):
            if listed.id not in shown:
                problem = Message(N_("No step shows this document."))
                yield Fault(("documents", number, "id"), problem)

    def _check(self, at: Location, check: Check) -> Iterator[Fault]:
        yield from self._entry_kind((*at, "entries"), check.about, check.entries)
        prefix = check.entries or check.about.prefix
        yield from self._fact((*at, "fact"), check.fact, frozenset({prefix}))
        yield from self._asked((*at, "fact"), check.fact)

    def _asked(self, at: Location, key: str) -> Iterator[Fault]:
        if key not in dependencies(self._workflow):
            yield Fault(at, Message(N_("No step asks for “{key}”."), {"key": key}))

    def _deadlines(self) -> Iterator[Fault]:
        own = frozenset({SubjectKind.PROCEDURE.value, SubjectKind.CASE.value})
        for number, rule in enumerate(self._workflow.deadlines):
            at: Location = ("deadlines", number)
            yield from self._fact((*at, "counts_from"), rule.counts_from, own, FactType.DATE)
            if rule.land is not None:
                yield from self._fact((*at, "land"), rule.land, own, FactType.CHOICE)

    def _papers(self) -> Iterator[Fault]:
        for number, paper in enumerate(self._workflow.papers):
            if paper.blank is not None and paper.blank not in self._blanks:
                problem = Message(N_("No mapping describes this blank."))
                yield Fault(("papers", number, "blank"), problem)
            for place, key in enumerate(paper.needs):
                yield from self._asked(("papers", number, "needs", place), key)

    def _cycles(self) -> Iterator[Fault]:
        depends_on = dependencies(self._workflow)
        for number, step in enumerate(self._workflow.steps):
            for place, question in enumerate(step.questions):
                if path := cycle_through(question.fact, depends_on):
                    problem = N_("Whether this is asked depends on itself: {path}.")
                    places = {"path": " → ".join(path)}
                    yield Fault(("steps", number, "ask", place), Message(problem, places))

    def _unreachable(self) -> Iterator[Fault]:
        reach = Reach(self._workflow, self._vocabulary)
        for place in _places(self._workflow):
            if not reach.can_hold(place.condition):
                yield Fault(place.location, Message(N_("This condition can never hold.")))
        for number, step in enumerate(self._workflow.steps):
            for asked, question in enumerate(step.questions):
                both = [c for c in (step.when, question.when) if c is not None]
                if not reach.can_hold(*both):
                    at = ("steps", number, "ask", asked, "when")
                    yield Fault(at, Message(N_("This condition can never hold.")))


def _places(workflow: Workflow) -> Iterator[Place]:
    """Every condition of a workflow, with whom it is about."""
    for number, step in enumerate(workflow.steps):
        yield from _places_in_step(("steps", number), step)
    for number, check in enumerate(workflow.checks):
        yield Place(("checks", number, "when"), check.when, check.about, check.entries)
    others: tuple[tuple[str, Iterable[tuple[Condition | None, About]]], ...] = (
        ("documents", ((document.when, document.per) for document in workflow.documents)),
        ("deadlines", ((rule.when, About.PROCEDURE) for rule in workflow.deadlines)),
        ("papers", ((paper.when, About.PROCEDURE) for paper in workflow.papers)),
    )
    for name, members in others:
        for number, (condition, about) in enumerate(members):
            if condition is not None:
                yield Place((name, number, "when"), condition, about)


def _places_in_step(at: Location, step: Step) -> Iterator[Place]:
    if step.when is not None:
        yield Place((*at, "when"), step.when, step.about)
    for number, question in enumerate(step.questions):
        if question.when is not None:
            here = (*at, "ask", number, "when")
            yield Place(here, question.when, step.about, step.entries)
    for number, guidance in enumerate(step.guidance):
        if guidance.when is not None:
            yield Place((*at, "guidance", number, "when"), guidance.when, About.PROCEDURE)
