"""Pieces: edges cut once and again, and their times."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.network.kernels.arrivals import unrestricted
from gis.network.whatif.pieces import cut, joined, no_pieces, opened, repaced, rows_at, whole

TAIL, HEAD = np.array([0, 1, 2], np.int32), np.array([1, 2, 0], np.int32)
EDGES = unrestricted(TAIL, HEAD, np.array([10.0, 20.0, 30.0]), np.array([10.0, np.inf, 60.0]))


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int32)


def test_an_edge_is_one_piece_until_it_is_cut():
    pieces = opened(no_pieces(), EDGES, ints(2, 0))
    assert (pieces.edge.tolist(), pieces.first.tolist()) == ([0, 2], [0, 1, 2])
    assert pieces.seconds.tolist() == [[10, 10], [30, 60]]
    assert opened(pieces, EDGES, ints(0)) is pieces
    more = opened(pieces, EDGES, ints(1))
    assert more.edge.tolist() == [0, 1, 2]
    assert more.on.tolist() == [[0, 1], [1, 2], [2, 0]]


def test_cuts_give_nodes_and_share_out_the_time():
    pieces = opened(no_pieces(), EDGES, ints(0, 2))
    done = cut(pieces, ints(2, 0, 2, 2, 2), np.array([0.5, 0.25, 0.0, 0.25, 0.5]), 3)
    assert done.start.tolist() == [5, 3, 2, 4, 5]
    assert done.end.tolist() == done.start.tolist()
    assert (done.edge.tolist(), done.share.tolist()) == ([0, 2, 2], [0.25, 0.25, 0.5])
    made = done.pieces
    assert made.first.tolist() == [0, 2, 5]
    assert made.share.tolist() == [[0, 0.25], [0.25, 1], [0, 0.25], [0.25, 0.5], [0.5, 1]]
    assert made.seconds.tolist() == [[2.5, 2.5], [7.5, 7.5], [7.5, 15], [7.5, 15], [15, 30]]
    assert made.off.tolist() == [[0, 3], [3, 1], [2, 4], [4, 5], [5, 0]]
    assert made.through.tolist() == [[10, 10], [30, 60]]
    again = cut(made, ints(2), np.array([0.25]), 6)
    assert again.pieces is made
    assert again.start.tolist() == [4]


def test_pieces_take_other_times_and_the_whole_with_them():
    made = cut(opened(no_pieces(), EDGES, ints(0, 1)), ints(1), np.array([0.5]), 3).pieces
    slow = repaced(made, np.array([2]), np.array([[100.0, np.inf]]))
    assert slow.through.tolist() == [[10, 10], [110, np.inf]]
    assert slow.mapped.tolist() == [True, False]
    assert made.mapped.all()


def test_a_position_on_a_cut_is_in_the_first_of_two_pieces():
    made = cut(whole(EDGES, ints(0)), ints(0, 0), np.array([0.25, 0.5]), 3).pieces
    at = np.array([0.0, 0.25, 0.3, 0.5, 0.75, 1.0])
    rows = rows_at(made.first, made.share, np.zeros(6, np.int64), at)
    assert rows.tolist() == [0, 0, 1, 1, 2, 2]


def test_pieces_of_two_sets_of_edges_are_put_in_order():
    one = cut(whole(EDGES, ints(1)), ints(1), np.array([0.5]), 3).pieces
    both = joined(one, whole(EDGES, ints(0, 2)))
    assert (both.edge.tolist(), both.slot.tolist()) == ([0, 1, 2], [0, 1, 1, 2])
    assert both.share.tolist() == [[0, 1], [0, 0.5], [0.5, 1], [0, 1]]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 2), st.floats(0, 1)), max_size=12), st.integers(0, 12))
def test_cuts_at_once_or_one_after_the_other_are_the_same(cuts, first):
    edge = np.array([e for e, _ in cuts], dtype=np.int32)
    share = np.array([s for _, s in cuts], dtype=np.float64)
    start = opened(no_pieces(), EDGES, ints(0, 1, 2))
    once = cut(start, edge, share, 3)
    some = cut(start, edge[:first], share[:first], 3)
    rest = cut(some.pieces, edge[first:], share[first:], 3 + len(some.share))
    np.testing.assert_allclose(once.pieces.share, rest.pieces.share, atol=1e-11)
    np.testing.assert_allclose(once.pieces.seconds, rest.pieces.seconds, rtol=1e-9, atol=1e-9)
    forward = np.add.reduceat(once.pieces.seconds[:, 0], once.pieces.first[:-1])
    np.testing.assert_allclose(forward, [10, 20, 30], rtol=1e-12)
    lengths = np.diff(once.pieces.share, axis=1)
    assert (lengths > 0).all()
    assert (once.pieces.share[:-1, 1] == once.pieces.share[1:, 0])[np.diff(once.pieces.slot) == 0].all()  # fmt: skip
