"""GeoJSON geometries: nested lists of numbers made into shapes, many at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.schema import Text
from layers.sources.reading import Geometries, geometry_array

Coordinates = npt.NDArray[np.float64]
NUMBERS = {int, float}
FAULTS = (TypeError, ValueError, KeyError, IndexError, OverflowError, shapely.errors.ShapelyError)


class ShapeError(ValueError):
    """A GeoJSON geometry does not hold what its type promises."""

    def __init__(self, message: str | Text, code: str = "bad-geometry") -> None:
        self.text = Text.of(message)
        super().__init__(self.text.en)
        self.code = code


def said_of(fault: Exception) -> Text:
    """Say what is wrong with a shape: our own words in both languages, else the library's."""
    if isinstance(fault, ShapeError):
        return fault.text
    if isinstance(fault, KeyError):
        name = str(fault)[:60]
        return Text(f"tidak ada anggota {name}", f"there is no member {name}")
    return Text.of(str(fault).splitlines()[0][:160] if str(fault) else type(fault).__name__)


def positions(points: Sequence[Any]) -> Coordinates:
    """Make an (n, 2) array of lon, lat from GeoJSON positions; heights are left out.

    Raises
    ------
    ShapeError
        If a position is not a list of at least two numbers.
    """
    if not set(map(type, points)) <= {list}:
        raise ShapeError(
            Text("posisi harus berupa daftar bilangan", "a position must be a list of numbers")
        )
    lengths = set(map(len, points))
    if lengths and min(lengths) < 2:
        raise ShapeError(
            Text(
                "posisi harus memiliki sedikitnya dua bilangan",
                "a position must have at least two numbers",
            )
        )
    if lengths != {2}:
        points = [p[:2] for p in points]
    flat = list(chain.from_iterable(points))
    if not set(map(type, flat)) <= NUMBERS:
        strange = next(v for v in flat if type(v) not in NUMBERS)
        raise ShapeError(
            Text(
                f"koordinat {str(strange)[:30]!r} bukan bilangan",
                f"coordinate {str(strange)[:30]!r} is not a number",
            )
        )
    return np.array(flat, dtype=float).reshape(-1, 2)


def points(coordinates: Sequence[Any]) -> Geometries:
    """Make a Point of each position; ``[]`` makes an empty one."""
    out = geometry_array([shapely.Point()] * len(coordinates))
    full = [i for i, c in enumerate(coordinates) if c != []]
    if full:
        out[full] = shapely.points(positions([coordinates[i] for i in full]))
    return out


def lines(coordinates: Sequence[Any]) -> Geometries:
    """Make a LineString of each list of positions."""
    return _strung(coordinates, shapely.linestrings, 2, "LineString", shapely.LineString())


def rings(coordinates: Sequence[Any]) -> Geometries:
    """Make a ring of each list of positions, which must end where it began."""
    _require_lists(coordinates, "ring")
    for ring in coordinates:
        _require_lists(ring, "position")
        if ring and ring[0] != ring[-1]:
            raise ShapeError(
                Text(
                    "cincin tidak tertutup: posisi terakhirnya berbeda dari yang pertama",
                    "a ring is not closed: its last position differs from its first",
                )
            )
    return _strung(coordinates, shapely.linearrings, 4, "ring", shapely.LinearRing())


def _strung(
    coordinates: Sequence[Any], make: Callable[..., Any], least: int, what: str, empty: Any
) -> Geometries:
    _require_lists(coordinates, what)
    counts = [len(c) for c in coordinates]
    short = [n for n in counts if 0 < n < least]
    if short:
        raise ShapeError(
            Text(
                f"{what} memiliki {short[0]} posisi; paling sedikit {least}",
                f"a {what} has {short[0]} positions; it needs at least {least}",
            )
        )
    out = geometry_array([empty] * len(counts))
    full = [i for i, n in enumerate(counts) if n]
    if full:
        xy = positions(list(chain.from_iterable(coordinates)))
        owner = np.repeat(np.arange(len(full)), [counts[i] for i in full])
        out[full] = make(xy, indices=owner)
    return out


def polygons(coordinates: Sequence[Any]) -> Geometries:
    """Make a Polygon of each list of rings, the first of which is the shell."""
    return _grouped(coordinates, rings, shapely.polygons, "Polygon", shapely.Polygon())


