"""Coast: land for every village, straits open, islands apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from layers.starter import facts
from layers.starter.ground.coast import coast, land_lonlat, mended_land, natural_shore
from layers.starter.projection import to_metres


def test_coast_is_valid_and_about_borneo():
    land = coast()
    assert land.is_valid
    west, south, east, north = land.bounds
    assert 113 <= west < east < 119.6
    assert -5.2 <= south < -4.1
    assert 3 < north <= 3.4
    assert land.contains(shapely.Point(116.0, -1.0))
    assert not land.contains(shapely.Point(117.5, -1.5))


def test_natural_shore_keeps_corners_and_area():
    square = shapely.box(0, 0, 20_000, 20_000)
    shore = natural_shore(square, np.random.default_rng(0))
    assert shore.is_valid
    assert shore.area == pytest.approx(square.area, rel=0.03)
    assert shapely.distance(shore.boundary, shapely.Point(20_000, 20_000)) < 1e-6


def test_a_village_at_sea_gets_its_area():
    village = pd.DataFrame({"lon": [118.6], "lat": [-2.0], "area_km2": [12.0]})
    land = mended_land(village, np.random.default_rng(0))
    (point,) = to_metres(shapely.points(village["lon"], village["lat"]))
    island = next(p for p in shapely.get_parts(land) if p.contains(point))
    assert island.area / 1e6 == pytest.approx(12.0, rel=0.25)


def test_a_village_inland_changes_nothing():
    village = pd.DataFrame({"lon": [115.5], "lat": [0.2], "area_km2": [40.0]})
    with_it = mended_land(village, np.random.default_rng(0))
    without = mended_land(village.iloc[:0], np.random.default_rng(0))
    assert shapely.area(shapely.symmetric_difference(with_it, without)) < 1.0


def test_pulau_laut_is_an_island(land):
    parts = shapely.get_parts(land)
    home = shapely.contains(parts, shapely.Point(116.2, -3.6))
    assert not shapely.contains(parts[home][0], shapely.Point(115.5, -3.0))


def test_bontang_has_land(frames):
    bontang = frames["districts"][frames["districts"]["parent"] == "64.74"]
    official = facts.table("districts").set_index("code")
    assert len(bontang) == 3
    assert bontang["area_km2"].min() > 3
    assert official.loc[bontang["code"], "name"].str.startswith("Bontang").all()


def test_land_lonlat_is_on_the_grid():
    land = land_lonlat(to_metres(shapely.box(117, 0, 117.1, 0.1)))
    xy = shapely.get_coordinates(land)
    assert np.abs(xy * 1e6 - np.round(xy * 1e6)).max() < 1e-3
