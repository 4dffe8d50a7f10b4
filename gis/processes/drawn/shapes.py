"""The inputs that take a drawn shape: a place, a line or an area, exactly one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import shapely

from gis.errors import InputError
from gis.processes.process import Input
from layers.text import Text

_SHAPES = (
    Input(
        "point",
        Text("Titik", "Place"),
        "point",
        Text(
            "Bujur,lintang dalam derajat, mis. 116.83,-1.26",
            "Longitude,latitude in degrees, e.g. 116.83,-1.26",
        ),
    ),
    Input(
        "line",
        Text("Garis", "Line"),
        "line",
        Text(
            "Titik-titik BUJUR,LINTANG berurutan, mis. 116.8,-1.2 116.9,-1.1",
            "Places LON,LAT in order, e.g. 116.8,-1.2 116.9,-1.1",
        ),
    ),
    Input(
        "parcel",
        Text("Bidang", "Area"),
        "parcel",
        Text(
            "Sudut BUJUR,LINTANG berurutan, WKT, atau GeoJSON dengan satu poligon",
            "Corners LON,LAT in order, WKT, or GeoJSON with one polygon",
        ),
    ),
)


def shape_inputs(*names: str) -> tuple[Input, ...]:
    """Declare the inputs for shapes, by id: ``point``, ``line``, ``parcel``."""
    return tuple(spec for spec in _SHAPES if spec.id in names)


def the_shape(given: Mapping[str, Any], names: Sequence[str]) -> tuple[str, shapely.Geometry]:
    """Give the one shape that was given, and by which input.

    Raises
    ------
    InputError
        If none was given, or several.

    Examples
    --------
    >>> the_shape({"point": (117.0, -1.0), "line": None}, ["point", "line"])
    ('point', <POINT (117 -1)>)
    """
    told = [name for name in names if given.get(name) is not None]
    if len(told) != 1:
        wanted = ", ".join(names)
        got = Text.of(", ".join(told)) if told else Text("tidak ada", "none")
        raise InputError.of(
            [
                (
                    told[-1] if told else names[0],
                    Text("diberikan: ", "given: ")
                    + got
                    + Text(
                        f"; yang diminta tepat satu dari {wanted}",
                        f"; wanted exactly one of {wanted}",
                    ),
                )
            ]
        )
    (name,) = told
    value = given[name]
    if name == "point":
        return name, shapely.Point(value)
    return name, shapely.LineString(value) if name == "line" else value
