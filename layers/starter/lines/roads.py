"""Roads: a connected network over settlements, with main roads along the known corridors."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

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
from layers.starter.lines import network
from layers.starter.lines.bridges import bridged
from layers.starter.projection import to_lonlat, to_metres

WIDE_RIVER_M = 60.0
VERTEX_STEP_M = 350.0
SWING = {"toll": 0.05, "arterial": 0.07, "collector": 0.09, "local": 0.11}
SPEED_KMH = {  # rural, urban: proposals in the table of road classes, not measured speeds
    "toll": (90.0, 80.0),
    "arterial": (55.0, 35.0),
    "collector": (45.0, 30.0),
    "local": (30.0, 22.0),
}
UNPAVED_FACTOR = 0.6
URBAN_PEOPLE = 4_000
RANK = {"toll": 0, "arterial": 1, "collector": 2, "local": 3}
STATUS = {
    "existing": Text("Ada", "Existing"),
    "functional": Text("Dibuka fungsional", "Opened functionally"),
}


@dataclass(frozen=True, slots=True)
class Nodes:
    """Where roads meet: settlements in metres, with what is needed to class the roads."""

    xy: Floats
    lonlat: Floats
    name: npt.NDArray[np.object_]
    village: npt.NDArray[np.object_]
    people: npt.NDArray[np.int64]
    island: npt.NDArray[np.intp]


def draw_roads(
    settlements: gpd.GeoDataFrame,
    waterways: gpd.GeoDataFrame,
    land: BaseGeometry,
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    """Model the road network: one connected network for each island with two settlements or more.

    Parameters
    ----------
    settlements, waterways
        Layers of those names (EPSG:4326).
    land
        Land of both provinces (EPSG:4326).
    """
    land_m = to_metres(land)
    nodes = _nodes(settlements, land_m)
    wide = (waterways["class"] != "ferry") & (waterways["width_m"] >= WIDE_RIVER_M)
    rivers = to_metres(waterways.geometry.to_numpy()[wide.to_numpy()])
    links = network.candidates(nodes.xy, nodes.island, land_m, rivers)
    roads = _classed(links, nodes)
    roads = pd.concat([roads, _toll_legs(nodes)], ignore_index=True)
    roads["geometry"] = _lines(roads, nodes, land_m, rng)
    widths = waterways["width_m"].to_numpy()[wide.to_numpy()]
    pieces = bridged(roads, rivers, widths, land_m)
    return _frame(pieces, nodes, rng)


def _nodes(settlements: gpd.GeoDataFrame, land_m: BaseGeometry) -> Nodes:
    lonlat = shapely.get_coordinates(settlements.geometry.to_numpy()).round(6)
    xy = shapely.get_coordinates(to_metres(shapely.points(lonlat)))
    islands = shapely.STRtree(shapely.get_parts(land_m))
    point, part = islands.query(shapely.points(xy), predicate="intersects")
    island = np.full(len(xy), -1, dtype=np.intp)
    island[point] = part
    return Nodes(
        xy,
        lonlat,
        settlements["name"].to_numpy(dtype=object),
        settlements["village_code"].to_numpy(dtype=object),
        settlements["population"].to_numpy(),
        island,
    )


def _classed(links: network.Candidates, nodes: Nodes) -> pd.DataFrame:
    """Choose the links that are roads; those on a corridor take its class and name."""
    n_nodes = len(nodes.xy)
    chosen = network.chosen_links(links, nodes.xy)
    best: dict[tuple[int, int], tuple[str, str]] = {}
    for row in _corridors().itertuples():
        legs = network.route(links, n_nodes, _stops(str(row.village_codes), nodes))
        for leg in legs:
            if leg not in best or RANK[str(row.kind)] < RANK[best[leg][0]]:
                best[leg] = (str(row.kind), str(row.name))
    pairs = [tuple(e) for e in links.ends.tolist()]
    kept = [k for k, p in enumerate(pairs) if chosen[k] or p in best]
    found = [best.get(pairs[k], ("local", "")) for k in kept]
    ends = links.ends[kept]
    return pd.DataFrame(
        {
            "a": ends[:, 0],
            "b": ends[:, 1],
            "class": [kind for kind, _ in found],
            "name": [name for _, name in found],
        }
    )


def _corridors() -> pd.DataFrame:
    known = facts.table("corridors")
    return known[known["kind"].isin(["arterial", "collector"])]


def _stops(village_codes: str, nodes: Nodes) -> npt.NDArray[np.intp]:
    seat: dict[str, int] = {}
    for k, code in enumerate(nodes.village):
        seat.setdefault(str(code), k)
    return np.array([seat[code] for code in village_codes.split()], dtype=np.intp)


def _toll_legs(nodes: Nodes) -> pd.DataFrame:
    known = facts.table("corridors")
    legs = []
    for row in known[known["kind"] == "toll"].itertuples():
        stops = _stops(str(row.village_codes), nodes)
        legs += [(a, b, "toll", row.name) for a, b in pairwise(stops)]
    return pd.DataFrame(legs, columns=["a", "b", "class", "name"])


def _lines(
    roads: pd.DataFrame, nodes: Nodes, land_m: BaseGeometry, rng: np.random.Generator
) -> npt.NDArray[Any]:
    """Bend each road a little; straighten the ones that would leave the land."""
    start, end = nodes.xy[roads["a"]], nodes.xy[roads["b"]]
    swing = roads["class"].map(SWING).to_numpy()
    limit = np.ones(len(roads))
    shapely.prepare(land_m)
    state = rng.bit_generator.state
    for shrink in (1.0, 0.4, 0.0):
        rng.bit_generator.state = state
        lines = bend(start, end, rng, step=VERTEX_STEP_M, swing=1.0, limit=limit * swing)
        if shrink == 0.0:
            break
        wet = ~shapely.contains_properly(land_m, lines)
        limit = np.where(wet, 0.4 if shrink == 1.0 else 0.0, limit)
    return lines


def _frame(pieces: pd.DataFrame, nodes: Nodes, rng: np.random.Generator) -> gpd.GeoDataFrame:
    lines = _snapped(pieces)
    kind = pieces["class"].to_numpy()
    busy = np.minimum(nodes.people[pieces["a"]], nodes.people[pieces["b"]]) >= URBAN_PEOPLE
    busy |= shapely.length(pieces["geometry"].to_numpy()) < 1_200.0
    few = np.maximum(nodes.people[pieces["a"]], nodes.people[pieces["b"]]) < 2_500
    unpaved = (kind == "local") & few & (rng.uniform(size=len(pieces)) < 0.6)
    unpaved &= ~pieces["bridge"].to_numpy()
    speed = np.array([SPEED_KMH[k][int(u)] for k, u in zip(kind, busy, strict=True)])
    names = zip(pieces["name"], nodes.name[pieces["a"]], nodes.name[pieces["b"]], strict=True)
    sketch = pieces["name"].str.contains("sketch").to_numpy()
    data = {
        "code": [f"J{k:05d}" for k in range(1, len(pieces) + 1)],
        "name": [n.replace(" (sketch)", "") or f"Jalan {a} - {b}" for n, a, b in names],
        "class": kind,
        "surface": np.where(unpaved, "unpaved", "paved"),
        "speed_kmh": np.where(unpaved, speed * UNPAVED_FACTOR, speed).round(1),
        "one_way": False,
        "toll": kind == "toll",
        "bridge": pieces["bridge"].to_numpy(),
        "status": np.where(sketch & (kind == "toll"), "functional", "existing"),
        "road_class_legal": None,
        "length_m": [round(GEOD.geometry_length(g), 1) for g in lines],
        "source": "compiled-knowledge",
        "trust": "modelled",
    }
    return gpd.GeoDataFrame(data, geometry=lines, crs=STORAGE_CRS)


def _snapped(pieces: pd.DataFrame) -> npt.NDArray[Any]:
    """Bring lines to degrees on the 1e-6 grid, so that roads that meet share one vertex."""
    lines = to_lonlat(pieces["geometry"].to_numpy())
    return np.asarray(shapely.transform(lines, lambda c: c.round(6)))


LAYER = modelled(
    "roads",
    ("Jalan", "Roads"),
    (
        field("code", "text", ("Kode", "Code"), required=True),
        NAME_FIELD,
        field(
            "class",
            "text",
            ("Kelas", "Class"),
            codes={
                "toll": Text("Tol", "Toll road"),
                "arterial": Text("Arteri", "Arterial"),
                "collector": Text("Kolektor", "Collector"),
                "local": Text("Lokal", "Local"),
            },
        ),
        field(
            "surface",
            "text",
            ("Perkerasan", "Surface"),
            codes={
                "paved": Text("Diperkeras", "Paved"),
                "unpaved": Text("Tanah/kerikil", "Unpaved"),
            },
        ),
        field("speed_kmh", "number", ("Kecepatan", "Speed"), unit="km/h"),
        field("one_way", "boolean", ("Satu arah", "One way")),
        field("toll", "boolean", ("Berbayar", "Toll")),
        field("bridge", "boolean", ("Jembatan", "Bridge")),
        field("status", "text", ("Status", "Status"), codes=STATUS),
        field("road_class_legal", "text", ("Kelas menurut hukum", "Legal class")),
        field("length_m", "number", ("Panjang", "Length"), unit="m"),
        SOURCE_FIELD,
        TRUST_FIELD,
    ),
    geometry="LineString",
    theme="infrastructure",
    about=(
        (
            "Jaringan jalan model: koridor utama menghubungkan tempat yang sebenarnya, tetapi "
            "garis di antaranya bukan jalan yang sebenarnya."
        ),
        (
            "Modelled road network: the main corridors join real places, but the line between "
            "two places is not the real road."
        ),
    ),
    source=facts.source_text("compiled-knowledge"),
    method=(
        "cheapest tree and relative neighbours over settlements, corridors by cheapest path, "
        "bridges where a wide river is crossed; speeds are planning proposals"
    ),
    styling=styling(
        "infrastructure",
        20,
        "line",
        visible=True,
        class_field="class",
        classes=[
            class_("toll", ("Tol", "Toll road"), "#b4530a"),
            class_("arterial", ("Arteri", "Arterial"), "#8a5a2b"),
            class_("collector", ("Kolektor", "Collector"), "#a98b62"),
            class_("local", ("Lokal", "Local"), "#c9bda6"),
        ],
        width=1.4,
    ),
)
