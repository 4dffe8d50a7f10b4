"""Ground along lines: against shapely's buffers, nested exactly, on its side of the water."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, box

from gis.areas import area_m2
from gis.network.ground.bands import ground_of
from gis.network.ground.barriers import barriers_of


def lines_at(*courses):
    return np.array([LineString(np.array(c)) for c in courses], dtype=object)


def random_lines(seed, n, lat=-0.5):
    rng = np.random.default_rng(seed)
    start = rng.uniform(0, 0.02, (n, 1, 2)) + np.array([117.0, lat])
    steps = rng.normal(0, 0.002, (n, 4, 2))
    return np.array([LineString(xy) for xy in start + np.cumsum(steps, axis=1)], dtype=object)


def in_metres(shapes, lat=-0.5):
    plane = f"+proj=aeqd +lon_0=117.01 +lat_0={lat} +datum=WGS84 +units=m"
    return gpd.GeoSeries(shapes, crs=4326).to_crs(plane)


@pytest.mark.parametrize("width", [30.0, 100.0, 750.0])
@pytest.mark.parametrize(("seed", "lat"), [(1, -0.5), (2, 45.0), (3, 64.9)])
def test_it_is_the_united_buffers(width, seed, lat):
    lines = random_lines(seed, 12, lat)
    mine = in_metres(ground_of([lines], width_m=width), lat).iloc[0]
    flat = in_metres(lines, lat)
    exact = flat.buffer(width, quad_segs=64).union_all()
    assert mine.is_valid
    assert mine.symmetric_difference(exact).area < 5e-3 * exact.area
    assert mine.difference(flat.buffer(1.08 * width).union_all()).area < 1e-6 * exact.area
    assert flat.buffer(0.92 * width).union_all().difference(mine).area < 1e-6 * exact.area


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([40.0, 111.3, 400.0]))
def test_each_is_exactly_within_the_next(seed, width):
    lines = random_lines(seed, 9)
    grounds = ground_of([lines[:2], lines[2:5], lines[:1], lines[5:]], width_m=width)
    assert grounds[1].equals_exact(grounds[2])
    for inner, outer in pairwise(grounds):
        assert outer.is_valid
        assert outer.covers(inner)
        assert inner.difference(outer).area == 0.0


def test_streets_a_whole_number_of_cells_apart():
    """Every band's edge runs along nodes of the grid, and bands touch: still valid."""
    step = 0.002
    along = [lines_at([(117, y), (117 + 4 * step, y)])[0] for y in np.arange(5) * step]
    up = [lines_at([(x, 0), (x, 4 * step)])[0] for x in 117 + np.arange(5) * step]
    streets = np.array(along + up, dtype=object)
    for width in (step * 111_319.490793 / 2, step * 110_574.2757 / 2, 55.0):
        ground = ground_of([streets[:5], streets[5:]], width_m=width)
        assert all(g.is_valid for g in ground)
        assert ground[1].covers(ground[0])
    assert len(ground[1].geoms[0].interiors) == 16


def test_blocks_have_holes_and_islands_in_them():
    ring = LineString([(117, 0), (117.02, 0), (117.02, 0.02), (117, 0.02), (117, 0)])
    dot = LineString([(117.01, 0.01), (117.0101, 0.01)])
    ground = ground_of([np.array([ring, dot], dtype=object)], width_m=60)[0]
    assert len(ground.geoms) == 2
    assert sorted(len(g.interiors) for g in ground.geoms) == [0, 1]


def test_points_and_nothing():
    nothing = np.empty(0, dtype=object)
    dot = lines_at([(117, 0), (117, 0)])
    empty, disc = ground_of([nothing, dot], width_m=50)
    assert empty.equals(MultiPolygon())
    assert area_m2(np.array([disc]))[0] == pytest.approx(np.pi * 2500, rel=4e-3)
    assert ground_of([], width_m=50) == []


def test_far_apart_is_no_more_work():
    """Two streets 600 km apart: only ground near them is looked at."""
    ends = lines_at([(113, -4), (113.001, -4)], [(118, 2), (118.001, 2)])
    ground = ground_of([ends], width_m=20)[0]
    assert [round(a) for a in area_m2(np.array(ground.geoms))] == [
        pytest.approx(5697, rel=3e-3),
        pytest.approx(5706, rel=3e-3),
    ]


class TestWater:
    """A road along 0.0 N, a river north of it from 30 m to 60 m, a width of 100 m."""

    ROAD = lines_at([(117.0, 0.0), (117.02, 0.0)])
    DEGREE = 110_574.3
    RIVER = gpd.GeoSeries([box(116.9, 30 / DEGREE, 117.1, 60 / DEGREE)], crs=4326)

    def test_it_does_not_reach_across(self):
        plain = ground_of([self.ROAD], width_m=100)[0]
        held = ground_of([self.ROAD], width_m=100, barriers=barriers_of(self.RIVER))[0]
        assert plain.intersects(shapely.Point(117.01, 80 / self.DEGREE))
        assert held.is_valid
        # The edge lies on the shore, to the last halving of a cell.
        assert shapely.bounds(held)[3] * self.DEGREE == pytest.approx(30, abs=1e-3)
        assert shapely.bounds(held)[1] == pytest.approx(shapely.bounds(plain)[1])

    def test_a_line_bars_as_well(self):
        line = gpd.GeoSeries([LineString([(116, 0.0003), (118, 0.0003)])], crs=4326)
        held = ground_of([self.ROAD], width_m=100, barriers=barriers_of(line))[0]
        assert shapely.bounds(held)[3] == pytest.approx(0.0003, abs=1e-8)

    def test_both_banks_where_both_have_roads(self):
        other = lines_at([(117.0, 70 / self.DEGREE), (117.005, 70 / self.DEGREE)])
        held = ground_of([self.ROAD, other], width_m=100, barriers=barriers_of(self.RIVER))
        assert len(held[0].geoms) == 1
        assert len(held[1].geoms) == 2
        assert held[1].covers(held[0])
        assert not held[1].intersects(shapely.Point(117.015, 70 / self.DEGREE))
        wet = held[1].intersection(self.RIVER.iloc[0])
        assert area_m2(np.array([wet]))[0] < 1.0

    def test_a_bridge_reaches_both_banks_and_not_the_water(self):
        bridge = lines_at([(117.01, 0.0), (117.01, 200 / self.DEGREE)])
        held = ground_of([bridge], width_m=100, barriers=barriers_of(self.RIVER))[0]
        assert len(held.geoms) == 2
        assert area_m2(np.array([held.intersection(self.RIVER.iloc[0])]))[0] < 1.0

    def test_a_road_in_the_water_has_no_ground(self):
        sea = gpd.GeoSeries([box(116, -1, 118, 1)], crs=4326)
        held = ground_of([self.ROAD], width_m=100, barriers=barriers_of(sea))
        assert held == [MultiPolygon()]
