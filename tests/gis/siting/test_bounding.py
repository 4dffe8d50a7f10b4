"""Bounds: never below the best of all choices, with and without each candidate."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gis.siting.bounding import bounds
from gis.siting.kernels import Purse, Worth, value_of


def random_case(rng):
    m, n = 6, int(rng.integers(1, 4))
    values = rng.integers(0, 9, (m, 8)) * (rng.random((m, 8)) < 0.6) * 1.0
    candidate, place = np.nonzero(values)
    start = np.searchsorted(candidate, np.arange(m + 1)).astype(np.int64)
    worth = Worth(start, place.astype(np.int32), values[candidate, place], 8)
    budget = float(rng.integers(3, 9)) if rng.random() < 0.5 else np.inf
    return worth, Purse(np.ones(m, bool), rng.integers(1, 4, m).astype(float), n, budget)


@given(st.integers(0, 100_000))
def test_no_choice_exceeds_its_bounds(seed):
    worth, purse = random_case(np.random.default_rng(seed))
    found = bounds(worth, np.ones(8), purse, np.zeros(8), 0.0, 100)
    for k in range(purse.n + 1):
        for sites in combinations(range(6), k):
            if purse.cost[list(sites)].sum() > purse.budget:
                continue
            value = value_of(worth, np.array(sites, dtype=np.int32))
            assert value <= found.most + 1e-9
            for i in range(6):
                assert value <= found.either[0 if i in sites else 1, i] + 1e-9
    assert value_of(worth, found.met) <= found.most + 1e-9
    assert purse.cost[found.met].sum() <= purse.budget


def test_sites_apart_are_bounded_by_their_sum_at_once():
    start = np.array([0, 1, 2, 3])
    worth = Worth(start, np.arange(3, dtype=np.int32), np.array([3.0, 5.0, 4.0]), 3)
    found = bounds(
        worth, np.ones(3), Purse(np.ones(3, bool), np.ones(3), 2, np.inf), np.zeros(3), 0.0, 9
    )
    assert found.most == 9.0
    assert sorted(found.met.tolist()) == [1, 2]
