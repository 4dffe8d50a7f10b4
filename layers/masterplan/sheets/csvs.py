"""CSV files of a masterplan: a folder with a file for each sheet."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from layers.errors import SourceError
from layers.masterplan.sheets.spreading import Table
from layers.masterplan.sheets.unfit import shown
from layers.sources.workbooks.grid import Cell, Grid
from layers.text import Text

MAX_BYTES = 20_000_000
MAX_FILES = 100
SIGNS = ",;\t"
# Indonesian programs put a semicolon between values, because the comma is for decimals.
DECIMALS = {",": ".", ";": ",", "\t": None}
GUARDED = re.compile(r"'+[=+\-@\t\r]")


def write_folder(tables: Sequence[Table], folder: Path) -> list[Path]:
    """Write a file for each table; headings are the ids of its columns.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.

    Parameters
    ----------
    tables
        Of `spread`.
    folder
        Made if it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table in tables:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([column.id for column in table.sheet.columns])
        for row in table.rows:
            writer.writerow(["" if value is None else _guarded(shown(value)) for value in row])
        path = folder / f"{table.sheet.id}.csv"
        # With the mark by which spreadsheets know UTF-8.
        path.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode("utf-8"))
        written.append(path)
    return written


def _guarded(text: str) -> str:
    is_number = re.fullmatch(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", text) is not None
    runs = text.startswith(("=", "+", "-", "@", "\t", "\r")) and not is_number
    # An apostrophe of its own is kept apart from one put there.
    return f"'{text}" if runs or GUARDED.match(text) else text


def read_folder(folder: Path) -> list[Grid]:
    """Read the cells of every CSV file in a folder.

    Raises
    ------
    SourceError
        If there is none, or one is too large, of unknown letters, or no CSV.
    """
    files = sorted(file for file in folder.glob("*") if file.suffix.lower() in (".csv", ".tsv"))
    if not files or len(files) > MAX_FILES:
        raise SourceError(
            Text(
                f"{folder.name}: {len(files)} berkas CSV; yang diminta goals.csv, targets.csv, …",
                f"{folder.name}: {len(files)} files of CSV; wanted goals.csv, targets.csv, …",
            ),
            code="no-layer",
        )
    return [_grid(file) for file in files]


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """Give the text of a file and its encoding: UTF-8, or what offices' spreadsheets write."""
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encodings = ["utf-16"] if is_wide else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            return data.decode(encoding), encoding.removesuffix("-sig")
    raise SourceError(
        Text(
            f"{name}: bukan UTF-8, UTF-16, atau cp1252; simpan sebagai CSV UTF-8",
            f"{name}: no UTF-8, UTF-16 or cp1252; save it as CSV UTF-8",
        ),
        code="bad-encoding",
    )


def _grid(file: Path) -> Grid:
    data = b"" if file.stat().st_size > MAX_BYTES else file.read_bytes()
    if not data and file.stat().st_size:
        raise SourceError(
            Text(
                f"{file.name}: paling besar {MAX_BYTES:,} bita",
                f"{file.name}: {MAX_BYTES:,} bytes at most",
            ),
            code="too-big",
        )
    text, encoding = _decoded(data, file.name)
    first = text.partition("\n")[0]
    sign = max(SIGNS, key=first.count)
    cells: dict[tuple[int, int], Cell] = {}
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                if value.strip():
                    plain = value[1:] if GUARDED.match(value) else value
                    cells[number, column] = Cell(plain)
    except csv.Error as error:
        raise SourceError(
            Text(f"{file.name}: bukan CSV: {error}", f"{file.name}: no CSV: {error}"),
            code="bad-syntax",
        ) from error
    return Grid(file.stem, cells, decimal=DECIMALS[sign], encoding=encoding)
