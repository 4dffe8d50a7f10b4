"""The network as a search sees it, and what a search refuses."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gis.errors import EmptyInputError, InputError
from gis.network import Network
from gis.network.places import placed
from gis.network.search import (
    ends,
    require_direction,
    require_limit,
    require_sources,
    seeds,
    starts,
    unreached_as_nan,
    view,
)


def one_way() -> Network:
    return Network.from_edges([[117, 0], [117.01, 0]], [[0, 1]], [100.0], [np.inf])


def test_searching_to_sources_turns_arcs_and_edges_round():
    away, back = view(one_way(), "from_sources"), view(one_way(), "to_sources")
    assert (away.graph.indptr.tolist(), back.graph.indptr.tolist()) == ([0, 1, 1], [0, 0, 1])
    assert (away.edges.forward.tolist(), away.edges.backward.tolist()) == ([100], [math.inf])
    assert (back.edges.forward.tolist(), back.edges.backward.tolist()) == ([math.inf], [100])


def test_places_are_left_and_reached_where_the_edge_allows():
    place = placed(one_way(), [0], [0.2], access_seconds=[7.0])
    for stops, by_tail, by_head in (
        (starts(place, "from_sources"), math.inf, 87),
        (ends(place, "from_sources"), 27, math.inf),
        (starts(place, "to_sources"), 27, math.inf),
        (ends(place, "to_sources"), math.inf, 87),
    ):
        assert stops.by_tail.tolist() == pytest.approx([by_tail])
        assert stops.by_head.tolist() == pytest.approx([by_head])
        assert stops.access.tolist() == [7]


def test_seeds_are_the_nodes_that_can_be_reached():
    network = one_way()
    stops = starts(placed(network, [-1, 0], [0, 0.5]), "from_sources")
    found = seeds(stops, view(network, "from_sources").edges)
    assert (found.node.tolist(), found.seconds.tolist(), found.owner.tolist()) == ([1], [50], [1])


def test_refusals():
    with pytest.raises(InputError, match="direction is 'up'"):
        require_direction("up")
    with pytest.raises(InputError, match=r"limit_s is nan; wanted seconds above 0, or math\.inf"):
        require_limit(math.nan)
    assert require_limit(math.inf) == math.inf
    with pytest.raises(EmptyInputError, match="there is no source"):
        require_sources(placed(one_way(), [], []))


def test_infinite_becomes_nan():
    assert np.isnan(unreached_as_nan(np.array([np.inf]))).all()
