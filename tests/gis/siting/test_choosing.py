"""Choosing the best of each: against every choice there is, and the rules for equals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.siting.choosing import choose
from gis.siting.kernels import Worth
from gis.siting.terms import Effort, Terms, checked


def worth_of(values):
    candidate, place = np.nonzero(values)
    start = np.searchsorted(candidate, np.arange(len(values) + 1)).astype(np.int64)
    return Worth(start, place.astype(np.int32), values[candidate, place], values.shape[1])


def best_of(values):
    return lambda sites: -float(values[sites].max(axis=0, initial=0.0).sum())


@given(st.integers(0, 100_000))
def test_it_is_the_best_of_all_choices(naive, seed):
    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(2, 9)), int(rng.integers(1, 12))
    values = rng.integers(0, 9, (m, n)) * (rng.random((m, n)) < 0.7) * 1.0
    cost = rng.integers(1, 4, m).astype(float)
    budget = float(rng.integers(3, 9)) if rng.random() < 0.5 else np.inf
    p = int(rng.integers(1, m + 1))
    terms = Terms(n=p, cost=cost, budget=None if np.isinf(budget) else budget)
    found = choose(worth_of(values), checked(terms, m), Effort())
    best = -naive(m, p, best_of(values), cost, budget)
    assert found.value == pytest.approx(best, abs=1e-9)
    assert found.bound == pytest.approx(best, abs=1e-6)
    assert found.gains.sum() == pytest.approx(found.value)
    assert (np.diff(found.gains) <= 1e-9).all()
    assert (found.gains > 0).all()
    assert cost[found.sites].sum() <= budget
    assert len(found.sites) <= p


@given(st.integers(0, 100_000))
def test_without_the_solver_the_bound_still_holds(naive, seed):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 9, (7, 15)) * (rng.random((7, 15)) < 0.5) * 1.0
    found = choose(worth_of(values), checked(Terms(n=3), 7), Effort(exact_pairs=0, rounds=30))
    best = -naive(7, 3, best_of(values))
    assert found.value <= best + 1e-9 <= found.bound + 2e-9
    assert found.solver in ("bound", "interchange")


def test_of_equals_the_lowest_numbers_are_chosen():
    values = np.array([[0, 0, 1.0], [4, 0, 0], [0, 4, 0], [4, 0, 0], [0, 4, 0]])
    found = choose(worth_of(values), checked(Terms(n=2), 5), Effort())
    assert found.sites.tolist() == [1, 2]


def test_the_same_question_has_the_same_answer():
    rng = np.random.default_rng(5)
    values = (rng.random((20, 60)) < 0.2) * 1.0
    asked = worth_of(values), checked(Terms(n=4), 20), Effort()
    one, two = choose(*asked), choose(*asked)
    assert one.sites.tolist() == two.sites.tolist()


def test_sites_that_add_nothing_are_not_chosen():
    values = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 0.0]])
    found = choose(worth_of(values), checked(Terms(n=3), 3), Effort())
    assert found.sites.tolist() == [0]
    nothing = choose(worth_of(np.zeros((2, 2))), checked(Terms(n=1), 2), Effort())
    assert (len(nothing.sites), nothing.value, nothing.bound) == (0, 0.0, 0.0)
