"""The process `measure`: how long a drawn line is, how large a drawn area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gis.areas import area_m2
from gis.geodesic import geodesic_m
from gis.processes.answer import Outcome
from gis.processes.drawn.shapes import shape_inputs, the_shape
from gis.processes.process import Process
from layers.crs import GEOD, STORAGE_CRS
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

SHAPES = ("line", "parcel")
METHOD = Text(
    "Panjang: geodesik di elipsoid WGS 84, ruas demi ruas. Luas: luas-sama di elipsoid WGS 84, "
    "dengan sisi lurus dalam derajat, seperti GeoJSON. Tidak memakai lapisan: hanya bentuk yang "
    "digambar, di permukaan elipsoid (tanpa naik-turun lereng).",
    "Lengths: geodesic on the WGS 84 ellipsoid, edge by edge. Areas: equal-area on the WGS 84 "
    "ellipsoid, with edges straight in degrees, as in GeoJSON. No layer is used: only the shape as "
    "drawn, on the surface of the ellipsoid (without the rise and fall of slopes).",
)


def measure_process() -> Process:
    """Declare the process."""
    return Process(
        id="measure",
        version="1.0.0",
        title=Text("Ukur", "Measure"),
        description=Text(
            "Berapa panjang garis, atau berapa luas dan keliling bidang yang digambar.",
            "How long a drawn line is, or how large an area and how long its border.",
        ),
        inputs=shape_inputs(*SHAPES),
        function=_run,
        references=(
            "C. F. F. Karney, Algorithms for geodesics, Journal of Geodesy 87 (2013) 43-55",
        ),
        command="measure",
        outputs={"shape": Text("Bentuk yang diukur", "The shape that was measured")},
    )


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    del catalogue
    name, shape = the_shape(given, SHAPES)
    rings = [shape] if name == "line" else list(shapely.get_rings(shapely.get_parts(shape)))
    rows = [row for ring in rings for row in _edges(ring)]
    length = float(sum(row["length_m"] for row in rows))
    numbers: dict[str, Any] = {"shape": name, "rows": _numbered(rows)}
    if name == "line":
        numbers["length_m"] = length
    else:
        square = float(area_m2(np.array([shape], dtype=object))[0])
        numbers |= {"area_m2": square, "area_ha": square / 1e4, "border_m": length}
    size = {key: [numbers[key]] for key in ("length_m", "area_ha", "border_m") if key in numbers}
    return Outcome(
        numbers=numbers,
        features={"shape": gpd.GeoDataFrame(size, geometry=[shape], crs=STORAGE_CRS)},
        method=METHOD,
        layers=(),
        # Nobody vouches for what was drawn.
        trusts=("compiled",),
    )


def _edges(line: shapely.Geometry) -> list[dict[str, Any]]:
    """Give the edges of a line with length and direction, from its first place on."""
    xy = shapely.get_coordinates(line)
    here, there = xy[:-1], xy[1:]
    azimuth = GEOD.inv(here[:, 0], here[:, 1], there[:, 0], there[:, 1])[0] % 360.0
    return [
        {
            "length_m": float(metres),
            "azimuth": float(turn),
            "lon": float(lon),
            "lat": float(lat),
        }
        for metres, turn, (lon, lat) in zip(geodesic_m(here, there), azimuth, here, strict=True)
        if metres > 0
    ]


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the edges numbered, and tell how far each ends from the beginning."""
    so_far = np.cumsum([row["length_m"] for row in rows])
    return [
        {"edge": n, **row, "so_far_m": float(metres)}
        for n, (row, metres) in enumerate(zip(rows, so_far, strict=True), 1)
    ]
