"""Stops: when places are reached after edits, against a search of the network made anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.network import Network
from gis.network.kernels.arrivals import by_edge
from gis.network.kernels.piles import Seeds
from gis.network.nearest import nearest
from gis.network.places import placed
from gis.network.search import ends
from gis.network.whatif.edits import ChangeSpeed, Close
from gis.network.whatif.ground import ground
from gis.network.whatif.situation import edited, situation
from gis.network.whatif.stops import arrive, gone, on_edges, slot_of

ROW = [[117.0, 0.0], [117.01, 0.0], [117.02, 0.0]]


def reached(one, places, edges=None, found=None):
    n_edges = one.ground.n_edges + len(one.overlay.roads)
    every = np.arange(n_edges, dtype=np.int32) if edges is None else edges
    if found is None:
        found = np.full(len(places), np.nan), np.full(len(places), -1, dtype=np.int32)
    stops = ends(places, one.ground.direction)
    return *found, arrive(one.scene(), stops, by_edge(places.edge, n_edges), every, found)


def test_places_on_a_closed_street_meet_nobody_but_within_it():
    network = Network.from_edges(ROW, [[0, 1], [1, 2]], [60.0, 60.0])
    first = situation(ground(network), placed(network, [0], [0.5]))
    places = placed(network, [0, 0, 1], [0.5, 0.25, 0.5])
    assert reached(first, places)[0].tolist() == [0, 15, 60]
    shut = edited(first, [Close(edges=[0])]).after
    np.testing.assert_equal(reached(shut, places)[0], [0, np.nan, np.nan])
    slow = edited(first, [ChangeSpeed(0.5, edges=[0])]).after
    seconds, owner, differ = reached(slow, places)
    assert (seconds.tolist(), owner.tolist(), differ.tolist()) == ([0, 30, 90], [0] * 3, [0, 1, 2])


def test_sources_are_sorted_by_edge_and_seeds_compared():
    known = on_edges(np.array([3, -1, 0, 3], dtype=np.int32))
    assert (known.edge.tolist(), known.source.tolist()) == ([0, 3, 3], [2, 0, 3])

    def seeds(*rows: tuple[int, float, int]) -> Seeds:
        columns = zip(*rows, strict=True) if rows else ((), (), ())
        return Seeds(*(np.array(c, k) for c, k in zip(columns, ("i4", "f8", "i4"), strict=True)))

    was = seeds((0, 1.0, 0), (0, 1.0, 1), (2, 0.5, 0), (2, 0.5, 0))
    now = seeds((0, 1.0, 1), (1, 0.0, 0), (2, 0.5, 0))
    lost = gone(was, now)
    assert (lost.node.tolist(), lost.owner.tolist()) == ([0], [0])
    assert len(gone(seeds(), now).node) == 0
    assert len(gone(was, seeds()).node) == 4


def test_edges_in_pieces_are_found():
    network = Network.from_edges(ROW, [[0, 1], [1, 2]], [60.0, 60.0])
    first = situation(ground(network), placed(network, [0], [0.5]))
    pieces = edited(first, [Close(edges=[1])]).after.overlay.pieces
    assert [slot_of(pieces, e) for e in range(3)] == [-1, 0, -1]


@given(st.integers(0, 10**6), st.sampled_from(["from_sources", "to_sources"]))
@settings(deadline=None, max_examples=40)
def test_only_places_on_touched_edges_differ(
    whatif, random_network, random_places, seed, direction
):
    rng = np.random.default_rng(seed)
    network = random_network(seed)
    places = random_places(network, 60, seed + 2)
    one = situation(ground(network, direction), random_places(network, 5, seed + 1))
    seconds, owner, _ = reached(one, places)
    for _ in range(6):
        change = edited(one, [whatif.edit(rng, one)])
        one, before = change.after, seconds.copy()
        seconds, owner, differ = reached(one, places, change.edge, (seconds, owner))
        made, kept = whatif.rebuilt(one)
        sources, targets = (whatif.moved(one, made, kept, p) for p in (one.sources, places))
        expected = nearest(made, sources, targets, direction=direction)
        np.testing.assert_allclose(seconds, expected.seconds, rtol=1e-12, atol=1e-9)
        known = np.flatnonzero(owner != expected.owner)
        for i in known:
            only = targets_of(targets, i)
            alone = placed(made, sources.edge[owner[[i]]], sources.fraction[owner[[i]]],
                           access_seconds=sources.access_seconds[owner[[i]]])  # fmt: skip
            there = nearest(made, alone, only(made), direction=direction).seconds[0]
            assert there == pytest.approx(seconds[i], abs=1e-9)
        unlike = ~((before == seconds) | (np.isnan(before) & np.isnan(seconds)))
        assert set(np.flatnonzero(unlike)) <= set(differ)


def targets_of(targets, i):
    return lambda made: placed(
        made, targets.edge[[i]], targets.fraction[[i]], access_seconds=targets.access_seconds[[i]]
    )
