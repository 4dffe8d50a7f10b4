from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import rasterio.features
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from gis.errors import GeometryError, InputError
from gis.zonal import sums_of_pieces, weighted_centres, zonal_statistics, zonal_sum
from layers.errors import CRSError
from layers.raster import Raster

NINE = np.arange(1.0, 10.0).reshape(3, 3)  # 1 2 3 / 4 5 6 / 7 8 9, north to south


def grid(values=NINE, *, cell=1.0, west=0.0, north=3.0, nodata=None, crs=4326):
    transform = Affine(cell, 0, west, 0, -cell, north)
    return Raster(np.asarray(values), transform, pyproj.CRS(crs), nodata)


def zones(*shapes, index=None):
    return gpd.GeoSeries(list(shapes), index=index, crs=4326)


def naive_sum(shape, raster):
    """Every cell as a square, cut with the polygon one by one."""
    total = 0.0
    for (row, column), value in np.ndenumerate(raster.values):
        (x, y), (x1, y1) = (
            raster.transform @ (column, row),
            raster.transform @ (column + 1, row + 1),
        )
        square = box(x, y1, x1, y)
        total += value * shape.intersection(square).area / square.area
    return total


def test_three_by_three_in_the_head():
    halves = zones(box(0, 0, 1.5, 3), box(1.5, 0, 3, 3), index=["west", "east"])
    found = zonal_sum(halves, grid())
    assert found.table["total"].to_dict() == {"west": 1 + 4 + 7 + 7.5, "east": 3 + 6 + 9 + 7.5}
    assert found.table["cells"].tolist() == [4.5, 4.5]
    assert found.table["share_without_value"].tolist() == [0, 0]


def test_an_irregular_polygon_with_a_hole_equals_cutting_cell_by_cell():
    rng = np.random.default_rng(1)
    raster = grid(rng.random((12, 10)), cell=0.25)
    star = Polygon(
        [(0.1, 0.2), (1.3, 0.9), (2.4, 0.3), (1.9, 1.6), (2.2, 2.9), (1.2, 2.1), (0.2, 2.7)],
        [[(1.1, 1.1), (1.1, 1.5), (1.5, 1.5)]],
    )
    assert zonal_sum(zones(star), raster).table["total"].iloc[0] == pytest.approx(
        naive_sum(star, raster), rel=1e-6
    )


def test_whole_cells_equal_rasterio():
    rng = np.random.default_rng(2)
    raster = grid(rng.integers(0, 50, (30, 40)), cell=0.5, north=15)
    shape = box(2, 3, 13.5, 11)
    mask = rasterio.features.geometry_mask([shape], (30, 40), raster.transform, invert=True)
    found = zonal_sum(zones(shape), raster).table
    assert found["total"].iloc[0] == raster.values[mask].sum()
    assert found["cells"].iloc[0] == mask.sum()


def test_nodata_and_nan_count_nothing_and_are_reported():
    values = NINE.copy()
    values[0, 0], values[0, 1] = -9999, np.nan
    found = zonal_sum(zones(box(0, 0, 3, 3), box(0, 2, 2, 3)), grid(values, nodata=-9999))
    assert found.table["total"].tolist() == [42, 0]
    assert found.table["cells"].tolist() == [7, 0]
    assert found.table["share_without_value"].tolist() == pytest.approx([2 / 9, 1])
    assert found.n_negative_cells == 0
    assert found.n_zones_outside == 1


def test_nodata_of_whole_number_rasters_is_kept_out_too():
    values = np.array([[255, 1], [2, 3]], dtype=np.uint8)
    raster = grid(values, north=2.0, nodata=255)
    assert zonal_sum(zones(box(0, 0, 2, 2)), raster).table["total"].tolist() == [6]


def test_amounts_below_zero_count_nothing_unless_meant():
    values = NINE.copy()
    values[2, 2] = -9999
    whole = zones(box(0, 0, 3, 3))
    found = zonal_sum(whole, grid(values))
    assert found.table["total"].tolist() == [36]
    assert found.n_negative_cells == 1
    meant = zonal_sum(whole, grid(values), signed=True)
    assert meant.table["total"].tolist() == [36 - 9999]
    assert meant.n_negative_cells == 0


def test_zones_beyond_the_raster_missing_and_empty_ones():
    found = zonal_sum(
        zones(box(2, 0, 4, 3), box(10, 10, 11, 11), None, Polygon(), index=list("abcd")), grid()
    )
    assert found.table["total"].to_dict() == {"a": 18, "b": 0, "c": 0, "d": 0}
    assert found.table["share_without_value"].iloc[:2].tolist() == [0.5, 1]
    assert found.table["share_without_value"].iloc[2:].isna().all()
    assert (found.n_zones_outside, found.n_zones_without_shape) == (1, 2)


