"""The nearest segment by rows of cells, against a look at all of them."""

from __future__ import annotations

import numpy as np
import pytest

from gis.geodesic import geodesic_m
from gis.network.kernels.segments import Segments, nearest_segments
from gis.network.noding.cells import cells_of


def segments_of(ends, per_cell):
    cells = cells_of(ends[:, 0], ends[:, 1], 0.0, per_cell=per_cell)
    return Segments(
        ends.reshape(-1, 2),
        np.arange(len(ends)) * 2,
        cells.key,
        cells.offsets,
        cells.segment,
        np.array([cells.west, cells.south, cells.size]),
    )


@pytest.mark.parametrize("per_cell", [0.5, 4.0])
@pytest.mark.parametrize("latitude", [0.0, 45.0, 84.0])
@pytest.mark.parametrize("limit_m", [2e5, 1e6])
def test_as_near_as_the_nearest_of_all(per_cell, latitude, limit_m):
    rng = np.random.default_rng(5)
    middles = rng.uniform(0, 1, (300, 1, 2)) ** 2 + np.array([117, latitude])
    ends = middles + rng.normal(0, 0.003, (300, 2, 2))
    points = rng.uniform(-0.3, 1.3, (25, 2)) + np.array([117, latitude])
    found, along = nearest_segments(points, segments_of(ends, per_cell), limit_m)
    assert (found >= 0).all()
    steps = np.linspace(0, 1, 201)[:, None, None]
    dense = ends[None, :, 0] * (1 - steps) + ends[None, :, 1] * steps
    for k, point in enumerate(points):
        all_m = geodesic_m(np.broadcast_to(point, dense.shape).reshape(-1, 2), dense.reshape(-1, 2))
        one = ends[found[k]]
        foot = one[0] * (1 - along[k]) + one[1] * along[k]
        metres = geodesic_m(point[None], foot[None])[0]
        assert metres <= all_m.min() * (1 + 1e-5) + 1e-3


def test_the_limit_and_no_segments():
    ends = np.array([[[117.0, 0.0], [117.01, 0.0]]])
    point = np.array([[117.005, 0.001]])
    assert nearest_segments(point, segments_of(ends, 1.0), 100.0)[0].tolist() == [-1]
    assert nearest_segments(point, segments_of(ends, 1.0), 120.0)[0].tolist() == [0]
    assert nearest_segments(point, segments_of(ends[:0], 1.0), 1e6)[0].tolist() == [-1]
