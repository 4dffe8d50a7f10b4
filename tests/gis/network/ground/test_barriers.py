"""Barriers: shores, rivers of a width, bridges that open them, ways that are cut."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point, box

from gis.areas import area_m2
from gis.errors import InputError
from gis.network import Network
from gis.network.ground.barriers import barriers_of, cut_at_shores
from layers.errors import CRSError

LAKE = gpd.GeoSeries([box(117.0, 0.0, 117.01, 0.01)], crs=4326)


def cut(barriers, here, there):
    return barriers.cut(np.array([here], dtype=float), np.array([there], dtype=float))[0]


def test_ways_round_over_and_out_of_a_lake():
    lake = barriers_of(LAKE)
    assert cut(lake, (116.99, 0.005), (117.02, 0.005))
    assert not cut(lake, (116.99, 0.02), (117.02, 0.02))
    assert not cut(lake, (117.005, 0.005), (117.005, 0.02))
    assert cut(lake, (117.005, 0.02), (117.005, 0.005))
    strict = barriers_of(LAKE, ashore=False)
    assert cut(strict, (117.005, 0.005), (117.005, 0.02))
    assert cut(strict, (117.005, 0.005), (117.005, 0.006))


def test_ashore_is_once_only():
    two = gpd.GeoSeries([*LAKE, box(117.0, 0.011, 117.01, 0.012)], crs=4326)
    water = barriers_of(two)
    assert not cut(water, (117.005, 0.005), (117.005, 0.0105))
    assert cut(water, (117.005, 0.005), (117.005, 0.0115))
    assert cut(water, (117.005, 0.005), (117.005, 0.02))


def test_a_line_gets_a_vertex_at_every_shore():
    lake = barriers_of(LAKE)
    course = np.array([[116.99, 0.005], [117.004, 0.005], [117.004, 0.005], [117.02, 0.005]])
    found, on_land = cut_at_shores(course, lake)
    lon = [116.99, 117.0, 117.004, 117.004, 117.01, 117.02]
    assert found[:, 0] == pytest.approx(lon, abs=1e-6)
    assert on_land.tolist() == [True, False, False, False, True]
    dry, all_of_it = cut_at_shores(course + 1.0, lake)
    assert (dry.tolist(), all_of_it.all()) == ((course + 1.0).tolist(), True)


def test_overlapping_water_is_one():
    both = gpd.GeoSeries([*LAKE, box(117.005, 0.0, 117.02, 0.01)], crs=4326)
    water = barriers_of(both)
    assert len(water.areas) == 1
    assert not cut(water, (117.002, 0.005), (116.99, 0.005))


def test_in_water_is_shapelys():
    rng = np.random.default_rng(1)
    shapes = shapely.buffer(shapely.points(rng.uniform(0, 1, (30, 2))), 0.05)
    water = barriers_of(gpd.GeoSeries(shapes, crs=4326))
    asked = rng.uniform(0, 1, (500, 2))
    wanted = shapely.contains_xy(shapely.union_all(shapes), asked)
    assert np.array_equal(water.in_water(asked), wanted)
    assert not barriers_of(LAKE.iloc[:0]).in_water(asked).any()


def test_a_river_gets_its_width():
    lines = [LineString([(117, y), (117.01, y)]) for y in (0.0, 0.1, 0.2)]
    rivers = gpd.GeoSeries(lines, crs=4326).to_crs(32750)
    water = barriers_of(rivers, width_m=[200.0, 0.0, np.nan])
    assert len(water.areas) == 1
    assert area_m2(water.areas)[0] == pytest.approx(1113.2 * 200 + np.pi * 1e4, rel=0.01)
    assert cut(water, (117.005, 0.0995), (117.005, 0.1005))
    assert cut(water, (117.005, 0.0010), (117.005, -0.0010))
    assert not cut(water, (117.005, 0.0010), (117.005, 0.0020))


def test_a_bridge_opens_the_river_and_a_ferry_does_not():
    river = gpd.GeoSeries([LineString([(116, 0), (118, 0)])], crs=4326)
    ends = [[117.0, -0.01], [117.0, 0.01], [117.1, -0.01], [117.1, 0.01]]
    network = Network.from_edges(ends, [[0, 1], [2, 3]], [60.0, 60.0])
    network = replace(network, frontage=np.array([True, False]))
    for width in (200.0, 0.0):
        water = barriers_of(river, width_m=width, bridges=network, open_m=15)
        assert not cut(water, (117.0001, -0.002), (117.0001, 0.002))
        assert cut(water, (117.0003, -0.002), (117.0003, 0.002))
        assert cut(water, (117.1, -0.002), (117.1, 0.002))
    closed = barriers_of(river, width_m=200)
    assert cut(closed, (117.0, -0.002), (117.0, 0.002))


def test_roads_lose_what_is_in_the_water():
    water = barriers_of(LAKE)
    ends = np.array(
        [
            [116.99, 0.005, 117.02, 0.005],
            [116.99, 0.02, 117.02, 0.02],
            [117.002, 0.005, 117.004, 0.005],
            [117.005, 0.005, 117.005, 0.02],
        ]
    )
    parts, owner = water.dry(ends)
    assert owner.tolist() == [0, 0, 1, 3]
    assert parts[2].tolist() == ends[1].tolist()
    assert parts[[0, 1, 3]].ravel() == pytest.approx(
        [116.99, 0.005, 117.0, 0.005, 117.01, 0.005, 117.02, 0.005, 117.005, 0.01, 117.005, 0.02],
        abs=1e-6,
    )
    assert not shapely.intersects(shapely.linestrings(parts.reshape(-1, 2, 2)), LAKE[0]).any()
    assert len(water.dry(np.empty((0, 4)))[0]) == 0


def test_nothing_bars_nothing():
    none = barriers_of(gpd.GeoSeries([None, Point()], crs=4326))
    assert not cut(none, (0, 0), (10, 10))


def test_refusals():
    with pytest.raises(CRSError, match="barriers has no CRS"):
        barriers_of(gpd.GeoSeries([box(0, 0, 1, 1)]))
    with pytest.raises(InputError, match="width_m holds -5"):
        barriers_of(LAKE, width_m=-5)
    with pytest.raises(InputError, match=r"width_m has shape \(2,\); wanted one width"):
        barriers_of(LAKE, width_m=[1, 2])
    with pytest.raises(InputError, match="open_m is 0"):
        barriers_of(LAKE, open_m=0)
