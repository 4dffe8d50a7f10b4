"""How near a place is to bands, and where ways leave them, against shapely and geodesics."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gis.geodesic import geodesic_m
from gis.network.kernels.fences import Fences, no_fences
from gis.network.kernels.levels import (
    Bands,
    barred,
    degree_m,
    foot,
    ground_end,
    level_at,
    mean_scale,
    reached_before,
    stretch,
    within_disc,
    within_range,
)
from gis.network.noding.cells import cells_of
from layers.crs import GEOD

LAT = -0.5


def bands_of(ends, level, width_m, wet=False):
    """All pieces in one block."""
    n = len(ends)
    whole = np.array([0, n], dtype=np.int64)
    marks = np.array([wet])
    return Bands(
        ends, np.array(level, dtype=np.int8), whole[:1], whole, np.arange(n), marks, width_m
    )


def metres(*xy):
    """Lon/lat of metres east and north of 117 E, 0.5 S."""
    east, north = mean_scale(LAT)
    pairs = np.array(xy, dtype=float).reshape(-1, 2) / [east, north] + [117.0, LAT]
    return pairs.ravel()


def test_degrees_are_those_of_the_ellipsoid():
    for lat in (-6.2, 0.0, 45.0):
        east, north = degree_m(lat)
        assert east == pytest.approx(GEOD.inv(117, lat, 117.001, lat)[2] * 1000, rel=1e-6)
        assert north == pytest.approx(
            GEOD.inv(117, lat - 0.0005, 117, lat + 0.0005)[2] * 1000, rel=1e-6
        )


def test_a_foot_is_the_nearest_place():
    rng = np.random.default_rng(3)
    ends = np.array([metres(*rng.uniform(-400, 400, 4)) for _ in range(50)])
    for s in range(50):
        lon, lat = metres(*rng.uniform(-400, 400, 2))
        along, square = foot(ends, s, lon, lat, degree_m(lat))
        at = ends[s, :2] + along * (ends[s, 2:] - ends[s, :2])
        dense = ends[s, :2] + np.linspace(0, 1, 2001)[:, None] * (ends[s, 2:] - ends[s, :2])
        here = np.array([[lon, lat]])
        assert np.sqrt(square) == pytest.approx(geodesic_m(here, at[None])[0], abs=2e-3)
        assert np.sqrt(square) <= geodesic_m(np.repeat(here, 2001, 0), dense).min() + 2e-3


def test_levels_by_hand():
    """A near road reached late, a farther one reached soon."""
    ends = np.array([metres(-500, 10, 500, 10), metres(-500, -80, 500, -80)])
    bands = bands_of(ends, [2, 1], 100.0)
    scale = mean_scale(LAT)

    def level(x, y, guess=-1):
        return level_at(bands, no_fences(), 0, (*metres(x, y), *scale), (3, 1, guess))

    assert level(0, 0) == (1, 1)
    assert level(0, 0, 1) == (1, 1)
    assert level(0, 50) == (2, 0)
    assert level(0, 120, 1) == (3, -1)
    assert reached_before(bands, no_fences(), 0, tuple(metres(0, 50)), 3)
    assert not reached_before(bands, no_fences(), 0, tuple(metres(0, 50)), 2)


def test_a_fence_hides_what_is_behind_it():
    ends = np.array([metres(-500, 0, 500, 0)])
    wall = np.array([metres(-50, 40, 50, 40)])
    cells = cells_of(wall[:, :2], wall[:, 2:], 0.0)
    grid = np.array([cells.west, cells.south, cells.size])
    fences = Fences(wall, cells.key, cells.offsets, cells.segment, grid)
    bands = bands_of(ends, [0], 100.0, wet=True)
    for x, y, seen in ((0, 30, True), (0, 60, False), (70, 60, True), (0, -60, True)):
        place = tuple(metres(x, y))
        assert reached_before(bands, fences, 0, place, 1) == seen
        assert barred(bands, fences, 0, foot(ends, 0, *place, mean_scale(LAT))[0], place) != seen


def test_stretches_are_those_of_shapely():
    rng = np.random.default_rng(8)
    east, north = mean_scale(LAT)
    for _ in range(300):
        piece, way = metres(*rng.uniform(-150, 150, 4)), metres(*rng.uniform(-300, 300, 4))
        bands = bands_of(piece[None], [0], 100.0)
        first, last, side = stretch(bands, 0, tuple(way), (east, north))
        flat = [
            shapely.LineString((p.reshape(2, 2) - [117, LAT]) * [east, north]) for p in (piece, way)
        ]
        inside = flat[1].intersection(flat[0].buffer(100, quad_segs=256))
        if inside.is_empty:
            assert first > last or first > 1 or last < 0 or last - first < 0.05
            continue
        got = (min(last, 1) - max(first, 0)) * flat[1].length
        assert got == pytest.approx(inside.length, abs=0.2)
        if side >= 0 and last < 1:
            at = flat[1].interpolate(last, normalized=True)
            assert at.distance(flat[0]) == pytest.approx(100, abs=1e-6)


def test_ground_goes_on_from_band_to_band():
    ends = np.array([metres(0, -50, 0, 50), metres(150, -50, 150, 50), metres(900, 0, 900, 9)])
    bands = bands_of(ends, [0, 1, 0], 100.0)
    way = tuple(metres(0, 0, 1000, 0))
    scale = mean_scale(LAT)
    end, side = ground_end(bands, 0, way, scale, 1)
    assert end == pytest.approx(0.1)
    assert side == 0
    assert ground_end(bands, 0, way, scale, 2)[0] == pytest.approx(0.25)


def test_ranges_and_discs():
    assert within_range(0.0, 2.0, -1.0, 4.0) == (-0.5, 2.0)
    assert within_range(0.0, -2.0, -1.0, 4.0) == (-2.0, 0.5)
    assert within_range(5.0, 0.0, 0.0, 4.0) == (np.inf, -np.inf)
    assert within_range(3.0, 0.0, 0.0, 4.0) == (-np.inf, np.inf)
    assert within_disc(10.0, 0.0, 5.0, 0.0, 2.0) == pytest.approx((0.3, 0.7))
    assert within_disc(10.0, 0.0, 5.0, 3.0, 2.0) == (np.inf, -np.inf)
