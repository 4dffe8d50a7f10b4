"""Shapes written in a filter: boxes and GeoJSON, checked, in EPSG:4326 with longitude first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import orjson
import shapely

from layers.errors import QueryError
from layers.filters.refusal import refusal, shown

SHAPES = (
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
)


def is_shape(node: Any) -> bool:
    """Say whether CQL2 JSON is meant as a shape."""
    return isinstance(node, Mapping) and ("bbox" in node or node.get("type") in SHAPES)


def read_shape(node: Mapping[str, Any]) -> shapely.Geometry:
    """Read a shape; heights are left out.

    A box whose west is greater than its east crosses 180 degrees.

    Raises
    ------
    QueryError
        If it is no sound shape on the globe.
    """
    shape = _box(node["bbox"]) if "bbox" in node else _geojson(node)
    if shape.is_empty:
        raise refusal("ada bentuk yang kosong", "a shape is empty")
    west, south, east, north = shape.bounds
    if not (max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90):
        raise refusal(
            f"bentuk pada {west:g},{south:g},{east:g},{north:g} di luar bola bumi; "
            "bujur lebih dahulu, dalam derajat",
            f"the shape at {west:g},{south:g},{east:g},{north:g} leaves the globe; "
            "longitude first, in degrees",
        )
    if not shape.is_valid:
        why = shapely.is_valid_reason(shape)
        raise refusal(f"bentuknya tidak sah: {why}", f"the shape is not valid: {why}")
    return shape


def _geojson(node: Mapping[str, Any]) -> shapely.Geometry:
    try:
        shape = shapely.from_geojson(orjson.dumps(dict(node)))
    except shapely.errors.GEOSException as error:
        raise _no_shape(node.get("type")) from error
    shape = shapely.force_2d(shape)
    if not all(map(math.isfinite, shapely.get_coordinates(shape).ravel().tolist())):
        raise _no_shape(node.get("type"))
    return shape


def _box(given: Any) -> shapely.Geometry:
    numbers = given if isinstance(given, list) else []
    sound = all(isinstance(n, int | float) and math.isfinite(n) for n in numbers)
    if len(numbers) not in (4, 6) or not sound:
        raise _no_shape("BBOX")
    west, south, east, north = numbers if len(numbers) == 4 else [numbers[i] for i in (0, 1, 3, 4)]
    if south > north:
        raise refusal(
            f"BBOX: selatan {south:g} di atas utara {north:g}",
            f"BBOX: south {south:g} is above north {north:g}",
        )
    if west <= east:
        return _rectangle(west, south, east, north)
    halves = [_rectangle(west, south, 180.0, north), _rectangle(-180.0, south, east, north)]
    return shapely.union_all(halves)


def _rectangle(west: float, south: float, east: float, north: float) -> shapely.Geometry:
    """Give a box, or the line or point that one of no width or height has shrunk to."""
    if west == east and south == north:
        return shapely.Point(west, south)
    if west == east or south == north:
        return shapely.LineString([(west, south), (east, north)])
    return shapely.box(west, south, east, north)


def is_rectangle(shape: shapely.Geometry) -> bool:
    """Say whether a shape is exactly the box of its bounds."""
    return bool(
        shape.geom_type == "Polygon"
        and len(shape.interiors) == 0
        and len(shape.exterior.coords) == 5
        and shape.equals(shapely.box(*shape.bounds))
    )


def _no_shape(what: object) -> QueryError:
    return refusal(
        f"{shown(what)} tidak terbaca sebagai bentuk; yang diminta GeoJSON atau WKT, "
        "atau BBOX(barat, selatan, timur, utara)",
        f"{shown(what)} cannot be read as a shape; wanted GeoJSON or WKT, "
        "or BBOX(west, south, east, north)",
    )
