"""`--report` and `--fix`: findings written to a file, repairs asked for by code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from server.cli.output import whole_file
from server.cli.session import Session, WrongUsageError, WrongValueError, note

if TYPE_CHECKING:
    from layers.defects.listing import ReportDocument

Command = TypeVar("Command", bound=Callable[..., Any])
SUFFIXES = (".html", ".htm", ".csv", ".json")


def reporting(command: Command) -> Command:
    """Give a command the options --fix and --report."""
    fix = click.option(
        "--fix",
        multiple=True,
        metavar="CODE",
        help="Repair defects of this code where it is clear how, e.g. axes-swapped (repeatable).",
    )
    return fix(report_option(command))


def report_option(command: Command) -> Command:
    """Give a command the option --report."""
    return click.option(
        "--report",
        type=click.Path(path_type=Path, dir_okay=False),
        callback=_require_format,
        help="Write all findings to this file (.html, .csv or .json), also when refused.",
    )(command)


def _require_format(
    ctx: click.Context, parameter: click.Parameter, value: Path | None
) -> Path | None:
    if value is not None and value.suffix.lower() not in SUFFIXES:
        raise WrongValueError(
            f"{value.name!r}: yang diminta nama berakhiran {', '.join(SUFFIXES)}",
            f"{value.name!r}: wanted a name ending in {', '.join(SUFFIXES)}",
            ctx=ctx,
            param=parameter,
        )
    return value


def codes_of(given: tuple[str, ...]) -> tuple[str, ...]:
    """Give the codes of --fix, each given alone or several with commas between.

    Raises
    ------
    click.UsageError
        For a code that names nothing to repair.
    """
    from layers.defects.registry import require_repairable
    from layers.errors import SourceError

    codes = tuple(code.strip() for text in given for code in text.split(",") if code.strip())
    try:
        require_repairable(codes)
    except SourceError as fault:
        text = "--fix: " + fault.text
        raise WrongUsageError(text.id, text.en) from fault
    return codes


def write_report(session: Session, document: ReportDocument, path: Path | None) -> None:
    """Write a report where one was asked for, in the language of the session."""
    if path is None:
        return
    from layers.defects.page import rendered

    text = rendered(document, path, "id" if session.lang == "id" else "en")
    with whole_file(path, overwrite=True) as part:
        part.write_text(text, encoding="utf-8")
    note(session.words(f"laporan: {path}", f"report: {path}"))


@contextmanager
def refusals(session: Session, name: str, path: Path | None) -> Iterator[None]:
    """Write the report of a file that is refused while this is open, and pass the error on."""
    from layers.errors import LayersError
    from layers.sources.report import refusal

    try:
        yield
    except LayersError as fault:
        write_report(session, refusal(name, fault), path)
        raise
