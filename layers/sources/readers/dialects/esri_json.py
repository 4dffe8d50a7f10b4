"""Esri JSON: features as ArcGIS servers give them, made into GeoJSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from layers.schema import Text
from layers.sources.readers.jsonshapes import ShapeError

Position = list[float]
Ring = list[Position]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DATES = frozenset({"esriFieldTypeDate"})


def feature(row: Mapping[str, Any], id_field: str | None) -> dict[str, Any]:
    """Give a row of a query's answer as a GeoJSON feature.

    Raises
    ------
    ValueError
        If its geometry is of no kind known here.

    Examples
    --------
    >>> feature({"attributes": {"a": 1}, "geometry": {"x": 116.8, "y": -1.2}}, "a")["geometry"]
    {'type': 'Point', 'coordinates': [116.8, -1.2]}
    """
    attributes = dict(row.get("attributes") or {})
    made: dict[str, Any] = {"type": "Feature", "properties": attributes}
    if id_field and isinstance(attributes.get(id_field), int | str):
        made["id"] = attributes[id_field]
    made["geometry"] = geometry(row.get("geometry"))
    return made


def geometry(given: Any) -> dict[str, Any] | None:
    """Give a geometry as GeoJSON, None for none or an empty one.

    Raises
    ------
    ValueError
        For true curves and kinds not known here.
    """
    if not isinstance(given, Mapping) or ("x" in given and given["x"] in ("NaN", None)):
        return None
    if "x" in given:
        return {"type": "Point", "coordinates": _position([given["x"], given["y"]])}
    if "points" in given:
        return _many("MultiPoint", [_position(p) for p in given["points"]])
    if "paths" in given:
        return _many("MultiLineString", [_line(p) for p in given["paths"]])
    if "rings" in given:
        return _many("MultiPolygon", polygons([_line(r) for r in given["rings"]]))
    held = ", ".join(map(str, list(given)[:4]))
    raise ShapeError(
        Text(
            f"geometri dari {held or 'tidak apa-apa'}; yang diminta x dan y, points, paths, "
            "atau rings",
            f"a geometry of {held or 'nothing'}; wanted x and y, points, paths or rings",
        )
    )


def _many(kind: str, coordinates: Sequence[Any]) -> dict[str, Any] | None:
    if not coordinates:
        return None
    if len(coordinates) == 1:
        return {"type": kind.removeprefix("Multi"), "coordinates": coordinates[0]}
    return {"type": kind, "coordinates": list(coordinates)}


def _position(given: Sequence[Any]) -> Position:
    x, y = given[0], given[1]
    if isinstance(x, bool) or isinstance(y, bool):
        raise ShapeError(Text("posisi berupa nilai benar/salah", "a position of truth values"))
    return [float(x), float(y)]


def _line(given: Sequence[Sequence[Any]]) -> Ring:
    return [_position(p) for p in given]


def polygons(rings: Sequence[Ring]) -> list[list[Ring]]:
    """Put holes into the outer rings around them.

    Outer rings run clockwise and holes the other way. A hole that lies in no
    outer ring is an outer ring drawn the wrong way.
    """
    outer = [r for r in rings if _turned_area(r) <= 0]
    holes = [r for r in rings if _turned_area(r) > 0]
    made = [[r] for r in outer]
    for hole in holes:
        around = [p for p in made if p[0] is not hole and _contains(p[0], hole[0])]
        if around:
            min(around, key=lambda p: abs(_turned_area(p[0]))).append(hole)
        else:
            made.append([hole])
    return made


def _turned_area(ring: Ring) -> float:
    """Twice the area, negative when the ring runs clockwise."""
    after = [*ring[1:], *ring[:1]]
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, after, strict=True))


def _contains(ring: Ring, point: Position) -> bool:
    """Say whether a point lies in a ring, by counting crossings."""
    x, y = point
    inside = False
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            inside = not inside
    return inside


def with_dates(made: dict[str, Any], dates: Sequence[str]) -> dict[str, Any]:
    """Write the dates of a feature, milliseconds since 1970, as ISO moments in UTC.

    Examples
    --------
    >>> with_dates({"properties": {"made": 86400000}}, ["made"])["properties"]
    {'made': '1970-01-02T00:00:00Z'}
    """
    properties = made.get("properties")
    if not isinstance(properties, dict):
        return made
    for name in dates:
        value = properties.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            properties[name] = moment(value)
    return made


def moment(milliseconds: float) -> str | None:
    """Give a moment as ISO text, None where the calendar ends."""
    try:
        when = EPOCH + timedelta(milliseconds=milliseconds)
    except (OverflowError, ValueError):
        return None
    precise = "milliseconds" if when.microsecond else "seconds"
    return when.isoformat(timespec=precise).replace("+00:00", "Z")
