from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import SourceError
from layers.sources.cutting.grid import METRES_PER_DEGREE, Tile, lay

WEST = Tile(Path("west.tif"), 114.0, 0.0, 0.5, 6, 6, "uint8", 0)
EAST = Tile(Path("east.tif"), 117.0, 0.0, 0.5, 6, 6, "uint8", 0)
CELL_M = 0.5 * METRES_PER_DEGREE


def test_cells_that_the_box_touches_are_taken_whole():
    grid = lay([WEST, EAST], (116.6, -1.2, 117.2, -0.1), None)
    assert (grid.corner, grid.columns, grid.rows) == ((116.5, 0.0), 2, 3)
    assert grid.offset(EAST) == (1, 0)
    assert grid.offset(WEST) == (-5, 0)


def test_a_box_along_the_cells_takes_no_neighbour():
    grid = lay([WEST], (114.5, -1.5, 115.5, -0.5), None)
    assert (grid.corner, grid.columns, grid.rows) == ((114.5, -0.5), 2, 2)


def test_larger_cells_begin_at_multiples_of_theirs():
    grid = lay([WEST, EAST], (115.1, -1.1, 118.1, -0.1), 2 * CELL_M)
    assert grid.factor == 2
    assert grid.corner == (115.0, 0.0)
    assert (grid.columns, grid.rows) == (4, 2)


def test_the_tiles_end_before_the_box():
    grid = lay([EAST, WEST], (100.0, -50.0, 140.0, 50.0), None)
    assert (grid.corner, grid.columns, grid.rows) == ((114.0, 0.0), 12, 6)


@pytest.mark.parametrize("box", [(100, -1, 114, 0), (120, -1, 121, 0), (114, 0, 115, 1)])
def test_a_box_beside_the_tiles(box):
    with pytest.raises(SourceError, match="outside the raster") as told:
        lay([WEST, EAST], box, None)
    assert told.value.code == "outside-tiles"


def test_too_many_cells_says_what_would_fit():
    box = (114, -3, 120, 0)
    with pytest.raises(SourceError, match=r"72 cells of 55,660 m.*cell=") as told:
        lay([WEST, EAST], box, None, most=20)
    cell = int(str(told.value).rpartition("cell=")[2])
    assert lay([WEST, EAST], box, cell, most=20).columns <= 20


@pytest.mark.parametrize(
    ("change", "code"),
    [({"dtype": "int16"}, "tiles-differ"), ({"cell": 0.25}, "tiles-differ")],
)
def test_tiles_that_differ(change, code):
    other = Tile(**{**{f: getattr(EAST, f) for f in Tile.__dataclass_fields__}, **change})
    with pytest.raises(SourceError) as told:
        lay([WEST, other], (114, -1, 118, 0), None)
    assert told.value.code == code


def test_cells_that_do_not_line_up():
    other = Tile(Path("x.tif"), 117.1, 0.0, 0.5, 6, 6, "uint8", 0)
    grid = lay([WEST, other], (114, -1, 118, 0), None)
    with pytest.raises(SourceError, match="do not line up"):
        grid.offset(other)


@given(st.floats(114, 119), st.floats(0.01, 1), st.floats(-2.9, -1), st.integers(1, 5))
def test_the_mosaic_covers_the_box_and_little_more(west, width, south, factor):
    box = (west, south, west + width, south + 0.7)
    grid = lay([WEST, EAST], box, factor * CELL_M)
    step = 0.5 * grid.factor
    x, y = grid.corner
    assert x <= west + 0.02
    assert y >= min(south + 0.7, 0) - 0.02
    assert x + grid.columns * step >= min(west + width, 120) - 0.02
    assert grid.columns * step <= width + 2 * step
