"""Discretion: what one person may see of a case that others share with her.

Comes in: the people of a case, and one of them. Goes out: answers and titles in which the
others are neither named nor numbered. Free text is not searched for what it tells of others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from sqlmodel import Session, col, select

from consul_desk.casework.names import NAME_KEYS
from consul_desk.casework.people import PersonRow
from consul_desk.values import Answer, AnswerStatus, JsonValue
from consul_desk.vault.search import fold
from consul_desk.vault.tables import FactTable
from consul_desk.workflows.model import FactField, FactType

_SHORTEST_NAME = 3
OTHER = "person:"


class Discretion:
    """What may be told to one person about a case.

    Attributes:
        others: the other people of the case, by id.
    """

    def __init__(self, person_id: str, people: Iterable[PersonRow], session: Session) -> None:
        self.others: Mapping[str, PersonRow] = {p.id: p for p in people if p.id != person_id}
        own = _names(session, [person_id])
        self._their_names = _names(session, list(self.others)) - own

    def title(self, text: str) -> str | None:
        """A title, or None where it names one of the others."""
        folded = fold(text)
        return None if any(name in folded for name in self._their_names) else text

    def answer(self, field: FactField | None, answer: Answer) -> Answer:
        """An answer with "person:<role>" in place of each of the others."""
        if field is None or field.type is not FactType.PEOPLE:
            return answer
        if not isinstance(answer.value, list):
            return answer
        return Answer([self._named(person_id) for person_id in answer.value], answer.status)

    def _named(self, person_id: JsonValue) -> JsonValue:
        other = self.others.get(str(person_id))
        return OTHER + other.role if other else person_id


def _names(session: Session, person_ids: list[str]) -> set[str]:
    """Each word of these people's names, folded; a word of two letters is in every text."""
    facts = session.exec(
        select(FactTable.value).where(
            col(FactTable.subject_id).in_(person_ids),
            col(FactTable.key).in_(NAME_KEYS),
            FactTable.status == AnswerStatus.KNOWN,
        )
    )
    words = (word for value in facts for word in re.split(r"\W+", fold(str(json.loads(value)))))
    return {word for word in words if len(word) >= _SHORTEST_NAME}
