"""Lines and points split by cells, against an intersection with every cell."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st

from gis.exposure import Classing, HazardCells, cut_by_cells, on_cells
from gis.exposure.pieces import dense, line_metres
from layers.crs import GEOD
from layers.raster import Raster

LONLAT = pyproj.CRS("EPSG:4326")
PLACE = Affine(0.02, 0, 116.79, 0, -0.015, -1.19)
VALUES = np.random.default_rng(2).integers(0, 5, (9, 17)).astype(float)
VALUES[3, 4] = -9.0
RASTER = Raster(VALUES, PLACE, LONLAT, -9.0)
CLASSING = Classing(codes=(4, 3, 2))


def by_cells(line, hazard):
    """Metres by rank, and outside every class: cell by cell."""
    out = np.zeros(hazard.n_classes + 2)
    for row, column in np.ndindex(*hazard.rank.shape):
        x, y = PLACE @ (column, row)
        box = shapely.box(x, y - 0.015, x + 0.02, y)
        metres = GEOD.geometry_length(dense(np.array([line]))[0].intersection(box))
        rank = hazard.rank[row, column]
        out[hazard.n_classes + 1 if rank < 0 else rank] += metres
    whole = GEOD.geometry_length(dense(np.array([line]))[0])
    out[hazard.n_classes] += whole - out.sum()
    return out


def test_lengths_by_class_are_those_of_every_cell(lines):
    hazard = HazardCells.of(RASTER, CLASSING)
    pieces = cut_by_cells(lines, hazard)
    sums = pieces.sums(pieces.line, len(lines), 4)
    for i in (0, 3, 7, 12):
        assert sums[i] == pytest.approx(by_cells(lines[i], hazard), rel=1e-8, abs=1e-3)


def test_no_metre_is_lost_and_pieces_are_runs_of_a_class(lines):
    pieces = cut_by_cells(lines, HazardCells.of(RASTER, CLASSING))
    whole = line_metres(dense(lines.to_numpy()[:13]))
    assert np.bincount(pieces.line, pieces.metres) == pytest.approx(whole, rel=1e-12)
    assert line_metres(pieces.shape) == pytest.approx(pieces.metres, rel=1e-9)
    follows = (pieces.line[1:] == pieces.line[:-1]) & (
        shapely.get_coordinates(shapely.get_point(pieces.shape[1:], 0))
        == shapely.get_coordinates(shapely.get_point(pieces.shape[:-1], -1))
    ).all(axis=1)
    assert follows.any()
    assert (pieces.rank[1:][follows] != pieces.rank[:-1][follows]).all()


def test_a_line_along_the_border_of_cells_belongs_to_one_of_them():
    line = gpd.GeoSeries([shapely.LineString([(116.81, -1.2), (116.81, -1.3)])], crs=4326)
    pieces = cut_by_cells(line, HazardCells.of(RASTER, CLASSING))
    assert pieces.metres.sum() == pytest.approx(line_metres(dense(line.to_numpy()))[0], rel=1e-12)


def test_breaks_and_another_reference_system(lines):
    plane = Raster(
        np.linspace(0.0, 3.0, 40_000).reshape(200, 200).astype(np.float32),
        Affine(250, 0, 470_000, 0, -250, 9_890_000),
        pyproj.CRS("EPSG:32750"),
    )
    hazard = HazardCells.of(plane, Classing(breaks=(1.6, 1.9)))
    pieces = cut_by_cells(lines, hazard)
    middle = gpd.GeoSeries(
        shapely.line_interpolate_point(pieces.shape, 0.5, normalized=True), crs=4326
    )
    whole = line_metres(dense(lines.to_numpy()[:13]))
    assert np.bincount(pieces.line, pieces.metres) == pytest.approx(whole, rel=1e-12)
    assert (on_cells(middle, hazard) == pieces.rank).mean() > 0.98
    assert set(pieces.rank) >= {0, 1, -1}


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 12)), min_size=2, max_size=6))
def test_lines_through_corners_keep_their_length(corners):
    line = gpd.GeoSeries(
        [shapely.LineString([(116.77 + 0.02 * x, -1.34 + 0.015 * y) for x, y in corners])], crs=4326
    )
    pieces = cut_by_cells(line, HazardCells.of(RASTER, CLASSING))
    whole = line_metres(dense(line.to_numpy())).sum()
    assert pieces.metres.sum() == pytest.approx(whole, rel=1e-12, abs=1e-9)


def test_points_take_the_cell_they_lie_in():
    points = gpd.GeoSeries(
        gpd.points_from_xy([116.80, 116.88, 110.0], [-1.20, -1.24, 0.0]), crs=4326
    )
    hazard = HazardCells.of(RASTER, CLASSING)
    assert on_cells(points, hazard).tolist() == [hazard.rank[0, 0], 3, 3]
