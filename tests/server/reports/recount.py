"""Counting again what a report says, from the layers and without our analyses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import shapely
from exactextract import exact_extract
from pyproj import Geod, Transformer
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

import layers

METRIC = Transformer.from_crs(4326, 32750, always_xy=True)
WALK_KMH = 4.5
FARTHEST_M = 10_000.0
# What the analysis takes counts of people, and speeds, to be off by.
PEOPLE_OFF, SPEED_OFF = 0.1, 0.2
Documents = Mapping[str, dict[str, Any]]


def districts(region: layers.Catalogue, code: str) -> gpd.GeoDataFrame:
    found = region["districts"].read()[["code", "geometry"]]
    return found[found["code"].str.startswith(code)].sort_values("code").reset_index(drop=True)


def metric(shapes: Any) -> Any:
    return shapely.transform(shapes, lambda xy: np.column_stack(METRIC.transform(*xy.T)))


def cells(folder: Path, raster: str, units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Cells of a raster in each unit: unit, value, the share inside, and the centre."""
    with rasterio.open(next((folder / "rasters").glob(f"{raster}*.tif"))) as file:
        wanted = ["values", "coverage", "center_x", "center_y"]
        found = exact_extract(file, units, wanted, include_cols=["code"], output="pandas")
    table = found.explode(wanted, ignore_index=True)
    return table.astype(dict.fromkeys(wanted, float))


def people(folder: Path, units: gpd.GeoDataFrame) -> pd.DataFrame:
    table = cells(folder, "population", units)
    return table.assign(n=table["values"] * table["coverage"])


# SNI 03-1733-2004: a market for 30,000 people, a reading room for 2,500; in percent.
PER_PERSON = {
    "provision_com_psr": 100.0 * 30_000,
    "provision_edu_tb": 100.0 * 2_500,
    "culture_per_100k": 100_000.0,
}


def area_ha(shape: Any) -> float:
    return (
        abs(Geod(ellps="WGS84").geometry_area_perimeter(shapely.segmentize(shape, 0.002))[0]) / 1e4
    )


def sites(region: layers.Catalogue, types: Sequence[str], more: Sequence[Any] = ()) -> Any:
    """Where facilities of some types are, in metres, and more of them at places."""
    found = region["facilities"].read()
    there = found["type"].isin(types) & (found["status"] == "operating")
    known = found.geometry.to_numpy()[there]
    return shapely.get_coordinates(
        metric(np.concatenate([known, shapely.points([*more])])) if more else metric(known)
    )


def minutes(
    region: layers.Catalogue,
    where: Any,
    types: Sequence[str],
    mode: str,
    more: Sequence[Any] = (),
) -> Any:
    """Minutes from places to the nearest site: on foot to a road, along it, and on foot again.

    The roads are cut every 100 m, and joined where they share a point.
    """
    roads = region["roads"].read()
    roads = roads[roads["status"] == "existing"]
    if mode == "walk":
        roads = roads[~roads["toll"]]
    points, line = shapely.get_coordinates(
        shapely.segmentize(metric(roads.geometry.to_numpy()), 100.0), return_index=True
    )
    start = np.flatnonzero(line[1:] == line[:-1])
    kmh = roads["speed_kmh"].to_numpy()[line[start]] if mode == "car" else WALK_KMH
    along = np.hypot(*(points[start + 1] - points[start]).T) / 1000 / kmh * 60
    _, node = np.unique(points.round(1), axis=0, return_inverse=True)
    n = node.max() + 1
    at = np.zeros((n, 2))
    at[node] = points
    open_ones = np.unique(node[~roads["toll"].to_numpy()[line]])
    feet = cKDTree(at[open_ones])
    there = sites(region, types, more)
    far, foot = feet.query(there)
    near = far <= FARTHEST_M
    ends = pd.DataFrame(
        {
            "a": np.r_[node[start], open_ones[foot[near]]],
            "b": np.r_[node[start + 1], np.full(near.sum(), n)],
            "t": np.r_[along, far[near] / 1000 / WALK_KMH * 60],
        }
    )
    ends[["a", "b"]] = np.sort(ends[["a", "b"]].to_numpy(), axis=1)
    short = ends.groupby(["a", "b"], as_index=False)["t"].min()
    graph = coo_matrix((short["t"].clip(lower=1e-9), (short["a"], short["b"])), (n + 1, n + 1))
    time = dijkstra(graph.tocsr(), directed=False, indices=n)
    here = np.column_stack(METRIC.transform(*where.T))
    out, nearest = feet.query(here)
    straight, site = cKDTree(there).query(here)
    ways = time[open_ones[nearest]] + out / 1000 / WALK_KMH * 60
    ways[out > FARTHEST_M] = np.inf
    walked = np.where(straight <= out + far[site], straight / 1000 / WALK_KMH * 60, np.inf)
    return np.minimum(ways, walked)


def target(documents: Documents, plan: str, target_id: str) -> dict[str, Any]:
    return next(t for t in documents[plan]["evaluation"]["targets"] if t["id"] == target_id)


def column(found: Mapping[str, Any], name: str) -> list[float]:
    return [row[name] for row in found["rows"]]
