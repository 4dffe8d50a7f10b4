"""Positions in tables: which columns hold them, and what is written there."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
import shapely

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.readers.angles import coordinate, cut
from layers.sources.readers.jsonshapes import said_of
from layers.sources.reading import Geometries, geometry_array

LON = (
    *("lon", "long", "longitude", "lng", "bujur", "garisbujur", "bujurtimur"),
    *("koordinatbujur", "xlon", "lonx"),
)
LAT = (
    *("lat", "latitude", "lintang", "garislintang", "lintangselatan"),
    *("koordinatlintang", "ylat", "laty"),
)
X = (
    *("x", "easting", "eastings", "xcoord", "coordx", "koordx", "koordinatx", "pointx", "timur"),
    *("utmx", "utme", "utmeasting", "xutm", "xmeter"),
)
Y = (
    *("y", "northing", "northings", "ycoord", "coordy", "koordy", "koordinaty", "pointy", "utara"),
    *("utmy", "utmn", "utmnorthing", "yutm", "ymeter"),
)
WKT = ("wkt", "geomwkt", "wktgeom", "geometry", "geom", "thegeom", "shape")
LAT_FIRST = ("latlon", "latlong", "latlng", "latitudelongitude", "lintangbujur")
LON_FIRST = ("lonlat", "longlat", "lnglat", "longitudelatitude", "bujurlintang")
PAIR = ("coordinate", "coordinates", "koordinat", *LAT_FIRST, *LON_FIRST, "posisi", "lokasi")
BUILDINGS = frozenset({"areainmeters", "confidence", "geometry", "fullpluscode"})
# The column our own export writes: wkt_epsg_4326.
NAMED_WKT = re.compile(
    r"(?:wkt|geom|geometry|shape)[ _-]?(?:epsg|srid)[ _:-]?(\d{4,6})", re.IGNORECASE
)
WKT_HEAD = re.compile(r"\s*(?:SRID=(\d{1,6});)?\s*([A-Za-z]+)")
NULLS = frozenset({"", "null", "\\n"})
EAST, NORTH = (94.0, 142.0), (-12.0, 8.0)
DEEPEST_WKT = 7

Faults = list[tuple[int, str, Text]]


@dataclass(frozen=True, slots=True)
class Where:
    """Which columns hold the position: a pair of them, or one with WKT or with both numbers."""

    kind: str
    columns: tuple[int, ...]
    crs: str | None
    is_buildings: bool = False
    order: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Shapes of all rows, what is wrong with some, and what was seen in the columns."""

    geometry: Geometries
    faults: Faults
    crs: str | None
    decimal: str = "."
    findings: tuple[Finding, ...] = ()


def find_position(header: Sequence[str]) -> Where:
    """Find the columns that hold the position.

    Raises
    ------
    SourceError
        `no-coordinates`, naming the columns there are.

    Examples
    --------
    >>> find_position(["nama", "Lintang", "Bujur"]).columns
    (2, 1)
    >>> find_position(["nama", "wkt_epsg_4326"]).crs
    'EPSG:4326'
    """
    plain = [_plain(name) for name in header]
    if set(plain) >= BUILDINGS:
        return Where("wkt", (plain.index("geometry"),), "EPSG:4326", is_buildings=True)
    for place, name in enumerate(header):
        named = NAMED_WKT.fullmatch(name.strip())
        if named:
            return Where("wkt", (place,), f"EPSG:{int(named[1])}")
    for names, others, crs in ((LON, LAT, "EPSG:4326"), (X, Y, None)):
        east, north = _first(plain, names), _first(plain, others)
        if east is not None and north is not None:
            return Where("pair", (east, north), crs)
    for kind, wanted in (("wkt", WKT), ("both", PAIR)):
        found = _first(plain, wanted)
        if found is not None:
            return Where(kind, (found,), None, order=_order(plain[found]))
    raise SourceError(
        Text(
            f"tidak ada kolom yang memuat posisi; kolomnya {', '.join(header[:30])}. Yang "
            "diminta lon dan lat (longitude/latitude, bujur/lintang), x dan y, atau wkt; "
            "atau gabungkan tabel dengan wilayah (--join LAYER --on KOLOM=KOLOM)",
            f"no column holds a position; the columns are {', '.join(header[:30])}. Wanted lon "
            "and lat (longitude/latitude, bujur/lintang), x and y, or wkt; or join the table to "
            "regions (--join LAYER --on COLUMN=COLUMN)",
        ),
        code="no-coordinates",
    )


def find_if_any(header: Sequence[str]) -> Where:
    """Find the position if there is one; rows of a bare table need none."""
    try:
        return find_position(header)
    except SourceError:
        return Where("none", (), "EPSG:4326")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.casefold())


def _first(plain: Sequence[str], names: Sequence[str]) -> int | None:
    return next((plain.index(name) for name in names if name in plain), None)


def _order(name: str) -> str:
    return "lat" if name in LAT_FIRST else "lon" if name in LON_FIRST else ""


def place_rows(where: Where, cells: Sequence[Sequence[str]], n: int) -> Placed:
    """Make the shapes of the rows of a table.

    Parameters
    ----------
    where
        From `find_position`.
    cells
        The cells of its columns, row by row.
    n
        How many rows there are.
    """
    if where.kind == "none":
        return Placed(geometry_array([None] * n), [], where.crs)
    if where.kind == "wkt":
        geometry, faults = _from_wkt(cells[0])
        found = [_buildings()] if where.is_buildings else []
        return Placed(geometry, faults, where.crs or _srid(cells[0]), findings=tuple(found))
    if where.kind == "both":
        return _from_both(where, cells[0])
    return _from_pair(cells[0], cells[1], where.crs)


