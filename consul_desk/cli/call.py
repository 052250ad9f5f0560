"""What every verb gets: the global options, worked out, and ways to use them.

Comes in: the options before the verb. Goes out: an open vault, the packs, printed rows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from consul_desk.cli.output import Column, print_json, print_table
from consul_desk.cli.passphrase import PassphraseSource, read_passphrase
from consul_desk.language import CODES, N_, Language, Message
from consul_desk.paths import default_profile, forms_folder
from consul_desk.values import LanguageCode

if TYPE_CHECKING:
    from consul_desk.vault.vault import Vault
    from consul_desk.workflows.load import Packs

Json = Annotated[bool, typer.Option("--json", help=N_("Print JSON."))]
CaseName = Annotated[
    str, typer.Argument(metavar="CASE", help=N_("Number or id of a case, such as 26-K7Q4P."))
]

WorkflowName = Annotated[
    str, typer.Option("--workflow", help=N_("Procedure, where the case has several."))
]

KdfMemory = Annotated[
    int | None, typer.Option("--kdf-memory-kib", min=65536, max=2097152, hidden=True)
]
"""Costs that are chosen instead of measured: for tests, which open many vaults."""


def verbs(text: str) -> typer.Typer:
    """Start a group of verbs that look alike: plain help, no colours, no completion."""
    return typer.Typer(
        help=text,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )


@dataclass(slots=True)
class Call:
    """The global options of one call; `main` makes it, the root callback fills it."""

    language: Language
    folder: Path = field(default_factory=default_profile)
    source: PassphraseSource = None
    today: date = field(default_factory=date.today)
    debug: bool = False

    @classmethod
    def of(cls, context: typer.Context) -> Call:
        """Find the call that a verb belongs to."""
        return cast(Call, context.obj)

    @contextmanager
    def vault(self) -> Iterator[Vault]:
        """Open the vault for the length of a verb."""
        vault = self.opened()
        try:
            if vault.findings:
                warning = N_("Damage was found. Run verify, then restore the last good backup.")
                typer.echo(self.language.gettext(warning), err=True)
            yield vault
        finally:
            vault.close()

    def opened(self) -> Vault:
        """Open the vault; whoever asked closes it."""
        from consul_desk.vault.vault import Vault

        prompt = self.language.gettext("Passphrase:")
        return Vault.open(self.folder, read_passphrase(self.source, prompt))

    def packs(self) -> Packs:
        """Load the workflow packs that came with the program."""
        from consul_desk.workflows.load import load_packs

        return load_packs(forms_folder())

    def show(
        self, rows: Sequence[object], columns: tuple[Column, ...], *, as_json: bool
    ) -> None:
        """Print rows as a table or as JSON."""
        if as_json:
            print_json(rows, self.language)
        else:
            print_table(rows, columns, self.language)

    def say_made(self, text: str, *, as_json: bool, **made: object) -> None:
        """Tell the id or number of something new, in a sentence or as JSON."""
        if as_json:
            print_json(made, self.language)
        else:
            self.say(text, **made)

    def say(self, text: str, **values: object) -> None:
        """Print one marked sentence."""
        typer.echo(self.language.say(Message(text, values)))


def environment_language(environment: Mapping[str, str] = os.environ) -> LanguageCode:
    """Take the language from the locale; English where it is none of ours.

    Source:
        POSIX.1-2017, base definitions, section 8.2, checked 2026-11-23.
    """
    named = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    code = next((value for value in named if value), "")[:2].lower()
    return next((known for known in CODES if known == code), "en")
