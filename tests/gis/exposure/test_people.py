"""People by class, against masked rasters and hand counts."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine

from gis.errors import GeometryError
from gis.exposure import Classing, HazardAreas, HazardCells, outlined, people_by_class, ranked
from gis.zonal import zonal_sum
from layers.errors import CRSError
from layers.raster import Raster, read_raster

LONLAT = pyproj.CRS("EPSG:4326")
PLACE = Affine(0.01, 0, 116.8, 0, -0.01, -1.2)
PEOPLE = Raster(np.random.default_rng(8).random((10, 30)) * 50, PLACE, LONLAT, -1.0)
UNITS = gpd.GeoDataFrame(
    geometry=[
        shapely.box(116.8, -1.3, 116.9, -1.2),
        shapely.Point(116.97, -1.25).buffer(0.04),
        shapely.box(117.05, -1.26, 117.2, -1.22),
    ],
    index=["a", "b", "c"],
    crs=4326,
)


def test_counts_add_up_and_overlaps_go_to_the_worst(areas):
    hazard = ranked(areas, areas["class"], ["high", "middle", "low"])
    found = people_by_class(UNITS, hazard, PEOPLE)
    assert found.counts.sum(axis=1) == pytest.approx(found.total, rel=1e-9)
    assert found.total == pytest.approx(zonal_sum(UNITS, PEOPLE).table["total"].to_numpy())
    seen = shapely.Polygon()
    for k, name in enumerate(["high", "middle", "low"]):
        area = areas.geometry[areas["class"] == name].union_all().difference(seen)
        seen = seen.union(area)
        for i, unit in enumerate(UNITS.geometry):
            part = gpd.GeoSeries([unit.intersection(area)], crs=4326)
            expected = zonal_sum(part, PEOPLE).table["total"].iloc[0] if part[0].area != 0 else 0
            assert found.counts[i, k] == pytest.approx(expected, rel=1e-5, abs=1e-5)


def test_cells_on_the_same_grid_are_a_mask():
    values = np.random.default_rng(9).integers(0, 4, (10, 30)).astype(float)
    values[2, 2] = -5.0
    cells = HazardCells.of(Raster(values, PLACE, LONLAT, -5.0), Classing(codes=(3, 2, 1)))
    found = people_by_class(UNITS, outlined(cells, UNITS), PEOPLE)
    for rank in range(4):
        held = Raster(np.where(cells.rank == rank, PEOPLE.values, 0.0), PLACE, LONLAT)
        expected = zonal_sum(UNITS, held).table["total"].to_numpy()
        assert found.counts[:, rank] == pytest.approx(expected, rel=1e-5, abs=1e-4)
    assert found.counts.sum(axis=1) == pytest.approx(found.total, rel=1e-9)


def test_cells_that_do_not_fit_the_grid_of_people():
    even = Raster(np.full((10, 30), 10.0), PLACE, LONLAT)
    half = Raster(np.array([[1.0, 0.0]]), Affine(0.0637, 0, 116.8, 0, -0.1, -1.2), LONLAT)
    cells = HazardCells.of(half, Classing(codes=(1,)))
    found = people_by_class(UNITS.loc[["a"]], outlined(cells, UNITS.loc[["a"]]), even)
    assert found.counts[0] == pytest.approx([637.0, 0.0, 363.0], rel=1e-5)


def test_all_exposed_and_nobody_exposed():
    whole = HazardAreas(np.array([shapely.box(116, -2, 118, 0)]), np.zeros(1, int), 1)
    found = people_by_class(UNITS, whole, PEOPLE)
    assert found.counts[:, 0] == pytest.approx(found.total, rel=1e-6)
    far = HazardAreas(np.array([shapely.box(120, 2, 121, 3)]), np.zeros(1, int), 1)
    assert people_by_class(UNITS, far, PEOPLE).counts[:, 0].tolist() == [0, 0, 0]


def test_a_missing_unit_counts_nobody():
    units = gpd.GeoDataFrame(geometry=[None, UNITS.geometry.iloc[0]], crs=4326)
    found = people_by_class(
        units, HazardAreas(UNITS.geometry.to_numpy()[:1], np.zeros(1, int), 1), PEOPLE
    )
    assert found.counts[0].tolist() == [0, 0]
    assert found.counts[1, 0] == pytest.approx(found.total[1], rel=1e-6)


def test_what_cannot_be_counted_is_refused(areas):
    hazard = ranked(areas, areas["class"], ["high"])
    with pytest.raises(CRSError):
        people_by_class(UNITS.set_crs(None, allow_override=True), hazard, PEOPLE)
    with pytest.raises(GeometryError):
        people_by_class(gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=4326), hazard, PEOPLE)


def test_a_real_flood_on_the_grid_of_people(shared_data):
    people = read_raster(shared_data / "raster" / "people_jakarta_clip.tif")
    flood = read_raster(shared_data / "raster" / "flood_jakarta_clip.tif")
    west, south, east, north = people.bounds
    half = (west + east) / 2
    units = gpd.GeoDataFrame(
        geometry=[shapely.box(west, south, half, north), shapely.box(half, south, east, north)],
        crs=4326,
    )
    cells = HazardCells.of(flood, Classing(breaks=(0.2, 0.7, 1.5)))
    found = people_by_class(units, outlined(cells, units), people)
    counts = np.where(np.isfinite(people.values) & (people.values > 0), people.values, 0.0)
    for rank in range(4):
        expected = counts[cells.rank == rank].sum()
        assert found.counts[:, rank].sum() == pytest.approx(expected, rel=1e-5, abs=1e-3)
    assert found.counts[:, :3].sum() > 1000
    assert found.counts.sum() == pytest.approx(found.total.sum(), rel=1e-9)
