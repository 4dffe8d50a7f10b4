"""Numbers of both example plans' reports, computed again from the layers without our analyses."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import layers
from layers.masterplan import Masterplan

SPEC = importlib.util.spec_from_file_location("recount", Path(__file__).with_name("recount.py"))
assert SPEC is not None
assert SPEC.loader is not None
recount = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(recount)
OFF = recount.PEOPLE_OFF
Documents = Mapping[str, dict[str, Any]]


@pytest.fixture(scope="module")
def region(starter_workspace: Path) -> Any:
    catalogue = layers.open(starter_workspace)
    yield catalogue
    catalogue.close()


@pytest.mark.parametrize("plan", ["kukar", "banjarbaru"])
def test_area_and_people(
    documents: Documents, region: layers.Catalogue, starter_workspace: Path, plan: str
) -> None:
    found = documents[plan]["profile"]["density"]
    units = recount.districts(region, documents[plan]["plan"]["masterplan"]["region"])
    counted = recount.people(starter_workspace, units).groupby("code")["n"].sum()
    assert recount.column(found, "code") == list(units["code"])
    assert recount.column(found, "part") == pytest.approx(list(counted), rel=1e-6)
    assert recount.column(found, "whole") == pytest.approx(
        [recount.area_ha(s) for s in units.geometry], rel=1e-6
    )
    assert recount.column(found, "value_low") == pytest.approx(
        [(1 - OFF) * value for value in recount.column(found, "value")]
    )
    assert recount.column(found, "value_high") == pytest.approx(
        [(1 + OFF) * value for value in recount.column(found, "value")]
    )
    assert found["total"]["value"] == pytest.approx(
        counted.sum() / sum(recount.area_ha(s) for s in units.geometry), rel=1e-6
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
    found = recount.target(documents, plan, target_id)
    units = recount.districts(region, documents[plan]["plan"]["masterplan"]["region"])
    # The plane's scale, 1.0004 at most here, is taken out at each site by the product.
    near = recount.sites(region, types)
    discs = shapely.union_all(shapely.buffer(shapely.points(near), metres, quad_segs=64))
    plane = units.set_geometry(recount.metric(units.geometry.to_numpy()), crs=32750)
    inside = shapely.transform(
        shapely.intersection(plane.geometry.to_numpy(), discs),
        lambda xy: np.column_stack(recount.METRIC.transform(*xy.T, direction="INVERSE")),
    )
    cut = units.set_geometry(inside, crs=4326)
    served = recount.people(starter_workspace, cut[~cut.is_empty])
    counted = served.groupby("code")["n"].sum().reindex(units["code"]).fillna(0.0)
    assert recount.column(found, "part") == pytest.approx(list(counted), rel=5e-3, abs=2.0)
    whole = recount.people(starter_workspace, units)["n"].sum()
    assert found["current"] == pytest.approx(100 * counted.sum() / whole, rel=2e-3)


@pytest.mark.parametrize(
    ("plan", "target_id", "types", "factor"),
    [
        ("kukar", "t8", ["pasar"], recount.PER_PERSON["provision_com_psr"]),
        ("kukar", "t9", ["perpus", "gsg", "lapangan"], recount.PER_PERSON["culture_per_100k"]),
        ("kukar", "t10", ["perpus"], recount.PER_PERSON["provision_edu_tb"]),
        ("banjarbaru", "t6", ["pasar"], recount.PER_PERSON["provision_com_psr"]),
        ("banjarbaru", "t7", ["perpus"], recount.PER_PERSON["provision_edu_tb"]),
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
    found = recount.target(documents, plan, target_id)
    units = recount.districts(region, documents[plan]["plan"]["masterplan"]["region"])
    counted = recount.people(starter_workspace, units).groupby("code")["n"].sum()
    there = region["facilities"].read()
    there = there[there["type"].isin(types) & (there["status"] == "operating")]
    inside = gpd.sjoin(there, units[["code", "geometry"]].rename(columns={"code": "unit"}))
    n = inside.groupby("unit").size().reindex(units["code"]).fillna(0.0)
    assert recount.column(found, "part") == pytest.approx(list(n))
    wanted = factor * n / counted.reindex(units["code"])
    assert recount.column(found, "value") == pytest.approx(list(wanted), rel=1e-6)
    assert found["current"] == pytest.approx(factor * n.sum() / counted.sum(), rel=1e-6)
    # Fewer people have more of them each, more have less.
    for end, people in (("low", 1 + OFF), ("high", 1 - OFF)):
        ends = recount.column(found, f"value_{end}")
        assert ends == pytest.approx(list(wanted / people), rel=1e-6)
        whole = factor * n.sum() / counted.sum() / people
        assert found[f"current_{end}"] == pytest.approx(whole, rel=1e-6)


def test_forest(documents: Documents, region: layers.Catalogue, starter_workspace: Path) -> None:
    found = recount.target(documents, "kukar", "t6")
    table = recount.cells(starter_workspace, "land_cover_2024", recount.districts(region, "64.02"))
    table["ha"] = table["coverage"] * np.cos(np.radians(table["center_y"]))
    known = table[table["values"] > 0]
    forest = known[known["values"].isin([1, 2])].groupby("code")["ha"].sum()
    shares = 100 * forest / known.groupby("code")["ha"].sum()
    assert recount.column(found, "value") == pytest.approx(list(shares.fillna(0.0)), abs=0.01)
    assert found["current"] == pytest.approx(100 * forest.sum() / known["ha"].sum(), abs=0.05)


def test_green_zones(documents: Documents, region: layers.Catalogue) -> None:
    found = recount.target(documents, "banjarbaru", "t1")
    units = recount.districts(region, "63.72").to_crs(6933)
    zones = region["zoning"].read()[["kodzon", "geometry"]].to_crs(6933)
    zones = zones[zones.intersects(shapely.union_all(units.geometry.to_numpy()))]
    cut = gpd.overlay(units, zones, keep_geom_type=True)
    cut["ha"] = cut.area / 1e4
    green = cut[cut["kodzon"] == "RTH"].groupby("code")["ha"].sum()
    wanted = green.reindex(units["code"]).fillna(0.0)
    assert recount.column(found, "part") == pytest.approx(list(wanted), rel=2e-3)
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
    found = recount.target(documents, plan, target_id)
    units = recount.districts(region, documents[plan]["plan"]["masterplan"]["region"])
    table = recount.people(starter_workspace, units)
    where = table[["center_x", "center_y"]].to_numpy()
    spent = recount.minutes(region, where, types, mode)
    table["served"] = np.where(spent <= limit, table["n"], 0.0)
    sums = table.groupby("code")[["served", "n"]].sum()
    ours = np.array(recount.column(found, "value"))
    # No ferries here, and feet at every 100 m: some cells at the limit fall to the other side.
    assert np.median(np.abs(ours - 100 * sums["served"] / sums["n"])) < 0.5
    assert found["current"] == pytest.approx(100 * sums["served"].sum() / sums["n"].sum(), abs=0.75)
    # All slower and fewer people served, more of the others; and the other way round.
    for end, way in (("low", -1), ("high", 1)):
        table["near"] = np.where(spent <= limit * (1 + way * recount.SPEED_OFF), table["n"], 0.0)
        sums = table.groupby("code")[["near", "n"]].sum()
        within = sums["near"] * (1 + way * OFF)
        shares = 100 * within / (within + (sums["n"] - sums["near"]) * (1 - way * OFF))
        ends = np.array(recount.column(found, f"value_{end}"))
        assert np.median(np.abs(ends - shares)) < 0.5
        whole = (shares * sums["n"]).sum() / sums["n"].sum()
        assert found[f"current_{end}"] == pytest.approx(whole, abs=1.0)


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
            times = recount.PER_PERSON.get(one["indicator"]["computed_by"], 100.0)
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
