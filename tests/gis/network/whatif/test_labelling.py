"""Labelling: labels taken back and spread anew on small graphs, ties to the last bit with them."""

from __future__ import annotations

import numpy as np

from gis.network.kernels.piles import Graph, Seeds
from gis.network.kernels.turning import turned
from gis.network.whatif.labelling import Both, Tags, Ways, arc, differing, lost, settle, span

NOTHING = np.zeros(0, dtype=np.int32)
NO_ARCS = Graph(np.zeros(1, dtype=np.int64), NOTHING, np.zeros(0))


def both(n: int, *arcs: tuple[int, int, float]) -> Both:
    every = sorted(arcs)
    leave = [a for a, _, _ in every]
    indptr = np.searchsorted(leave, np.arange(n + 1)).astype(np.int64)
    out = Graph(
        indptr, np.array([b for _, b, _ in every], np.int32), np.array([w for *_, w in every])
    )
    row = np.full(n, -1, dtype=np.int32)
    return Both(Ways(out, NO_ARCS, row), Ways(turned(out), NO_ARCS, row))


def seeds(*known: tuple[int, float, int]) -> Seeds:
    node, seconds, owner = zip(*sorted(known), strict=True) if known else ((), (), ())
    return Seeds(np.array(node, np.int32), np.array(seconds, float), np.array(owner, np.int32))


def unlabelled(n: int) -> Tags:
    return Tags(np.full(n, np.inf), np.full(n, -1, dtype=np.int32))


def labelled(graph: Both, known: Seeds) -> Tags:
    tags = unlabelled(len(graph.out.row))
    settle(graph, tags, known, NOTHING, NOTHING)
    return tags


CHAIN = [(0, 1, 5.0), (1, 2, 5.0), (2, 3, 5.0)]


def test_labels_spread_from_seeds():
    tags = labelled(both(5, *CHAIN), seeds((0, 1.0, 4), (3, 2.0, 2)))
    assert tags.seconds.tolist() == [1, 6, 11, 2, np.inf]
    assert tags.owner.tolist() == [4, 4, 4, 2, -1]


def test_what_hangs_on_a_seed_or_an_arc_is_lost_with_it():
    graph = both(4, *CHAIN)
    tags = labelled(graph, seeds((0, 0.0, 0), (2, 50.0, 1)))
    gone = seeds((0, 0.0, 0))
    assert sorted(lost(graph.out, graph.out, tags, NOTHING, gone)) == [0, 1, 2, 3]
    slower = both(4, CHAIN[0], (1, 2, 6.0), CHAIN[2])
    altered = np.array([1, 2], dtype=np.int32)
    assert sorted(lost(graph.out, slower.out, tags, altered, seeds())) == [2, 3]
    quicker = both(4, CHAIN[0], (1, 2, 4.0), CHAIN[2])
    assert len(lost(graph.out, quicker.out, tags, altered, seeds())) == 0


def test_unsettled_nodes_are_labelled_from_their_border():
    graph = both(4, *CHAIN, (0, 3, 12.0))
    tags = labelled(graph, seeds((0, 0.0, 0)))
    cut = both(4, CHAIN[0], CHAIN[2], (0, 3, 12.0), (3, 2, 1.0))
    before = Tags(tags.seconds.copy(), tags.owner.copy())
    altered = np.array([1, 2, 3], dtype=np.int32)
    fallen = lost(graph.out, cut.out, before, altered, seeds())
    noted = settle(cut, tags, seeds((0, 0.0, 0)), fallen, altered)
    assert tags.seconds.tolist() == [0, 5, 13, 12]
    assert sorted(noted[differing(noted, tags, before)]) == [2]


def test_nodes_around_a_circle_of_no_time_do_not_hold_each_other():
    graph = both(3, (0, 1, 4.0), (1, 2, 0.0), (2, 1, 0.0))
    tags = labelled(graph, seeds((0, 0.0, 0)))
    fallen = lost(graph.out, graph.out, tags, NOTHING, seeds((0, 0.0, 0)))
    settle(graph, tags, seeds(), fallen, NOTHING)
    assert np.isinf(tags.seconds).all()
    assert tags.owner.tolist() == [-1, -1, -1]


def test_an_owner_goes_when_its_way_got_sooner_by_less_than_shows():
    # 0.1 + 0.2 is above 0.3 by less than shows once 10 is added.
    graph = both(5, (0, 2, 0.1 + 0.2), (2, 3, 10.0), (3, 4, 1.0))
    first = labelled(graph, seeds((0, 0.0, 0)))
    assert first.owner.tolist() == [0, -1, 0, 0, 0]
    more = both(5, (0, 2, 0.1 + 0.2), (1, 2, 0.3), (2, 3, 10.0), (3, 4, 1.0))
    known = seeds((0, 0.0, 0), (1, 0.0, 1))
    before = Tags(first.seconds.copy(), first.owner.copy())
    noted = settle(more, first, known, NOTHING, np.array([1], dtype=np.int32))
    anew = labelled(more, known)
    assert first.seconds[3] == before.seconds[3]
    assert first.owner.tolist() == anew.owner.tolist() == [0, 1, 1, 1, 1]
    assert sorted(noted[differing(noted, first, before)]) == [1, 2, 3, 4]


def test_some_nodes_have_other_arcs_than_at_first():
    base = both(2, (0, 1, 5.0)).out.base
    more = Graph(np.array([0, 1]), np.array([0], dtype=np.int32), np.array([7.0]))
    ways = Ways(base, more, np.array([-1, 0], dtype=np.int32))
    assert span(ways, 0) == (False, 0, 1)
    assert span(ways, 1) == (True, 0, 1)
    assert arc(ways, False, 0) == (1, 5.0)
    assert arc(ways, True, 0) == (0, 7.0)