def test_no_zones_is_an_empty_table_and_zones_all_outside_are_zero():
    assert zonal_sum(zones(), grid()).table.empty
    assert zonal_sum(zones(box(10, 10, 11, 11)), grid()).table["total"].tolist() == [0]


def test_zones_in_metres_are_brought_to_the_raster():
    raster = grid(np.full((30, 30), 2.0), cell=0.01, west=116.7, north=0.15)
    shape = zones(box(116.8, -0.1, 116.9, 0.1))
    expected = zonal_sum(shape, raster).table["total"].iloc[0]
    for crs in (32750, 32650):
        found = zonal_sum(shape.segmentize(0.001).to_crs(crs), raster).table["total"].iloc[0]
        assert found == pytest.approx(expected, rel=1e-6)


def test_what_cannot_be_a_zone_is_refused():
    with pytest.raises(CRSError, match="zones has no CRS"):
        zonal_sum(gpd.GeoSeries([box(0, 0, 1, 1)]), grid())
    with pytest.raises(GeometryError, match="row 0 is a Point"):
        zonal_sum(zones(Point(1, 1)), grid())
    with pytest.raises(InputError, match="occurs more than once"):
        zonal_sum(zones(box(0, 0, 1, 1), box(0, 0, 1, 1), index=[1, 1]), grid())
    south_up = Raster(NINE, Affine(1, 0, 0, 0, 1, 0), pyproj.CRS(4326))
    with pytest.raises(GeometryError, match="not north-up"):
        zonal_sum(zones(box(0, 0, 1, 1)), south_up)


def test_the_raster_itself_is_not_changed():
    values = NINE.copy()
    values[1, 1] = -5
    raster = grid(values)
    zonal_sum(zones(box(0, 0, 3, 3)), raster)
    assert raster.values[1, 1] == -5


def test_statistics_of_levels():
    found = zonal_statistics(
        zones(box(0, 0, 1.5, 1)), grid(), statistics=["mean", "min", "max", "variety"]
    )
    row = found.table.iloc[0]
    assert row["mean"] == pytest.approx((7 + 8 * 0.5) / 1.5)
    assert (row["min"], row["max"], row["variety"]) == (7, 8, 2)


@pytest.mark.parametrize("statistics", [[], ["mean", "mode"]])
def test_unknown_statistics_are_refused(statistics):
    with pytest.raises(InputError, match="wanted some of mean, min, max"):
        zonal_statistics(zones(box(0, 0, 1, 1)), grid(), statistics=statistics)


def test_pieces_that_touch_add_up():
    pieces = MultiPolygon([box(0, 0, 1.5, 3), box(1.5, 0, 3, 3)])
    assert sums_of_pieces(zones(pieces, None), grid()).tolist() == [45, 0]


def test_the_centre_lies_where_the_people_are():
    values = np.zeros((3, 3))
    values[0, 2] = 3.0
    values[2, 2] = 1.0
    shapes = zones(box(0, 0, 3, 3), box(0, 0, 1, 3), None, index=list("abc"))
    centres = weighted_centres(shapes, grid(values))
    assert centres["a"].equals(Point(2.5, (2.5 * 3 + 0.5) / 4))
    assert centres["b"].within(box(0, 0, 1, 3))
    assert centres["c"] is None


def test_the_centre_of_a_zone_beyond_the_raster_is_on_its_surface():
    assert weighted_centres(zones(box(8, 8, 9, 9)), grid()).iloc[0].equals(Point(8.5, 8.5))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=2, max_size=15, unique=True
    ),
    st.integers(0, 1000),
)
def test_a_partition_conserves_the_total(sites, seed):
    values = np.random.default_rng(seed).random((7, 7))
    raster = grid(values, cell=3 / 7)
    cells = shapely.voronoi_polygons(
        shapely.MultiPoint(np.array(sites) / 100), extend_to=box(0, 0, 3, 3)
    )
    parts = shapely.intersection(shapely.get_parts(cells), box(0, 0, 3, 3))
    parts = parts[shapely.get_type_id(parts) == 3]
    sums = sums_of_pieces(gpd.GeoSeries(parts, crs=4326), raster)
    assert sums.sum() == pytest.approx(values.sum(), rel=1e-5)
