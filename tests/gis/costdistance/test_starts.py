from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
from affine import Affine
from shapely import LineString, Point

from gis.costdistance import cost_distance_of, starts_at, starts_in
from gis.errors import GeometryError, InputError
from layers.errors import CRSError
from layers.raster import Raster

# 4 rows by 5 columns of 0.01 degrees from 117 E, 0.02 N.
GRID = Raster(np.ones((4, 5)), Affine(0.01, 0, 117, 0, -0.01, 0.02), pyproj.CRS(4326))


def points(*xy, crs=4326):
    return gpd.GeoSeries([Point(p) for p in xy], crs=crs)


def test_points_fall_into_their_cells():
    starts = starts_at(points((117.001, 0.019), (117.049, -0.0199)), GRID)
    assert starts.row.tolist() == [0, 3]
    assert starts.column.tolist() == [0, 4]
    assert starts.owner.tolist() == [0, 1]


def test_points_in_another_crs_fall_into_the_same_cells():
    there = points((117.015, 0.005), (117.035, -0.015))
    one, other = starts_at(there, GRID), starts_at(there.to_crs(32750), GRID)
    assert one.row.tolist() == other.row.tolist() == [1, 3]
    assert one.column.tolist() == other.column.tolist() == [1, 3]


def test_points_beyond_the_grid_are_named_and_keep_their_places():
    there = points((116.9, 0), (117.01, 0.001), (117.2, 0))
    starts = starts_at(there, GRID, seconds=np.array([1.0, 60.0, 3.0]))
    assert starts.off_grid.tolist() == [0, 2]
    assert starts.owner.tolist() == [1]
    assert starts.seconds.tolist() == [60]
    found = cost_distance_of(GRID, starts)
    assert found.off_grid.tolist() == [0, 2]
    assert set(np.unique(found.owner)) == {1}


def test_metres_of_a_degree_grid_end_to_end():
    """At one second a metre the cost along a row is the geodesic."""
    found = cost_distance_of(GRID, starts_at(points((117.005, 0.015)), GRID))
    metres = pyproj.Geod(ellps="WGS84").inv(117.005, 0.015, 117.045, 0.015)[2]
    assert found.seconds[0, 4] == pytest.approx(metres, rel=1e-9)


@pytest.mark.parametrize("nodata", [-9999.0, np.nan])
def test_nodata_is_a_barrier(nodata):
    values = np.ones((4, 5))
    values[:, 2] = nodata
    raster = Raster(values, GRID.transform, GRID.crs, nodata)
    found = cost_distance_of(raster, starts_at(points((117.005, 0.015)), raster))
    assert np.isnan(found.seconds[:, 2:]).all()
    assert (found.n_barriers, found.n_unreached) == (4, 8)


def test_refusals():
    with pytest.raises(CRSError, match="sources has no CRS"):
        starts_at(gpd.GeoSeries([Point(117, 0)]), GRID)
    line = LineString([(117, 0), (117.01, 0)])
    with pytest.raises(GeometryError, match="row 1 is LineString; wanted points"):
        starts_at(gpd.GeoSeries([Point(117, 0), line], crs=4326), GRID)
    with pytest.raises(GeometryError, match="row 0 is missing"):
        starts_at(gpd.GeoSeries([None, Point(117, 0)], crs=4326), GRID)
    with pytest.raises(InputError, match="2 costs for 1 sources"):
        starts_at(points((117.01, 0)), GRID, seconds=np.zeros(2))
    with pytest.raises(InputError, match="owner -1"):
        starts_in(np.array([[0, 0]]), owner=np.array([-1]))
    with pytest.raises(InputError, match="a start costs -5"):
        starts_in(np.array([[0, 0]]), seconds=np.array([-5.0]))
    with pytest.raises(InputError, match="1 cells to start in, 2 owners"):
        starts_in(np.array([[0, 0]]), owner=np.array([1, 2]))
