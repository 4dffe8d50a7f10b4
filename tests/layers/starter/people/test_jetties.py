"""Jetties: on the bank, apart, and where ferries call."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from layers.starter.people.jetties import APART_M, place_jetties
from layers.starter.projection import lonlat_to_xy


@pytest.fixture(scope="module")
def made(request):
    frames = request.getfixturevalue("frames")
    jetties = place_jetties(frames["settlements"], frames["waterways"], frames["districts"])
    return frames, jetties


def test_some_hundred(made):
    assert 60 <= len(made[1]) <= 350


def test_river_jetties_are_apart(made):
    _, jetties = made
    mine = jetties[~jetties["name"].str.endswith(("(A)", "(B)"))]
    xy = lonlat_to_xy(mine[["lon", "lat"]].to_numpy())
    assert cKDTree(xy).query(xy, k=2)[0][:, 1].min() >= APART_M


def test_they_stand_at_navigable_water(made):
    frames, jetties = made
    water = frames["waterways"][frames["waterways"]["navigable"]].to_crs(32750)
    xy = lonlat_to_xy(jetties[["lon", "lat"]].to_numpy())
    import geopandas as gpd

    points = gpd.GeoSeries.from_xy(*xy.T, crs=32750)
    assert points.distance(water.union_all()).max() < 60


def test_each_ferry_has_two(made):
    frames, jetties = made
    n_ferries = int((frames["waterways"]["class"] == "ferry").sum())
    assert jetties["name"].str.endswith(("(A)", "(B)")).sum() == 2 * n_ferries
    assert np.isfinite(jetties[["lon", "lat"]].to_numpy()).all()
