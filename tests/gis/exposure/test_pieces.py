"""Pieces: sums by group and class, lengths of lines."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gis.exposure.pieces import NONE, Pieces, dense, line_metres
from layers.crs import GEOD


def test_sums_by_group_and_class():
    line = np.arange(5)
    shapes = np.full(5, shapely.LineString(), dtype=object)
    pieces = Pieces(line, np.array([0, 1, NONE, 0, 1]), shapes, np.array([1.0, 2, 4, 8, 16]))
    found = pieces.sums(np.array([0, 0, 1, 1, NONE]), 3, 2)
    assert found.tolist() == [[1, 2, 0], [8, 0, 4], [0, 0, 0]]


def test_lengths_are_geodesic_and_nothing_is_no_length():
    line = shapely.LineString([(116.8, -1.3), (117.0, -1.2)])
    both = shapely.MultiLineString([line, [(117.0, 0.0), (117.001, 0.0)]])
    found = line_metres(np.array([line, both, shapely.LineString(), None], dtype=object))
    assert found[0] == pytest.approx(GEOD.geometry_length(line), rel=1e-9)
    assert found[1] == pytest.approx(GEOD.geometry_length(both), rel=1e-9)
    assert found[2:].tolist() == [0, 0]
    assert line_metres(np.zeros(0, dtype=object)).tolist() == []


def test_dense_lines_are_as_long_however_they_are_cut():
    line = shapely.LineString([(116.0, -3.0), (117.0, 2.0)])
    whole = line_metres(dense(np.array([line])))[0]
    half = shapely.line_interpolate_point(line, 0.37, normalized=True)
    parts = [shapely.LineString([line.coords[0], half]), shapely.LineString([half, line.coords[1]])]
    assert line_metres(dense(np.array(parts))).sum() == pytest.approx(whole, rel=1e-9)
