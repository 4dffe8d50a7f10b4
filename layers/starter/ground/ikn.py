"""The areas of Ibu Kota Nusantara: sketches from the legal limit points and legal areas."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from layers.crs import STORAGE_CRS
from layers.schema import Text
from layers.starter import facts
from layers.starter.curves import bend
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

EDGE_STEP_M = 400.0
EDGE_SWING = 0.06
METHOD = (
    "sketch through the limit points of UU 21/2023 art. 6, scaled so that the geodesic area on "
    "land (WGS 84) equals the legal hectares"
)
KINDS = {
    "land": Text("Wilayah darat IKN", "Land of IKN"),
    "development": Text("KPIKN (kawasan pengembangan)", "KPIKN (development area)"),
    "core": Text("KIKN (kawasan inti kota)", "KIKN (core city)"),
    "government": Text("KIPP (pusat pemerintahan)", "KIPP (government core)"),
}


def draw_ikn(land: BaseGeometry, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Sketch IKN's land, development area, core city and government core.

    The government core lies inside the core city, that inside IKN's land; the development
    area is the rest of the land.
    """
    known = facts.table("ikn_areas").set_index("kind", drop=False)
    wanted = known["legal_area_ha"].astype(float)
    whole = _outline("land", land, float(wanted["land"]), rng)
    core = _outline("core", whole, float(wanted["core"]), rng)
    government = _outline("government", core, float(wanted["government"]), rng)
    rest = shapely.difference(whole, core, grid_size=1e-6)
    shapes = {"land": whole, "development": rest, "core": core, "government": government}
    known = known.loc[list(shapes)].reset_index(drop=True)
    data = {
        "code": known["code"],
        "name": known["name"],
        "name_en": known["name_en"],
        "kind": known["kind"],
        "legal_area_ha": known["legal_area_ha"].astype(float),
        "model_area_ha": [round(hectares(g), 1) for g in shapes.values()],
        "legal_basis": known["legal_basis"],
        "method": METHOD,
        "source": known["source"],
        "trust": "modelled",
    }
    multi = [MultiPolygon(shapely.get_parts(g).tolist()) for g in shapes.values()]
    return gpd.GeoDataFrame(data, geometry=multi, crs=STORAGE_CRS)


def _outline(
    ring: str, within: BaseGeometry, area_ha: float, rng: np.random.Generator
) -> BaseGeometry:
    points = facts.table("ikn_outline")
    points = points[points["ring"] == ring].sort_values("seq")
    shapely.prepare(within)
    state = rng.bit_generator.state

    def shape(size: float) -> BaseGeometry:
        rng.bit_generator.state = state
        polygon = _polygon(points, size, rng)
        return shapely.intersection(polygon, within, grid_size=1e-6)

    return fitted(shape, area_ha)


def _polygon(points: pd.DataFrame, size: float, rng: np.random.Generator) -> BaseGeometry:
    """Draw the ring with its free points moved away from the centre; fixed points stay."""
    lonlat = points[["lon", "lat"]].to_numpy(dtype=float)
    centre = lonlat.mean(axis=0)
    free = points["fixed"].to_numpy() == 0
    moved = np.where(free[:, None], centre + (lonlat - centre) * size, lonlat)
    xy = lonlat_to_xy(moved)
    lines = bend(xy, np.roll(xy, -1, axis=0), rng, step=EDGE_STEP_M, swing=EDGE_SWING)
    polygon = shapely.make_valid(Polygon(shapely.get_coordinates(lines)))
    fixed = lonlat[~free]
    polygon = to_lonlat(polygon)
    if len(fixed):
        polygon = polygon.intersection(box(*fixed.min(axis=0), *fixed.max(axis=0)))
    return polygon


LAYER = modelled(
    "ikn_areas",
    ("Kawasan Ibu Kota Nusantara (sketsa)", "Areas of Nusantara (sketch)"),
    (
        field("code", "text", ("Kode", "Code"), required=True),
        NAME_FIELD,
        field("name_en", "text", ("Nama (Inggris)", "Name (English)")),
        field("kind", "text", ("Jenis", "Kind"), codes=KINDS),
        field("legal_area_ha", "number", ("Luas menurut hukum", "Legal area"), unit="ha"),
        field("model_area_ha", "number", ("Luas sketsa", "Area of the sketch"), unit="ha"),
        field("legal_basis", "text", ("Dasar hukum", "Legal basis")),
        field("method", "text", ("Metode", "Method")),
        SOURCE_FIELD,
        TRUST_FIELD,
    ),
    geometry="MultiPolygon",
    theme="boundaries",
    about=(
        "Sketsa dari titik batas dan luas hukum, bukan batas resmi; darat = KIKN + KPIKN.",
        "Sketch from the legal limit points and areas, not official; land = KIKN + KPIKN.",
    ),
    source=facts.source_text("uu-21-2023"),
    data_date="2023",
    method=METHOD,
    styling=styling(
        "plan",
        10,
        "line",
        visible=True,
        focus=True,
        class_field="kind",
        classes=[
            class_("land", ("Wilayah darat IKN", "Land of IKN"), "#b4530a"),
            class_("development", ("KPIKN", "KPIKN"), "#d0843f"),
            class_("core", ("KIKN", "KIKN"), "#8f3f22"),
            class_("government", ("KIPP", "KIPP"), "#5c2a18"),
        ],
        label_field="name",
        width=2,
    ),
)
