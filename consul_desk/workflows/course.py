"""Which steps and questions of a workflow are open, given the answers so far.

Answers that a condition hides are kept, but nothing that depends on them may see them.
Comes in: a workflow, facts, today. Goes out: a Situation in which only answers to open
questions count. The loader has made sure that no question depends on itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from consul_desk.values import CaseFacts, Subject, SubjectKind
from consul_desk.workflows.conditions import Situation, evaluate
from consul_desk.workflows.model import Question, Step, Workflow
from consul_desk.workflows.tree import About, Condition


class Course:
    """A workflow on its way through one procedure.

    Attributes:
        situation: the answers that count.
    """

    def __init__(self, workflow: Workflow, facts: CaseFacts, today: date) -> None:
        self.situation = Situation(facts, today, self._is_asked)
        self._owners: Mapping[str, Subject] = {s.id: s for s in facts.subjects}
        self._groups: dict[About, tuple[Subject, ...]] = {}
        self._seen: dict[tuple[str, str], bool] = {}
        self._ways: dict[str, list[tuple[Step, Question]]] = {}
        for step in workflow.steps:
            for question in step.questions:
                self._ways.setdefault(question.fact, []).append((step, question))

    def holds(self, condition: Condition | None, subject: Subject) -> bool:
        """Whether a condition is certainly true for a subject; no condition is."""
        return condition is None or evaluate(condition, self.situation, subject) is True

    def group(self, about: About) -> tuple[Subject, ...]:
        """Whom a step, a document or a check is about, in this procedure."""
        if about not in self._groups:
            self._groups[about] = self.situation.group(about)
        return self._groups[about]

    def owners(self, step: Step) -> tuple[Subject, ...]:
        """The people, or the procedure, for whom a step is open."""
        return tuple(s for s in self.group(step.about) if self.holds(step.when, s))

    def subjects(self, about: About, entries: str) -> tuple[Subject, ...]:
        """The members of a group, or all their entries of one kind."""
        if not entries:
            return self.group(about)
        of = self.situation.facts.entries
        return tuple(entry for owner in self.group(about) for entry in of(entries, owner.id))

    def is_open(self, step: Step, question: Question, subject: Subject) -> bool:
        """Whether a step asks a question about a subject."""
        owner: Subject | None = subject
        if subject.kind is SubjectKind.ENTRY:
            is_meant = subject.role == step.entries
            owner = self._owners.get(subject.owner_id or "") if is_meant else None
        if owner is None or owner not in self.group(step.about):
            return False
        return self.holds(step.when, owner) and self.holds(question.when, subject)

    def _is_asked(self, subject: Subject, key: str) -> bool:
        """Whether any step asks for a key; what no step asks for counts as it is."""
        if key not in self._ways:
            return True
        known = self._seen.get((subject.id, key))
        if known is None:
            ways = self._ways[key]
            known = any(self.is_open(step, question, subject) for step, question in ways)
            self._seen[subject.id, key] = known
        return known
