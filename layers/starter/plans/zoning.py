"""Detailed zoning (RDTR-style) around the main towns: blocks with zone codes and limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.crs import STORAGE_CRS, to_equal_area
from layers.schema import Field
from layers.starter import facts
from layers.starter.curves import Floats
from layers.starter.describe import (
    SOURCE_FIELD,
    TRUST_FIELD,
    class_,
    code_list,
    field,
    modelled,
    styling,
)
from layers.starter.ground.coast import coast
from layers.starter.plans.blocks import Blocks, Town, lay_blocks
from layers.starter.projection import to_metres
from layers.zoning import tables

# Chance of each sub-zone by distance from the centre (share of the plan's radius).
MIX: tuple[tuple[float, dict[str, float]], ...] = (
    (
        0.12,
        {"K-1": 26, "KT": 12, "SPU-1": 12, "C-1": 14, "R-2": 16, "RTH-2": 7, "CB": 3, "K-2": 10},
    ),
    (0.30, {"R-2": 40, "K-2": 14, "SPU-2": 9, "C-2": 9, "R-1": 8, "RTH-3": 7, "KT": 4, "R-3": 9}),
    (
        0.55,
        {"R-3": 40, "R-2": 18, "K-3": 8, "SPU-3": 8, "RTH-4": 7, "RTH-7": 3, "C-3": 5, "PL-6": 2},
    ),
    (
        0.80,
        {"R-4": 34, "R-3": 18, "P-2": 12, "SPU-3": 4, "RTH-1": 7, "PP": 1.5, "PL-3": 1, "P-1": 9},
    ),
    (9.00, {"R-4": 20, "R-5": 16, "P-1": 15, "P-2": 10, "P-3": 20, "RTH-1": 9, "HL": 3, "KPI": 2}),
)
INLAND_DEG = 0.015
RIVER_M, COAST_M, ROAD_M = 90.0, 160.0, 140.0
PORT_M, INDUSTRY_M, AIRPORT_M, KKOP_M = 700.0, 1_500.0, 1_100.0, 4_000.0
SKETCH = "Model Penyangga (bukan RDTR resmi)"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What shapes a town's zones, in metres (EPSG:32750)."""

    rivers: Any
    shore: Any
    arterials: Any
    ports: Any
    industry: Any
    airports: Any


