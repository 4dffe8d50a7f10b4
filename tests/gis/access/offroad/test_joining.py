from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.access.offroad.joining import Joins, joins_of
from gis.costdistance import ground_metres
from gis.costdistance.courses import cell_metres, on_grid
from gis.errors import InputError
from gis.network.graph import Network
from layers.raster import Raster

SIZE = 0.001
COLUMNS, ROWS = 7, 5


def grid(values=None):
    values = np.ones((ROWS, COLUMNS)) if values is None else np.asarray(values, dtype=float)
    return Raster(values, Affine(SIZE, 0, 117, 0, -SIZE, 0.005), pyproj.CRS(4326))


def streets(*lines):
    """Straight edges, each from a column and row to another."""
    ends = np.array(lines, dtype=float).reshape(-1, 2) * [SIZE, -SIZE] + [117, 0.005]
    return Network.from_edges(ends, np.arange(len(ends)).reshape(-1, 2), np.ones(len(lines)))


def joined(*lines, values=None):
    return joins_of(streets(*lines), grid(values))


def cells(joins):
    return [tuple(int(i) for i in np.divmod(cell, COLUMNS)) for cell in joins.cell]


def test_cells_in_turn_and_places_nearest_to_their_centres():
    found = joined([(0.2, 0.75), (3.2, 0.75)])
    assert cells(found) == [(0, 0), (0, 1), (0, 2), (0, 3)]
    assert found.fraction == pytest.approx([0.1, 1.3 / 3, 2.3 / 3, 1.0])
    width, height = (float(v[0]) for v in cell_metres(ground_metres(grid())))
    near = [height / 4] * 3 + [np.hypot(0.3 * width, height / 4)]
    assert found.metres == pytest.approx(near, rel=1e-6)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ([(0.5, 0.5), (2.5, 2.5)], [(0, 0), (1, 1), (2, 2)]),
        ([(2.5, 2.5), (0.5, 0.5)], [(2, 2), (1, 1), (0, 0)]),
        ([(1.0, 0.5), (1.0, 2.5)], [(0, 1), (1, 1), (2, 1)]),
        ([(3.0, 2.0), (1.0, 2.0)], [(2, 2), (2, 1)]),
        ([(-3.0, 2.5), (1.5, 2.5)], [(2, 0), (2, 1)]),
        ([(5.5, 4.5), (12.0, 4.5)], [(4, 5), (4, 6)]),
        ([(-5.0, -5.0), (-1.0, 9.0)], []),
        ([(7.0, 1.0), (7.0, 3.0)], []),
    ],
)
def test_courses_through_corners_along_borders_and_off_the_grid(line, expected):
    assert cells(joined(line)) == expected


def test_a_street_without_length_joins_nothing():
    assert len(joined([(1.5, 1.5), (1.5, 1.5)])) == 0


def test_barriers_are_not_joined():
    values = np.ones((ROWS, COLUMNS))
    values[0, 1] = np.inf
    assert cells(joined([(0.5, 0.5), (2.5, 0.5)], values=values)) == [(0, 0), (0, 2)]
    lost = Raster(np.where(np.isinf(values), -1, values), grid().transform, grid().crs, nodata=-1)
    assert cells(joins_of(streets([(0.5, 0.5), (2.5, 0.5)]), lost)) == [(0, 0), (0, 2)]


def test_without_frontage_only_the_ends_join_and_only_on_the_grid():
    tolled = streets([(0.5, 0.5), (4.5, 0.5)], [(6.5, 1.5), (9.5, 1.5)])
    tolled = Network(**{**tolled.arrays(), "frontage": np.zeros(2, dtype=bool)})
    found = joins_of(tolled, grid())
    assert cells(found) == [(0, 0), (0, 4), (1, 6)]
    assert found.fraction.tolist() == [0.0, 1.0, 0.0]


def test_only_some_edges_and_arrays_to_keep():
    two = streets([(0.5, 0.5), (1.5, 0.5)], [(0.5, 1.5), (1.5, 1.5)])
    found = joins_of(two, grid(), only=np.array([False, True]))
    assert found.edge.tolist() == [1, 1]
    assert np.array_equal(Joins(**found.arrays()).cell, found.cell)
    with pytest.raises(InputError, match="wanted one yes or no per edge"):
        joins_of(two, grid(), only=np.array([True]))


def test_a_raster_in_metres_gives_the_same():
    plane = Raster(np.ones((40, 40)), Affine(100, 0, 498_000, 0, -100, 10_002_000), crs(32750))
    line = [[116.99, 0.003], [117.012, -0.012]]
    network = Network.from_edges(line, [[0, 1]], [1.0])
    x, y = on_grid(plane, network.vertex_lon, network.vertex_lat)
    found = joins_of(network, plane)
    course = shapely.LineString(np.column_stack([x, y]))
    assert {tuple(np.divmod(c, 40)) for c in found.cell} == crossed(course, (40, 40))


def crs(epsg):
    return pyproj.CRS(epsg)


def crossed(line, shape):
    """All cells whose inside a line passes through, by shapely."""
    boxes = {(r, c): shapely.box(c, r, c + 1, r + 1) for r, c in np.ndindex(shape)}
    return {cell for cell, box in boxes.items() if line.intersection(box).length > 1e-9}


def inner(row, column):
    return shapely.box(column, row, column + 1, row + 1).buffer(-1e-6)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(-3, 10), min_size=4, max_size=4))
def test_the_cells_that_shapely_finds_each_within_half_a_diagonal(ends):
    line = shapely.LineString([ends[:2], ends[2:]])
    found = joined([tuple(ends[:2]), tuple(ends[2:])])
    if line.length < 1e-6:
        return
    sure = crossed(line, (ROWS, COLUMNS))
    met = set(cells(found))
    for row, column in met ^ sure:  # Courses along a border, or just beside it.
        assert line.intersection(shapely.box(column, row, column + 1, row + 1).buffer(1e-6)).length
        assert inner(row, column).intersection(line).length < 1e-5
    half = np.hypot(*(v[0] for v in cell_metres(ground_metres(grid())))) / 2
    assert (found.metres <= half * (1 + 1e-6)).all()
    assert (np.diff(found.fraction) >= 0).all()
