"""Municipal assets and sensors in the main towns, and known rain gauges."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.crs import STORAGE_CRS
from layers.schema import Text
from layers.starter import facts
from layers.starter.describe import (
    NAME_FIELD,
    SOURCE_FIELD,
    TRUST_FIELD,
    class_,
    field,
    modelled,
    styling,
)
from layers.starter.projection import lonlat_to_xy, xy_to_lonlat

# kind: number for each town, word for the name, work unit that owns it
KINDS = {
    "cctv": (16, "CCTV", "Dinas Perhubungan"),
    "wifi": (12, "WiFi publik", "Dinas Kominfo"),
    "awlr": (4, "AWLR", "Dinas PUPR"),
    "rain_gauge": (2, "Pos hujan", "BPBD"),
    "air_quality": (2, "Sensor udara", "Dinas Lingkungan Hidup"),
    "street_lamp": (24, "PJU", "Dinas Perhubungan"),
    "pump": (5, "Pompa", "Dinas PUPR"),
    "traffic_light": (7, "APILL", "Dinas Perhubungan"),
}
LABELS = {
    "cctv": Text("CCTV", "Camera"),
    "wifi": Text("WiFi publik", "Public WiFi"),
    "awlr": Text("Pengukur muka air (AWLR)", "Water-level gauge"),
    "rain_gauge": Text("Penakar hujan", "Rain gauge"),
    "air_quality": Text("Sensor kualitas udara", "Air-quality sensor"),
    "street_lamp": Text("Lampu jalan (PJU)", "Street lamp"),
    "pump": Text("Pompa banjir", "Flood pump"),
    "traffic_light": Text("Lampu lalu lintas (APILL)", "Traffic light"),
}
COLOURS = ("#5a4a82", "#2b6c8f", "#0b4f4a", "#4f7d2f", "#8a5a00", "#b4530a", "#5b5f66", "#a3231f")
STATUS = {
    "working": Text("Berfungsi", "Working"),
    "maintenance": Text("Pemeliharaan", "Under maintenance"),
    "broken": Text("Rusak", "Broken"),
}
FIRST_DAY, LAST_DAY = np.datetime64("2016-01-01"), np.datetime64("2025-12-31")


def place_assets(
    settlements: gpd.GeoDataFrame, waterways: gpd.GeoDataFrame, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Place assets among the settlements of the main towns; gauges and pumps near rivers."""
    towns = facts.table("towns")
    reach_m = towns["radius_km"].to_numpy(dtype=float) * 1_000
    parts = [_known_gauges(settlements)]
    lonlat = np.column_stack([settlements.geometry.x, settlements.geometry.y])
    xy = lonlat_to_xy(lonlat)
    rivers = waterways[waterways["class"] != "ferry"].geometry.to_numpy()
    for reach, town in zip(reach_m, towns.itertuples(), strict=True):
        centre = lonlat_to_xy(np.array([[town.lon, town.lat]]))[0]
        inside = np.hypot(*(xy - centre).T) < reach
        inside &= settlements["district_code"].str.startswith(str(town.code)).to_numpy()
        homes = settlements[inside]
        parts += [_group(kind, str(town.name), homes, rivers, rng) for kind in KINDS]
    frame = pd.concat(parts, ignore_index=True)
    frame.insert(0, "code", [f"A{k:04d}" for k in range(1, len(frame) + 1)])
    geometry = shapely.points(frame.pop("lon").round(6), frame.pop("lat").round(6))
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=STORAGE_CRS)


def _group(
    kind: str,
    town: str,
    homes: gpd.GeoDataFrame,
    rivers: np.ndarray,
    rng: np.random.Generator,
) -> pd.DataFrame:
    count, word, owner = KINDS[kind]
    people = homes["population"].to_numpy(dtype=float)
    at = rng.choice(len(homes), count, p=people / people.sum())
    start = np.column_stack([homes.geometry.x, homes.geometry.y])[at]
    spread = rng.normal(0, 220.0, (count, 2)).clip(-500, 500)
    lonlat = xy_to_lonlat(lonlat_to_xy(start) + spread)
    if kind in ("awlr", "pump"):
        ends = shapely.shortest_line(shapely.points(start), shapely.union_all(rivers))
        lonlat = shapely.get_coordinates(shapely.get_point(ends, -1))
    days = rng.integers(0, int((LAST_DAY - FIRST_DAY).astype(int)), count)
    return pd.DataFrame(
        {
            "name": [f"{word} {town} {k + 1:02d}" for k in range(count)],
            "type": kind,
            "status": rng.choice(list(STATUS), count, p=[0.84, 0.09, 0.07]),
            "owner": f"{owner} {town}",
            "installed": [str(FIRST_DAY + int(d)) for d in days],
            "district_code": homes["district_code"].to_numpy()[at],
            "source": "model",
            "trust": "illustrative",
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
        }
    )


def _known_gauges(settlements: gpd.GeoDataFrame) -> pd.DataFrame:
    anchors = facts.table("anchors")
    gauges = anchors[anchors["type"] == "rain_gauge"].reset_index(drop=True)
    points = shapely.points(gauges["lon"], gauges["lat"])
    home = settlements.sindex.nearest(points, return_all=False)[1]
    known = gauges["district_code"].to_numpy()
    return pd.DataFrame(
        {
            "name": gauges["name"],
            "type": "rain_gauge",
            "status": "working",
            "owner": "BWS Kalimantan IV",
            "installed": None,
            "district_code": np.where(
                known != "", known, settlements["district_code"].to_numpy()[home]
            ),
            "source": gauges["source"],
            "trust": gauges["trust"],
            "lon": gauges["lon"],
            "lat": gauges["lat"],
        }
    )


LAYER = modelled(
    "assets",
    ("Aset dan sensor kota", "Municipal assets and sensors"),
    (
        field("code", "text", ("Kode", "Code"), required=True),
        NAME_FIELD,
        field("type", "text", ("Jenis", "Type"), codes=LABELS),
        field("status", "text", ("Status", "Status"), codes=STATUS),
        field("owner", "text", ("Perangkat daerah", "Work unit")),
        field("installed", "date", ("Tanggal pasang", "Installed")),
        field("district_code", "text", ("Kode kecamatan", "District code")),
        SOURCE_FIELD,
        TRUST_FIELD,
    ),
    geometry="Point",
    theme="assets",
    about=(
        "Aset contoh; hanya pos hujan BWS berada di titik yang sebenarnya.",
        "Example assets; only the BWS rain gauges stand at real points.",
    ),
    source=facts.source_text("compiled-knowledge"),
    data_date="2025",
    method="seeded placement among settlements of the main towns; gauges and pumps on rivers",
    trust="illustrative",
    styling=styling(
        "infrastructure",
        40,
        "circle",
        class_field="type",
        classes=[
            class_(kind, (text.id, text.en), colour)
            for (kind, text), colour in zip(LABELS.items(), COLOURS, strict=True)
        ],
        label_field="name",
        minzoom=10,
        radius=3,
    ),
)
