"""Ferry lines as edges: their ends, their services, their times."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString, MultiLineString

from gis.network.chains.crossings import clustered, crossings_of
from layers.crs import GEOD


def made(*shapes, names=None, kmh=12.0):
    held = np.empty(len(shapes), dtype=object)
    held[:] = shapes
    told = np.array(names or [""] * len(shapes))
    return crossings_of(held, np.arange(len(shapes)), np.full(len(shapes), kmh), told)


def test_a_crossing_of_three_vertices():
    line = LineString([(117, 0), (117.01, 0), (117.01, 0.01)])
    found = made(line)
    s = found.stretches
    metres = GEOD.geometry_length(line)
    assert s.ends.tolist() == [[0, 1]]
    assert s.seconds[0] == pytest.approx([metres * 0.3] * 2)
    assert s.courses.metres[-1] == pytest.approx(metres)
    assert (s.courses.share[0], s.courses.share[-1]) == (0.0, 1.0)
    assert not s.courses.frontage.any()
    assert found.n_short == 0


def test_services_share_ends_only_by_name():
    one, other = LineString([(117, 0), (117.1, 0)]), LineString([(117.1, 0), (117.2, 0)])
    assert len(made(one, other).stretches.nodes) == 4
    assert len(made(one, other, names=["A", "B"]).stretches.nodes) == 4
    joined = made(one, other, names=["A", "A"]).stretches
    assert joined.ends.tolist() == [[0, 1], [1, 2]]


def test_parts_of_one_line_are_one_service_and_points_are_left_out():
    parts = MultiLineString([[(117, 0), (117.1, 0)], [(117.1, 0), (117.2, 0)]])
    still = LineString([(117, 0), (117, 0)])
    found = made(parts, still)
    assert found.line.tolist() == [0, 0]
    assert len(found.stretches.nodes) == 3
    assert found.n_short == 1


def test_no_crossings():
    found = made()
    assert len(found.line) == 0
    assert found.stretches.nodes.shape == (0, 2)
    assert found.stretches.courses.offsets.tolist() == [0]


def test_near_places_are_one():
    places = np.array([[117.0, 0.0], [118.0, 0.0], [117.000004, 0.0], [117.000008, 0.0]])
    assert clustered(places).tolist() == [0, 1, 0, 0]
    assert clustered(places, 0.01).tolist() == [0, 1, 2, 3]
    assert clustered(np.empty((0, 2))).tolist() == []
