"""Composition of zones, against the fractions of exactextract and the areas of the zones."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource

from gis.landcover.classes import Classes
from gis.landcover.composition import composition
from gis.landcover.grids import InMemory
from layers.raster import Raster

CLASSES = Classes((1, 2, 3))
# An equal-area grid: shares of cells are shares of area.
PLACE = Affine(1000, 0, 11_300_000, 0, -1000, -100_000)


def cover(values, nodata=0):
    return InMemory(Raster(np.asarray(values), PLACE, pyproj.CRS(6933), nodata))


def zones(*shapes):
    moved = [
        shapely.transform(
            s, lambda at: np.column_stack([PLACE.c + 1000 * at[:, 0], PLACE.f - 1000 * at[:, 1]])
        )
        for s in shapes
    ]
    return gpd.GeoSeries(moved, crs=6933)


def test_half_a_cell():
    found = composition(cover([[1, 2]]), CLASSES, zones(shapely.box(0.5, 0, 2, 1)))
    assert found.table.iloc[0].tolist() == pytest.approx([50.0, 100.0, 0.0], rel=1e-8)
    assert found.shares().iloc[0].tolist() == pytest.approx([1 / 3, 2 / 3, 0.0], rel=1e-9)


def test_fractions_equal_exactextract():
    values = np.random.default_rng(2).integers(1, 4, (60, 50)).astype(np.uint8)
    blobs = zones(*(shapely.Point(25, 30).buffer(r) for r in (3.3, 11.7, 24.9)))
    found = composition(cover(values), CLASSES, blobs)
    west, south, east, north = cover(values).raster.bounds
    frame = gpd.GeoDataFrame(geometry=blobs)
    for code in CLASSES.codes:
        source = NumPyRasterSource((values == code).astype(float), west, south, east, north)
        theirs = exact_extract(source, frame, ["mean"], output="pandas")["mean"].to_numpy()
        # Shares of cells are of single precision there.
        assert found.shares()[code].to_numpy() == pytest.approx(theirs, abs=1e-8)


def test_what_is_in_no_class_is_apart():
    found = composition(cover([[0, 9], [1, 1]]), CLASSES, zones(shapely.box(-1, 0, 2, 2)))
    assert found.no_value_ha[0] == pytest.approx(100.0, rel=1e-8)
    assert found.unknown_ha[0] == pytest.approx(100.0, rel=1e-8)
    assert found.beyond_ha[0] == pytest.approx(200.0, rel=1e-5)
    assert found.table.loc[0, 1] == pytest.approx(200.0, rel=1e-8)


def test_no_class_at_all_has_no_shares():
    found = composition(cover(np.zeros((2, 2), np.uint8)), CLASSES)
    assert found.table.to_numpy().tolist() == [[0.0, 0.0, 0.0]]
    assert found.shares().isna().all(axis=None)
    assert found.no_value_ha[0] == pytest.approx(400.0, rel=1e-8)
