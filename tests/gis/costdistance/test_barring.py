from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.features import rasterize

from gis.costdistance import Travel, cost_distance_of, starts_in
from gis.costdistance.barring import barred_by
from layers.errors import CRSError
from layers.raster import Raster

SIZE = 0.001
SHAPE = (20, 24)
TRANSFORM = Affine(SIZE, 0, 117, 0, -SIZE, 0.02)


def ground(values=None, **more):
    values = np.ones(SHAPE) if values is None else np.asarray(values, dtype=float)
    return Raster(values, TRANSFORM, pyproj.CRS(4326), **more)


def on_map(shape):
    """A shape drawn in columns and rows."""
    shapes = shapely.transform(shape, lambda xy: xy * [SIZE, -SIZE] + [117, 0.02])
    return gpd.GeoSeries([shapes], crs=4326)


def barred(*shapes):
    every = gpd.GeoSeries([on_map(shape).iloc[0] for shape in shapes], crs=4326)
    return np.isinf(barred_by(ground(), every).values)


def blob(draw, n=9):
    """A polygon in columns and rows, not always convex, whose border meets no cell corner."""
    angle = np.sort(draw.uniform(0, 2 * np.pi, n))
    centre, radius = draw.uniform(5, 15, 2), draw.uniform(2, 9, n)
    return shapely.Polygon(
        centre + np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
    )


@pytest.mark.parametrize("seed", range(8))
def test_areas_as_gdal_draws_them_with_all_cells_they_touch(seed):
    draw = np.random.default_rng(seed)
    shape = shapely.make_valid(blob(draw)).difference(blob(draw, 5).buffer(-1))
    expected = rasterize([on_map(shape).iloc[0]], SHAPE, transform=TRANSFORM, all_touched=True)
    assert np.array_equal(barred(shape), expected == 1)


@pytest.mark.parametrize("seed", range(8))
def test_every_cell_that_is_touched_and_no_other(seed):
    draw = np.random.default_rng(seed)
    shapes = [blob(draw), shapely.LineString(draw.uniform(-2, 22, (5, 2)))]
    cells = [shapely.box(c, r, c + 1, r + 1) for r, c in np.ndindex(SHAPE)]
    touched = [any(s.intersection(cell).length > 1e-9 for s in shapes) for cell in cells]
    assert np.array_equal(barred(*map(shapely.make_valid, shapes)).ravel(), touched)


def test_areas_upon_each_other_and_holes():
    one, other = shapely.box(2.5, 2.5, 10.5, 10.5), shapely.box(6.5, 6.5, 14.5, 14.5)
    assert barred(one, other)[8, 8]
    ring = one.difference(shapely.box(4.1, 4.1, 8.9, 8.9))
    assert barred(ring)[3, 3]
    assert not barred(ring)[6, 6]


def test_points_collections_missing_shapes_and_other_reference_systems():
    point, line = shapely.Point(3.5, 4.5), shapely.LineString([(0.5, 0.5), (2.5, 0.5)])
    both = barred(shapely.GeometryCollection([shapely.MultiPoint([point, (99, 99)])]), line)
    assert [tuple(cell) for cell in np.argwhere(both)] == [(0, 0), (0, 1), (0, 2), (4, 3)]
    some = gpd.GeoSeries([None, on_map(line).iloc[0], shapely.Point()], crs=4326)
    assert np.isinf(barred_by(ground(), some.to_crs(32750)).values).sum() == 3
    with pytest.raises(CRSError):
        barred_by(ground(), gpd.GeoSeries([line]))


def test_what_was_barred_stays_so_and_the_surface_given_is_not_changed():
    values = np.ones(SHAPE)
    values[5, 5], values[6, 6] = np.inf, -1
    surface = ground(values, nodata=-1.0)
    found = barred_by(surface, gpd.GeoSeries([], crs=4326))
    assert [tuple(cell) for cell in np.argwhere(np.isinf(found.values))] == [(5, 5), (6, 6)]
    assert found.nodata is None
    assert surface.values[6, 6] == -1


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from([8, 16]))
def test_nobody_walks_through_a_river_from_side_to_side(seed, neighbours):
    draw = np.random.default_rng(seed)
    columns = np.concatenate([[-1], np.sort(draw.uniform(0, SHAPE[1], 6)), [SHAPE[1] + 1]])
    river = shapely.LineString(np.column_stack([columns, draw.uniform(3, 17, 8)]))
    surface = barred_by(ground(), on_map(river))
    start = starts_in(np.array([[0, 0]]))
    found = cost_distance_of(surface, start, travel=Travel(neighbours))
    walked = np.argwhere(np.isfinite(found.seconds))
    depth = np.interp(walked[:, 1] + 0.5, *river.xy)
    assert (walked[:, 0] + 0.5 < depth).all()
    assert np.isfinite(found.seconds[0]).all()
