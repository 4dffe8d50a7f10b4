"""Output of data: JSON, tables for people, CSV; and files that appear whole or not at all."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from layers.text import figure, harmless
from server.cli.session import Session, WrongUsageError, holds_workspace
from server.documents.phrases import TRUST_PHRASES

Row = Mapping[str, Any]
NOTHING = "–"
YES_NO = (("yes", "no"), ("ya", "tidak"))


def print_json(document: Any) -> None:
    """Write one JSON document to standard output."""
    import orjson

    option = orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
    click.echo(orjson.dumps(document, option=option).decode())


def print_csv(rows: Sequence[Row]) -> None:
    """Write rows as CSV to standard output, under the columns of all of them.

    What is no single value (the legs of a way) is written as JSON; a text that a
    spreadsheet would take for a formula gets an apostrophe in front.
    """
    buffer = io.StringIO()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(buffer, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    click.echo(buffer.getvalue(), nl=False)


def _cell(value: Any) -> Any:
    if not isinstance(value, (dict, list, tuple)):
        return harmless(value)
    import orjson

    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()


def print_table(rows: Sequence[Row], columns: Mapping[str, str], lang: str = "en") -> None:
    """Write rows as an aligned table to standard output.

    Parameters
    ----------
    rows
        What to show.
    columns
        Key in the row → heading.
    lang
        Language the numbers are written in.
    """
    cells = [[text_of(row.get(key), lang) for key in columns] for row in rows]
    right = [
        all(isinstance(row.get(key), (int, float, type(None))) for row in rows) for key in columns
    ]
    lines = [list(columns.values()), *cells]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    for line in lines:
        padded = [
            text.rjust(width) if is_number else text.ljust(width)
            for text, width, is_number in zip(line, widths, right, strict=True)
        ]
        click.echo("  ".join(padded).rstrip())


def number(value: float, form: str = ",.0f", lang: str = "en") -> str:
    """Write a number as a language has it: 1,234.5 in English, 1.234,5 in Indonesian."""
    return figure(value, form).said(lang)


def text_of(value: Any, lang: str = "en") -> str:
    """Give a value as people read it: thousands apart, two decimals, a dash for nothing."""
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return NOTHING
    if isinstance(value, bool):
        return YES_NO[lang == "id"][not value]
    if isinstance(value, int):
        return number(value, ",", lang)
    if isinstance(value, float):
        whole = abs(value) >= 1000 or value.is_integer()
        return number(value, ",.0f" if whole else ",.2f", lang)
    return str(value)


def trust_in_words(session: Session, trust: str) -> str:
    """Give a mark of trust in the language of the session."""
    text = TRUST_PHRASES.get(trust)
    return trust if text is None else session.say(text)


def percent(value: float | None, lang: str = "en") -> str:
    """Give a share as a percentage."""
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return NOTHING
    return number(100 * value, ".1f", lang) + " %"


@contextmanager
def whole_file(path: Path, *, overwrite: bool, in_workspace: bool = False) -> Iterator[Path]:
    """Give a temporary name beside `path`; put it in place at the end, or take it away.

    Raises
    ------
    click.UsageError
        If `path` is there and `overwrite` is not given, its folder is missing, or it
        lies in a workspace: nothing may be written over a store. What belongs into one is
        written with `in_workspace`.
    """
    for folder in () if in_workspace else path.resolve().parents:
        if holds_workspace(folder):
            raise WrongUsageError(
                f"{path} terletak di ruang kerja {folder}; tulis di tempat lain",
                f"{path} lies in the workspace {folder}; write somewhere else",
            )
    if path.exists() and not overwrite:
        raise WrongUsageError(
            f"{path} sudah ada; berikan --overwrite untuk menggantinya",
            f"{path} is there already; give --overwrite to replace it",
        )
    if not path.parent.is_dir():
        raise WrongUsageError(
            f"{path.parent} bukan folder; buat dahulu", f"{path.parent} is no folder; make it first"
        )
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield part
        with part.open("rb+") as handle:
            os.fsync(handle.fileno())
        part.replace(path)
    finally:
        for rest in path.parent.glob(f"{part.name}*"):
            rest.unlink()
