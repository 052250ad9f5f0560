"""Everything that can go wrong and that a user should hear about.

Here are the root and what any part of the program may raise. One subclass per error code.
An error carries facts, never sentences: those stand in `messages`, in three languages. The
exit status is what `consul-desk` ends with.
"""

from __future__ import annotations

from typing import ClassVar


class ConsulDeskError(Exception):
    """Root of all expected errors.

    Args:
        facts: what the sentence needs, such as `path="..."`; no personal data.
    """

    code: ClassVar[str] = "internal"
    exit_status: ClassVar[int] = 1

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in sorted(self.facts.items()))
        return f"{self.code}({shown})"


class NotFoundError(ConsulDeskError):
    """Nothing has this id, number or name. Facts: `kind`, `name`."""

    code = "not_found"
    exit_status = 9


class SelfTestFailedError(ConsulDeskError):
    """A part of the program does not work on this computer. Facts: `part` (a Message)."""

    code = "selftest.failed"
    exit_status = 1


class UnreadableFileError(ConsulDeskError):
    """A file cannot be read. Facts: `path`."""

    code = "file.unreadable"
    exit_status = 5


class UnwritableFileError(ConsulDeskError):
    """A file cannot be written, or exists already. Facts: `path`."""

    code = "file.unwritable"
    exit_status = 5


class PrintingFailedError(ConsulDeskError):
    """The printer took nothing."""

    code = "file.printing_failed"
    exit_status = 5


class PassphraseMissingError(ConsulDeskError):
    """The command line has no passphrase and nobody to ask."""

    code = "cli.passphrase_missing"
    exit_status = 2


class PassphraseMistypedError(ConsulDeskError):
    """The new passphrase was typed in two different ways."""

    code = "cli.passphrase_mistyped"
    exit_status = 3


class AnswerMissingError(ConsulDeskError):
    """The command line gives no answer, or more than one."""

    code = "cli.answer_missing"
    exit_status = 2


class AmbiguousError(ConsulDeskError):
    """A name fits more than one thing. Facts: `kind` (a Message), `name`, `found`."""

    code = "cli.ambiguous"
    exit_status = 2
