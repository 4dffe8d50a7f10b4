"""Parcels: shares by zone, how sure the lines make them, and what is no parcel."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import GeometryError
from gis.zoning.accuracy import accuracy_of
from gis.zoning.ground import metres_per_degree
from gis.zoning.parcels import ground_within, parcel_polygon, split
from gis.zoning.zones import Zones

EDGE, LAT = 116.81, -1.255
EAST_M, NORTH_M = metres_per_degree(LAT)


def plot(west_m, east_m, high_m=20.0):
    """A plot from west to east of the line between the first two zones, in metres."""
    dy = high_m / 2 / NORTH_M
    return shapely.box(EDGE + west_m / EAST_M, LAT - dy, EDGE + east_m / EAST_M, LAT + dy)


def told(zones, parcel):
    found = split(parcel, zones)
    return [(zones.codes[p.row], round(p.share, 3), p.is_sure) for p in found.parts]


def test_shares_on_both_sides_of_a_line(zones):
    assert told(zones, plot(-30.0, 10.0)) == [("R-3", 0.75, True), ("P-3", 0.25, True)]
    found = split(plot(-30.0, 10.0), zones)
    assert found.area_m2 == pytest.approx(800.0, rel=1e-4)
    assert sum(p.area_m2 for p in found.parts) == pytest.approx(found.area_m2)
    assert (found.outside_m2, found.is_outside_sure) == (0.0, False)


def test_less_than_the_accuracy_across_the_line_is_not_sure(zones):
    assert told(zones, plot(-30.0, 2.4)) == [("R-3", 0.926, True), ("P-3", 0.074, False)]
    assert told(zones, plot(-30.0, 2.6))[1][2] is True
    assert told(zones, plot(-30.0, -2.4)) == [("R-3", 1.0, True), ("P-3", 0.0, False)]
    assert told(zones, plot(-30.0, -2.6)) == [("R-3", 1.0, True)]


def test_outside_the_plan(zones):
    away = shapely.box(110.0, 0.0, 110.001, 0.001)
    found = split(away, zones)
    assert found.parts == ()
    assert found.is_outside_sure
    assert found.outside_m2 == pytest.approx(found.area_m2, rel=1e-4)
    partly = shapely.box(116.795, -1.255, 116.805, -1.254)
    found = split(partly, zones)
    assert found.parts[0].share == pytest.approx(0.5)
    assert found.outside_m2 == pytest.approx(found.area_m2 / 2, rel=1e-4)
    assert found.is_outside_sure


def test_beyond_the_edge_by_less_than_the_accuracy_is_not_surely_outside(zones):
    thin = shapely.box(116.80 - 2.0 / EAST_M, LAT, 116.8002, LAT + 0.0002)
    found = split(thin, zones)
    assert found.outside_m2 > 0
    assert not found.is_outside_sure


@given(
    cut=st.floats(-200, 200), turn=st.floats(0, 360), wide=st.floats(5, 150), high=st.floats(5, 150)
)
def test_areas_are_those_of_an_equal_area_overlay(cut, turn, wide, high):
    shapes = [shapely.box(116.80, -1.26, EDGE, -1.25), shapely.box(EDGE, -1.26, 116.82, -1.25)]
    frame = gpd.GeoDataFrame({"kodszn": ["R-3", "HL"]}, geometry=shapes, crs=4326)
    zones = Zones.of(frame, accuracy_of(5000, "rdtr"))
    box = shapely.affinity.rotate(shapely.box(0, 0, wide, high), turn)
    place = np.array([EDGE + cut / EAST_M, LAT])
    parcel = shapely.transform(box, lambda xy: place + xy / np.array([EAST_M, NORTH_M]))
    found = {zones.codes[p.row]: p.area_m2 for p in split(parcel, zones).parts}
    flat = gpd.GeoSeries(shapes, crs=4326).intersection(parcel).to_crs(6933).area
    for code, exact in zip(("R-3", "HL"), flat, strict=True):
        assert found.get(code, 0.0) == pytest.approx(exact, rel=1e-6, abs=0.02)


def test_what_a_strip_along_the_outline_leaves():
    plot = shapely.box(EDGE, LAT, EDGE + 30.0 / EAST_M, LAT + 20.0 / NORTH_M)
    assert ground_within(plot, 5.0) == pytest.approx(20.0 * 10.0, rel=1e-4)
    assert ground_within(plot, 0.0) == pytest.approx(600.0, rel=1e-4)
    assert ground_within(plot, 11.0) == 0.0


@pytest.mark.parametrize(
    ("wkt", "code"),
    [
        ("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))", "parcel-crosses-itself"),
        ("POINT (0 0)", "parcel-no-polygon"),
        ("POLYGON EMPTY", "parcel-no-polygon"),
        ("POLYGON ((0 0, 1e-9 0, 1e-9 1e-9, 0 0))", "parcel-no-area"),
    ],
)
def test_what_is_no_parcel_is_refused(wkt, code):
    with pytest.raises(GeometryError) as caught:
        parcel_polygon(shapely.from_wkt(wkt))
    assert caught.value.code == code
    assert caught.value.text.id
