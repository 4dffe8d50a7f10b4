"""A network of given edges: its arrays, its arcs, and what it refuses."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
import shapely

from gis.errors import EmptyInputError, InputError
from gis.network import Network
from layers.crs import GEOD

PLACES = [[117.0, 0.0], [117.01, 0.0], [117.0, 0.01]]


def two_ways() -> Network:
    """Two parallel edges, a two-way street, a ring."""
    return Network.from_edges(
        PLACES, [[0, 1], [0, 1], [1, 2], [2, 2]], [7, 5, 3, 1], [np.inf, 6, 3, 1]
    )


def test_parallel_edges_stay_but_the_arc_is_the_quickest():
    network = two_ways()
    assert network.n_edges == 4
    assert network.indptr.tolist() == [0, 1, 3, 4]
    assert network.neighbour.tolist() == [1, 0, 2, 1]
    assert network.seconds.tolist() == [5, 6, 3, 3]
    assert network.edge.tolist() == [1, 1, 2, 2]
    assert network.forward.tolist() == [True, False, True, False]


def test_lengths_are_geodesic():
    network = two_ways()
    expected = GEOD.inv([117.0, 117.01], [0, 0], [117.01, 117.0], [0, 0.01])[2]
    assert network.length_m[[0, 2]] == pytest.approx(expected, abs=1e-6)
    assert network.vertex_m.tolist()[:2] == [0, network.length_m[0]]


def test_lengths_can_be_given():
    network = Network.from_edges(PLACES, [[0, 1]], [1.0], length_m=[1500.0])
    assert network.length_m.tolist() == [1500.0]


def test_courses_and_shapes():
    network = two_ways()
    assert network.course(2).tolist() == [PLACES[1], PLACES[2]]
    assert shapely.equals(network.shapes()[2], shapely.LineString([PLACES[1], PLACES[2]]))


def test_without_edges_every_node_is_alone():
    network = Network.from_edges(PLACES, [], [])
    assert network.n_edges == 0
    assert network.component.tolist() == [0, 1, 2]
    assert network.indptr.tolist() == [0, 0, 0, 0]
    assert len(network.shapes()) == 0


def test_every_field_is_one_flat_array():
    network = two_ways()
    for field in fields(network):
        values = getattr(network, field.name)
        assert values.ndim == 1
        assert values.flags.c_contiguous
        assert values.dtype != object


@pytest.mark.parametrize(
    ("ends", "seconds", "told"),
    [
        ([[0, 3]], [1.0], "3 is no node; wanted positions 0 to 2"),
        ([[-1, 0]], [1.0], "-1 is no node"),
        ([[0, 1]], [-1.0], "seconds_forward of edge 0 is -1.0; wanted 0 or more"),
        ([[0, 1]], [np.nan], "seconds_forward of edge 0 is nan"),
        ([[0, 1]], [1.0, 2.0], "one number per edge"),
    ],
)
def test_bad_edges_are_refused(ends, seconds, told):
    with pytest.raises(InputError, match=told):
        Network.from_edges(PLACES, ends, seconds)


def test_no_node_is_refused():
    with pytest.raises(EmptyInputError, match="no node"):
        Network.from_edges([], [], [])
