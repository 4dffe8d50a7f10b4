"""Tables: CSV with coordinates in columns, whatever delimiter, decimal mark and encoding."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.columns.attributes import clean
from layers.sources.findings import Finding
from layers.sources.limits import Limits
from layers.sources.readers import encodings
from layers.sources.readers.encodings import Encoding, decode, detect
from layers.sources.readers.positions import Placed, Where, find_if_any, find_position, place_rows
from layers.sources.reading import Progress, Reading, silent

NULLS = frozenset({"", "null", "\\n"})
FIELD_BYTES = 16_000_000


def read(
    path: Path,
    limits: Limits,
    progress: Progress = silent,
    *,
    bare: bool = False,
    encoding: Encoding | None = None,
) -> Reading:
    """Read a CSV file with coordinates, or (with `bare`) one that needs none.

    Parameters
    ----------
    path
        The table.
    limits
        Rows and columns accepted.
    bare
        Rows need no coordinates.
    encoding
        Of its letters; told from the bytes when None.

    Raises
    ------
    SourceError
        `no-coordinates` naming the columns there are, `not-a-table`, `encoding-unknown`.
    """
    data = path.read_bytes()
    encoding = encoding or detect(data)
    text = decode(data, encoding)
    if "\x00" in text:
        raise SourceError(
            Text(
                "berkas ini memuat bita nol; ini bukan tabel CSV",
                "the file holds zero bytes; it is not a CSV table",
            ),
            code="not-a-table",
        )
    delimiter = find_delimiter(text)
    header, lines, found = _rows(text, delimiter, limits)
    progress(1, 3)
    where = find_if_any(header) if bare else find_position(header)
    taken = [[line[i] for line in lines] for i in where.columns]
    placed = place_rows(where, taken, len(lines))
    progress(2, 3)
    rows = np.arange(1, len(lines) + 1, dtype=np.int64)
    dropped = set(where.columns) if where.kind != "pair" else set()
    columns = {
        header[i]: [_null(line[i]) for line in lines]
        for i in range(len(header))
        if i not in dropped
    }
    found += [say.error(row, code, why) for row, code, why in placed.faults]
    found += placed.findings
    found += encodings.told(encoding)
    if placed.decimal == ",":
        found.append(
            say.note(
                "decimal-comma", Text("koordinat seperti 116,83", "coordinates such as 116,83")
            )
        )
    reading = Reading(
        attributes=pd.DataFrame(
            {k: pd.Series(v, dtype=object) for k, v in columns.items()},
            index=pd.RangeIndex(len(lines)),
        ),
        geometry=placed.geometry,
        rows=rows,
        driver="CSV",
        crs=placed.crs,
        encoding=encoding.name,
        layer="buildings" if where.is_buildings else "",
        n_read=len(lines),
        findings=tuple(found),
    )
    progress(3, 3)
    positions = [header[i] for i in where.columns]
    mark = _mark(where, taken, placed, delimiter)
    return clean(reading, from_text=True, decimal=mark, positions=positions)


def _mark(where: Where, taken: list[list[str]], placed: Placed, delimiter: str) -> str:
    """Give the decimal mark of the coordinates; empty where nothing shows it.

    Spreadsheets that write decimal commas part the cells by semicolons.
    """
    if where.kind == "wkt" or placed.decimal == ",":
        return placed.decimal
    dots = delimiter == "," or any("." in cell for cells in taken for cell in cells)
    return "." if dots else ""


def find_delimiter(text: str) -> str:
    r"""Tell the delimiter: the one that gives most columns of the same number in each row.

    Examples
    --------
    >>> find_delimiter("a;b;c\n1,5;2;3\n")
    ';'
    """
    sample = text[:200_000]
    best = (0.0, ",")
    for candidate in (",", ";", "\t", "|"):
        try:
            reader = csv.reader(io.StringIO(sample, newline=""), delimiter=candidate)
            widths = [len(r) for r, _ in zip(reader, range(200), strict=False) if r]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        same = sum(w == widths[0] for w in widths) / len(widths)
        best = max(best, (same * widths[0] if same > 0.5 else same, candidate), key=lambda b: b[0])
    return best[1]


def _rows(
    text: str, delimiter: str, limits: Limits
) -> tuple[list[str], list[list[str]], list[Finding]]:
    csv.field_size_limit(FIELD_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: list[Finding] = []
    lines: list[list[str]] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        found += _check_header(header, limits)
        for line in reader:
            if not any(cell.strip() for cell in line):
                continue
            lines.append(_fitted(line, len(header), len(lines) + 1, reader.line_num, found))
            if len(lines) > limits.rows:
                raise SourceError(
                    Text(
                        f"lebih dari {limits.rows:,} baris; belah berkasnya",
                        f"more than {limits.rows:,} rows; split it",
                    ),
                    code="too-big",
                )
    except csv.Error as fault:
        raise SourceError(
            Text(f"baris {reader.line_num}: {fault}", f"line {reader.line_num}: {fault}"),
            code="not-a-table",
        ) from fault
    return header, lines, found


def _check_header(header: list[str], limits: Limits) -> list[Finding]:
    """Give every column a name of its own, and say which had that of another."""
    if not header:
        raise SourceError(
            Text(
                "berkas ini kosong; yang diminta baris pertama berisi nama kolom",
                "the file is empty; wanted a first row of names",
            ),
            code="empty-file",
        )
    if len(header) > limits.columns:
        raise SourceError(
            Text(
                f"{len(header)} kolom; paling banyak {limits.columns} yang diterima",
                f"{len(header)} columns; at most {limits.columns} are accepted",
            ),
            code="too-many-columns",
        )
    found = []
    for i, name in enumerate(header):
        base, n = name or f"column_{i + 1}", 1
        header[i] = base
        while header[i] in header[:i]:
            n += 1
            header[i] = f"{base}_{n}"
        if n > 1:
            found.append(_twice(base, i + 1, header[i]))
    return found


def _twice(name: str, number: int, new: str) -> Finding:
    told = Text(
        f"kolom ke-{number} juga bernama {name!r}; namanya menjadi {new!r}",
        f"column {number} is named {name!r} too; it becomes {new!r}",
    )
    return say.warning("duplicate-name", told, "kept")


def _fitted(line: list[str], width: int, row: int, number: int, found: list[Finding]) -> list[str]:
    if len(line) != width:
        why = Text(
            f"baris berkas {number} memiliki {len(line)} sel; baris pertama menyebut {width} kolom",
            f"line {number} has {len(line)} cells; the first row names {width} columns",
        )
        found.append(say.error(row, "bad-row", why))
    return (line + [""] * width)[:width]


def _null(cell: str) -> str | None:
    return None if cell.strip().casefold() in NULLS else cell
