"""Segments cut at their meetings."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString

from gis.network.noding.links import links_of
from gis.network.noding.meetings import meetings
from gis.network.noding.pieces import pieces_of


def links(*lines, planes=None, tolerance_m=0.5):
    shapes = np.array([LineString(line) for line in lines])
    pieces = pieces_of(shapes, np.arange(len(shapes)))
    plane = np.zeros(len(shapes), np.int32) if planes is None else np.array(planes, np.int32)
    met = meetings(pieces, plane, np.ones(len(shapes), bool), tolerance_m=tolerance_m)
    return links_of(pieces, met, plane, tolerance_m=tolerance_m)


def test_a_crossing_cuts_both_lines():
    cut = links([(0, 0), (2, 0)], [(1, -1), (1, 1)])
    assert len(cut.ends) == 4
    assert cut.part.tolist() == [0, 0, 1, 1]
    assert cut.lonlat[cut.ends[0, 1]].tolist() == [1, 0]
    assert cut.ends[0, 1] == cut.ends[1, 0] == cut.ends[2, 1] == cut.ends[3, 0]


def test_several_cuts_come_in_their_order():
    cut = links([(0, 0), (4, 0)], [(3, -1), (3, 1)], [(1, -1), (1, 1)], [(2, -1), (2, 1)])
    along = cut.ends[cut.part == 0]
    assert cut.lonlat[along[:, 0], 0].tolist() == pytest.approx([0, 1, 2, 3])
    assert (along[1:, 0] == along[:-1, 1]).all()


def test_an_end_moves_to_the_vertex_of_a_line_not_the_line_to_the_end():
    cut = links([(0, 0), (1, 0), (2, 0)], [(1, 4e-6), (1, 1)])
    assert cut.n_moved == 1
    assert [1.0, 0.0] in cut.lonlat.tolist()
    assert [1.0, 4e-6] not in cut.lonlat.tolist()


def test_crossings_at_one_place_are_one_place_within_a_plane_only():
    cross = [(0, 0), (2, 0)], [(1, -1), (1, 1)], [(0, -1), (2, 1)], [(0, 1), (2, -1)]
    assert len(links(*cross).lonlat) == 9
    assert len(links(*cross, planes=[0, 0, 1001, 1001]).lonlat) == 10


def test_short_links_are_dropped_and_counted():
    cut = links([(0, 0), (1, 0)], [(1, 0), (1, 3e-6)])
    assert cut.n_short == 1
    assert cut.part.tolist() == [0]
