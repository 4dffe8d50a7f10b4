"""Zoning: coverage per town, codes of the standard, plausible where, areas right."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.starter import facts
from layers.starter.plans.zoning import MIX
from layers.zoning import tables


@pytest.fixture
def zones(frames):
    return frames["zoning"]


def test_each_town_is_a_coverage(zones):
    assert zones["kodewp"].nunique() == 9
    for name, town in zones.groupby("kodewp"):
        shapes = town.geometry.to_numpy()
        assert shapely.coverage_is_valid(shapes), name
        whole = shapely.area(shapely.union_all(shapes))
        assert shapely.area(shapes).sum() == pytest.approx(whole, rel=1e-9), name


def test_towns_do_not_overlap(zones):
    towns = [shapely.union_all(t.geometry.to_numpy()) for _, t in zones.groupby("kodewp")]
    whole = shapely.area(shapely.union_all(towns))
    assert sum(t.area for t in towns) == pytest.approx(whole, rel=1e-6)


def test_codes_names_and_limits_are_those_of_the_standard(zones):
    known = tables.frame("zones").set_index("subzone_code")
    rows = known.loc[zones["kodszn"]]
    assert zones["namszn"].tolist() == rows["subzone_id"].tolist()
    assert zones["kodzon"].tolist() == rows["zone_code"].tolist()
    assert zones["kdb"].tolist() == rows["kdb_max_pct"].astype(float).tolist()
    assert (zones["kdb"] + zones["kdh"] <= 100).all()
    assert zones["kodszn"].nunique() >= 20


def test_every_code_of_the_mix_is_known():
    known = set(tables.frame("zones")["subzone_code"])
    assert {code for _, mix in MIX for code in mix} <= known


def test_area_is_equal_area(zones):
    assert np.allclose(zones["luasha"], zones.to_crs(6933).area / 1e4, atol=1e-3)


def test_centre_and_outskirts_differ(zones):
    towns = facts.table("towns").set_index("name")
    middle = shapely.points(towns.loc["Balikpapan", "lon"], towns.loc["Balikpapan", "lat"])
    town = zones[zones["kodewp"] == "WP Balikpapan"]
    far = shapely.distance(town.geometry.to_numpy(), middle) * 111.0
    trade = town["kodzon"].isin(["K", "KT", "C", "SPU"])
    farm = town["kodszn"].isin(["R-4", "R-5", "P-1", "P-2", "P-3", "RTH-1"])
    assert trade[far < 1.5].mean() > 0.45
    assert farm[far < 1.5].mean() == 0
    assert farm[far > 7].mean() > 0.5


def test_river_banks_are_protected(zones, frames):
    samarinda = zones[zones["kodewp"] == "WP Samarinda"]
    mahakam = frames["waterways"].set_index("code").geometry["R01b"]
    crossed = samarinda[samarinda.intersects(mahakam) & ~samarinda["kodszn"].isin(["TR", "PL-6"])]
    assert (crossed["kodszn"] == "PS").mean() > 0.6


def test_airport_and_port_are_transport(zones):
    airport = zones[zones.contains(shapely.Point(116.8945, -1.2683))]
    assert airport["kodszn"].tolist() == ["TR"]
    assert airport["kkop_1"].tolist() == ["KKOP"]


def test_names_of_regions_are_right(zones, frames):
    district = frames["districts"].set_index("code")
    regency = frames["regencies"].set_index("code")
    assert (zones["wadmkc"] == district.loc[zones["district_code"], "name"].to_numpy()).all()
    codes = zones["district_code"].str[:5]
    assert (zones["wadmkk"] == regency.loc[codes, "name"].to_numpy()).all()
    focus = set(facts.table("towns")["code"])
    assert set(codes) == focus


def test_it_says_that_it_is_no_law(zones):
    assert (zones["sbdata"] == "Model Penyangga (bukan RDTR resmi)").all()
    assert zones["remark"].str.contains("asumsi").all()