def _buildings() -> Finding:
    told = Text(
        "Google Open Buildings: poligon dalam derajat bujur/lintang",
        "Google Open Buildings: polygons in lon/lat degrees",
    )
    return say.note("format-recognised", told)


def _srid(cells: Sequence[str]) -> str | None:
    head = WKT_HEAD.match(next((cell for cell in cells if cell.strip()), ""))
    return f"EPSG:{head[1]}" if head and head[1] else None


def _from_both(where: Where, cells: Sequence[str]) -> Placed:
    """Read both numbers of one column, in the order its name, its letters or its values tell."""
    pairs = [cut(cell) for cell in cells]
    order, crs, found = where.order, "EPSG:4326", []
    if any(pair.has_sides for pair in pairs):
        order = "lon"  # letters say which is which: cut put the longitude first
    elif not order:
        order = _told_by_values([(p.first, p.second) for p in pairs])
        if order:
            first = Text("lintang", "latitude") if order == "lat" else Text("bujur", "longitude")
            message = Text(
                f"derajat dengan {first.id} lebih dahulu; hanya itu yang terletak di Indonesia",
                f"degrees with the {first.en} first, as only that lies in Indonesia",
            )
            found.append(say.note("crs-by-convention", message))
    east = [p.second if order == "lat" else p.first for p in pairs]
    north = [p.first if order == "lat" else p.second for p in pairs]
    placed = _from_pair(east, north, crs if order else None)
    return Placed(placed.geometry, placed.faults, placed.crs, placed.decimal, tuple(found))


def _told_by_values(pairs: Sequence[tuple[str, str]]) -> str:
    numbers = [(coordinate(a), coordinate(b)) for a, b in pairs]
    held = [(a, b) for a, b in numbers if isinstance(a, float) and isinstance(b, float)]
    if not held:
        return ""
    first, second = (np.array(values) for values in zip(*held, strict=True))
    for order, east, north in (("lon", first, second), ("lat", second, first)):
        if ((east > EAST[0]) & (east < EAST[1]) & (north > NORTH[0]) & (north < NORTH[1])).all():
            return order
    return ""


def _from_pair(east: Sequence[str], north: Sequence[str], crs: str | None) -> Placed:
    decimal = "," if any(re.fullmatch(r"\s*[-+]?\d+,\d+\s*", c) for c in (*east, *north)) else "."
    faults: Faults = []
    out = geometry_array([None] * len(east))
    good: list[int] = []
    xs: list[float] = []
    ys: list[float] = []
    for place, (given_x, given_y) in enumerate(zip(east, north, strict=True)):
        x, y = coordinate(given_x), coordinate(given_y)
        if x is None and y is None:
            continue
        fault = _fault(given_x, x, given_y, y)
        if fault is None and isinstance(x, float) and isinstance(y, float):
            good.append(place)
            xs.append(x)
            ys.append(y)
        elif fault is not None:
            faults.append((place + 1, *fault))
    out[good] = shapely.points(np.array(xs, dtype=float), np.array(ys, dtype=float))
    return Placed(out, faults, crs, decimal)


def _fault(
    east: str, x: float | str | None, north: str, y: float | str | None
) -> tuple[str, Text] | None:
    if x is None or y is None:
        return "bad-coordinate", Text(
            f"hanya satu koordinat yang ada ({east!r}, {north!r})",
            f"only one coordinate is given ({east!r}, {north!r})",
        )
    for cell, value in ((east, x), (north, y)):
        if isinstance(value, str):
            return "bad-coordinate", Text(
                f"{cell[:40]!r} bukan koordinat", f"{cell[:40]!r} is not a coordinate"
            )
        if not math.isfinite(value):
            return "not-finite", Text(
                f"koordinat {cell[:40]!r} tak hingga", f"coordinate {cell[:40]!r} is not finite"
            )
    return None


def _from_wkt(cells: Sequence[str]) -> tuple[Geometries, Faults]:
    out = geometry_array([None] * len(cells))
    faults: Faults = []
    texts: dict[int, str] = {}
    for place, cell in enumerate(cells):
        text = cell.strip().split(";", 1)[-1].strip()
        if text.casefold() in NULLS:
            continue
        if _paren_depth(text) > DEEPEST_WKT:
            faults.append(
                (
                    place + 1,
                    "too-deep",
                    Text("WKT bersarang terlalu dalam", "WKT is nested too deeply"),
                )
            )
        else:
            texts[place] = text
    try:
        out[list(texts)] = shapely.from_wkt(np.array(list(texts.values()), dtype=object))
    except (shapely.errors.ShapelyError, ValueError):
        for place, text in texts.items():
            try:
                out[place] = shapely.from_wkt(text)
            except shapely.errors.ShapelyError as fault:
                faults.append((place + 1, "bad-geometry", said_of(fault)))
    return out, sorted(faults, key=itemgetter(0))


def _paren_depth(text: str) -> int:
    depth = deepest = 0
    for mark in re.findall(r"[()]", text):
        depth += 1 if mark == "(" else -1
        deepest = max(deepest, depth)
    return deepest
