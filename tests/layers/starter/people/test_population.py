"""Population grid: exact sums by an outside library, no people at sea."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource

from layers.starter.grid import Grid
from layers.starter.people.population import coverage


def fractional_sums(raster, zones) -> np.ndarray:
    west, south, east, north = raster.bounds
    values = np.where(raster.values == raster.nodata, np.nan, raster.values)
    source = NumPyRasterSource(values, west, south, east, north, srs_wkt=zones.crs.to_wkt())
    return exact_extract(source, zones, ["sum"], output="pandas")["sum"].to_numpy()


@pytest.mark.parametrize(("level", "slack"), [("regencies", 1e-4), ("districts", 1e-3)])
def test_exact_fractional_sums_are_the_official_figures(frames, rasters, level, slack):
    zones = frames[level]
    have = fractional_sums(rasters["population"], zones)
    assert np.abs(have / zones["population"] - 1).max() < slack


def test_values_are_people(rasters):
    raster = rasters["population"]
    people = raster.values[raster.values != raster.nodata]
    assert raster.values.dtype == np.float32
    assert people.min() >= 0
    assert people.max() < 25_000
    assert people.sum() == pytest.approx(4_305_281 + 4_123_303, rel=0.005)


def test_people_live_near_settlements(rasters, frames):
    raster = rasters["population"]
    places = frames["settlements"]
    columns, rows = (~raster.transform) @ (
        places.geometry.x.to_numpy(),
        places.geometry.y.to_numpy(),
    )
    at = raster.values[rows.astype(int), columns.astype(int)]
    assert np.median(at) > 20 * np.median(raster.values[raster.values > 0])


def test_coverage_by_hand():
    import geopandas as gpd

    grid = Grid(0.0, 1.0, 0.5, (2, 2))
    zones = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 0.75, 1)], crs=4326)
    assert coverage(zones, grid).toarray().tolist() == [[1.0, 0.5, 1.0, 0.5]]
