"""Errors of cases, workflow packs and papers."""

from __future__ import annotations

from consul_desk.errors import ConsulDeskError

# Casework


class EmptyTitleError(ConsulDeskError):
    """A case needs a title."""

    code = "case.title_empty"
    exit_status = 5


class ErasureUnconfirmedError(ConsulDeskError):
    """The case number that was typed is another one, or none. Facts: `number`."""

    code = "case.erasure_unconfirmed"
    exit_status = 5


class InvalidDayError(ConsulDeskError):
    """A text is no calendar day. Facts: `text`."""

    code = "case.day_invalid"
    exit_status = 5


class UnknownFactKeyError(ConsulDeskError):
    """The vocabulary has no such key, or not for this kind of subject. Facts: `key`."""

    code = "fact.unknown_key"
    exit_status = 5


class InvalidAnswerError(ConsulDeskError):
    """The value does not fit the question. Facts: `key`, `problem` (a Message)."""

    code = "fact.invalid"
    exit_status = 5


class IntakeError(ConsulDeskError):
    """An intake file is wrong. Facts: `path`, `line`, `key`, `problem` (a Message)."""

    code = "intake.invalid"
    exit_status = 5


class EmptyFileError(ConsulDeskError):
    """An attachment has no content. Facts: `path`."""

    code = "document.empty"
    exit_status = 5


class DocumentUnshowableError(ConsulDeskError):
    """The viewer cannot draw this file: damaged, protected, too large or another kind."""

    code = "document.unshowable"
    exit_status = 5


# Workflow packs


class PackError(ConsulDeskError):
    """A pack is wrong. Facts: `path`, `line`, `key`, `problem` (a Message)."""

    code = "pack.invalid"
    exit_status = 6


# Papers


class BlankUnknownError(ConsulDeskError):
    """No mapping names a blank with this SHA-256. Facts: `sha256`, `name`."""

    code = "blank.unknown"
    exit_status = 7


class BlankMissingError(ConsulDeskError):
    """The paper needs an authority's blank that nobody added yet. Facts: `blank`."""

    code = "blank.missing"
    exit_status = 7


class BlankUnusableError(ConsulDeskError):
    """The PDF cannot be filled. Facts: `reason` (a Message)."""

    code = "blank.unusable"
    exit_status = 7


class PaperRefusedError(ConsulDeskError):
    """A value is missing, cut or unprintable. Facts: `field`, `reason` (a Message)."""

    code = "paper.refused"
    exit_status = 7
