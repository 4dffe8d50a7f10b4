"""Waterways: rivers, canals and ferries as smooth lines through known points."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from scipy.interpolate import PchipInterpolator
from shapely.geometry import LineString

from layers.crs import GEOD, STORAGE_CRS
from layers.schema import Text
from layers.starter import facts
from layers.starter.curves import Floats, bend
from layers.starter.describe import (
    NAME_FIELD,
    SOURCE_FIELD,
    TRUST_FIELD,
    class_,
    field,
    modelled,
    styling,
)
from layers.starter.projection import lonlat_to_xy, to_lonlat

VERTEX_STEP_M = 350.0
REACH_M = 6_000.0  # about how far apart meanders turn
MEANDER = 0.2
BOAT_SPEED_KMH = {"river": 18.0, "canal": 12.0, "ferry": 12.0}
CLASSES = {
    "river": Text("Sungai", "River"),
    "canal": Text("Terusan", "Canal"),
    "ferry": Text("Penyeberangan feri", "Ferry crossing"),
}


def draw_waterways(rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Draw every waterway of the facts; rivers meander, ferries do not."""
    known = facts.table("rivers")
    lines = []
    for text, kind in zip(known["points"], known["class"], strict=True):
        points = np.array([[float(v) for v in p.split()] for p in text.split(";")])
        lines.append(_course(lonlat_to_xy(points), MEANDER if kind == "river" else 0.02, rng))
    shapes = shapely.set_precision(to_lonlat(np.array(lines)), 1e-6)
    data = {
        "code": known["id"],
        "name": known["name"],
        "class": known["class"],
        "navigable": known["navigable"].astype(bool),
        "boats": known["boats"],
        "speed_kmh": known["class"].map(BOAT_SPEED_KMH),
        "width_m": known["width_m"].astype(float),
        "length_km": [round(GEOD.geometry_length(g) / 1e3, 3) for g in shapes],
        "source": known["source"],
        "trust": "modelled",
    }
    return gpd.GeoDataFrame(data, geometry=shapes, crs=STORAGE_CRS)


def _course(points: Floats, swing: float, rng: np.random.Generator) -> LineString:
    """Bend a line through its points: smooth between them, then meanders about every 6 km."""
    along = np.r_[0, np.cumsum(np.hypot(*np.diff(points, axis=0).T))]
    n_reaches = max(len(points) - 1, int(np.ceil(along[-1] / REACH_M)))
    at = np.union1d(along, np.linspace(0, along[-1], n_reaches + 1))
    at = at[np.r_[True, np.diff(at) > 0.25 * along[-1] / n_reaches]]
    at[-1] = along[-1]
    knots = np.column_stack([PchipInterpolator(along, points[:, k])(at) for k in (0, 1)])
    reaches = bend(knots[:-1], knots[1:], rng, step=VERTEX_STEP_M, swing=swing)
    xy = shapely.get_coordinates(reaches)
    return LineString(xy[np.r_[True, np.any(np.diff(xy, axis=0) != 0, axis=1)]])


LAYER = modelled(
    "waterways",
    ("Sungai dan jalur perahu", "Waterways"),
    (
        field("code", "text", ("Kode", "Code"), required=True),
        NAME_FIELD,
        field("class", "text", ("Kelas", "Class"), codes=CLASSES),
        field("navigable", "boolean", ("Dapat dilayari", "Navigable")),
        field("boats", "text", ("Jenis perahu", "Kinds of boat")),
        field("speed_kmh", "number", ("Kecepatan perahu", "Boat speed"), unit="km/h"),
        field("width_m", "number", ("Lebar", "Width"), unit="m"),
        field("length_km", "number", ("Panjang", "Length"), unit="km"),
        SOURCE_FIELD,
        TRUST_FIELD,
    ),
    geometry="LineString",
    theme="infrastructure",
    about=(
        "Alur sungai melalui titik-titik yang dikenal; kelokannya model.",
        "Rivers run through known points; their meanders are modelled.",
    ),
    source=facts.source_text("compiled-knowledge"),
    method="smooth curve through known points with meanders (EPSG:32750); speeds are proposals",
    styling=styling(
        "infrastructure",
        10,
        "line",
        visible=True,
        class_field="class",
        classes=[
            class_("river", ("Sungai", "River"), "#6fa3bf"),
            class_("canal", ("Terusan", "Canal"), "#8fb8c9"),
            class_("ferry", ("Feri", "Ferry"), "#2b6c8f", pattern="dash"),
        ],
        label_field="name",
        label_minzoom=8,
        label_colour="#2b5f7d",
        width=1.6,
    ),
)
