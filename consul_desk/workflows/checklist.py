"""What to bring along, and what of it is there already.

Comes in: a document of the workflow, how many are wanted and attached. Goes out: a line of
the checklist.
"""

from __future__ import annotations

from dataclasses import dataclass

from consul_desk.language import N_, Message
from consul_desk.values import Text
from consul_desk.workflows.model import ChecklistDocument, Citation


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """A document, and how many of it there are.

    Attributes:
        needed: to be brought along; False where the condition does not hold (yet).
        on_request: the authority may ask for it.
        wanted: how many, such as one passport for each person; 0 where not needed.
        because: the condition in words.
    """

    id: str
    title: Text
    german_term: str
    help: Text | None
    needed: bool
    on_request: bool
    wanted: int
    attached: int
    law: tuple[Citation, ...]
    unverified: bool
    because: Message | None

    @property
    def is_begun(self) -> bool:
        """Whether there is any of it."""
        return self.attached > 0

    @property
    def is_needed(self) -> bool:
        """Whether it counts for the progress."""
        return self.needed

    @property
    def is_open(self) -> bool:
        """Whether more of it must be found."""
        return self.needed and self.attached < self.wanted


def checklist_item(
    document: ChecklistDocument, wanted: int, attached: int, reason: Message | None
) -> ChecklistItem:
    """Make the line of one document.

    Args:
        wanted: for how many people it is needed; 0 where it is not.
        reason: what the need hangs on, in words.
    """
    text = N_("Needed because {reason}.") if wanted else N_("Needed only if {reason}.")
    return ChecklistItem(
        id=document.id,
        title=document.title,
        german_term=document.german_term,
        help=document.help,
        needed=wanted > 0 and not document.on_request,
        on_request=wanted > 0 and document.on_request,
        wanted=wanted,
        attached=attached,
        law=document.law,
        unverified=document.unverified,
        because=Message(text, {"reason": reason}) if reason else None,
    )
