"""What a check found: the kind of damage, where it is, and a sentence about it.

A finding names tables, ids and page numbers, never a word of what somebody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from consul_desk.language import N_, Message


class FindingKind(StrEnum):
    """What is wrong."""

    PAGE = "page"
    STRUCTURE = "structure"
    SIZE = "size"
    REFERENCE = "reference"
    SEARCH = "search"
    CHANGE_ALTERED = "change_altered"
    CHAIN_BROKEN = "chain_broken"
    HEAD_DIFFERS = "head_differs"
    ROW_DIFFERS = "row_differs"
    ROW_MISSING = "row_missing"
    ROW_UNEXPLAINED = "row_unexplained"
    CONTENT_UNKNOWN = "content_unknown"
    FILE_MISSING = "file_missing"
    FILE_ALTERED = "file_altered"
    FILE_STRAY = "file_stray"


_SENTENCES = {
    FindingKind.PAGE: N_("A page of the database was altered: {place}."),
    FindingKind.STRUCTURE: N_("The database is damaged: {place}."),
    FindingKind.SIZE: N_("The database file is longer or shorter than it says: {place}."),
    FindingKind.REFERENCE: N_("An entry points to nothing: {place}."),
    FindingKind.SEARCH: N_("The search index does not fit what is stored: {place}."),
    FindingKind.CHANGE_ALTERED: N_("An entry of the history was altered: {place}."),
    FindingKind.CHAIN_BROKEN: N_("Entries of the history are missing before {place}."),
    FindingKind.HEAD_DIFFERS: N_("The history ends earlier than the header says: {place}."),
    FindingKind.ROW_DIFFERS: N_("A value is not what the history says: {place}."),
    FindingKind.ROW_MISSING: N_("The history knows a value that is missing: {place}."),
    FindingKind.ROW_UNEXPLAINED: N_("The history does not know a value: {place}."),
    FindingKind.CONTENT_UNKNOWN: N_("A document has lost its key: {place}."),
    FindingKind.FILE_MISSING: N_("The file of an attachment is missing: {place}."),
    FindingKind.FILE_ALTERED: N_("The file of an attachment was altered: {place}."),
    FindingKind.FILE_STRAY: N_("A file belongs to no attachment: {place}."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        place: table and id, page or file; no personal data.
    """

    kind: FindingKind
    place: str

    @property
    def message(self) -> Message:
        """A sentence for people."""
        return Message(_SENTENCES[self.kind], {"place": self.place})
