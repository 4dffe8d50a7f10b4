"""Protected areas: modelled outlines of known size at their known places."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from layers.crs import STORAGE_CRS
from layers.schema import Text
from layers.starter import facts
from layers.starter.curves import blob
from layers.starter.describe import (
    NAME_FIELD,
    SOURCE_FIELD,
    TRUST_FIELD,
    class_,
    field,
    modelled,
    styling,
)
from layers.starter.ground.outlines import fitted, hectares
from layers.starter.projection import lonlat_to_xy, to_lonlat

RIM_SWING = 0.18
KINDS = {
    "TN": Text("Taman nasional", "National park"),
    "CA": Text("Cagar alam", "Strict nature reserve"),
    "SM": Text("Suaka margasatwa", "Wildlife reserve"),
    "THR": Text("Taman hutan raya", "Grand forest park"),
    "HL": Text("Hutan lindung", "Protection forest"),
}


def draw_protected(land: BaseGeometry, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Draw each protected area as a rounded shape on land, with the area regulations name."""
    known = facts.table("protected_areas")
    shapely.prepare(land)
    shapes = [_outline(row, land, rng) for row in known.to_dict("records")]
    data = {
        "code": known["id"],
        "name": known["name"],
        "kind": known["kind"],
        "official_area_ha": known["area_ha"].astype(float),
        "model_area_ha": [round(hectares(g), 1) for g in shapes],
        "anchor": known["anchor"],
        "source": known["source"],
        "trust": known["trust"],
    }
    return gpd.GeoDataFrame(data, geometry=shapes, crs=STORAGE_CRS)


def _outline(row: Any, land: BaseGeometry, rng: np.random.Generator) -> MultiPolygon:
    x, y = lonlat_to_xy(np.array([[row["lon"], row["lat"]]]))[0]
    radius = np.sqrt(row["area_ha"] * 1e4 / np.pi)
    stretch = np.sqrt(row["stretch"])
    round_ = blob(x, y, radius, rng, swing=RIM_SWING)
    long_ = affinity.scale(round_, stretch, 1 / stretch, origin=(x, y))
    turned = affinity.rotate(long_, row["bearing"], origin=(x, y))

    def shape(size: float) -> BaseGeometry:
        grown = affinity.scale(turned, size, size, origin=(x, y))
        return shapely.intersection(to_lonlat(grown.segmentize(2_000)), land, grid_size=1e-6)

    found = fitted(shape, float(row["area_ha"]))
    return MultiPolygon([p for p in shapely.get_parts(found) if p.geom_type == "Polygon"])


COLOURS = {"TN": "#9169AF", "CA": "#69419B", "SM": "#7D55A5", "THR": "#A57DB9", "HL": "#325F28"}
LAYER = modelled(
    "protected_areas",
    ("Kawasan lindung", "Protected areas"),
    (
        field("code", "text", ("Kode", "Code"), required=True),
        NAME_FIELD,
        field("kind", "text", ("Jenis", "Kind"), codes=KINDS),
        field(
            "official_area_ha", "number", ("Luas menurut aturan", "Area by regulation"), unit="ha"
        ),
        field("model_area_ha", "number", ("Luas model", "Modelled area"), unit="ha"),
        field("anchor", "text", ("Titik acuan", "Anchor")),
        SOURCE_FIELD,
        TRUST_FIELD,
    ),
    geometry="MultiPolygon",
    theme="land",
    about=(
        "Bentuk model dengan luas menurut aturan di sekitar titik yang dikenal.",
        "Modelled shapes of the area that regulations name, around known places.",
    ),
    source=facts.source_text("protected-areas"),
    method="rounded shapes scaled on land to the area by regulation (geodesic, WGS 84)",
    styling=styling(
        "land",
        40,
        "fill",
        class_field="kind",
        classes=[class_(k, (t.id, t.en), COLOURS[k]) for k, t in KINDS.items()],
        label_field="name",
    ),
)
