"""p-center: published optima, every choice there is, spopt, and budgets that are too small."""

from __future__ import annotations

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spopt.locate import PCenter

from gis.siting import InfeasibleError, Terms, p_center, table_from_matrix


def longest(cost, alive):
    return lambda sites: float(cost[sites].min(axis=0, initial=np.inf)[alive].max(initial=0.0))


@pytest.mark.parametrize(("name", "n", "published"), [("pmed1", 5, 127.0), ("pmed5", 33, 48.0)])
def test_published_optima_are_found_and_proved(pmed, name, n, published):
    found = p_center(table_from_matrix(pmed(name)), Terms(n=n))
    assert (found.value, found.bound, found.status) == (published, published, "optimal")


@given(st.integers(0, 100_000))
@settings(max_examples=60)
def test_it_is_the_shortest_longest_way_of_all_choices(naive, seed):
    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(1, 8)), int(rng.integers(1, 12))
    cost, weight = rng.integers(0, 20, (m, n)).astype(float), rng.integers(0, 3, n).astype(float)
    weight[0] = 1.0
    cost[rng.random((m, n)) < 0.15] = np.inf
    p = int(rng.integers(1, m + 1))
    best = naive(m, p, longest(cost, weight > 0))
    if np.isinf(best):
        with pytest.raises(InfeasibleError):
            p_center(table_from_matrix(cost, weight), Terms(n=p))
        return
    found = p_center(table_from_matrix(cost, weight), Terms(n=p))
    assert (found.value, found.gap) == (best, 0.0)
    assert longest(cost, weight > 0)(found.sites) == best


def test_gains_are_how_much_the_longest_way_falls():
    line = np.abs(np.arange(7.0)[:, None] - np.arange(7.0))
    found = p_center(table_from_matrix(line), Terms(n=2, existing=(0,)))
    assert (found.before, found.value) == (6.0, 1.0)
    assert found.gains.sum() == 5.0
    assert (found.gains >= 0.0).all()


def test_nothing_to_gain_needs_no_site():
    found = p_center(table_from_matrix(np.array([[3.0]]), today=np.array([1.0])), Terms(n=1))
    assert (found.sites.tolist(), found.value, found.before) == ([], 1.0, 1.0)


def test_too_few_sites_and_too_little_money_are_told():
    apart = np.where(np.eye(3) > 0, 1.0, np.inf)
    with pytest.raises(InfeasibleError, match=r"2 sites are not enough .* it takes 3"):
        p_center(table_from_matrix(apart), Terms(n=2))
    with pytest.raises(InfeasibleError, match="the budget of 5 is 7 short"):
        p_center(table_from_matrix(apart), Terms(budget=5.0, cost=np.full(3, 4.0)))
    with pytest.raises(InfeasibleError, match="reached from no candidate"):
        p_center(table_from_matrix(apart[:2]), Terms(n=2))


def test_a_budget_buys_the_cheap_sites():
    line = np.abs(np.arange(5.0)[:, None] - np.arange(5.0))
    cost = np.array([1.0, 9.0, 1.0, 9.0, 1.0])
    found = p_center(table_from_matrix(line), Terms(budget=2.0, cost=cost))
    assert (found.value, cost[found.sites].sum() <= 2.0) == (2.0, True)


@given(st.integers(0, 100_000))
@settings(max_examples=40)
def test_a_number_and_a_budget_hold_at_once(naive, seed):
    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(1, 7)), int(rng.integers(1, 10))
    cost, price = rng.integers(0, 20, (m, n)).astype(float), rng.integers(1, 5, m).astype(float)
    p, budget = int(rng.integers(1, m + 1)), float(rng.integers(4, 12))
    best = naive(m, p, longest(cost, np.ones(n, bool)), price, budget)
    terms = Terms(n=p, cost=price, budget=budget)
    found = p_center(table_from_matrix(cost), terms)
    assert (found.value, found.gap) == (best, 0.0)
    assert len(found.sites) <= p
    assert price[found.sites].sum() <= budget


@pytest.mark.filterwarnings("ignore::DeprecationWarning:pulp")
@pytest.mark.filterwarnings("ignore:Constructing LpVariable")
@pytest.mark.parametrize("seed", range(3))
def test_spopt_goes_as_far(seed):
    rng = np.random.default_rng(seed)
    cost = np.linalg.norm(rng.random((40, 1, 2)) - rng.random((1, 12, 2)), axis=2)
    theirs = PCenter.from_cost_matrix(cost, p_facilities=4)
    theirs.solve(pulp.PULP_CBC_CMD(msg=False))
    found = p_center(table_from_matrix(cost.T), Terms(n=4))
    assert found.value == pytest.approx(pulp.value(theirs.problem.objective))
