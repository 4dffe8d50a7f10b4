"""Hazards: classes, ranks and outlines."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine

from gis.errors import EmptyInputError, GeometryError, InputError
from gis.exposure import Classing, HazardCells, outlined, ranked
from layers.raster import Raster

LONLAT = pyproj.CRS("EPSG:4326")


def test_codes_are_ranked_as_given():
    found = Classing(codes=(3, 7)).rank_of(np.array([3.0, 7.0, 1.0, np.nan, 3.5]))
    assert found.tolist() == [0, 1, -1, -1, -1]


def test_breaks_begin_a_class():
    classing = Classing(breaks=(0.5, 1.5))
    found = classing.rank_of(np.array([0.49, 0.5, 1.49, 1.5, 99.0, np.nan]))
    assert found.tolist() == [-1, 1, 1, 0, 0, -1]
    assert classing.n_classes == 2


@pytest.mark.parametrize(
    "given",
    [{}, {"codes": (1,), "breaks": (1.0,)}, {"breaks": (2.0, 1.0)}, {"codes": (1, 1)}],
)
def test_classes_that_cannot_be_are_refused(given):
    with pytest.raises(InputError, match="wanted codes that differ, or ascending breaks"):
        Classing(**given)


def test_cells_without_data_have_a_rank_of_their_own():
    raster = Raster(
        np.array([[1, 2], [9, 0]], dtype=np.uint8), Affine(1, 0, 0, 0, -1, 0), LONLAT, 9
    )
    cells = HazardCells.of(raster, Classing(codes=(2, 1)))
    assert cells.rank.tolist() == [[1, 0], [2, -1]]
    turned = Raster(raster.values, Affine(1, 0.2, 0, 0, -1, 0), LONLAT)
    with pytest.raises(GeometryError, match="north-up"):
        HazardCells.of(turned, Classing(codes=(1,)))


def test_outlines_cover_the_cells_and_what_lies_beyond():
    rng = np.random.default_rng(1)
    raster = Raster(
        rng.integers(0, 3, (8, 9)).astype(float), Affine(0.1, 0, 116, 0, -0.1, 0), LONLAT
    )
    cells = HazardCells.of(raster, Classing(codes=(2, 1)))
    around = gpd.GeoSeries([shapely.box(115.9, -0.7, 116.5, -0.1)], crs=4326)
    areas = outlined(cells, around)
    assert areas.disjoint
    for rank in (0, 1):
        size = shapely.area(areas.shapes[areas.rank == rank]).sum()
        assert size == pytest.approx(0.01 * (cells.rank == rank).sum())
    assert shapely.area(areas.shapes[areas.rank == 2]).sum() == pytest.approx(0.1 * 0.6)
    assert shapely.is_valid(areas.shapes).all()


def test_polygons_are_ranked_and_those_of_no_class_left_out(areas):
    hazard = ranked(areas, areas["class"], ["high", "low"])
    assert hazard.rank.tolist() == [1, 0]
    with pytest.raises(EmptyInputError, match="no shape is of the classes"):
        ranked(areas, areas["class"], ["none"])
    with pytest.raises(GeometryError, match="wanted polygons"):
        ranked(gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=4326), ["a"], ["a"])
