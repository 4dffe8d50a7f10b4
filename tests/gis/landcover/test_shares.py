"""Exact shares of cells, against shapely cell by cell, and as a partition."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import GeometryError, InputError
from gis.landcover.grids import InMemory
from gis.landcover.shares import whole, zoned
from layers.errors import CRSError
from layers.raster import Raster

ROWS, COLUMNS = 7, 9
PLACE = Affine(100, 0, 500_000, 0, -100, 9_900_000)
GRID = InMemory(Raster(np.zeros((ROWS, COLUMNS), np.uint8), PLACE, pyproj.CRS(32750)))


def on_ground(shape):
    """A shape in columns and rows (downward), on the grid's ground."""
    return shapely.transform(
        shape, lambda at: np.column_stack([500_000 + 100 * at[:, 0], 9_900_000 - 100 * at[:, 1]])
    )


def shares(*shapes, cut=3):
    zones = zoned(gpd.GeoSeries([on_ground(s) for s in shapes], crs=32750), GRID)
    return np.vstack([zones.painted(slice(0, cut)), zones.painted(slice(cut, ROWS))])


def naive(shape):
    boxes = [[shapely.box(c, r, c + 1, r + 1) for c in range(COLUMNS)] for r in range(ROWS)]
    return shapely.area(shapely.intersection(np.array(boxes), shape))


def test_quarter_half_and_whole():
    found = shares(shapely.box(0.5, 0.5, 2.5, 2.5))
    assert found[:3, :3].tolist() == [[0.25, 0.5, 0.25], [0.5, 1.0, 0.5], [0.25, 0.5, 0.25]]
    assert found.sum() == 4.0


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(2, 1, 5, 4),
        shapely.box(-3, -2, 20, 20),
        shapely.box(20, 1, 25, 4),
        shapely.box(-5, 1, -2, 4),
        shapely.box(-2, 2.25, 3.5, 2.75),
        shapely.box(1, 1, 6, 6) - shapely.box(2.3, 2.6, 4.1, 5),
        shapely.Polygon([(0, 0), (9, 0), (0, 7)]),
        shapely.Polygon([(1, 3), (1.0000001, 3), (1, 3.1)]),
        shapely.Polygon([(0, 3), (9, 3.001), (9, 3.002)]),
        shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(0.5, 3, 2, 3.5)]),
        shapely.Point(4.2, 3.1).buffer(2.9),
    ],
    ids=lambda shape: shape.wkt[:40],
)
def test_every_cell_is_as_shapely_cuts_it(shape):
    assert shares(shape) == pytest.approx(naive(shape), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-3, 12), st.floats(-3, 10)), min_size=3, max_size=8, unique=True),
    st.booleans(),
    st.integers(1, ROWS - 1),
)
def test_any_hull_is_as_shapely_cuts_it(points, rounded, cut):
    hull = shapely.MultiPoint(np.round(points) if rounded else points).convex_hull
    if hull.geom_type != "Polygon" or hull.area < 1e-6:
        return
    assert shares(hull, cut=cut) == pytest.approx(naive(hull), abs=1e-8)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 70)), min_size=4, max_size=9, unique=True)
)
def test_zones_that_tile_the_grid_share_out_every_cell(points):
    frame = shapely.box(0, 0, COLUMNS, ROWS)
    seeds = shapely.MultiPoint(np.array(points) / 10.0)
    tiles = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=frame))
    parts = shapely.intersection(np.array(tiles), frame)
    zones = zoned(gpd.GeoSeries([on_ground(p) for p in parts], crs=32750), GRID)
    total = np.zeros((ROWS, COLUMNS))
    for line, start, stop, share in zip(*zones.runs(slice(0, ROWS)), strict=True):
        total[line % ROWS, start:stop] += share
    assert total == pytest.approx(np.ones((ROWS, COLUMNS)), abs=1e-7)


def test_shares_of_several_zones_are_one_at_most():
    found = shares(shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3))
    assert found.max() == 1.0
    assert found.sum() == 7.0


def test_zones_in_degrees_are_brought_to_the_grid():
    square = gpd.GeoSeries([on_ground(shapely.box(1.5, 1.5, 4, 4))], crs=32750)
    there = zoned(square, GRID).painted(slice(0, ROWS))
    assert zoned(square.to_crs(4326), GRID).painted(slice(0, ROWS)) == pytest.approx(
        there, abs=1e-6
    )


def test_the_true_area_is_told_and_missing_shapes_are_counted():
    found = zoned(gpd.GeoSeries([shapely.box(117, -1, 117.01, -0.99), None], crs=4326), GRID)
    assert found.area_ha == pytest.approx([123.0727, 0.0], abs=1e-3)
    assert (len(found), found.n_without_shape) == (2, 1)


def test_a_whole_grid_is_one_zone():
    assert (whole(GRID).painted(slice(2, 5)) == 1.0).all()
    assert np.isnan(whole(GRID).area_ha).all()


def test_what_cannot_be_laid_is_refused():
    square = shapely.box(117, -1, 117.01, -0.99)
    with pytest.raises(CRSError, match="has no CRS"):
        zoned(gpd.GeoSeries([square]), GRID)
    with pytest.raises(GeometryError, match="wanted polygons"):
        zoned(gpd.GeoSeries([shapely.Point(117, -1)], crs=4326), GRID)
    with pytest.raises(InputError, match="occurs more than once"):
        zoned(gpd.GeoSeries([square, square], index=[1, 1], crs=4326), GRID)
    turned = Raster(np.zeros((2, 2)), Affine(1, 0.5, 0, 0, -1, 0), pyproj.CRS(4326))
    with pytest.raises(GeometryError, match="not north-up") as caught:
        zoned(gpd.GeoSeries([square], crs=4326), InMemory(turned))
    assert "menghadap utara" in caught.value.text.id
