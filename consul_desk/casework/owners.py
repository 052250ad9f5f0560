"""Whom or what an id belongs to: a case, a person, a procedure or an entry.

Comes in: an id, and what it probably names. Goes out: its case, and the prefix of the
facts that may be recorded about it. It is asked at every save, so it asks the driver.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from consul_desk.errors import NotFoundError
from consul_desk.language import N_, Message
from consul_desk.vault.database import bare_of

_QUERIES = {
    "person": "SELECT case_id, 'person' FROM person WHERE id = ?",
    "procedure": "SELECT case_id, 'procedure' FROM procedure WHERE id = ?",
    "case": """SELECT case_id, 'case' FROM "case" WHERE id = ?""",
    "entry": "SELECT case_id, kind FROM entry WHERE id = ?",
}


@dataclass(frozen=True, slots=True)
class Owner:
    """What facts can be about.

    Attributes:
        prefix: with which the keys of its facts begin; of an entry its kind.
    """

    id: str
    case_id: str
    prefix: str


def required_owner(session: Session, owner_id: str, key: str = "") -> Owner:
    """Tell what has an id.

    Args:
        key: of a fact about it; tells where to look first.
    Raises:
        NotFoundError: nothing has this id.
    """
    if session.new:
        session.flush()
    connection = bare_of(session)
    likely = _QUERIES.get(key.partition(".")[0], _QUERIES["entry"])
    for query in (likely, *_QUERIES.values()):
        found = connection.execute(query, (owner_id,)).fetchone()
        if found is not None:
            return Owner(owner_id, *found)
    raise NotFoundError(kind=Message(N_("subject")), name=owner_id)
