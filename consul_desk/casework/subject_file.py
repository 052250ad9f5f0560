"""A person's own data as a file for another program: JSON.

Comes in: SubjectData and a Language. Goes out: bytes. The format is described in
ARCHITECTURE.md: every `value`, day and code is the same in every language, every `label`,
`shown`, `title` and `text` is in one.
"""

from __future__ import annotations

import json

from consul_desk.casework.erasure import CopyRow
from consul_desk.casework.subject_rights import information
from consul_desk.casework.subject_rows import (
    SubjectChange,
    SubjectData,
    SubjectDocument,
    SubjectProcedure,
    SubjectTopic,
)
from consul_desk.casework.subject_words import Words
from consul_desk.language import Language
from consul_desk.values import JsonValue

FORMAT = "consul-desk-subject-data/1"


def subject_json(data: SubjectData, consul: str, language: Language) -> bytes:
    """Write a person's data as JSON: structured, in a common format, for a machine.

    Source:
        Regulation (EU) 2016/679 (GDPR), Art. 20 (1), checked 2026-11-24.
    """
    words = Words(data, language)
    written: dict[str, JsonValue] = {
        "format": FORMAT,
        "language": language.code,
        "made_at": data.made_at.isoformat(timespec="seconds"),
        "person": _person_json(data),
        "case": _case_json(data),
        "topics": [_topic_json(topic, words) for topic in data.topics],
        "procedures": [_procedure_json(p, words, language) for p in data.procedures],
        "documents": [_document_json(document, words) for document in data.documents],
        "copies": [_copy_json(copy) for copy in data.copies],
        "history": [_change_json(change, words) for change in data.history],
        "information": [
            {"id": told.id, "title": told.title, "text": told.text}
            for told in information(data, consul, language)
        ],
    }
    return (json.dumps(written, ensure_ascii=False, indent=2) + "\n").encode()


def _person_json(data: SubjectData) -> JsonValue:
    person = data.person
    return {
        "id": person.id,
        "role": person.role,
        "name_latin": person.name_latin,
        "name_cyrillic": person.name_cyrillic,
    }


def _case_json(data: SubjectData) -> JsonValue:
    dates = data.dates
    return {
        "id": data.case.id,
        "number": data.case.number,
        "title": data.case_title,
        "opened_on": data.case.opened_on.isoformat(),
        "status": data.case.status,
        "consul": data.case.consul,
        "retain_until": dates.retain_until.isoformat() if dates.retain_until else None,
        "review_on": dates.review_on.isoformat() if dates.review_on else None,
        "other_people": data.others,
    }


def _topic_json(topic: SubjectTopic, words: Words) -> JsonValue:
    return {
        "id": topic.id,
        "kind": topic.kind,
        "title": words.topic(topic),
        "removed": topic.is_removed,
        "facts": [
            {
                "key": fact.key,
                "label": words.label(fact),
                "german_term": fact.field.german_term if fact.field else "",
                "special_category": bool(fact.field and fact.field.sensitive),
                "status": fact.answer.status.value,
                "value": fact.answer.value,
                "shown": words.answer(fact.field, fact.answer),
                "source": fact.source,
                "recorded_at": fact.recorded_at.isoformat(),
            }
            for fact in topic.facts
        ],
    }


def _procedure_json(procedure: SubjectProcedure, words: Words, language: Language) -> JsonValue:
    return {
        "id": procedure.id,
        "workflow": procedure.workflow_id,
        "revision": procedure.revision,
        "title": words.procedure(procedure),
        "started_on": procedure.started_on.isoformat(),
        "status": procedure.status,
        "deadlines": [
            {
                "id": deadline.id,
                "title": language.text(deadline.title),
                "last_on": deadline.last_on.isoformat(),
            }
            for deadline in procedure.deadlines
        ],
    }


def _document_json(document: SubjectDocument, words: Words) -> JsonValue:
    return {
        "id": document.id,
        "title": document.title,
        "file_name": document.file_name,
        "kind": document.kind,
        "kind_title": words.kind(document),
        "media_type": document.media_type,
        "size_bytes": document.size_bytes,
        "added_at": document.added_at.isoformat(),
    }


def _copy_json(copy: CopyRow) -> JsonValue:
    return {
        "kind": copy.kind,
        "what": copy.what,
        "receiver": copy.receiver,
        "at": copy.at.isoformat(),
    }


def _change_json(change: SubjectChange, words: Words) -> JsonValue:
    return {
        "at": change.row.at.isoformat(),
        "by": change.row.actor,
        "kind": change.row.kind,
        "change": change.row.op,
        "key": change.row.key,
        "what": words.change(change),
        "before": change.before.value if change.before else None,
        "after": change.after.value if change.after else None,
        "before_shown": words.answer(change.field, change.before),
        "after_shown": words.answer(change.field, change.after),
    }
