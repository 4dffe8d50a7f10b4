"""Made-up layers of realistic size and crowding, the same bytes on every machine.

Parcels and zones are the cells of jittered grids, so neighbours share their
borders; roads and points crowd round the towns of the region as settlement does.
Coordinates have seven decimals, as surveyed data has.
"""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers import Field, Layer, Schema, Text

SEED = 20_260_101
WEST, SOUTH, EAST, NORTH = 114.3, -4.2, 119.0, 2.6
PARCELS_WEST, PARCELS_SOUTH, PARCELS_EAST, PARCELS_NORTH = 115.8, -1.9, 117.8, 0.3
DECIMALS = 7
SHARE_IN_TOWNS = 0.7

# Balikpapan, Samarinda, Bontang, Banjarmasin, Banjarbaru, Tenggarong, Tanah Grogot, IKN.
TOWNS = np.array(
    [
        [116.83, -1.24],
        [117.15, -0.50],
        [117.49, 0.13],
        [114.59, -3.32],
        [114.83, -3.44],
        [116.99, -0.41],
        [116.19, -1.91],
        [116.70, -0.97],
    ]
)
TOWN_WEIGHTS = np.array([0.22, 0.22, 0.07, 0.2, 0.1, 0.07, 0.05, 0.07])

NAMES = (
    "Jalan Ahmad Yani",
    "Jl. Soekarno-Hatta",
    "Kelurahan Sepaku",
    "Desa Loa Kulu",
    "Gang Mufakat",
)
REGENCIES = (
    "Kutai Kartanegara",
    "Penajam Paser Utara",
    "Balikpapan",
    "Samarinda",
    "Paser",
    "Banjar",
)
PARCEL_ZONES = ("permukiman", "perdagangan", "industri", "pertanian", "hutan", "tambang", "lindung")
ROAD_KINDS = ("arteri", "kolektor", "lokal", "lingkungan", "setapak")
POINT_KINDS = ("sekolah", "klinik", "pasar", "masjid", "kantor", "menara")

Floats = NDArray[np.float64]


def parcels(n: int) -> tuple[Layer, gpd.GeoDataFrame]:
    """Give about n four-cornered parcels between Balikpapan, IKN and Samarinda."""
    rng = np.random.default_rng(SEED + 1)
    columns = int(np.sqrt(n))
    rows = n // columns
    x, y = np.meshgrid(
        np.linspace(PARCELS_WEST, PARCELS_EAST, columns + 1),
        np.linspace(PARCELS_SOUTH, PARCELS_NORTH, rows + 1),
        indexing="ij",
    )
    x = x + rng.uniform(-0.3, 0.3, x.shape) * (PARCELS_EAST - PARCELS_WEST) / columns
    y = y + rng.uniform(-0.3, 0.3, y.shape) * (PARCELS_NORTH - PARCELS_SOUTH) / rows
    corners = np.stack([x, y], axis=-1).round(DECIMALS)
    rings = np.stack(
        [corners[:-1, :-1], corners[1:, :-1], corners[1:, 1:], corners[:-1, 1:], corners[:-1, :-1]],
        axis=2,
    ).reshape(-1, 5, 2)
    n = len(rings)
    data = {
        "code": numbered("P", n),
        "zone": pick(rng, PARCEL_ZONES, n),
        "far": rng.uniform(0, 6, n).round(2),
        "pop": rng.integers(0, 900, n),
        "updated": days(rng, n),
    }
    types = {"far": "number", "pop": "integer", "updated": "date"}
    frame = gpd.GeoDataFrame(data, geometry=shapely.polygons(rings), crs=4326)
    return describe("parcels", frame, types, "Polygon"), frame


def roads(n: int) -> tuple[Layer, gpd.GeoDataFrame]:
    """Give n winding roads of about twelve vertices, most of them in the towns."""
    rng = np.random.default_rng(SEED + 2)
    starts = places(rng, n)
    counts = rng.integers(6, 19, n)
    owner = np.repeat(np.arange(n), counts)
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    is_first = np.zeros(len(owner), dtype=bool)
    is_first[first] = True
    turn = np.where(is_first, 0.0, rng.normal(0, 0.2, len(owner)))
    heading = rng.choice([0, 0.5, 1.0, 1.5], n) * np.pi + rng.normal(0, 0.25, n)
    angle = heading[owner] + since_first(turn, first, owner)
    step = rng.lognormal(np.log(0.0008), 0.6, n)[owner] * rng.uniform(0.6, 1.4, len(owner))
    step[is_first] = 0.0
    x = starts[owner, 0] + since_first(np.cos(angle) * step, first, owner)
    y = starts[owner, 1] + since_first(np.sin(angle) * step, first, owner)
    lines = shapely.linestrings(np.column_stack([x, y]).round(DECIMALS), indices=owner)
    frame = gpd.GeoDataFrame(attributes(rng, n, ROAD_KINDS), geometry=lines, crs=4326)
    return describe("roads", frame, ATTRIBUTE_TYPES, "LineString"), frame


def points(n: int) -> tuple[Layer, gpd.GeoDataFrame]:
    """Give n points, most of them in the towns."""
    rng = np.random.default_rng(SEED + 3)
    data = attributes(rng, n, POINT_KINDS)
    frame = gpd.GeoDataFrame(data, geometry=shapely.points(places(rng, n)), crs=4326)
    return describe("points", frame, ATTRIBUTE_TYPES, "Point"), frame


