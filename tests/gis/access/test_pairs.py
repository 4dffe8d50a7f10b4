"""Times between points that join a network by several ways, against a dictionary."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.access.beside import sorted_walks
from gis.access.pairs import by_point, walked
from gis.network.tables import TimesBlock


def blocks_of(source, target, seconds, ends):
    """Cut pairs sorted by source into blocks that end before the given ways."""
    first = 0
    for last in ends:
        mine = (source >= first) & (source < last)
        yield TimesBlock(
            first,
            last,
            source[mine].astype(np.int32),
            target[mine].astype(np.int32),
            seconds[mine],
            0,
        )
        first = last


def ints(*values):
    return np.array(values, dtype=np.int32)


def test_the_soonest_way_of_a_facility_over_two_blocks():
    """Facility 1 has ways 1 and 2, place 0 has ways 0 and 1; facility 2 has none."""
    source, target = np.array([0, 1, 2, 2]), np.array([2, 0, 1, 2])
    seconds = np.array([5.0, 9.0, 7.0, 8.0])
    found = list(
        by_point(
            blocks_of(source, target, seconds, [1, 2, 3]), ints(0, 1, 1), ints(0, 0, 1), (3, 2)
        )
    )
    assert [(b.first, b.last) for b in found] == [(0, 1), (1, 3)]
    assert [b.source.tolist() for b in found] == [[0], [1, 1]]
    assert [b.target.tolist() for b in found] == [[1], [0, 1]]
    assert [b.seconds.tolist() for b in found] == [[5.0], [7.0, 8.0]]
    assert [b.n_unreached for b in found] == [1, 2]


def test_nothing_in_reach():
    empty = np.zeros(0)
    found = list(by_point(blocks_of(empty, empty, empty, [2]), ints(0, 1), ints(0), (2, 4)))
    assert [(b.first, b.last, len(b.source), b.n_unreached) for b in found] == [(0, 2, 0, 8)]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_the_same_as_by_dictionary(seed):
    draw = np.random.default_rng(seed)
    n_ways, n_goals, n_points = 8, 6, (5, 4)
    source_of = np.sort(draw.integers(0, n_points[0], n_ways)).astype(np.int32)
    target_of = draw.integers(0, n_points[1], n_goals).astype(np.int32)
    source, target = (a.ravel() for a in np.indices((n_ways, n_goals)))
    kept = draw.random(source.size) < 0.5
    source, target = source[kept], target[kept]
    seconds = draw.integers(1, 50, len(source)).astype(float)
    expected = {}
    for s, t, time in zip(source_of[source], target_of[target], seconds, strict=True):
        expected[int(s), int(t)] = min(time, expected.get((int(s), int(t)), np.inf))
    ends = [*np.unique(draw.integers(1, n_ways, 3)).tolist(), n_ways]
    found = list(by_point(blocks_of(source, target, seconds, ends), source_of, target_of, n_points))
    pairs = [
        ((int(s), int(t)), time)
        for b in found
        for s, t, time in zip(b.source, b.target, b.seconds, strict=True)
    ]
    assert dict(pairs) == expected
    assert len(pairs) == len(expected)
    edges = [b.first for b in found] + [found[-1].last]
    assert (edges[0], edges[-1]) == (0, n_points[0])
    assert [b.last for b in found[:-1]] == [b.first for b in found[1:]]
    assert sum(b.n_unreached for b in found) == 20 - len(expected)


def test_walks_compete_pair_by_pair_within_the_limit():
    blocks = list(blocks_of(ints(0, 0, 2), ints(1, 0, 1), np.array([5.0, 9.0, 7.0]), [2, 3]))
    place, facility, seconds = ints(0, 2, 0, 1), ints(0, 0, 1, 2), np.array([4.0, 3.0, 6.0, 8.0])
    walks = sorted_walks((place, facility, seconds, seconds))
    first, second = walked(blocks, walks, 5.0, 3)
    assert first.source.tolist() == [0, 0, 0]
    assert (first.target.tolist(), first.seconds.tolist()) == ([0, 1, 2], [4.0, 5.0, 3.0])
    assert first.n_unreached == 3
    assert second is blocks[1]
