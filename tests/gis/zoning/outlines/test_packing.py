"""Packed outlines: every edge is there, however many bands and cells."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gis.zoning.outlines import packing
from gis.zoning.outlines.packing import packed


def distinct_edges(outlines):
    return {tuple(end) for end in outlines.ends.tolist()}


@pytest.mark.parametrize("per_band", [1, 4, 1000])
def test_all_edges_of_all_rings_are_kept(monkeypatch, per_band):
    monkeypatch.setattr(packing, "EDGES_PER_BAND", per_band)
    ring = shapely.Point(0, 0).buffer(1.0).difference(shapely.Point(0, 0).buffer(0.5))
    both = shapely.multipolygons([ring, shapely.box(3, 3, 4, 4)])
    outlines = packed(np.array([both, None, shapely.Polygon(), shapely.box(9, 9, 10, 10)]))
    flat = shapely.get_rings(shapely.get_parts([both, shapely.box(9, 9, 10, 10)]))
    wanted = {
        (*a, *b)
        for one in flat
        for a, b in zip(
            shapely.get_coordinates(one)[:-1].tolist(),
            shapely.get_coordinates(one)[1:].tolist(),
            strict=True,
        )
    }
    assert distinct_edges(outlines) == wanted
    assert sorted(outlines.owner.tolist()) == [0, 0, 3]


def test_nothing_is_packed_from_nothing():
    outlines = packed(np.array([None, shapely.Polygon()]))
    assert len(outlines.owner) == 0
    assert outlines.cell.tolist() == [0, 0]


def test_every_polygon_is_in_each_cell_that_its_box_reaches():
    rng = np.random.default_rng(3)
    low = rng.uniform(0, 10, (50, 2))
    shapes = shapely.box(*np.hstack([low, low + rng.uniform(0.01, 5, (50, 2))]).T)
    outlines = packed(shapes)
    west, south, columns, rows = outlines.grid
    nx, ny = outlines.size
    for p, box in enumerate(outlines.box):
        corners = [(box[0], box[1]), (box[2], box[3]), (box[0], box[3]), (box[2], box[1])]
        for x, y in corners:
            column = min(int((x - west) * columns), nx - 1)
            row = min(int((y - south) * rows), ny - 1)
            here = row * nx + column
            assert p in outlines.member[outlines.cell[here] : outlines.cell[here + 1]]
