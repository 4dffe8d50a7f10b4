"""Fields on a grid, against shapely, geodesics and counts by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine

from gis.errors import EmptyInputError, GeometryError
from gis.suitability.fields import Burned, Crowding, Distances, Sampled
from gis.suitability.grid import Grid
from layers.crs import GEOD
from layers.errors import CRSError, QueryError
from layers.raster import Raster, read_raster

LONLAT = pyproj.CRS("EPSG:4326")
GRID = Grid(Affine(0.005, 0, 116.8, 0, -0.005, -1.2), LONLAT, (20, 30))
ALL = slice(0, 20)


def centres(grid=GRID):
    lon, lat = grid.lonlat(slice(0, grid.shape[0]))
    return shapely.points(lon, lat)


def test_distances_to_shapes_are_right_within_half_a_diagonal():
    shapes = gpd.GeoSeries(
        [
            shapely.LineString([(116.81, -1.21), (116.9, -1.28), (116.93, -1.25)]),
            shapely.Point(116.945, -1.203),
            shapely.box(116.82, -1.29, 116.85, -1.27),
        ],
        crs=4326,
    )
    found = Distances(shapes).on(GRID)(ALL)
    plane = gpd.GeoSeries(centres().ravel(), crs=4326).to_crs(32750)
    true = plane.distance(shapes.to_crs(32750).union_all()).to_numpy().reshape(found.shape)
    half = 0.5 * np.hypot(0.005 * 111_320, 0.005 * 110_574)
    assert np.abs(found - true).max() <= half + 3.0
    assert (found == 0).any()


def test_shapes_beyond_the_grid_count_within_the_margin():
    spot = gpd.GeoSeries([shapely.Point(116.7725, -1.2025)], crs=4326)
    found = Distances(spot, 8000.0).on(GRID)(ALL)
    for row, column in [(0, 0), (19, 0), (10, 10)]:
        geodesic = GEOD.inv(116.7725, -1.2025, GRID.x[column], GRID.y[row])[2]
        assert found[row, column] == pytest.approx(geodesic, rel=1e-3)
    banded = Distances(spot, 8000.0).on(GRID)
    assert (banded(ALL) == found).all()
    assert np.isinf(Distances(spot, 1000.0).on(GRID)(ALL)).all()
    with pytest.raises(EmptyInputError):
        Distances(spot).on(GRID)


def test_burned_is_the_polygon_of_the_centre():
    shapes = gpd.GeoSeries(
        [shapely.box(116.8, -1.3, 116.87, -1.2), shapely.Point(116.9, -1.25).buffer(0.02), None],
        crs=4326,
    )
    found = Burned(shapes, np.array([3, 7, 9], dtype=np.int32)).on(GRID)(ALL)
    inside = [shapely.contains(shape, centres()) for shape in shapes[:2]]
    expected = np.where(inside[1], 7, np.where(inside[0], 3, 0))
    assert (found == expected).all()


def test_burned_in_bands_and_another_crs_is_the_same():
    shapes = gpd.GeoSeries([shapely.Point(116.9, -1.25).buffer(0.03)], crs=4326)
    whole = Burned(shapes).on(GRID)(ALL)
    band = Burned(shapes.to_crs(32750)).on(GRID)
    assert (np.concatenate([band(slice(0, 7)), band(slice(7, 20))]) == whole).all()


def test_lines_that_are_touched():
    line = gpd.GeoSeries([shapely.LineString([(116.8, -1.2025), (116.95, -1.2025)])], crs=4326)
    found = Burned(line, touched=True).on(GRID)(ALL)
    assert found[0].all()
    assert not found[1:].any()


def raster(values, *, nodata=-1.0, side=0.01, crs=LONLAT, west=116.8, north=-1.2):
    return Raster(np.asarray(values), Affine(side, 0, west, 0, -side, north), crs, nodata)


def test_sampled_takes_the_cell_under_the_centre():
    values = np.arange(150.0).reshape(10, 15)
    values[0, 0], values[9, 14] = -1.0, np.inf
    found = Sampled.of(raster(values)).on(GRID)(ALL)
    assert found[2:18, 2:28].tolist() == np.kron(values, np.ones((2, 2)))[2:18, 2:28].tolist()
    assert np.isnan(found[:2, :2]).all()
    assert np.isnan(found[18:, 28:]).all()


def test_sampled_beyond_the_raster_has_no_value():
    found = Sampled.of(raster(np.ones((5, 5)))).on(GRID)(ALL)
    assert found[:10, :10].tolist() == np.ones((10, 10)).tolist()
    assert np.isnan(found[10:]).all()
    assert np.isnan(found[:, 10:]).all()


def test_sampled_from_another_reference_system():
    plane = Raster(
        np.arange(40_000.0).reshape(200, 200),
        Affine(200, 0, 470_000, 0, -200, 9_880_000),
        pyproj.CRS("EPSG:32750"),
    )
    found = Sampled.of(plane).on(GRID)(ALL)
    x, y = pyproj.Transformer.from_crs(4326, 32750, always_xy=True).transform(*GRID.lonlat(ALL))
    row, column = ((9_880_000 - y) // 200).astype(int), ((x - 470_000) // 200).astype(int)
    assert (found == plane.values[row, column]).all()


def test_amounts_by_area_of_their_own_cell():
    found = Sampled.of(raster(np.full((10, 15), 50.0)), per_km2=True).on(GRID)(ALL)
    box = shapely.box(116.8, -1.21, 116.81, -1.2)
    km2 = abs(GEOD.geometry_area_perimeter(box)[0]) / 1e6
    assert found[0, 0] == pytest.approx(50.0 / km2, rel=1e-6)


def test_a_band_outside_the_raster_is_empty_and_other_errors_pass():
    def outside(_):
        raise QueryError("far", code="outside-raster")

    def broken(_):
        raise QueryError("broken", code="other")

    assert np.isnan(Sampled(outside).on(GRID)(ALL)).all()
    with pytest.raises(QueryError, match="broken"):
        Sampled(broken).on(GRID)(ALL)


def test_crowding_is_a_count_of_geodesics():
    rng = np.random.default_rng(7)
    # Points on centres of cells: then only the disc is approximate, and not even that.
    x, y = rng.choice(GRID.x, 60), rng.choice(GRID.y, 60)
    points = gpd.GeoSeries(gpd.points_from_xy(x, y), crs=4326)
    found = Crowding(points, 1800.0).on(GRID)(ALL)
    for row, column in [(0, 0), (10, 15), (19, 29), (5, 22)]:
        metres = GEOD.inv(np.full(60, GRID.x[column]), np.full(60, GRID.y[row]), x, y)[2]
        n_cells = 0
        for dy in range(-4, 5):
            for dx in range(-4, 5):
                n_cells += np.hypot(dx * 556.46, dy * 552.87) <= 1800.0
        km2 = n_cells * 0.55646 * 0.55287
        assert found[row, column] == pytest.approx((metres <= 1800.0).sum() / km2, rel=1e-3)


def test_crowding_counts_points_beyond_the_edge():
    beyond = gpd.GeoSeries([shapely.Point(116.7975, -1.2025)], crs=4326)
    found = Crowding(beyond, 600.0).on(GRID)(ALL)
    assert found[0, 0] > 0
    assert not found[:, 1:].any()
    assert not found[1:].any()


def test_nothing_to_measure_to_is_refused():
    with pytest.raises(EmptyInputError):
        Distances(gpd.GeoSeries([], crs=4326)).on(GRID)
    with pytest.raises(EmptyInputError, match="no shape touches the grid"):
        Distances(gpd.GeoSeries([shapely.Point(120, 3)], crs=4326)).on(GRID)
    with pytest.raises(CRSError):
        Distances(gpd.GeoSeries([shapely.Point(116.9, -1.25)])).on(GRID)


def test_every_field_says_how_it_is_measured():
    points = gpd.GeoSeries([shapely.Point(0, 0)], crs=4326)
    fields = [Distances(points), Burned(points), Burned(points, touched=True)]
    fields += [Crowding(points, 5.0), Sampled.of(raster([[1.0]])), Sampled(len, per_km2=True)]
    texts = {field.method.en for field in fields}
    assert len(texts) == 6
    assert all(field.method.id != field.method.en for field in fields)


def test_rasters_that_are_turned_are_refused():
    turned = Raster(np.ones((9, 9)), Affine(0.01, 0.002, 116.8, 0, -0.01, -1.2), LONLAT)
    with pytest.raises(GeometryError, match="north-up"):
        Sampled.of(turned).on(GRID)(ALL)


def test_a_real_raster_without_data_gives_no_value(shared_data):
    empty = read_raster(shared_data / "raster" / "all-nodata.tif")
    west, south, east, north = empty.lonlat_bounds
    side = (east - west) / 10
    grid = Grid(Affine(side, 0, west, 0, -side, north), LONLAT, (4, 10))
    assert np.isnan(Sampled.of(empty).on(grid)(slice(0, 4))).all()
    assert south < north


def test_a_real_slope_in_a_plane_is_read_at_the_centres(shared_data):
    slope = read_raster(shared_data / "raster" / "slope.tif")
    west, _, east, north = slope.lonlat_bounds
    side = (east - west) / 40
    grid = Grid(Affine(side, 0, west, 0, -side, north), LONLAT, (20, 40))
    found = Sampled.of(slope).on(grid)(slice(0, 20))
    x, y = pyproj.Transformer.from_crs(4326, slope.crs, always_xy=True).transform(
        *grid.lonlat(slice(0, 20))
    )
    for row, column in [(5, 20), (12, 8), (18, 33)]:
        at_column, at_row = (int(v) for v in ~slope.transform @ (x[row, column], y[row, column]))
        value = slope.values[at_row, at_column]
        if value == slope.nodata:
            assert np.isnan(found[row, column])
        else:
            assert found[row, column] == value
    assert np.isfinite(found).any()
