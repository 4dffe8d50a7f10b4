"""Where lines meet, against shapely on random lines and by hand where they nearly do."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from gis.network.noding.meetings import meetings, place_ids
from gis.network.noding.pieces import pieces_of

coordinate = st.integers(0, 10_000).map(lambda k: k * 1e-6)


def met(*lines, planes=None, frontage=None, tolerance_m=0.5):
    shapes = np.array([LineString(line) for line in lines])
    pieces = pieces_of(shapes, np.arange(len(shapes)))
    plane = np.zeros(len(shapes), np.int32) if planes is None else np.array(planes, np.int32)
    along = np.ones(len(shapes), bool) if frontage is None else np.array(frontage)
    return pieces, meetings(pieces, plane[pieces.line], along[pieces.line], tolerance_m=tolerance_m)


@settings(max_examples=60)
@given(st.lists(st.tuples(coordinate, coordinate, coordinate, coordinate), min_size=2, max_size=14))
def test_crossings_are_those_of_shapely(given):
    ends = [((a, b), (c, d)) for a, b, c, d in given if (a, b) != (c, d)]
    if not ends:
        return
    _pieces, found = met(*ends, tolerance_m=0.0)
    lines = [LineString(line) for line in ends]
    crosses = set(map(tuple, found.crossing.tolist()))
    for i, j in combinations(range(len(lines)), 2):
        # Nearly touching ends are for the tolerance to judge.
        gap = min(
            shapely.distance(shapely.Point(place), other)
            for line, other in ((lines[i], lines[j]), (lines[j], lines[i]))
            for place in line.coords
        )
        if gap > 1e-7:
            assert lines[i].crosses(lines[j]) == ((i, j) in crosses)
    for (i, j), (t, u) in zip(found.crossing, found.crossing_at, strict=True):
        one = lines[i].interpolate(t, normalized=True)
        assert one.distance(lines[j].interpolate(u, normalized=True)) < 1e-12


def test_touches_within_the_tolerance():
    """1e-5 degrees are 1.1 m."""
    _, found = met([(0, 0), (0.01, 0)], [(0.005, 4e-6), (0.005, 0.01)])
    assert found.toucher.tolist() == [2]
    assert found.touched.tolist() == [0]
    assert found.touched_at.tolist() == pytest.approx([0.5])
    _, none = met([(0, 0), (0.01, 0)], [(0.005, 5e-6), (0.005, 0.01)])
    assert len(none.toucher) == 0
    _, more = met([(0, 0), (0.01, 0)], [(0.005, 5e-6), (0.005, 0.01)], tolerance_m=1)
    assert len(more.toucher) == 1


def test_the_tolerance_is_in_metres_at_any_latitude():
    at_60 = [(0, 60), (0, 60.01)], [(6e-6, 60.005), (0.01, 60.005)]
    assert len(met(*at_60)[1].toucher) == 1
    at_0 = [(0, 0), (0, 0.01)], [(6e-6, 0.005), (0.01, 0.005)]
    assert len(met(*at_0)[1].toucher) == 0


def test_a_vertex_on_a_line_touches_it_exactly_only():
    _, found = met([(0, 0), (0.01, 0)], [(0.004, 0.01), (0.005, 0), (0.006, 0.01)])
    assert found.toucher.tolist() == [3]
    _, none = met([(0, 0), (0.01, 0)], [(0.004, 0.01), (0.005, 2e-6), (0.006, 0.01)])
    assert len(none.toucher) == 0


def test_kept_apart():
    cross = [(0, 0), (0.01, 0)], [(0.005, -0.01), (0.005, 0.01)]
    _, over = met(*cross, planes=[0, 1001])
    assert (len(over.crossing), over.apart_plane.tolist()) == (0, [[0, 1]])
    _, beside = met(*cross, frontage=[True, False])
    assert (len(beside.crossing), beside.apart_access.tolist()) == (0, [[0, 1]])


def test_an_end_near_another_end_joins_in_any_plane():
    _, found = met([(0, 0), (0.01, 0)], [(0.01, 4e-6), (0.01, 0.01)], planes=[1001, 0])
    assert found.toucher.tolist() == [1, 2]
    assert sorted(found.touched.tolist()) == [0, 1]


def test_places():
    first, place = place_ids(np.array([[1.0, 2.0], [0.0, 0.0], [1.0, 2.0]]))
    assert place[0] == place[2] != place[1]
    assert sorted(first.tolist()) == [0, 1]


def test_nothing_to_compare():
    _, found = met([(0, 0), (0.01, 0)])
    assert len(found.crossing) == len(found.toucher) == 0