def targets(n: int) -> gpd.GeoSeries:
    """Give n points to be found, scattered like `points` but none of them the same."""
    rng = np.random.default_rng(SEED + 4)
    return gpd.GeoSeries(shapely.points(places(rng, n)), crs=4326)


def zones(n: int, *, vertices: int = 60) -> gpd.GeoSeries:
    """Give about n zones with winding borders that cover the region without gaps."""
    rng = np.random.default_rng(SEED + 5)
    rows = int(np.sqrt(n * (NORTH - SOUTH) / (EAST - WEST)))
    columns = n // rows
    grid = np.stack(np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0), indexing="ij"), -1)
    grid += rng.uniform(-0.25, 0.25, grid.shape)
    corners = grid * [(EAST - WEST) / columns, (NORTH - SOUTH) / rows] + [WEST, SOUTH]
    along = winding(rng, corners[:-1], corners[1:], vertices // 4)
    up = winding(rng, corners[:, :-1], corners[:, 1:], vertices // 4)
    rings = np.concatenate(
        [
            along[:, :-1],
            up[1:],
            backwards(along[:, 1:], corners[1:, 1:]),
            backwards(up[:-1], corners[:-1, 1:]),
        ],
        axis=2,
    ).reshape(columns * rows, -1, 2)
    rings = np.concatenate([rings, rings[:, :1]], axis=1).round(DECIMALS)
    return gpd.GeoSeries(shapely.polygons(rings), crs=4326)


def places(rng: np.random.Generator, n: int) -> Floats:
    """Give n places (lon, lat): most within about 25 km of a town, the rest anywhere."""
    town = rng.choice(len(TOWNS), n, p=TOWN_WEIGHTS / TOWN_WEIGHTS.sum())
    xy = TOWNS[town] + rng.normal(0, 1, (n, 2)) * rng.choice([0.02, 0.06, 0.12], (n, 1))
    away = rng.random(n) > SHARE_IN_TOWNS
    xy[away] = rng.uniform([WEST, SOUTH], [EAST, NORTH], (int(away.sum()), 2))
    return np.clip(xy, [WEST, SOUTH], [EAST, NORTH]).round(DECIMALS)


def attributes(rng: np.random.Generator, n: int, kinds: Sequence[str]) -> dict[str, NDArray]:
    """Give eight columns as planning data has them: codes, names, classes, figures, dates."""
    return {
        "code": numbered("KTM-", n),
        "name": np.char.add(
            pick(rng, NAMES, n), np.char.add(" ", (np.arange(n) % 997).astype(str))
        ),
        "kind": pick(rng, kinds, n),
        "regency": pick(rng, REGENCIES, n),
        "pop": rng.integers(0, 20_000, n),
        "value": rng.normal(100, 30, n).round(3),
        "year": rng.integers(1990, 2026, n),
        "updated": days(rng, n),
    }


ATTRIBUTE_TYPES = {"pop": "integer", "value": "number", "year": "integer", "updated": "date"}


def describe(layer_id: str, frame: gpd.GeoDataFrame, types: dict[str, str], geometry: str) -> Layer:
    """Give the description under which a frame enters the store; other columns are text."""
    names = [name for name in frame.columns if name != "geometry"]
    fields = [Field(name, types.get(name, "text"), Text.of(name)).to_dict() for name in names]
    return Layer(
        id=layer_id,
        title=Text.of(layer_id),
        theme="infrastructure",
        schema=Schema.from_dict({"geometry": geometry, "fields": fields}),
        source="made up by tests/benchmarks/region.py",
        data_date="2026",
        licence="CC0-1.0",
        trust="illustrative",
    )


def numbered(prefix: str, n: int) -> NDArray[np.str_]:
    """Give n codes, numbered from one."""
    return np.char.add(prefix, np.char.zfill(np.arange(1, n + 1).astype(str), 7))


def pick(rng: np.random.Generator, choices: Sequence[str], n: int) -> NDArray[np.str_]:
    """Give n of the choices, each as likely as the others."""
    return rng.choice(np.array(choices), n)


def days(rng: np.random.Generator, n: int) -> NDArray[np.str_]:
    """Give n days between 2020 and 2025, as ISO text."""
    start = np.datetime64("2020-01-01")
    return np.datetime_as_string(start + rng.integers(0, 2000, n).astype("timedelta64[D]"))


def since_first(steps: Floats, first: NDArray[np.intp], owner: NDArray[np.intp]) -> Floats:
    """Give running sums that start anew with every owner."""
    total = np.cumsum(steps)
    return total - total[first][owner]


def winding(rng: np.random.Generator, a: Floats, b: Floats, n: int) -> Floats:
    """Give n vertices from each a towards each b (b left out), off the straight line."""
    t = np.arange(n) / n
    off = rng.normal(0, 0.03, (*a.shape[:-1], n)) * np.sin(np.pi * t)
    way = b - a
    across = np.stack([-way[..., 1], way[..., 0]], axis=-1)
    return a[..., None, :] + way[..., None, :] * t[:, None] + across[..., None, :] * off[..., None]


def backwards(edge: Floats, end: Floats) -> Floats:
    """Give an edge's vertices from its end, its start left out."""
    return np.concatenate([end[..., None, :], edge[..., :0:-1, :]], axis=-2)
