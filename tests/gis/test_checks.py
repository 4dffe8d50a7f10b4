from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import Point, box

from gis import checks
from gis.errors import EmptyInputError, GeometryError, InputError
from layers.errors import CRSError

BONTANG = Point(117.478, 0.144)


def test_a_frame_without_crs_is_refused():
    with pytest.raises(CRSError, match=r"roads has no CRS; wanted lon/lat"):
        checks.require_crs(gpd.GeoSeries([BONTANG]), "roads")


@pytest.mark.parametrize("shapes", [[], [None], [Point()], [None, Point()]])
def test_nothing_to_measure_is_refused(shapes):
    with pytest.raises(EmptyInputError, match=rf"targets holds no geometry \({len(shapes)} rows\)"):
        checks.require_not_empty(gpd.GeoSeries(shapes, crs=4326), "targets")


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf")])
def test_distances_must_be_positive_and_finite(value):
    with pytest.raises(InputError, match=r"distance_m is .*; wanted a finite number above 0"):
        checks.require_positive(value, "distance_m")


def test_distances_are_sorted_and_used_once():
    assert checks.require_distances([3000, 1000, 3000.0], "d") == (1000.0, 3000.0)
    with pytest.raises(InputError, match="d is empty"):
        checks.require_distances([], "d")


def test_an_index_that_repeats_is_refused():
    with pytest.raises(InputError, match="index value a occurs more than once"):
        checks.require_unique_index(gpd.GeoSeries([BONTANG] * 2, index=["a", "a"]), "units")


def test_any_known_crs_is_brought_to_lonlat():
    lonlat = gpd.GeoSeries([BONTANG, None, Point()], crs=4326)
    for crs in (32750, 32650, 3857, 23838):
        back = checks.to_lonlat(lonlat.to_crs(crs), "points")
        assert back.crs.to_epsg() == 4326
        assert back.iloc[0].distance(BONTANG) < 2e-5
        assert back.iloc[1] is None


def test_metres_called_degrees_are_refused():
    metres = gpd.GeoSeries([Point(500_000, 9_900_000)], crs=4326)
    with pytest.raises(CRSError, match="reaches beyond 180/90") as caught:
        checks.to_lonlat(metres, "sites")
    assert caught.value.code == "crs-mislabelled"


def test_southern_northings_called_50n_are_refused_and_true_ones_are_not():
    south = gpd.GeoSeries([Point(467_000, 9_892_000)], crs=32650)
    with pytest.raises(CRSError, match="set EPSG:32750") as caught:
        checks.to_lonlat(south, "sites")
    assert caught.value.code == "crs-mislabelled"
    below_the_equator = gpd.GeoSeries([Point(116.709, -0.972)], crs=4326).to_crs(32650)
    assert below_the_equator.y.iloc[0] < 0
    assert checks.to_lonlat(below_the_equator, "sites").y.iloc[0] == pytest.approx(-0.972)


def test_coordinates_that_are_not_finite_are_refused():
    with np.errstate(invalid="ignore"):
        broken = gpd.GeoSeries([shapely.LineString([(116, 0), (117, np.nan)])], crs=4326)
    with pytest.raises(GeometryError, match="not finite"):
        checks.to_lonlat(broken, "roads")


def test_only_valid_polygons_pass_as_units():
    checks.require_polygons(gpd.GeoSeries([box(0, 0, 1, 1), None, Point()], crs=4326), "units")
    with pytest.raises(GeometryError, match="row 1 is a Point; wanted polygons"):
        checks.require_polygons(gpd.GeoSeries([box(0, 0, 1, 1), BONTANG], crs=4326), "units")
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(GeometryError, match=r"row b is invalid \(Self-intersection"):
        checks.require_polygons(gpd.GeoSeries([bow_tie], index=["b"], crs=4326), "units")


def test_points_become_arrays_with_the_same_guards():
    lonlat = gpd.GeoSeries([BONTANG, Point(116.7, -1)], crs=4326)
    for crs in (4326, 32750, 32650):
        xy = checks.lonlat_of_points(lonlat.to_crs(crs), "points")
        assert np.abs(xy - [[117.478, 0.144], [116.7, -1]]).max() < 1e-9
    with pytest.raises(CRSError, match="points has no CRS"):
        checks.lonlat_of_points(gpd.GeoSeries([BONTANG]), "points")
    with pytest.raises(CRSError, match="set EPSG:32750"):
        checks.lonlat_of_points(gpd.GeoSeries([Point(467_000, 9_892_000)], crs=32650), "points")
    with pytest.raises(CRSError, match="beyond 180/90"):
        checks.lonlat_of_points(gpd.GeoSeries([Point(467_000, 9_892_000)], crs=4326), "points")
    with pytest.raises(GeometryError, match="not finite"):
        checks.lonlat_of_points(gpd.GeoSeries([Point(np.inf, 0)], crs=4326), "points")
