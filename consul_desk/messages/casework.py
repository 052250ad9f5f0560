"""What cases, workflow packs and papers say."""

from __future__ import annotations

from consul_desk.language import N_
from consul_desk.messages.safe import NOTHING_CHANGED, Sentences

SENTENCES: Sentences = {
    "case.title_empty": (
        N_("A case needs a title."),
        NOTHING_CHANGED,
        N_("Type a name."),
    ),
    "case.erasure_unconfirmed": (
        N_("The case number {number} was not typed, so the case stays."),
        NOTHING_CHANGED,
        N_("Type the number exactly as it is shown."),
    ),
    "case.day_invalid": (
        N_("“{text}” is no day of the calendar."),
        NOTHING_CHANGED,
        N_("Write the day as 2027-03-31 or 31.3.2027."),
    ),
    "fact.unknown_key": (
        N_("The vocabulary has no “{key}” for this subject."),
        NOTHING_CHANGED,
        N_("Check the spelling of the key."),
    ),
    "fact.invalid": (
        N_("“{key}” was not saved: {problem}"),
        NOTHING_CHANGED,
        N_("Correct the value and save again."),
    ),
    "intake.invalid": (
        N_("{path}, line {line}, {key}: {problem}"),
        N_("No case was made."),
        N_("Correct the file and take it in again."),
    ),
    "document.empty": (
        N_("The file {path} is empty."),
        NOTHING_CHANGED,
        N_("Scan or copy it again."),
    ),
    "document.unshowable": (
        N_("This file cannot be shown here: it is no PDF, PNG or JPEG, or it is damaged."),
        N_("The file itself is kept as it is."),
        N_("Save a copy and open it with another program, or scan the page again."),
    ),
    "pack.invalid": (
        N_("{path}, line {line}, {key}: {problem}"),
        NOTHING_CHANGED,
        N_("Correct the pack, or ask its author."),
    ),
    "blank.unknown": (
        N_("No mapping knows this blank ({name}, SHA-256 {sha256})."),
        NOTHING_CHANGED,
        N_("Get the edition that the workflow names, or wait for a newer workflow pack."),
    ),
    "blank.missing": (
        N_("The authority's blank “{blank}” has not been added yet."),
        NOTHING_CHANGED,
        N_("Download it from the authority and add it once."),
    ),
    "blank.unusable": (
        N_("This PDF cannot be filled: {reason}"),
        NOTHING_CHANGED,
        N_("Get the form from the authority again."),
    ),
    "paper.refused": (
        N_("The paper was not made: {field}: {reason}"),
        N_("All answers are kept."),
        N_("Complete or shorten this answer, then make the paper again."),
    ),
}
