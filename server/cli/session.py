"""Session: what holds for one call of the command line: workspace, language, quiet."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.progress import Progress

if TYPE_CHECKING:
    from layers import Catalogue
    from layers.schema import Text

LANGUAGES = ("id", "en")
STORE_FILE = "region.gpkg"


@dataclass(frozen=True, slots=True)
class Session:
    """The options given before the command."""

    workspace: Path | None = None
    lang: str = "en"
    quiet: bool = False

    def folder(self) -> Path:
        """Give the workspace asked for, or the current folder if it is one.

        Raises
        ------
        click.UsageError
            If no workspace is named and the current folder is none.
        """
        if self.workspace is not None:
            return self.workspace
        here = Path.cwd()
        if (here / STORE_FILE).is_file():
            return here
        raise click.UsageError(
            f"no workspace named, and the current folder is none (no {STORE_FILE}); give "
            "'penyangga --workspace DIR …', set PENYANGGA_WORKSPACE, or make one with "
            "'penyangga init DIR'"
        )

    def open(self) -> Catalogue:
        """Open the workspace.

        Raises
        ------
        StoreError
            If the folder is no workspace.
        """
        import layers

        return layers.open(self.folder())

    def say(self, text: Text | None, *, otherwise: str = "") -> str:
        """Give a text in the language of the session."""
        if text is None:
            return otherwise
        return self.words(text.id, text.en)

    def words(self, indonesian: str, english: str) -> str:
        """Give one of two phrases: that in the language of the session."""
        return indonesian if self.lang == "id" else english

    def progress(self) -> Progress:
        """Give the progress line of this call, on standard error."""
        return Progress(sys.stderr, quiet=self.quiet)


def note(message: str) -> None:
    """Tell a person something that is not data."""
    click.echo(message, err=True)
