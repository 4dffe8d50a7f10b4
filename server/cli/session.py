"""Session: what holds for one call of the command line: workspace, language, quiet."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.cli.progress import Progress

if TYPE_CHECKING:
    from layers import Catalogue
    from layers.derived import Observer
    from layers.schema import Text

LANGUAGES = ("id", "en")
STORE_FILE = "region.gpkg"
# The mark of the folder that belongs to a PostGIS workspace.
OWNER_FILE = "workspace.id"


class WrongUsageError(click.UsageError):
    """A call that cannot be carried out as given, told in both languages."""

    def __init__(self, indonesian: str, english: str) -> None:
        super().__init__(english)
        self.indonesian = indonesian


class WrongValueError(click.BadParameter):
    """A value that an option or argument cannot have, told in both languages."""

    def __init__(self, indonesian: str, english: str, **about: Any) -> None:
        super().__init__(english, **about)
        hint = about.get("param_hint")
        self.indonesian = f"{hint}: {indonesian}" if hint else indonesian


@dataclass(frozen=True, slots=True)
class Session:
    """The options given before the command; an address may hold a password."""

    workspace: str | Path | None = field(default=None, repr=False)
    folder: Path | None = None
    lang: str = "en"
    quiet: bool = False
    scenario: str | None = None

    def place(self) -> str | Path:
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
        raise WrongUsageError(
            "tidak ada ruang kerja yang disebut, dan folder ini bukan ruang kerja (tanpa "
            f"{STORE_FILE}); berikan 'penyangga --workspace DIR …', tetapkan "
            "PENYANGGA_WORKSPACE, atau buat dengan 'penyangga init DIR'",
            f"no workspace named, and the current folder is none (no {STORE_FILE}); give "
            "'penyangga --workspace DIR …', set PENYANGGA_WORKSPACE, or make one with "
            "'penyangga init DIR'",
        )

    def open(self) -> Catalogue:
        """Open the workspace, or the scenario of it that is asked for.

        Raises
        ------
        ScenarioNotFoundError
            If there is no such scenario.
        StoreError, click.UsageError
            As `base`.
        """
        if self.scenario is None:
            return self.base()
        from gis.scenarios.keeping import Scenarios

        return Scenarios(self.base()).open(self.scenario)

    def base(self) -> Catalogue:
        """Open the workspace as it is.

        Raises
        ------
        StoreError
            If there is no workspace, or it cannot be reached.
        click.UsageError
            If a PostGIS workspace is asked for without a folder for its files.
        """
        return open_place(self.place(), self.folder, observer=self.working())

    def say(self, text: Text | None, *, otherwise: str = "") -> str:
        """Give a text in the language of the session."""
        if text is None:
            return otherwise
        return self.words(text.id, text.en)

    def words(self, indonesian: str, english: str) -> str:
        """Give one of two phrases: that in the language of the session."""
        return indonesian if self.lang == "id" else english

    def working(self) -> Observer:
        """Give what tells on standard error of long work while it lasts."""
        from server.cli.progress.working import Working

        return Working(sys.stderr, self.say, quiet=self.quiet)

    def progress(self) -> Progress:
        """Give the progress line of this call, on standard error."""
        return Progress(sys.stderr, quiet=self.quiet)


def open_place(
    place: str | Path,
    folder: Path | None = None,
    *,
    create: bool = False,
    observer: Observer | None = None,
) -> Catalogue:
    """Open the workspace at a place: a folder, or a PostGIS address with a folder for its files.

    Raises
    ------
    StoreError
        If there is no workspace (with `create`: one already), or it cannot be reached.
    click.UsageError
        If a PostGIS workspace is asked for without a folder.
    """
    import layers

    if is_address(place) and folder is None:
        raise WrongUsageError(
            "ruang kerja PostGIS menyimpan raster dan layer terkemasnya dalam folder; "
            "berikan 'penyangga --folder DIR …' atau tetapkan PENYANGGA_FOLDER",
            "a PostGIS workspace keeps its rasters and packed layers in a folder; give "
            "'penyangga --folder DIR …' or set PENYANGGA_FOLDER",
        )
    told = {} if observer is None else {"observer": observer}
    return layers.open(place, create=create, folder=folder, **told)


def is_address(place: str | Path) -> bool:
    """Say whether a workspace is named by the address of a database (else by its folder)."""
    from layers.stores.address import is_url

    return is_url(str(place))


def holds_workspace(folder: Path) -> bool:
    """Say whether a folder is a workspace, or keeps the files of one in PostGIS."""
    return (folder / STORE_FILE).is_file() or (folder / OWNER_FILE).is_file()


def note(message: str) -> None:
    """Tell a person something that is not data."""
    click.echo(message, err=True)
