"""Greedy and interchange on values that can be added up in the head."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gis.siting.kernels import Purse, Worth, greedy, in_order, interchange, value_of

NOBODY = np.zeros(0, np.int32)


def worth(matrix):
    """Give a matrix of values, candidates × places, as the kernels take it."""
    values = np.asarray(matrix, dtype=np.float64)
    candidate, place = np.nonzero(values)
    start = np.searchsorted(candidate, np.arange(len(values) + 1)).astype(np.int64)
    return Worth(start, place.astype(np.int32), values[candidate, place], values.shape[1])


def purse(m, n, cost=None, budget=np.inf):
    return Purse(np.ones(m, bool), np.ones(m) if cost is None else np.array(cost), n, budget)


def test_a_place_counts_the_best_of_its_sites():
    held = worth([[5.0, 1.0, 0.0], [4.0, 3.0, 0.0]])
    assert value_of(held, np.array([0, 1], np.int32)) == 8.0
    assert value_of(held, NOBODY) == 0.0


def test_sites_are_told_in_the_order_of_what_they_add():
    held = worth([[1.0, 1.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 2.0]])
    order, gains = in_order(held, np.array([0, 1, 2], np.int32))
    assert order.tolist() == [1, 2, 0]
    assert gains.tolist() == [3.0, 2.0, 0.0]


def test_of_equals_the_lower_number_comes_first():
    held = worth([[2.0, 0.0], [2.0, 0.0], [0.0, 2.0]])
    assert in_order(held, np.array([2, 0], np.int32))[0].tolist() == [0, 2]
    assert greedy(held, purse(3, 2), by_cost=False).tolist() == [0, 2]
    assert greedy(held, purse(3, 3), by_cost=False).tolist() == [0, 2]


def test_greedy_by_cost_takes_the_cheap_ones():
    held = worth([[5.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 3.0]])
    terms = purse(3, 3, cost=[5.0, 2.0, 2.0], budget=5.0)
    assert greedy(held, terms, by_cost=False).tolist() == [0]
    assert greedy(held, terms, by_cost=True).tolist() == [1, 2]


def test_interchange_leaves_a_trap_that_greedy_falls_into():
    held = worth([[2.0, 2.0, 2.0, 2.0, 0, 0], [2, 2, 0, 0, 3, 0], [0, 0, 2, 2, 0, 3]])
    chosen = greedy(held, purse(3, 2), by_cost=False)
    assert value_of(held, chosen) == 11.0
    assert sorted(interchange(held, purse(3, 2), chosen, 100).tolist()) == [1, 2]


@given(st.integers(0, 100_000))
def test_interchange_stops_where_no_swap_and_no_addition_gains(seed):
    rng = np.random.default_rng(seed)
    m, n = 7, int(rng.integers(1, 5))
    held = worth(rng.integers(0, 9, (m, 10)) * (rng.random((m, 10)) < 0.6))
    terms = purse(m, n, cost=rng.integers(1, 4, m).astype(float), budget=float(rng.integers(3, 9)))
    found = interchange(held, terms, greedy(held, terms, by_cost=False), 1000)
    best, spent = value_of(held, found), terms.cost[found].sum()
    assert spent <= terms.budget
    assert len(found) <= n
    for i in set(range(m)) - set(found.tolist()):
        if len(found) < n and spent + terms.cost[i] <= terms.budget:
            assert value_of(held, np.append(found, np.int32(i))) <= best + 1e-9
        for s in range(len(found)):
            swapped = found.copy()
            swapped[s] = i
            if terms.cost[swapped].sum() <= terms.budget:
                assert value_of(held, swapped) <= best + 1e-9
