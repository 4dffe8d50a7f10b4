"""Prices of places: never above the least travel with room, and choices that are close to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.siting import Effort, Terms, capacitated_p_median, table_from_matrix
from gis.siting.loading import load
from gis.siting.terms import checked


@given(st.integers(0, 100_000))
@settings(max_examples=30)
def test_prices_stay_below_the_least_travel(seed):
    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(2, 7)), int(rng.integers(2, 12))
    table = table_from_matrix(rng.integers(0, 20, (m, n)) * 1.0, rng.integers(1, 6, n) * 1.0)
    room = rng.integers(2, 15, m) * 1.0
    room[0] = table.weight.sum()
    p = int(rng.integers(1, m))
    terms = Terms(n=p, existing=(0,))
    exact = capacitated_p_median(table, terms, capacity=room).solution
    found = load(table, checked(terms, m), room, 60)
    assert found.least <= exact.value + 1e-6
    assert all(len(sites) <= p and 0 not in sites for sites in found.sites)
    quick = capacitated_p_median(table, terms, capacity=room, effort=Effort(exact_pairs=0)).solution
    assert quick.bound <= exact.value + 1e-6
    assert quick.value >= exact.value - 1e-6


def test_sites_far_apart_are_found_and_proved():
    cost = np.full((4, 40), 100.0)
    cost[0] = 30.0
    for i in range(1, 4):
        cost[i, 10 * i : 10 * i + 10] = 5.0 * i
    room = np.array([40.0, 6.0, 6.0, 6.0])
    table, terms = table_from_matrix(cost), Terms(n=2, existing=(0,))
    found = capacitated_p_median(table, terms, capacity=room, effort=Effort(exact_pairs=0))
    assert sorted(found.solution.sites.tolist()) == [1, 2]
    assert found.solution.value == pytest.approx(40 * 30 - 6 * 25 - 6 * 20)
    assert found.solution.gap < 0.02
