"""Bounds of back-up coverage: below no choice, and nothing for a single site where two count."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.siting.kernels import Purse
from gis.siting.twice import Twice, bounds_twice


def twice(reach, first, second):
    """Give what sites add from a matrix of candidates × places."""
    start = np.concatenate([[0], np.cumsum(reach.sum(axis=1))]).astype(np.int64)
    place = np.nonzero(reach)[1].astype(np.int32)
    return Twice(start, place, np.asarray(first, float), np.asarray(second, float))


def purse(m, n):
    return Purse(np.ones(m, dtype=bool), np.ones(m), n, np.inf)


def worth(reach, first, second, sites):
    hits = reach[list(sites)].sum(axis=0)
    return float(np.where(hits > 0, first, 0.0).sum() + np.where(hits > 1, second, 0.0).sum())


def test_one_site_alone_gives_nobody_a_second_one():
    """Half of a second one would be worth 5 at each of the first two places."""
    lonely = twice(np.eye(2, dtype=bool), [0.0, 0.0], [10.0, 10.0])
    assert bounds_twice(lonely, purse(2, 2), 0.0, 500).most == pytest.approx(0.0, abs=1e-2)
    shared = twice(np.ones((3, 1), bool), [0.0], [10.0])
    assert bounds_twice(shared, purse(3, 2), 10.0, 500).most == pytest.approx(10.0)


@given(st.integers(0, 100_000))
@settings(max_examples=40, deadline=None)
def test_no_choice_is_above_the_bounds(naive, seed):
    rng = np.random.default_rng(seed)
    m, n_places = int(rng.integers(1, 7)), int(rng.integers(1, 9))
    n = int(rng.integers(1, m + 1))
    reach = rng.random((m, n_places)) < 0.5
    first, second = rng.integers(0, 5, (2, n_places)).astype(float)
    held = twice(reach, first, second)
    best = -naive(m, n, lambda sites: -worth(reach, first, second, sites))
    found = bounds_twice(held, purse(m, n), best, 60)
    assert found.most >= best - 1e-9
    for i in range(m):
        with_it = -naive(m, n, lambda s, i=i: -worth(reach, first, second, s) if i in s else 0.0)
        assert found.either[0][i] >= with_it - 1e-9


def test_candidates_that_are_not_free_are_worth_nothing():
    held = twice(np.ones((2, 1), bool), [0.0], [10.0])
    fixed = Purse(np.array([True, False]), np.ones(2), 2, np.inf)
    assert bounds_twice(held, fixed, 0.0, 500).most == pytest.approx(0.0, abs=1e-2)


def test_a_budget_holds():
    held = twice(np.eye(3, dtype=bool), [5.0, 4.0, 3.0], [0.0] * 3)
    some = Purse(np.ones(3, bool), np.array([2.0, 2.0, 1.0]), 3, 3.0)
    assert 8.0 <= bounds_twice(held, some, 8.0, 500).most <= 9.0


def test_nothing_in_reach():
    empty = twice(np.zeros((2, 0), bool), [], [])
    assert bounds_twice(empty, purse(2, 1), 0.0, 10).most == 0.0
