"""Zones of a plan: codes however spelled, places in them, lines near them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import GeometryError
from gis.zoning import zones as module
from gis.zoning.accuracy import accuracy_of
from gis.zoning.ground import metres_per_degree
from gis.zoning.zones import Zones
from layers.crs import GEOD
from layers.errors import CRSError

EDGE, MIDDLE = 116.81, -1.255


def test_codes_regions_and_columns_are_read_in_any_spelling(zones):
    assert zones.codes.tolist() == ["R-3", "P-3", "HL", None]
    assert set(zones.regions) == {"64.71"}
    assert {"kodszn", "namszn", "kdb"} <= set(zones.frame.columns)
    assert len(zones) == 4


def test_a_code_of_an_allocation_or_of_a_zone_is_kept_and_a_region_given_fills_in():
    frame = gpd.GeoDataFrame(
        {"KODRPR": ["HPT", "zz"], "NAMRPR": [None, "Hutan Lindung"]},
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)],
        crs=4326,
    )
    held = Zones.of(frame, accuracy_of(None, "rtrw"), region="64.09")
    assert held.codes.tolist() == ["HPT", "HL"]
    assert held.regions.tolist() == ["64.09", "64.09"]


def test_points_find_their_zones_on_lines_both(zones):
    xy = np.array([[116.805, MIDDLE], [EDGE, MIDDLE], [100.0, 0.0], [116.835, MIDDLE]])
    point, zone = zones.at(xy)
    assert list(zip(point.tolist(), zone.tolist(), strict=True)) == [(0, 0), (1, 0), (1, 1), (3, 3)]


def test_many_points_in_two_threads_are_those_of_geopandas(zones, monkeypatch):
    monkeypatch.setattr(module, "WORTH_SHARING", 10)
    rng = np.random.default_rng(2)
    xy = rng.uniform([116.79, -1.27], [116.85, -1.24], (2000, 2))
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs=4326)
    joined = gpd.sjoin(points, zones.frame[["geometry"]].reset_index(drop=True))
    point, zone = zones.at(xy)
    assert list(zip(point.tolist(), zone.tolist(), strict=True)) == list(
        zip(joined.index, joined["index_right"], strict=True)
    )


def test_a_zone_of_touching_parts_holds_a_point_once():
    both = shapely.multipolygons([shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2)])
    frame = gpd.GeoDataFrame({"kodszn": ["R-3"]}, geometry=[both], crs=4326)
    held = Zones.of(frame, accuracy_of(5000, "rdtr"))
    assert [a.tolist() for a in held.at(np.array([[1.0, 1.0]]))] == [[0], [0]]
    assert [one.holds for one in held.near(1.0, 1.0)] == [True]


@given(metres=st.floats(0.01, 9.0), side=st.sampled_from([-1, 1]))
def test_nearer_than_the_accuracy_both_zones_are_given(metres, side):
    shapes = [shapely.box(116.80, -1.26, EDGE, -1.25), shapely.box(EDGE, -1.26, 116.82, -1.25)]
    frame = gpd.GeoDataFrame({"kodszn": ["R-3", "HL"]}, geometry=shapes, crs=4326)
    held = Zones.of(frame, accuracy_of(5000, "rdtr"))
    lon = EDGE + side * metres / metres_per_degree(MIDDLE)[0]
    exact = GEOD.inv(lon, MIDDLE, EDGE, MIDDLE)[2]
    near = held.near(lon, MIDDLE)
    assert near[0].holds
    assert near[0].row == (0 if side < 0 else 1)
    if abs(exact - 2.5) > 1e-6:
        assert len(near) == (2 if exact < 2.5 else 1)
    if len(near) == 2:
        assert [one.away_m for one in near] == pytest.approx([exact, exact], abs=1e-6)
        assert not near[1].holds


def test_a_line_is_held_by_both_zones(zones):
    near = zones.near(EDGE, MIDDLE)
    assert [(n.row, n.holds) for n in near] == [(0, True), (1, True)]
    assert [n.away_m for n in near] == pytest.approx([0.0, 0.0], abs=1e-9)


def test_missing_and_empty_zones_are_in_no_place():
    frame = gpd.GeoDataFrame(
        {"kodszn": ["R-3", "HL"]}, geometry=[None, shapely.Polygon()], crs=4326
    )
    held = Zones.of(frame, accuracy_of(5000, "rdtr"))
    assert len(held.at(np.array([[0.0, 0.0]]))[0]) == 0
    assert held.near(0.0, 0.0) == ()


def test_what_is_no_plan_is_refused(frame):
    accuracy = accuracy_of(5000, "rdtr")
    with pytest.raises(GeometryError, match="row a is a Point; wanted polygons"):
        Zones.of(frame.set_geometry(frame.representative_point()), accuracy)
    with pytest.raises(CRSError):
        Zones.of(frame.set_crs(None, allow_override=True), accuracy)
