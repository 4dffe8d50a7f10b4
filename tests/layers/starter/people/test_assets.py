"""Assets: owned, dated, working or not, in the towns; known gauges real."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from layers.starter import facts


@pytest.fixture
def assets(frames):
    return frames["assets"]


def test_kinds_owners_and_status(assets):
    assert {"cctv", "wifi", "awlr", "street_lamp", "pump"} <= set(assets["type"])
    assert (assets["owner"].str.len() > 5).all()
    assert assets["status"].value_counts(normalize=True)["working"] > 0.75


def test_dates_are_dates(assets):
    days = pd.to_datetime(assets["installed"].dropna(), format="%Y-%m-%d")
    assert days.between("2016-01-01", "2025-12-31").all()
    assert days.nunique() > 200


def test_known_gauges_are_real_and_the_rest_is_not(assets):
    real = assets[assets["trust"] == "compiled"]
    assert len(real) == (facts.table("anchors")["type"] == "rain_gauge").sum()
    assert set(real["owner"]) == {"BWS Kalimantan IV"}
    assert set(assets["trust"]) == {"compiled", "illustrative"}


def test_gauges_and_pumps_are_at_water(assets, frames):
    rivers = frames["waterways"][frames["waterways"]["class"] != "ferry"]
    water = shapely.union_all(rivers.geometry.to_numpy())
    wet = assets[assets["type"].isin(["awlr", "pump"])]
    assert shapely.distance(wet.geometry.to_numpy(), water).max() < 1e-5


def test_every_town_has_some(assets):
    for town in facts.table("towns")["name"]:
        assert assets["owner"].str.endswith(town).sum() >= 50
