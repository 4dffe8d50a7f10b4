"""Numbers of both example plans' reports, computed again from the layers without our analyses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from exactextract import exact_extract
from pyproj import Geod, Transformer
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

import layers
from layers.masterplan import Masterplan

METRIC = Transformer.from_crs(4326, 32750, always_xy=True)
WALK_KMH = 4.5
FARTHEST_M = 10_000.0
Documents = Mapping[str, dict[str, Any]]


@pytest.fixture(scope="module")
def region(starter_workspace: Path) -> Any:
    catalogue = layers.open(starter_workspace)
    yield catalogue
    catalogue.close()


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


def sites(region: layers.Catalogue, types: Sequence[str]) -> Any:
    found = region["facilities"].read()
    there = found["type"].isin(types) & (found["status"] == "operating")
    return shapely.get_coordinates(metric(found.geometry.to_numpy()[there]))


def minutes(region: layers.Catalogue, where: Any, types: Sequence[str], mode: str) -> Any:
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
    there = sites(region, types)
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


@pytest.mark.parametrize("plan", ["kukar", "banjarbaru"])
def test_area_and_people(
    documents: Documents, region: layers.Catalogue, starter_workspace: Path, plan: str
) -> None:
    found = documents[plan]["profile"]["density"]
    units = districts(region, documents[plan]["plan"]["masterplan"]["region"])
    counted = people(starter_workspace, units).groupby("code")["n"].sum()
    assert column(found, "code") == list(units["code"])
    assert column(found, "part") == pytest.approx(list(counted), rel=1e-6)
    assert column(found, "whole") == pytest.approx([area_ha(s) for s in units.geometry], rel=1e-6)
    assert found["total"]["value"] == pytest.approx(
        counted.sum() / sum(area_ha(s) for s in units.geometry), rel=1e-6
    )


@pytest.mark.parametrize(
    ("plan", "target_id", "types", "metres"),
    [
        ("banjarbaru", "t3", ["puskesmas"], 3000.0),
        ("banjarbaru", "t8", ["halte", "terminal"], 500.0),
        ("banjarbaru", "t9", ["tps3r"], 1000.0),
        ("kukar", "t11", ["tps3r"], 1000.0),
    ],
)
def test_people_within_a_distance(
    documents: Documents,
    region: layers.Catalogue,
    starter_workspace: Path,
    plan: str,
    target_id: str,
    types: list[str],
    metres: float,
) -> None:
    found = target(documents, plan, target_id)
    units = districts(region, documents[plan]["plan"]["masterplan"]["region"])
    # The plane's scale, 1.0004 at most here, is taken out at each site by the product.
    near = sites(region, types)
    discs = shapely.union_all(shapely.buffer(shapely.points(near), metres, quad_segs=64))
    plane = units.set_geometry(metric(units.geometry.to_numpy()), crs=32750)
    inside = shapely.transform(
        shapely.intersection(plane.geometry.to_numpy(), discs),
        lambda xy: np.column_stack(METRIC.transform(*xy.T, direction="INVERSE")),
    )
    cut = units.set_geometry(inside, crs=4326)
    served = people(starter_workspace, cut[~cut.is_empty])
    counted = served.groupby("code")["n"].sum().reindex(units["code"]).fillna(0.0)
    assert column(found, "part") == pytest.approx(list(counted), rel=5e-3, abs=2.0)
    whole = people(starter_workspace, units)["n"].sum()
    assert found["current"] == pytest.approx(100 * counted.sum() / whole, rel=2e-3)


@pytest.mark.parametrize(
    ("plan", "target_id", "types", "factor"),
    [
        ("kukar", "t8", ["pasar"], PER_PERSON["provision_com_psr"]),
        ("kukar", "t9", ["perpus", "gsg", "lapangan"], PER_PERSON["culture_per_100k"]),
        ("kukar", "t10", ["perpus"], PER_PERSON["provision_edu_tb"]),
        ("banjarbaru", "t6", ["pasar"], PER_PERSON["provision_com_psr"]),
        ("banjarbaru", "t7", ["perpus"], PER_PERSON["provision_edu_tb"]),
    ],
)
def test_places_for_people(
    documents: Documents,
    region: layers.Catalogue,
    starter_workspace: Path,
    plan: str,
    target_id: str,
    types: list[str],
    factor: float,
) -> None:
    found = target(documents, plan, target_id)
    units = districts(region, documents[plan]["plan"]["masterplan"]["region"])
    counted = people(starter_workspace, units).groupby("code")["n"].sum()
    there = region["facilities"].read()
    there = there[there["type"].isin(types) & (there["status"] == "operating")]
    inside = gpd.sjoin(there, units[["code", "geometry"]].rename(columns={"code": "unit"}))
    n = inside.groupby("unit").size().reindex(units["code"]).fillna(0.0)
    assert column(found, "part") == pytest.approx(list(n))
    wanted = factor * n / counted.reindex(units["code"])
    assert column(found, "value") == pytest.approx(list(wanted), rel=1e-6)
    assert found["current"] == pytest.approx(factor * n.sum() / counted.sum(), rel=1e-6)


def test_forest(documents: Documents, region: layers.Catalogue, starter_workspace: Path) -> None:
    found = target(documents, "kukar", "t6")
    table = cells(starter_workspace, "land_cover_2024", districts(region, "64.02"))
    table["ha"] = table["coverage"] * np.cos(np.radians(table["center_y"]))
    known = table[table["values"] > 0]
    forest = known[known["values"].isin([1, 2])].groupby("code")["ha"].sum()
    shares = 100 * forest / known.groupby("code")["ha"].sum()
    assert column(found, "value") == pytest.approx(list(shares.fillna(0.0)), abs=0.01)
    assert found["current"] == pytest.approx(100 * forest.sum() / known["ha"].sum(), abs=0.05)


def test_green_zones(documents: Documents, region: layers.Catalogue) -> None:
    found = target(documents, "banjarbaru", "t1")
    units = districts(region, "63.72").to_crs(6933)
    zones = region["zoning"].read()[["kodzon", "geometry"]].to_crs(6933)
    zones = zones[zones.intersects(shapely.union_all(units.geometry.to_numpy()))]
    cut = gpd.overlay(units, zones, keep_geom_type=True)
    cut["ha"] = cut.area / 1e4
    green = cut[cut["kodzon"] == "RTH"].groupby("code")["ha"].sum()
    wanted = green.reindex(units["code"]).fillna(0.0)
    assert column(found, "part") == pytest.approx(list(wanted), rel=2e-3)
    assert found["current"] == pytest.approx(100 * green.sum() / cut["ha"].sum(), rel=2e-3)


@pytest.mark.parametrize(
    ("plan", "target_id", "types", "mode", "limit"),
    [
        ("kukar", "t4", ["rs"], "car", 60),
        ("kukar", "t5", ["puskesmas"], "car", 30),
        ("banjarbaru", "t2", ["taman", "hutan_kota", "lapangan"], "walk", 10),
        ("banjarbaru", "t4", ["damkar"], "car", 15),
    ],
)
def test_people_within_a_time(
    documents: Documents,
    region: layers.Catalogue,
    starter_workspace: Path,
    plan: str,
    target_id: str,
    types: list[str],
    mode: str,
    limit: int,
) -> None:
    found = target(documents, plan, target_id)
    units = districts(region, documents[plan]["plan"]["masterplan"]["region"])
    table = people(starter_workspace, units)
    where = table[["center_x", "center_y"]].to_numpy()
    table["served"] = np.where(minutes(region, where, types, mode) <= limit, table["n"], 0.0)
    sums = table.groupby("code")[["served", "n"]].sum()
    ours = np.array(column(found, "value"))
    # No ferries here, and feet at every 100 m: some cells at the limit fall to the other side.
    assert np.median(np.abs(ours - 100 * sums["served"] / sums["n"])) < 0.5
    assert found["current"] == pytest.approx(100 * sums["served"].sum() / sums["n"].sum(), abs=0.75)
    assert found["current_low"] <= found["current"] <= found["current_high"]


def factor_of(rows: pd.DataFrame) -> float:
    """What part by whole is multiplied with: 100 for shares, people for facilities."""
    some = rows[rows["part"] > 0].iloc[0]
    return round(some["value"] * some["whole"] / some["part"], 6)


@pytest.mark.parametrize("plan", ["kukar", "banjarbaru"])
def test_what_follows_from_the_values(documents: Documents, plan: str) -> None:
    document = documents[plan]
    on = date.fromisoformat(document["on"])
    for one in document["evaluation"]["targets"]:
        start, end = one["baseline"], one["target"]
        span = date(end["year"], 12, 31) - date(start["year"], 12, 31)
        share = min((on - date(start["year"], 12, 31)) / span, 1.0)
        line = start["value"] + share * (end["value"] - start["value"])
        assert one["expected"] == pytest.approx(line)
        if one["current"] is None:
            assert one["status"] == "no-data"
            continue
        sign = 1 if one["direction"] == "up" else -1
        gap = max(sign * (end["value"] - one["current"]), 0.0)
        behind = "on-track" if sign * one["current"] >= sign * line else "behind"
        assert one["gap"] == pytest.approx(gap)
        assert one["status"] == ("reached" if gap == 0 else behind)
        if one.get("rows"):
            rows = pd.DataFrame(one["rows"])
            times = PER_PERSON.get(one["indicator"]["computed_by"], 100.0)
            assert one["current"] == pytest.approx(times * rows["part"].sum() / rows["whole"].sum())
            shares = times * rows["part"] / rows["whole"].where(rows["whole"] > 0)
            assert rows["value"].astype(float).tolist() == pytest.approx(
                shares.tolist(), nan_ok=True
            )


@pytest.mark.parametrize("plan", ["kukar", "banjarbaru"])
def test_effects_and_their_ranking(documents: Documents, plan: str) -> None:
    document = documents[plan]
    programmes = {one["id"]: one for one in document["plan"]["programmes"]}
    goals = {one["id"]: one for one in document["evaluation"]["targets"]}
    assert document["effects"]
    for found in document["effects"]:
        one = programmes[found["programme"]["id"]]
        length = date.fromisoformat(one["end"]) - date.fromisoformat(one["start"])
        for told in found["targets"]:
            before = goals[told["id"]]
            assert told["before"] == before["current"]
            if told["after"] is None or told["before"] is None:
                continue
            sign = 1 if before["direction"] == "up" else -1
            towards = sign * (told["after"] - told["before"])
            assert told["towards"] == pytest.approx(towards, abs=1e-9)
            assert told["per_month"] == pytest.approx(towards / (length.days / (365.25 / 12)))
            if one["budget"]:
                assert told["per_billion"] == pytest.approx(towards / one["budget"]["amount"] * 1e9)
            if before.get("rows"):
                rows = pd.DataFrame(before["rows"])
                gained = sum(row["gained"] for row in (*told["gaining"], *told["losing"]))
                # Units that gain less than half a person, or facility, are not listed.
                moved = (told["after"] - told["before"]) / factor_of(rows) * rows["whole"].sum()
                assert gained == pytest.approx(moved, abs=0.5 * len(rows))
    ranks = [row["per_billion"] for row in document["ranking"] if row["per_billion"] is not None]
    assert ranks == sorted(ranks, reverse=True)


def test_a_region_without_layers_says_why(tiny: layers.Catalogue, bare: dict[str, Any]) -> None:
    assert bare["geography"] is None
    assert bare["effects"] == []
    assert "reason" in bare["profile"]["density"]
    assert Masterplan.model_validate(bare["plan"]).masterplan.id == "bare"