def draw_zoning(frames: dict[str, gpd.GeoDataFrame], rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Model zoning blocks around the main towns of the nine focus regencies.

    Parameters
    ----------
    frames
        The layers `villages`, `districts`, `regencies`, `roads` and `waterways`.

    Returns
    -------
    geopandas.GeoDataFrame
        Polygons with the attribute names of RDTR data in lower case; within a town they
        share every border.
    """
    regencies = frames["regencies"]
    around = _surroundings(regencies, frames["roads"], frames["waterways"])
    shape_of = regencies.set_index("code").geometry
    columns = ["code", "name", "lon", "lat", "radius_km", "grid_bearing"]
    parts = []
    for row in facts.table("towns")[columns].itertuples(index=False):
        town = Town(*row)
        blocks = lay_blocks(town, shape_of[town.code], rng)
        codes = _subzones(blocks, around, rng)
        parts.append(_frame(town, blocks, codes, around))
    frame = pd.concat(parts, ignore_index=True)
    frame = _with_regions(frame, frames["villages"], frames["districts"], regencies)
    frame.insert(0, "code", [f"Z{k:05d}" for k in range(1, len(frame) + 1)])
    return gpd.GeoDataFrame(frame[[*LAYER.schema.names, "geometry"]], crs=STORAGE_CRS)


def _surroundings(
    regencies: gpd.GeoDataFrame, roads: gpd.GeoDataFrame, waterways: gpd.GeoDataFrame
) -> Surroundings:
    anchors = facts.table("anchors")

    def near(*kinds: str) -> Any:
        rows = anchors[anchors["type"].isin(kinds) & ~anchors["name"].str.contains("closed")]
        return _ready(shapely.multipoints(shapely.points(rows["lon"], rows["lat"])))

    flows = waterways[waterways["class"] != "ferry"].geometry.to_numpy()
    main = roads[roads["class"].isin(["arterial", "collector"])].geometry.to_numpy()
    land = shapely.coverage_union_all(regencies.geometry.to_numpy())
    return Surroundings(
        rivers=_ready(shapely.multilinestrings(flows)),
        shore=_ready(_shore(land)),
        arterials=_ready(shapely.multilinestrings(main)),
        ports=near("port", "ferry"),
        industry=near("industrial_estate", "power_plant"),
        airports=near("airport"),
    )


def _ready(geometry: Any) -> Any:
    """Project to metres and prepare for many questions."""
    projected = to_metres(geometry)
    shapely.prepare(projected)
    return projected


def _shore(land: Any) -> Any:
    """Keep the edge of the land that faces the sea, not the border with the neighbours."""
    return shapely.difference(shapely.boundary(land), shapely.buffer(coast(), -INLAND_DEG))


def _subzones(
    blocks: Blocks, around: Surroundings, rng: np.random.Generator
) -> npt.NDArray[np.object_]:
    """Choose the sub-zone of each block: by chance from the ring's mix, then by place."""
    shapes = to_metres(blocks.shapes)
    codes = _mixed(blocks.rim_share, rng)
    chance = rng.uniform(size=len(codes))
    far = blocks.rim_share

    def set_where(where: npt.NDArray[np.bool_], code: str) -> None:
        codes[where] = code

    road = shapely.dwithin(around.arterials, shapes, ROAD_M) & (chance < 0.55)
    set_where(road & (far < 0.3), "K-2")
    set_where(road & (far >= 0.3) & (far < 0.8), "K-3")
    set_where(road & (far >= 0.8) & (chance < 0.3), "C-3")
    industry = shapely.dwithin(around.industry, shapes, INDUSTRY_M)
    set_where(industry & (chance < 0.8), "KPI")
    port = shapely.dwithin(around.ports, shapes, PORT_M)
    set_where(port & (chance < 0.5), "PL-6")
    set_where(shapely.dwithin(around.ports, shapes, PORT_M / 2), "TR")
    set_where(shapely.dwithin(around.airports, shapes, AIRPORT_M), "TR")
    shore = shapely.dwithin(around.shore, shapes, COAST_M) & ~port & ~industry
    set_where(shore, "PS")
    set_where(shore & (far > 0.5) & (chance < 0.45), "EM")
    set_where(shore & (chance > 0.88), "W")
    set_where(shapely.dwithin(around.rivers, shapes, RIVER_M) & (chance < 0.8) & ~port, "PS")
    return codes


def _mixed(rim_share: Floats, rng: np.random.Generator) -> npt.NDArray[np.object_]:
    codes = np.empty(len(rim_share), dtype=object)
    ring = np.searchsorted([limit for limit, _ in MIX], rim_share)
    for k, (_, mix) in enumerate(MIX):
        here = ring == k
        share = np.array(list(mix.values()))
        codes[here] = rng.choice(list(mix), int(here.sum()), p=share / share.sum())
    return codes


def _frame(
    town: Town, blocks: Blocks, codes: npt.NDArray[np.object_], around: Surroundings
) -> gpd.GeoDataFrame:
    zones = ZONES.set_index("subzone_code").loc[codes.tolist()].reset_index()
    shapes = gpd.GeoSeries([_polygonal(g) for g in blocks.shapes], crs=STORAGE_CRS)
    hectares = to_equal_area(shapes.to_frame("geometry")).area / 1e4
    ring = np.searchsorted([0.12, 0.30, 0.55, 0.80], blocks.rim_share)
    side = "ABCD"
    kkop = shapely.dwithin(around.airports, to_metres(blocks.middle), KKOP_M)
    data = {
        "namobj": zones["subzone_id"],
        "kodzon": zones["zone_code"],
        "namzon": zones["zone_id"],
        "kodszn": codes,
        "namszn": zones["subzone_id"],
        "jnsrpr": zones["group"],
        "kodewp": f"WP {town.name}",
        "kodswp": [f"SWP {side[min(k, 3)]}" for k in ring],
        "kodblk": [f"{k + 1:04d}" for k in range(len(codes))],
        "kkop_1": np.where(kkop, "KKOP", "Tidak Ada"),
        "lp2b_2": np.where(codes == "P-1", "LP2B", "Tidak Ada"),
        "kdb": zones["kdb_max_pct"].astype(float),
        "klb": zones["klb_max"].astype(float),
        "kdh": zones["kdh_min_pct"].astype(float),
        "luasha": hectares.round(4),
        "sbdata": SKETCH,
        "remark": "KDB/KLB/KDH: asumsi, bukan ketentuan daerah",
        "source": "zones-14-2021",
        "trust": "modelled",
    }
    return gpd.GeoDataFrame(data, geometry=shapes, crs=STORAGE_CRS)


def _polygonal(shape: Any) -> shapely.MultiPolygon:
    return shapely.MultiPolygon(shapely.get_parts(shape).tolist())


def _with_regions(
    frame: gpd.GeoDataFrame,
    villages: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    regencies: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Add the names of province, regency, district and village by a point inside each block."""
    points = shapely.point_on_surface(frame.geometry.to_numpy())
    block, village = villages.sindex.query(points, predicate="intersects")
    home = np.zeros(len(frame), dtype=np.intp)
    home[block] = village
    code = villages["code"].to_numpy()[home].astype(str)
    district = dict(zip(districts["code"], districts["name"], strict=True))
    regency = dict(zip(regencies["code"], regencies["name"], strict=True))
    province = {"63": "Kalimantan Selatan", "64": "Kalimantan Timur"}
    frame["wadmpr"] = [province[c[:2]] for c in code]
    frame["wadmkk"] = [regency[c[:5]] for c in code]
    frame["wadmkc"] = [district[c[:8]] for c in code]
    frame["wadmkd"] = villages["name"].to_numpy()[home]
    frame["district_code"] = [c[:8] for c in code]
    return frame


BY_PLACE = {"K-2", "K-3", "C-3", "KPI", "PL-6", "TR", "PS", "EM", "W"}
ZONES = tables.frame("zones")
DRAWN = ZONES[ZONES["subzone_code"].isin(BY_PLACE.union(*(mix for _, mix in MIX)))]


def _text(name: str, indonesian: str, english: str) -> Field:
    return field(name, "text", (indonesian, english))


LAYER = modelled(
    "zoning",
    ("Zonasi RDTR (model)", "Detailed zoning (modelled)"),
    (
        field("code", "text", ("Kode objek", "Object code"), required=True),
        _text("namobj", "Nama objek", "Object name"),
        _text("kodzon", "Kode zona", "Zone code"),
        _text("namzon", "Nama zona", "Zone name"),
        field(
            "kodszn",
            "text",
            ("Kode subzona", "Sub-zone code"),
            codes=code_list(ZONES, "subzone_code", "subzone_id", "subzone_en"),
        ),
        _text("namszn", "Nama subzona", "Sub-zone name"),
        _text("jnsrpr", "Jenis rencana pola ruang", "Kind of allocation"),
        _text("kodewp", "Wilayah perencanaan", "Planning area"),
        _text("kodswp", "Subwilayah perencanaan", "Planning sub-area"),
        _text("kodblk", "Blok", "Block"),
        _text("kkop_1", "Tampalan KKOP", "Airport safety overlay"),
        _text("lp2b_2", "Tampalan LP2B", "Protected food land overlay"),
        field("kdb", "number", ("KDB maksimum", "Building coverage, at most"), unit="%"),
        field("klb", "number", ("KLB maksimum", "Floor area ratio, at most")),
        field("kdh", "number", ("KDH minimum", "Green ratio, at least"), unit="%"),
        field("luasha", "number", ("Luas", "Area"), unit="ha"),
        _text("wadmpr", "Provinsi", "Province"),
        _text("wadmkk", "Kabupaten/kota", "Regency or city"),
        _text("wadmkc", "Kecamatan", "District"),
        _text("wadmkd", "Desa/kelurahan", "Village"),
        _text("district_code", "Kode kecamatan", "District code"),
        _text("sbdata", "Sumber data", "Data source"),
        _text("remark", "Catatan", "Remark"),
        SOURCE_FIELD,
        TRUST_FIELD,
    ),
    geometry="MultiPolygon",
    theme="zoning",
    about=(
        "Blok model bergaya RDTR di sekitar sembilan kota; bukan ketentuan hukum.",
        "Modelled RDTR-style blocks around nine towns; not a legal provision.",
    ),
    source=tables.source_text("zones-14-2021"),
    data_date="2026",
    method=(
        "shaken lattice blocks cut by coast and regency; sub-zones by distance to centre, "
        "roads, rivers, coast, ports, industry and airports; luasha in EPSG:6933"
    ),
    styling=styling(
        "zoning",
        10,
        "fill",
        class_field="kodszn",
        classes=[
            class_(c, (i, e), h)
            for c, i, e, h in zip(
                DRAWN["subzone_code"],
                DRAWN["subzone_id"],
                DRAWN["subzone_en"],
                DRAWN["hex"],
                strict=True,
            )
        ],
        label_field="kodszn",
        minzoom=9,
    ),
)
