"""Sketches: places, a line, a parcel, speeds by class of road, as people write them and back.

Every reader takes text or a JSON value and raises BadValueError with one sentence; `WRITERS`
write a typed value the way its reader takes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import orjson
import shapely

from gis.errors import BadValueError, GeometryError
from gis.processes.values import MAX_LIST, number_of, point_of, text_of
from gis.zoning.parcels import parcel_polygon
from layers.text import Text

Place = tuple[float, float]
Speeds = tuple[tuple[str, float], ...]

MAX_VERTICES = 500
MAX_PARCEL_VERTICES = 5_000
MAX_PARCEL_LETTERS = 1_000_000
FASTEST_KMH = 300.0
_AROUND_COMMA = re.compile(r"\s*,\s*")


def places_of(value: Any) -> tuple[Place, ...]:
    """Read places: ``"116.8,-1.2; 116.9,-1.1"`` or ``[[116.8, -1.2], [116.9, -1.1]]``.

    Raises
    ------
    BadValueError
        If there is none, too many, or one is no LON,LAT.

    Examples
    --------
    >>> places_of("116.8,-1.2;116.9,-1.1")
    ((116.8, -1.2), (116.9, -1.1))
    """
    items = _parts(value, ";")
    if not items:
        raise BadValueError(
            Text(
                "tidak ada tempat; yang diminta BUJUR,LINTANG, dengan ; di antara beberapa",
                "no place given; wanted LON,LAT, several with ; between them",
            )
        )
    if len(items) > MAX_LIST:
        raise BadValueError(
            Text(
                f"{len(items)} tempat diberikan; paling banyak {MAX_LIST} yang diterima",
                f"{len(items)} places given; at most {MAX_LIST} are taken",
            )
        )
    return tuple(point_of(item) for item in items)


def line_of(value: Any) -> tuple[Place, ...]:
    """Read a line: ``"116.8,-1.2 116.9,-1.1"`` or ``[[116.8, -1.2], [116.9, -1.1]]``.

    Raises
    ------
    BadValueError
        If it has fewer than two places or too many, or is one place over and over.

    Examples
    --------
    >>> line_of("116.8, -1.2 116.9, -1.1")
    ((116.8, -1.2), (116.9, -1.1))
    """
    items = _parts(value, None)
    if not 2 <= len(items) <= MAX_VERTICES:
        raise BadValueError(
            Text(
                f"garis dengan {len(items)} tempat; yang diminta 2 sampai {MAX_VERTICES} dengan "
                "spasi di antaranya, mis. 116.8,-1.2 116.9,-1.1",
                f"a line of {len(items)} places; wanted 2 to {MAX_VERTICES} with blanks between "
                "them, e.g. 116.8,-1.2 116.9,-1.1",
            )
        )
    line = tuple(point_of(item) for item in items)
    if len(set(line)) < 2:
        raise BadValueError(
            Text(
                "garis yang berulang di satu tempat; yang diminta paling sedikit dua yang berbeda",
                "a line of one place over and over; wanted at least two different ones",
            )
        )
    return line


def parcel_of(value: Any) -> shapely.Geometry:
    """Read a parcel: corners ``"116.8,-1.2 116.9,-1.2 116.9,-1.1"``, WKT, or GeoJSON.

    Raises
    ------
    BadValueError
        If it is no polygon in lon/lat degrees, crosses itself, has no area, or has too many
        corners.

    Examples
    --------
    >>> parcel_of("116.8,-1.2 116.9,-1.2 116.9,-1.1").wkt
    'POLYGON ((116.8 -1.2, 116.9 -1.2, 116.9 -1.1, 116.8 -1.2))'
    """
    shape = _drawn(value)
    n = int(shapely.get_num_coordinates(shape))
    if n > MAX_PARCEL_VERTICES:
        raise BadValueError(
            Text(
                f"bidang dengan {n} sudut; paling banyak {MAX_PARCEL_VERTICES} yang diterima",
                f"a parcel of {n} corners; at most {MAX_PARCEL_VERTICES} are taken",
            )
        )
    for lon, lat in shapely.get_coordinates(shape):
        point_of((float(lon), float(lat)))
    try:
        return parcel_polygon(shape)
    except GeometryError as error:
        raise BadValueError(error.text) from error


def _drawn(value: Any) -> shapely.Geometry:
    """Give the shape that a text or a JSON value draws."""
    no_parcel = BadValueError(
        Text(
            "bidang tidak terbaca; yang diminta sudut BUJUR,LINTANG dipisah spasi (sedikitnya "
            "tiga), WKT POLYGON, atau GeoJSON dengan satu poligon",
            "the parcel cannot be read; wanted corners LON,LAT with blanks between them (three or "
            "more), WKT POLYGON, or GeoJSON with one polygon",
        )
    )
    text = value.strip() if isinstance(value, str) else value
    if isinstance(text, str) and len(text) > MAX_PARCEL_LETTERS:
        raise no_parcel
    try:
        if isinstance(text, Mapping) or (isinstance(text, str) and text.startswith("{")):
            return _from_geojson(orjson.loads(text) if isinstance(text, str) else text)
        if isinstance(text, str) and text[:1].isalpha():
            with np.errstate(over="ignore"):
                return shapely.force_2d(shapely.from_wkt(text))
        corners = [point_of(item) for item in _parts(text, None) or ("",)]
        return shapely.Polygon(corners)
    except (ValueError, TypeError, KeyError, NotImplementedError, shapely.GEOSException) as error:
        raise error if isinstance(error, BadValueError) else no_parcel from error


def _from_geojson(document: Any) -> shapely.Geometry:
    if document["type"] == "FeatureCollection":
        (document,) = document["features"]
    if document["type"] == "Feature":
        document = document["geometry"]
    return shapely.force_2d(shapely.from_geojson(orjson.dumps(document)))


def speeds_of(value: Any) -> Speeds:
    """Read speeds by class of road: ``"arterial=30,local=20"`` or ``{"arterial": 30}``.

    Raises
    ------
    BadValueError
        If one is no CLASS=KMH, is not above 0, or a class is given twice.

    Examples
    --------
    >>> speeds_of("arterial=30, local=20.5")
    (('arterial', 30.0), ('local', 20.5))
    """
    if isinstance(value, Mapping):
        pairs = [(str(name), speed) for name, speed in value.items()]
    else:
        pairs = [_pair(item) for item in _parts(value, ",")]
    if not pairs:
        raise BadValueError(
            Text(
                "tidak ada kecepatan; yang diminta KELAS=KMJ, mis. arterial=30,local=20",
                "no speed given; wanted CLASS=KMH, e.g. arterial=30,local=20",
            )
        )
    if len(pairs) > MAX_LIST:
        raise BadValueError(
            Text(
                f"{len(pairs)} kecepatan diberikan; paling banyak {MAX_LIST} yang diterima",
                f"{len(pairs)} speeds given; at most {MAX_LIST} are taken",
            )
        )
    speeds = tuple((name.strip(), _kmh(name, speed)) for name, speed in pairs)
    names = [name for name, _ in speeds]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BadValueError(
            Text(
                f"kelas {twice} disebut lebih dari sekali; sebut sekali saja",
                f"class {twice} is given more than once; give it once",
            )
        )
    return speeds


def _pair(item: Any) -> tuple[str, str]:
    name, equals, speed = str(item).partition("=")
    if not (equals and name.strip()):
        raise BadValueError(
            repr(str(item)[:60])
            + Text(
                " bukan KELAS=KMJ; yang diminta mis. arterial=30",
                " is no CLASS=KMH; wanted e.g. arterial=30",
            )
        )
    return name, speed


def _kmh(name: str, speed: Any) -> float:
    kmh = number_of(speed)
    if not 0.0 < kmh <= FASTEST_KMH:
        raise BadValueError(
            f"{name.strip()}={kmh:g}: "
            + Text(
                f"yang diminta kecepatan di atas 0, paling tinggi {FASTEST_KMH:g} km/jam",
                f"wanted a speed above 0, up to {FASTEST_KMH:g} km/h",
            )
        )
    return kmh


def _parts(value: Any, between: str | None) -> list[Any]:
    if isinstance(value, str):
        plain = _AROUND_COMMA.sub(",", value)
        return [part.strip() for part in plain.split(between) if part.strip()]
    if not isinstance(value, Sequence):
        raise BadValueError(
            repr(value)[:60] + Text(" bukan teks dan bukan daftar", " is neither a text nor a list")
        )
    pair = len(value) == 2 and all(isinstance(item, int | float) for item in value)
    return [value] if pair else list(value)


def _places_text(places: Sequence[Place], between: str) -> str:
    return between.join(text_of("point", place) for place in places)


WRITERS: Mapping[str, Callable[[Any], str]] = {
    "places": lambda places: _places_text(places, ";"),
    "line": lambda line: _places_text(line, " "),
    "parcel": lambda shape: shapely.to_wkt(shape, rounding_precision=-1),
    "speeds": lambda speeds: ",".join(f"{name}={text_of('number', kmh)}" for name, kmh in speeds),
}
