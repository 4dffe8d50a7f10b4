"""SQL dumps of wilayah_boundaries: rows of INSERT statements read as data, nothing is executed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.limits import Limits
from layers.sources.readers.encodings import Encoding, decode
from layers.sources.readers.jsonshapes import ShapeError, said_of
from layers.sources.readers.markup.collected import Collected
from layers.sources.reading import Progress, Reading, silent

TABLE = "wilayah_boundaries"
NEEDED = ("kode", "nama", "path")
INSERT = re.compile(
    r"INSERT\s+(?:IGNORE\s+)?INTO\s+[`\"]?(?:\w+[`\"]?\.[`\"]?)?(\w+)[`\"]?\s*"
    r"(?:\(([^()]{1,2000})\))?\s*VALUES\s*",
    re.IGNORECASE,
)
STRING = re.compile(r"'([^'\\]*(?:(?:\\.|'')[^'\\]*)*)'", re.DOTALL)
MARK = re.compile(r"[;']")
PLAIN = re.compile(r"NULL|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.IGNORECASE | re.ASCII)
BLANK = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*", re.DOTALL)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "Z": "\x1a"}
# A polygon is three lists deep down to the numbers, a multipolygon four.
KINDS = {3: "Polygon", 4: "MultiPolygon"}
DEEPEST = 5
LAT_FIRST = Text(
    "path berisi [lat, lng]: lintang lebih dahulu", "path holds [lat, lng]: latitude comes first"
)


def read(
    path: Path,
    limits: Limits,
    progress: Progress = silent,
    *,
    encoding: Encoding | None = None,
) -> Reading:
    """Read the regions of a dump of the table `wilayah_boundaries`.

    Parameters
    ----------
    path
        The dump as its project publishes it: kode, nama, lat, lng, path, where path
        is JSON text of [lat, lng] positions.
    limits
        Rows accepted.
    encoding
        Of its letters; UTF-8 when None.

    Raises
    ------
    SourceError
        `driver-not-allowed` for dumps of other tables, `not-a-dump` for damage,
        `encoding-unknown`.
    """
    text = decode(path.read_bytes(), encoding or Encoding("utf-8-sig", "usual"))
    rows = Collected(limits)
    others: dict[str, None] = {}
    depths: dict[int, int] = {}
    for table, names, values in _inserted(text, progress):
        if table != TABLE or not set(NEEDED) <= set(names):
            others.setdefault(table)
            continue
        _add(dict(zip(names, values, strict=True)), rows, depths)
    if not rows.n:
        raise _nothing(list(others))
    rows.findings += _remarks(depths, list(others))
    progress(len(text), len(text))
    return rows.reading("SQL", "EPSG:4326", TABLE, untyped=())


def _nothing(others: list[str]) -> SourceError:
    names = ", ".join(others[:10])
    what = Text(f"berkas ini mengisi {names}", f"it fills {names}")
    if not others:
        what = Text("tidak ada perintah INSERT", "no INSERT statement was found")
    told = Text(
        f"dump SQL hanya dibaca bila mengisi {TABLE} (kode, nama, lat, lng, path); {what.id}. "
        "Muat dump ke basis datanya lalu ekspor sebagai GeoPackage (ogr2ogr) atau CSV",
        f"an SQL dump is read only if it fills {TABLE} (kode, nama, lat, lng, path); {what.en}. "
        "Load the dump into its database and export a GeoPackage (ogr2ogr) or a CSV",
    )
    return SourceError(told, code="driver-not-allowed")


def _remarks(depths: dict[int, int], others: list[str]) -> list[say.Finding]:
    found = [say.note("axis-order", LAT_FIRST)]
    if len(depths) > 1:
        counted = sorted(depths.items())
        told = Text(
            "kedalaman path berbeda: " + ", ".join(f"{n} baris sedalam {d}" for d, n in counted),
            "path nests differently: " + ", ".join(f"{n} rows {d} deep" for d, n in counted),
        )
        found.append(say.note("format-recognised", told))
    if others:
        names = ", ".join(others[:10])
        message = Text(f"baris tabel lain: {names}", f"rows of other tables: {names}")
        found.append(say.warning("row-skipped", message, "left out"))
    return found


def _inserted(text: str, progress: Progress) -> Iterator[tuple[str, list[str], list[Any]]]:
    """Give table, column names and values of each row of each INSERT statement."""
    at = 0
    while True:
        at = _next_statement(text, at)
        head = INSERT.match(text, at)
        if head is None:
            if at >= len(text):
                return
            at = _end_of_statement(text, at)
            continue
        if head[1] != TABLE:
            yield head[1], [], []
            at = _end_of_statement(text, head.end())
            continue
        names = [n.strip(' \t\r\n`"') for n in (head[2] or "").split(",")]
        if head[2] is None:
            names = ["kode", "nama", "lat", "lng", "path"]
        at = head.end()
        while True:
            values, at = _row(text, _blank(text, at))
            if len(values) != len(names):
                raise _damaged(
                    text,
                    at,
                    Text(
                        f"satu baris dengan {len(values)} nilai untuk {len(names)} kolom",
                        f"a row of {len(values)} values for {len(names)} columns",
                    ),
                )
            yield head[1], names, values
            progress(at, len(text))
            at = _blank(text, at)
            if text[at : at + 1] != ",":
                break
            at += 1


def _next_statement(text: str, at: int) -> int:
    at = _blank(text, at)
    while text[at : at + 1] == ";":
        at = _blank(text, at + 1)
    return at


def _end_of_statement(text: str, at: int) -> int:
    """Give the place after the next semicolon that stands in no string."""
    while mark := MARK.search(text, at):
        if mark[0] == ";":
            return mark.end()
        string = STRING.match(text, mark.start())
        if string is None:
            raise _damaged(
                text, mark.start(), Text("sebuah teks tidak berakhir", "a string does not end")
            )
        at = string.end()
    return len(text)


def _blank(text: str, at: int) -> int:
    found = BLANK.match(text, at)
    return found.end() if found else at


def _row(text: str, at: int) -> tuple[list[Any], int]:
    if text[at : at + 1] != "(":
        raise _damaged(
            text,
            at,
            Text("yang diminta baris yang berawal dengan (", "wanted a row that begins with ("),
        )
    values: list[Any] = []
    at += 1
    while True:
        value, at = _value(text, _blank(text, at))
        values.append(value)
        at = _blank(text, at)
        mark = text[at : at + 1]
        at += 1
        if mark == ")":
            return values, at
        if mark != ",":
            raise _damaged(text, at - 1, Text("yang diminta koma atau )", "wanted a comma or )"))


def _value(text: str, at: int) -> tuple[Any, int]:
    string = STRING.match(text, at)
    if string is not None:
        return _unescaped(string[1]), string.end()
    plain = PLAIN.match(text, at)
    if plain is None:
        raise _damaged(
            text,
            at,
            Text("yang diminta teks, bilangan, atau NULL", "wanted a text, a number or NULL"),
        )
    return (None if plain[0].upper() == "NULL" else float(plain[0])), plain.end()


def _unescaped(text: str) -> str:
    if "''" in text or "\\" in text:
        return re.sub(
            r"\\(.)|''", lambda m: ESCAPES.get(m[1], m[1]) if m[1] else "'", text, flags=re.DOTALL
        )
    return text


def _damaged(text: str, at: int, why: Text) -> SourceError:
    line, got = text.count("\n", 0, at) + 1, repr(text[at : at + 20])
    told = Text(
        f"baris {line}: {why.id}, yang ada {got}",
        f"line {line}: {why.en}, got {got}",
    )
    return SourceError(told, code="not-a-dump")


def _add(row: dict[str, Any], rows: Collected, depths: dict[int, int]) -> None:
    properties = {k: v for k, v in row.items() if k != "path"}
    geometry = None
    if row["path"] not in (None, ""):
        try:
            geometry, depth = geometry_of(str(row["path"]))
            depths[depth] = depths.get(depth, 0) + 1
        except ValueError as fault:
            rows.fault("bad-geometry", said_of(fault))
    rows.add(properties, geometry)


def geometry_of(path: str) -> tuple[Any, int]:
    """Give the geometry of a path, x first, and how many lists deep it is.

    Raises
    ------
    ValueError
        If the text is no JSON of positions, three or four lists deep.

    Examples
    --------
    >>> geometry_of("[[[0,116],[0,117],[1,117],[0,116]]]")[0]["coordinates"][0][1]
    [117, 0]
    """
    if len(path) - len(path.lstrip("[ \t\r\n")) > DEEPEST * 4:
        raise ShapeError(Text("path bersarang terlalu dalam", "path is nested too deeply"))
    held = orjson.loads(path)
    depth, inner = 0, held
    while isinstance(inner, list) and inner and depth <= DEEPEST:
        depth, inner = depth + 1, inner[0]
    kind = KINDS.get(depth)
    if kind is None:
        raise ShapeError(
            Text(
                f"path bersarang {depth} daftar; yang diminta 3 atau 4",
                f"path is nested {depth} lists deep; wanted 3 or 4",
            )
        )
    return {"type": kind, "coordinates": _turned(held, depth)}, depth


def _turned(held: Any, depth: int) -> Any:
    """Exchange the numbers of every position."""
    if not isinstance(held, list):
        told = Text("posisi harus berupa daftar bilangan", "positions must be lists of numbers")
        raise ShapeError(told)
    if depth == 1:
        return [held[1], held[0]] if len(held) > 1 else held
    return [_turned(inner, depth - 1) for inner in held]
