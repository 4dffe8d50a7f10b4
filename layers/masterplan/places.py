"""Places: activities lie where their kind of place says, and on earth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

from layers.masterplan.draft import Draft
from layers.masterplan.faults import Fault
from layers.masterplan.model import Activity, Location
from layers.text import Text

# Letters of the codes of a kind of place.
LETTERS = {"kecamatan": 8, "kelurahan": 13}
POINT = Text(
    "yang diminta titik [bujur, lintang], misalnya [116.98, -0.42]",
    "wanted a point [longitude, latitude], such as [116.98, -0.42]",
)
SHAPE = Text(
    "bukan GeoJSON dalam bujur dan lintang: yang diminta geometri, Feature, atau FeatureCollection",
    "no GeoJSON in longitude and latitude: wanted a geometry, a Feature or a FeatureCollection",
)


def places(draft: Draft) -> Iterator[Fault]:
    """Points are points, shapes are shapes, and codes are those of districts or villages."""
    for at, part in draft.parts["activities"]:
        one = cast("Activity", part)
        wrong = None if one.location is None else _wrong(one.location)
        if wrong is not None:
            yield draft.fault("bad-place", ("activities", at, "location", "ref"), wrong, one.id)


def _wrong(place: Location) -> Text | None:
    if place.kind == "point":
        return None if _is_point(place.ref) else POINT
    if place.kind == "geojson":
        return None if _is_shape(place.ref) else SHAPE
    letters = LETTERS.get(place.kind)
    others = [code for code in place.codes if letters is not None and len(code) != letters]
    if not others:
        return None
    sample = "64.02.13" if place.kind == "kecamatan" else "64.02.13.1001"
    return Text(
        f"{others[0]!r} bukan kode {place.kind}, misalnya {sample}",
        f"{others[0]!r} is no code of a {place.kind}, such as {sample}",
    )


def _is_point(ref: Any) -> bool:
    if not isinstance(ref, list | tuple) or len(ref) != 2:
        return False
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in ref):
        return False
    return bool(abs(ref[0]) <= 180 and abs(ref[1]) <= 90)


def _is_shape(ref: Any) -> bool:
    import shapely

    try:
        shape = shapely.from_geojson(json.dumps(ref, allow_nan=False))
    except (shapely.errors.GEOSException, TypeError, ValueError):
        return False
    if shape.is_empty:
        return False
    west, south, east, north = shape.bounds
    return bool(-180 <= west <= east <= 180 and -90 <= south <= north <= 90)
