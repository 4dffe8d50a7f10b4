"""Shapes as people give them for a feature: GeoJSON geometries in lon/lat, checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson
import shapely

from gis.errors import BadValueError
from gis.processes.values import point_of
from layers.text import Text

MOST_VERTICES = 20_000
_NO_SHAPE = Text(
    "geometri tidak terbaca; yang diminta geometri GeoJSON dengan derajat bujur dan lintang",
    "the geometry cannot be read; wanted a GeoJSON geometry in degrees of longitude and latitude",
)


def shape_of(value: Any) -> shapely.Geometry:
    """Read a geometry: a GeoJSON object, or its text.

    Raises
    ------
    BadValueError
        If it is none, is empty, crosses itself, or lies nowhere on earth.

    Examples
    --------
    >>> shape_of({"type": "Point", "coordinates": [116.8, -1.2]}).wkt
    'POINT (116.8 -1.2)'
    """
    try:
        text = value if isinstance(value, str) else orjson.dumps(value)
        if isinstance(value, Mapping) and value.get("type") == "Feature":
            text = orjson.dumps(value["geometry"])
        with np.errstate(all="ignore"):
            shape = shapely.force_2d(shapely.from_geojson(text))
    except (TypeError, ValueError, KeyError, shapely.GEOSException) as error:
        raise BadValueError(_NO_SHAPE) from error
    if shape is None or shape.is_empty:
        raise BadValueError(_NO_SHAPE)
    points = shapely.get_coordinates(shape)
    if len(points) > MOST_VERTICES:
        raise BadValueError(
            Text(
                f"geometri dengan {len(points)} titik; paling banyak {MOST_VERTICES}",
                f"a geometry of {len(points)} vertices; at most {MOST_VERTICES} are taken",
            )
        )
    for lon, lat in (points.min(axis=0), points.max(axis=0)):
        point_of((float(lon), float(lat)))
    if not shapely.is_valid(shape):
        why = shapely.is_valid_reason(shape)
        raise BadValueError(
            Text(f"geometri tidak sah: {why}; gambar ulang", f"invalid geometry: {why}; redraw it")
        )
    return shape
