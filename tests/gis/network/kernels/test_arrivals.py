"""Places on edges: sorted by edge, met along one, ranked by time and owner."""

from __future__ import annotations

import numpy as np
import pytest

from gis.network.kernels.arrivals import (
    Stops,
    by_edge,
    direct,
    offer,
    put_elsewhere,
    unrestricted,
)


def test_places_are_sorted_by_edge_and_those_without_left_out():
    found = by_edge(np.array([2, -1, 0, 2], dtype=np.int32), 4)
    assert found.first.tolist() == [0, 1, 1, 3, 3]
    assert found.place.tolist() == [2, 0, 3]


def test_no_places_and_no_edges():
    assert by_edge(np.array([], dtype=np.int32), 2).first.tolist() == [0, 0, 0]
    assert by_edge(np.array([-1], dtype=np.int32), 0).place.tolist() == []


@pytest.mark.parametrize("few", [0, 1, 7, 60])
def test_places_put_elsewhere_are_where_sorting_anew_has_them(few):
    rng = np.random.default_rng(few)
    edge = rng.integers(-1, 9, 60).astype(np.int32)
    moved = np.sort(rng.choice(60, few, replace=False)).astype(np.int32)
    new = edge.copy()
    new[moved] = rng.integers(0, 12, few)
    held = by_edge(edge, 12)
    found, anew = put_elsewhere(held, moved, edge[moved], new[moved]), by_edge(new, 12)
    assert found.first.tolist() == anew.first.tolist()
    for e in range(12):
        part = slice(*anew.first[e : e + 2])
        assert sorted(found.place[part]) == anew.place[part].tolist()


@pytest.mark.parametrize(
    ("start", "end", "seconds"), [(0.2, 0.7, 50), (0.7, 0.2, np.inf), (0.5, 0.5, 0)]
)
def test_along_a_one_way_edge(start, end, seconds):
    tail, head = np.array([0], np.int32), np.array([1], np.int32)
    edges = unrestricted(tail, head, np.array([100.0]), np.array([np.inf]))

    def stop(share: float, access: float) -> Stops:
        one = np.array([share])
        return Stops(np.zeros(1, np.int32), one, one, one, np.array([access]))

    found = direct(edges, stop(start, 1.0), 0, stop(end, 2.0), 0)
    assert found == pytest.approx(seconds + 3)


def test_offers_are_ranked_each_owner_once():
    ranks = (np.full((1, 2), np.inf), np.full((1, 2), -1, dtype=np.int32))
    for time, who in [(9.0, 4), (5.0, 7), (5.0, 7), (6.0, 7), (5.0, 2), (np.inf, 1), (np.nan, 1)]:
        offer(ranks, 0, time, who)
    assert ranks[0].tolist() == [[5, 5]]
    assert ranks[1].tolist() == [[2, 7]]
    offer(ranks, 0, 1.0, 7)
    assert (ranks[0].tolist(), ranks[1].tolist()) == ([[1, 5]], [[7, 2]])
