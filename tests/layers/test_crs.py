"""Reference systems: the traps of the equator, the zone seam and degrees."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from layers.crs import (
    GEOD,
    parse_crs,
    require_metric,
    require_same_crs,
    to_equal_area,
    to_metric,
)
from layers.errors import CRSError

TITIK_NOL = (116.70883677, -0.97302475)
BONTANG = (117.4937, 0.14414)


def points(*lonlat, crs=4326):
    return gpd.GeoDataFrame(geometry=[shapely.Point(p) for p in lonlat], crs=crs)


def test_titik_nol_lies_where_the_published_grid_coordinates_say():
    x, y = to_metric(points(TITIK_NOL)).geometry.iloc[0].coords[0]
    assert (x, y) == pytest.approx((467605.3, 9892450.0), abs=0.1)


def test_the_metric_crs_carries_on_north_of_the_equator():
    south, north = to_metric(points((117.4, -0.0001), (117.4, 0.0001))).geometry
    along = GEOD.inv(117.4, -0.0001, 117.4, 0.0001)[2]
    assert south.distance(north) == pytest.approx(along, rel=1e-3)
    assert to_metric(points(BONTANG)).geometry.iloc[0].y > 10_000_000


def test_one_point_in_50n_and_50s_is_ten_thousand_kilometres_apart_and_refused():
    south, north = points(BONTANG).to_crs(32750), points(BONTANG).to_crs(32650)
    gap = south.geometry.iloc[0].distance(
        north.set_crs(32750, allow_override=True).geometry.iloc[0]
    )
    assert gap == pytest.approx(1e7, abs=1e-3)
    with pytest.raises(CRSError, match="roads is in EPSG:32750 but jetties is in EPSG:32650") as e:
        require_same_crs(roads=south, jetties=north)
    assert e.value.code == "crs-mixed"
    require_same_crs(a=south, b=south)


def test_areas_are_geodesic_areas():
    square = gpd.GeoDataFrame(geometry=[shapely.box(116.7, -1, 116.8, -0.9)], crs=4326)
    dense = square.geometry.iloc[0].segmentize(0.001)
    true = abs(GEOD.geometry_area_perimeter(dense)[0])
    assert to_equal_area(square).area.iloc[0] == pytest.approx(true, rel=1e-6)
    assert to_metric(square).area.iloc[0] / true - 1 == pytest.approx(-0.00077, abs=5e-5)


@pytest.mark.parametrize("lonlat", [(110, 0), (123, 0), (117, 11), (-117, 0)])
def test_far_features_are_refused_in_the_metric_crs(lonlat):
    with pytest.raises(CRSError, match="measure along the geodesic") as caught:
        to_metric(points(lonlat))
    assert caught.value.code == "crs-out-of-range"


@pytest.mark.parametrize("call", [to_metric, to_equal_area, require_metric])
def test_no_crs_is_refused(call):
    with pytest.raises(CRSError, match="has no CRS") as caught:
        call(points((117, 0), crs=None))
    assert caught.value.code == "crs-missing"


def test_degrees_are_refused_where_metres_are_wanted():
    with pytest.raises(CRSError, match=r"roads is in EPSG:4326 \(degree\).*to_metric"):
        require_metric(points((117, 0)), "roads")
    with pytest.raises(CRSError, match="foot"):
        require_metric(points((0, 0), crs=2263))
    require_metric(points((5e5, 9.9e6), crs=32750))


def test_empty_frames_pass():
    assert len(to_metric(points())) == 0


def test_unknown_names_are_refused():
    assert parse_crs("EPSG:32750") == pyproj.CRS(32750)
    with pytest.raises(CRSError, match="unknown CRS 'EPSG:99999999'") as caught:
        parse_crs("EPSG:99999999")
    assert caught.value.code == "crs-unknown"


def test_metric_distances_stay_within_the_stated_scale_error():
    rng = np.random.default_rng(4)
    a, b = rng.uniform([114, -4], [119, 2.5], (200, 2)), rng.uniform(-0.02, 0.02, (200, 2))
    planar = to_metric(points(*a)).distance(to_metric(points(*(a + b))))
    true = GEOD.inv(*a.T, *(a + b).T)[2]
    assert np.abs(planar / true - 1).max() < 0.002
