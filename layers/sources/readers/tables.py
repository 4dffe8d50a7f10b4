"""Tables: CSV with coordinates in columns, whatever delimiter, decimal mark and encoding."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from layers.errors import SourceError
from layers.sources import findings as say
from layers.sources.attributes import clean
from layers.sources.findings import Finding
from layers.sources.limits import Limits
from layers.sources.readers.encodings import decode, detect
from layers.sources.reading import Geometries, Progress, Reading, geometry_array, silent

LON = (
    *("lon", "long", "longitude", "lng", "bujur", "garisbujur", "bujurtimur"),
    *("koordinatbujur", "xlon", "lonx"),
)
LAT = (
    *("lat", "latitude", "lintang", "garislintang", "lintangselatan"),
    *("koordinatlintang", "ylat", "laty"),
)
X = ["x", "easting", "xcoord", "coordx", "koordx", "koordinatx", "pointx", "timur"]
Y = ["y", "northing", "ycoord", "coordy", "koordy", "koordinaty", "pointy", "utara"]
WKT = ["wkt", "geomwkt", "wktgeom", "geometry", "geom", "thegeom", "shape"]
PAIR = ["coordinate", "coordinates", "koordinat", "latlon", "latlong", "latlng", "lonlat", "posisi"]
NULLS = frozenset({"", "null", "\\n"})
FIELD_BYTES = 16_000_000
WKT_HEAD = re.compile(r"\s*(?:SRID=(\d{1,6});)?\s*([A-Za-z]+)")
ANGLE = re.compile(
    r"""\s*(\d{1,3})\s*[°d]\s*(?:(\d{1,2})\s*['′’m]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:"|''|″|”|s)\s*)?
    ([NSEWUTBL]{1,2})\s*""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
SIGNS = {"N": 1, "LU": 1, "U": 1, "S": -1, "LS": -1, "E": 1, "BT": 1, "T": 1, "W": -1, "BB": -1}
PLAIN = re.compile(
    r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|[-+]?inf(?:inity)?",
    re.IGNORECASE | re.ASCII,
)
COMMA = re.compile(r"\s*[-+]?\d+,\d+\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Where:
    """Which columns hold the position: a pair of them, or one with WKT or with both numbers."""

    kind: str
    columns: tuple[int, ...]
    crs: str | None


def read(path: Path, limits: Limits, progress: Progress = silent) -> Reading:
    """Read a CSV file with coordinates.

    Raises
    ------
    SourceError
        `no-coordinates` naming the columns there are, `not-a-table`, `encoding-unknown`.
    """
    data = path.read_bytes()
    encoding = detect(data)
    text = decode(data, encoding)
    if "\x00" in text:
        raise SourceError("the file holds zero bytes; it is not a CSV table", code="not-a-table")
    delimiter = find_delimiter(text)
    header, lines, found = _rows(text, delimiter, limits)
    progress(1, 3)
    where = find_position(header)
    taken = [[line[i] for line in lines] for i in where.columns]
    geometry, faults, decimal = _positions(where, taken)
    progress(2, 3)
    rows = np.arange(1, len(lines) + 1, dtype=np.int64)
    dropped = set(where.columns) if where.kind != "pair" else set()
    columns = {
        header[i]: [_null(line[i]) for line in lines]
        for i in range(len(header))
        if i not in dropped
    }
    found += [say.error(row, code, why) for row, code, why in faults]
    found.append(say.note("encoding-detected", f"{encoding.name} ({encoding.how})"))
    if decimal == ",":
        found.append(say.note("decimal-comma", "coordinates such as 116,83"))
    reading = Reading(
        attributes=pd.DataFrame(
            {k: pd.Series(v, dtype=object) for k, v in columns.items()},
            index=pd.RangeIndex(len(lines)),
        ),
        geometry=geometry,
        rows=rows,
        driver="CSV",
        crs=_crs(where, taken),
        encoding=encoding.name,
        n_read=len(lines),
        findings=tuple(found),
    )
    progress(3, 3)
    return clean(reading, from_text=True, decimal=decimal)


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
        _check_header(header, limits)
        for line in reader:
            if not any(cell.strip() for cell in line):
                continue
            lines.append(_fitted(line, len(header), len(lines) + 1, reader.line_num, found))
            if len(lines) > limits.rows:
                raise SourceError(f"more than {limits.rows:,} rows; split it", code="too-big")
    except csv.Error as fault:
        raise SourceError(f"line {reader.line_num}: {fault}", code="not-a-table") from fault
    return header, lines, found


def _check_header(header: list[str], limits: Limits) -> None:
    if not header:
        raise SourceError("the file is empty; wanted a first row of names", code="empty-file")
    if len(header) > limits.columns:
        raise SourceError(
            f"{len(header)} columns; at most {limits.columns} are accepted", code="too-many-columns"
        )
    for i, name in enumerate(header):
        base, n = name or f"column_{i + 1}", 1
        header[i] = base
        while header[i] in header[:i]:
            n += 1
            header[i] = f"{base}_{n}"


def _fitted(line: list[str], width: int, row: int, number: int, found: list[Finding]) -> list[str]:
    if len(line) != width:
        why = f"line {number} has {len(line)} cells; the first row names {width} columns"
        found.append(say.error(row, "bad-row", why))
    return (line + [""] * width)[:width]


def _null(cell: str) -> str | None:
    return None if cell.strip().casefold() in NULLS else cell


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.casefold())


def find_position(header: Sequence[str]) -> Where:
    """Find the columns that hold the position.

    Raises
    ------
    SourceError
        `no-coordinates`, naming the columns there are.

    Examples
    --------
    >>> find_position(["nama", "Lintang", "Bujur"])
    Where(kind='pair', columns=(2, 1), crs='EPSG:4326')
    """
    plain = [_plain(name) for name in header]
    for names, others, crs in ((LON, LAT, "EPSG:4326"), (X, Y, None)):
        east, north = _first(plain, names), _first(plain, others)
        if east is not None and north is not None:
            return Where("pair", (east, north), crs)
    for kind, wanted in (("wkt", WKT), ("both", PAIR)):
        place = _first(plain, wanted)
        if place is not None:
            return Where(kind, (place,), None)
    raise SourceError(
        f"no column holds a position; the columns are {', '.join(header[:30])}. Wanted lon and lat "
        "(longitude/latitude, bujur/lintang), x and y, or wkt",
        code="no-coordinates",
    )


def _first(plain: Sequence[str], names: Sequence[str]) -> int | None:
    return next((plain.index(name) for name in names if name in plain), None)


def _crs(where: Where, taken: list[list[str]]) -> str | None:
    if where.crs or where.kind == "pair":
        return where.crs
    first = next((cell for cell in taken[0] if cell.strip()), "")
    if where.kind == "both":
        return "EPSG:4326" if ANGLE.match(first) else None
    head = WKT_HEAD.match(first)
    return f"EPSG:{head[1]}" if head and head[1] else None


Faults = list[tuple[int, str, str]]


def _positions(where: Where, taken: list[list[str]]) -> tuple[Geometries, Faults, str]:
    if where.kind == "wkt":
        return (*_from_wkt(taken[0]), ".")
    if where.kind == "both":
        pairs = [_angles(cell) for cell in taken[0]]
        taken = [[p[0] for p in pairs], [p[1] for p in pairs]]
    decimal = "," if any(COMMA.fullmatch(c) for col in taken for c in col) else "."
    faults: Faults = []
    out = geometry_array([None] * len(taken[0]))
    good, xs, ys = [], [], []
    for place, (east, north) in enumerate(zip(*taken, strict=True)):
        x, y = _coordinate(east), _coordinate(north)
        if x is None and y is None:
            continue
        fault = _fault(east, x, north, y)
        if fault:
            faults.append((place + 1, *fault))
            continue
        good.append(place)
        xs.append(x)
        ys.append(y)
    out[good] = shapely.points(np.array(xs, dtype=float), np.array(ys, dtype=float))
    return out, faults, decimal


def _fault(
    east: str, x: float | str | None, north: str, y: float | str | None
) -> tuple[str, str] | None:
    if x is None or y is None:
        return "bad-coordinate", f"only one coordinate is given ({east!r}, {north!r})"
    for cell, value in ((east, x), (north, y)):
        if isinstance(value, str):
            return "bad-coordinate", f"{cell[:40]!r} is not a coordinate"
        if not math.isfinite(value):
            return "not-finite", f"coordinate {cell[:40]!r} is not finite"
    return None


def _coordinate(cell: str) -> float | str | None:
    """Give the number in a cell, None for an empty one, the text itself for anything else."""
    text = cell.strip()
    if text.casefold() in NULLS:
        return None
    if COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if PLAIN.fullmatch(text):
        return float(text)
    angle = ANGLE.fullmatch(text)
    return cell if angle is None else _degrees(angle)


def _degrees(angle: re.Match[str]) -> float:
    degrees, minutes, seconds, side = angle.groups()
    size = float(degrees) + float(minutes or 0) / 60
    size += float((seconds or "0").replace(",", ".")) / 3600
    return size * SIGNS.get(side.upper(), 1)


def _angles(cell: str) -> tuple[str, str]:
    """Cut a cell such as 04°03'45.00" S 114°36'59.00" E into longitude and latitude."""
    first = ANGLE.match(cell)
    second = ANGLE.match(cell, first.end()) if first else None
    if first is None or second is None:
        numbers = re.split(r"[,;\s]+", cell.strip(" ()"))
        return (numbers[0], numbers[1]) if len(numbers) == 2 else (cell, cell)
    parts = [first, second]
    if first[4].upper() in {"N", "S", "LU", "LS", "U"}:
        parts.reverse()
    return parts[0].group(), parts[1].group()


def _from_wkt(cells: list[str]) -> tuple[Geometries, Faults]:
    out = geometry_array([None] * len(cells))
    faults: Faults = []
    for place, cell in enumerate(cells):
        text = cell.strip().split(";", 1)[-1].strip()
        if text.casefold() in NULLS:
            continue
        if _paren_depth(text) > 7:
            faults.append((place + 1, "too-deep", "WKT is nested too deeply"))
            continue
        try:
            out[place] = shapely.from_wkt(text)
        except shapely.errors.ShapelyError as fault:
            faults.append((place + 1, "bad-geometry", str(fault).splitlines()[0][:160]))
    return out, faults


def _paren_depth(text: str) -> int:
    depth = deepest = 0
    for mark in re.findall(r"[()]", text):
        depth += 1 if mark == "(" else -1
        deepest = max(deepest, depth)
    return deepest
