"""The process `buffer`: what lies within a distance of a drawn place, line or area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gis.areas import area_m2
from gis.errors import InputError
from gis.processes.answer import Outcome
from gis.processes.drawn.shapes import shape_inputs, the_shape
from gis.processes.process import Input, Process
from gis.reach import within_distance
from layers.crs import METRIC_WINDOW, STORAGE_CRS
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

SHAPES = ("point", "line", "parcel")
FARTHEST_M = 100_000
# Edges straight in degrees are drawn finer, so that they are where they are in the plane too.
LONGEST_EDGE_DEG = 0.05
METHOD = Text(
    "Semua tempat dalam jarak lurus dari bentuk: dibuat di EPSG:32750 dengan faktor skala setempat "
    "dihilangkan (busur 64 sisi per lingkaran, paling banyak 0,12 % lebih pendek dari jaraknya); "
    "bidang termasuk isinya. Luas: luas-sama di elipsoid WGS 84.",
    "All places within a straight distance of the shape: drawn in EPSG:32750 with the local scale "
    "taken out (arcs of 64 edges a circle, at most 0.12 % of the distance short); an area is "
    "included. Areas: equal-area on the WGS 84 ellipsoid.",
)


def buffer_process() -> Process:
    """Declare the process."""
    distance = Input(
        "distance",
        Text("Jarak", "Distance"),
        "distance",
        Text("Sejauh mana, mis. 500m atau 2km", "How far, e.g. 500m or 2km"),
        unit="m",
        minimum=1,
        maximum=FARTHEST_M,
        required=True,
    )
    return Process(
        id="buffer",
        version="1.0.0",
        title=Text("Kawasan sekitar", "Buffer"),
        description=Text(
            "Kawasan dalam jarak tertentu dari titik, garis, atau bidang, dan luasnya.",
            "What lies within a distance of a place, a line or an area, and how large it is.",
        ),
        inputs=(*shape_inputs(*SHAPES), distance),
        function=_run,
        references=("EPSG:32750, WGS 84 / UTM zone 50S",),
        command="buffer",
        outputs={"buffer": Text("Kawasan sekitar", "Buffer")},
    )


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    del catalogue
    name, shape = the_shape(given, SHAPES)
    if not shapely.box(*METRIC_WINDOW).contains(shape):
        west, south, east, north = METRIC_WINDOW
        what = Text(
            f"di luar {west:g}-{east:g} BT, {south:g} sampai {north:g} lintang, tempat jarak dapat "
            "dihitung; periksa koordinatnya",
            f"outside {west:g}-{east:g} E, {south:g} to {north:g} latitude, where distances can be "
            "worked out; check the coordinates",
        )
        raise InputError.of([(name, what)])
    drawn = shapely.segmentize(shape, LONGEST_EDGE_DEG)
    parts = within_distance(
        gpd.GeoSeries([drawn], crs=STORAGE_CRS), distance_m=given["distance"]
    ).to_numpy()
    around = parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
    area = area_m2(np.array([around, shape], dtype=object)) / 1e4
    row = {
        "distance_m": given["distance"],
        "area_ha": float(area[0]),
        "shape_ha": float(area[1]),
    }
    return Outcome(
        numbers={"shape": name, **row, "rows": [row]},
        features={"buffer": gpd.GeoDataFrame([row], geometry=[around], crs=STORAGE_CRS)},
        method=METHOD,
        layers=(),
        # Nobody vouches for what was drawn.
        trusts=("compiled",),
    )
