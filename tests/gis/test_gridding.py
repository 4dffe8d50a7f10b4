from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from gis.errors import EmptyInputError, GeometryError, InputError
from gis.gridding import counts_per_cell
from gis.zonal import zonal_sum
from layers.errors import CRSError
from layers.raster import Raster


def weights(values, *, cell=1.0, north=3.0, nodata=None):
    transform = Affine(cell, 0, 0, 0, -cell, north)
    return Raster(np.asarray(values, dtype=float), transform, pyproj.CRS(4326), nodata)


def units(shapes, people):
    index = [f"u{i}" for i in range(len(shapes))]
    return gpd.GeoDataFrame({"n": people}, geometry=list(shapes), index=index, crs=4326)


def test_one_unit_by_its_weights_in_the_head():
    found = counts_per_cell(units([box(0, 0, 2, 1)], [80.0]), "n", weights([[3, 1, 9]], north=1))
    assert found.raster.values[0, :2].tolist() == pytest.approx([60, 20])
    assert np.isnan(found.raster.values[0, 2])
    assert found.table.loc["u0", ["count", "placed", "how"]].tolist() == [80, 80, "weights"]
    assert found.table.loc["u0", "returned"] == pytest.approx(80)
    assert found.balanced


def test_a_border_through_cells_in_the_head():
    """Two units share the middle column: plainly divided, the sums blur; balanced, they hold."""
    halves = units([box(0, 0, 1.5, 3), box(1.5, 0, 3, 3)], [90.0, 60.0])
    plain = counts_per_cell(halves, "n", weights(np.ones((3, 3))), balance=False)
    assert plain.raster.values[0].tolist() == pytest.approx([20, 10 + 20 / 3, 40 / 3])
    assert plain.table["returned"].tolist() == pytest.approx([85, 65])
    assert not plain.balanced
    level = counts_per_cell(halves, "n", weights(np.ones((3, 3))))
    assert level.balanced
    assert level.table["returned"].tolist() == pytest.approx([90, 60])
    assert level.raster.values.sum() == pytest.approx(150, rel=1e-12)
    assert level.raster.values[0] @ [1, 0.5, 0] == pytest.approx(30)
    assert "return its count" in level.method


def test_units_without_weight_outside_and_without_shape():
    given_ = units(
        [box(0, 0, 1, 3), box(1, 0, 2, 3), box(50, 0, 51, 1), None], [9.0, 6.0, 5.0, 4.0]
    )
    found = counts_per_cell(given_, "n", weights([[1, 0, 1]] * 3))
    assert found.table["how"].tolist() == ["weights", "even", "outside", "outside"]
    assert found.table["placed"].tolist() == [9, 6, 0, 0]
    assert np.nansum(found.raster.values) == pytest.approx(15)
    assert found.raster.values[:, 1].tolist() == pytest.approx([2, 2, 2])


def test_a_place_without_people_stays_empty_beside_a_full_one():
    halves = units([box(0, 0, 1.5, 3), box(1.5, 0, 3, 3)], [0.0, 60.0])
    found = counts_per_cell(halves, "n", weights(np.ones((3, 3))))
    assert found.balanced
    assert found.raster.values[0].tolist() == pytest.approx([0, 0, 20])


def test_units_that_no_cell_tells_apart_keep_the_total():
    halves = units([box(0, 0, 0.5, 1), box(0.5, 0, 1, 1), box(1, 0, 3, 1)], [8.0, 2.0, 6.0])
    found = counts_per_cell(halves, "n", weights([[1, 1, 1]], north=1))
    assert not found.balanced
    assert found.raster.values[0].tolist() == pytest.approx([10, 3, 3])
    assert found.table["returned"].tolist() == pytest.approx([5, 5, 6])


def test_the_coast_holds_nobody_while_there_is_other_ground():
    found = counts_per_cell(units([box(0, 0, 2.25, 1)], [40.0]), "n", weights([[1, 1, 1]], north=1))
    assert found.raster.values[0].tolist() == pytest.approx([20, 20, 0])
    islet = counts_per_cell(units([box(0.1, 0, 0.3, 1)], [40.0]), "n", weights([[1, 1]], north=1))
    assert np.nansum(islet.raster.values) == pytest.approx(40)
    assert islet.table["returned"].tolist() == pytest.approx([8])
    assert not islet.balanced


def voronoi(points):
    whole = box(0, 0, 10, 10)
    found = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=whole)
    parts = shapely.intersection(shapely.get_parts(found), whole)
    return parts[shapely.area(parts) > 0]


points = st.lists(st.tuples(st.floats(0.2, 9.8), st.floats(0.2, 9.8)), min_size=2, max_size=10)


@settings(deadline=None, max_examples=25)
@given(points, st.integers(0, 10_000), st.booleans())
def test_the_total_is_conserved_and_nothing_is_below_zero(at, seed, balance):
    rng = np.random.default_rng(seed)
    shapes = voronoi(at)
    people = rng.integers(0, 3, len(shapes)) * rng.random(len(shapes)) * 1e6
    grid = weights(rng.integers(0, 4, (25, 25)), cell=0.4, north=10)
    found = counts_per_cell(units(shapes, people), "n", grid, balance=balance)
    assert np.nansum(found.raster.values) == pytest.approx(people.sum(), rel=1e-9)
    assert np.nanmin(found.raster.values) >= 0
    filled = Raster(np.nan_to_num(found.raster.values), grid.transform, grid.crs, None)
    sums = zonal_sum(units(shapes, people), filled).table["total"]
    assert sums.tolist() == pytest.approx(found.table["returned"].tolist(), rel=1e-5, abs=1e-2)


def test_large_units_always_get_their_counts_back():
    rng = np.random.default_rng(3)
    shapes = voronoi(rng.random((40, 2)) * 10)
    people = rng.random(len(shapes)) * 1e5
    found = counts_per_cell(
        units(shapes, people), "n", weights(rng.random((100, 100)), cell=0.1, north=10)
    )
    assert found.balanced
    assert found.table["returned"].tolist() == pytest.approx(people.tolist(), rel=1e-6)


def test_refusals():
    one = units([box(0, 0, 1, 1)], [1.0])
    with pytest.raises(InputError, match="units have no column 'm'; the columns are n, geometry"):
        counts_per_cell(one, "m", weights([[1]]))
    with pytest.raises(InputError, match=r"n: 1 rows hold no number of 0 or more \(u0\)"):
        counts_per_cell(one.assign(n=-1.0), "n", weights([[1]]))
    with pytest.raises(InputError, match="cells are below 0"):
        counts_per_cell(one, "n", weights([[-1]]))
    with pytest.raises(GeometryError, match="wanted polygons"):
        counts_per_cell(one.set_geometry([Point(0, 0)], crs=4326), "n", weights([[1]]))
    with pytest.raises(EmptyInputError, match="holds no geometry"):
        counts_per_cell(one.iloc[:0], "n", weights([[1]]))
    with pytest.raises(CRSError, match="no CRS"):
        counts_per_cell(one.set_crs(None, allow_override=True), "n", weights([[1]]))
    south_up = Raster(np.ones((1, 1)), Affine(1, 0, 0, 0, 1, 0), pyproj.CRS(4326), None)
    with pytest.raises(GeometryError, match="not north-up"):
        counts_per_cell(one, "n", south_up)
