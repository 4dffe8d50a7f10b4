"""Heaps: what comes out, and in which order, against sorting."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.network.whatif.heaps import ROOM, before, grown, new_heap, put, take

LABELS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 99)), max_size=60)


@settings(deadline=None, max_examples=50)
@given(LABELS)
def test_labels_come_out_in_order(labels):
    heap = new_heap()
    for size, (t, o, v) in enumerate(labels):
        heap = put(heap, size, float(t), o, v)
    out = [take(heap, size) for size in range(len(labels), 0, -1)]
    assert [one[:2] for one in out] == sorted(one[:2] for one in labels)
    assert sorted(out) == sorted(labels)


def test_a_full_heap_grows_and_keeps_what_it_holds():
    heap = new_heap()
    for size in range(ROOM + 1):
        heap = put(heap, size, float(ROOM - size), 0, size)
    assert len(heap.node) == 2 * ROOM
    assert take(heap, ROOM + 1) == (0.0, 0, ROOM)
    assert np.array_equal(grown(heap).node[: ROOM + 1], heap.node[: ROOM + 1])


def test_of_equal_times_the_lower_owner_comes_first():
    assert before(1.0, 5, 2.0, 0)
    assert before(1.0, 0, 1.0, 1)
    assert not before(1.0, 1, 1.0, 1)
    assert not before(np.inf, 0, np.inf, -1)