def multi(part: Callable[[Sequence[Any]], Geometries], make: Callable[..., Any], empty: Any) -> Any:
    """Give the function that makes collections of one kind of part."""

    def build(coordinates: Sequence[Any]) -> Geometries:
        return _grouped(coordinates, part, make, empty.geom_type, empty)

    return build


def _grouped(
    coordinates: Sequence[Any],
    part: Callable[[Sequence[Any]], Geometries],
    make: Callable[..., Any],
    what: str,
    empty: Any,
) -> Geometries:
    _require_lists(coordinates, what)
    counts = [len(c) for c in coordinates]
    out = geometry_array([empty] * len(counts))
    full = [i for i, n in enumerate(counts) if n]
    if full:
        parts = part(list(chain.from_iterable(coordinates)))
        owner = np.repeat(np.arange(len(full)), [counts[i] for i in full])
        out[full] = make(parts, indices=owner)
    return out


def _require_lists(coordinates: Sequence[Any], what: str) -> None:
    if not set(map(type, coordinates)) <= {list}:
        raise ShapeError(
            Text(f"koordinat {what} harus berupa daftar", f"coordinates of a {what} must be a list")
        )


MAKERS: Mapping[str, Callable[[Sequence[Any]], Geometries]] = {
    "Point": points,
    "LineString": lines,
    "Polygon": polygons,
    "MultiPoint": multi(points, shapely.multipoints, shapely.MultiPoint()),
    "MultiLineString": multi(lines, shapely.multilinestrings, shapely.MultiLineString()),
    "MultiPolygon": multi(polygons, shapely.multipolygons, shapely.MultiPolygon()),
}


def shapes(
    members: Sequence[Any], *, depth: int = 4
) -> tuple[Geometries, list[tuple[int, str, Text]]]:
    """Make shapes of GeoJSON geometry objects.

    Parameters
    ----------
    members
        The `geometry` members; None stays None.
    depth
        Deepest nesting of GeometryCollections.

    Returns
    -------
    tuple
        One shape or None per member, and ``(place, code, sentence)`` of each that failed.
    """
    out = geometry_array([None] * len(members))
    faults: list[tuple[int, str, Text]] = []
    for kind, places in _by_type(members).items():
        maker = MAKERS.get(kind)
        try:
            if maker is None:
                raise ShapeError("one-by-one")
            out[places] = maker([members[i]["coordinates"] for i in places])
        except FAULTS:
            faults += _one_by_one(members, places, out, depth)
    return out, sorted(faults, key=itemgetter(0))


def _by_type(members: Sequence[Any]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for i, member in enumerate(members):
        if member is not None:
            kind = member.get("type") if isinstance(member, dict) else None
            groups.setdefault(kind if isinstance(kind, str) else "", []).append(i)
    return groups


def _one_by_one(
    members: Sequence[Any], places: Sequence[int], out: Geometries, depth: int
) -> list[tuple[int, str, Text]]:
    faults = []
    for i in places:
        try:
            out[i] = shape(members[i], depth=depth)
        except ShapeError as fault:
            faults.append((i, fault.code, fault.text))
        except FAULTS as fault:
            faults.append((i, "bad-geometry", said_of(fault)))
    return faults


def shape(member: Any, *, depth: int = 4) -> Any:
    """Make one shape of a GeoJSON geometry object.

    Raises
    ------
    ShapeError
        If it is not one; `too-deep` when collections nest deeper than `depth`.
    """
    if not isinstance(member, dict):
        raise ShapeError(
            Text(
                f"geometri harus berupa objek, yang ada {str(member)[:40]!r}",
                f"a geometry must be an object, got {str(member)[:40]!r}",
            )
        )
    kind = member.get("type")
    if kind == "GeometryCollection":
        if depth < 1:
            raise ShapeError(
                Text(
                    "GeometryCollection bersarang terlalu dalam",
                    "GeometryCollections nest too deep",
                ),
                "too-deep",
            )
        parts = member["geometries"]
        if not isinstance(parts, list):
            raise ShapeError(
                Text(
                    "geometri sebuah GeometryCollection harus berupa daftar",
                    "geometries of a GeometryCollection must be a list",
                )
            )
        return shapely.geometrycollections([shape(p, depth=depth - 1) for p in parts])
    if kind not in MAKERS:
        raise ShapeError(
            Text(
                f"jenis geometri {str(kind)[:40]!r} bukan jenis GeoJSON",
                f"geometry type {str(kind)[:40]!r} is not one of GeoJSON's",
            )
        )
    return MAKERS[str(kind)]([member["coordinates"]])[0]
