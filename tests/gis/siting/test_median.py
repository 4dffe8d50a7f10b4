"""p-median: published optima, every choice there is, spopt, caps and places out of reach."""

from __future__ import annotations

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spopt.locate import PMedian

from gis.siting import Effort, InfeasibleError, Terms, p_median, table_from_matrix


def travel(cost, weight, cap=np.inf):
    def score(sites):
        nearest = cost[sites].min(axis=0, initial=np.inf)
        alive = weight > 0
        return float(weight[alive] @ np.minimum(nearest, cap)[alive])

    return score


@pytest.mark.parametrize(("name", "n", "published"), [("pmed1", 5, 5819.0), ("pmed5", 33, 1355.0)])
def test_published_optima_are_found_and_proved(pmed, name, n, published):
    found = p_median(table_from_matrix(pmed(name)), Terms(n=n))
    assert found.value == published
    assert (found.gap, found.status) == (0.0, "optimal")
    assert len(found.sites) == n


@pytest.mark.parametrize(("name", "n", "published"), [("pmed1", 5, 5819.0), ("pmed5", 33, 1355.0)])
def test_interchange_alone_comes_within_half_a_percent(pmed, name, n, published):
    found = p_median(table_from_matrix(pmed(name)), Terms(n=n), effort=Effort(exact_pairs=0))
    assert found.bound <= published <= found.value <= published * 1.005


def test_the_only_candidate_that_reaches_anybody_is_chosen():
    """Nobody lives at the second place, all that the first candidate reaches."""
    table = table_from_matrix(np.array([[np.inf, 16.0], [13.0, 15.0]]), np.array([3.0, 0.0]))
    found = p_median(table, Terms(n=2))
    assert (found.sites.tolist(), found.value, found.gap) == ([1], 39.0, 0.0)


@given(st.integers(0, 100_000))
@settings(max_examples=60)
def test_it_is_the_least_travel_of_all_choices(naive, seed):
    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(1, 8)), int(rng.integers(1, 12))
    cost, weight = rng.integers(0, 20, (m, n)).astype(float), rng.integers(0, 5, n).astype(float)
    cost[rng.random((m, n)) < 0.2] = np.inf
    p = int(rng.integers(1, m + 1))
    best = naive(m, p, travel(cost, weight))
    if weight.any() and np.isfinite(best):
        found = p_median(table_from_matrix(cost, weight), Terms(n=p))
        assert found.value == pytest.approx(best)
        assert found.gap <= 1e-6
        assert travel(cost, weight)(found.sites) == pytest.approx(best)
    elif weight.any():
        with pytest.raises(InfeasibleError):
            p_median(table_from_matrix(cost, weight), Terms(n=p))
    capped = p_median(table_from_matrix(cost, weight), Terms(n=p), cap=8.0)
    assert capped.value == pytest.approx(naive(m, p, travel(cost, weight, 8.0)))
    assert capped.before - capped.gains.sum() == pytest.approx(capped.value)
    assert capped.before == pytest.approx(8.0 * weight.sum())


def test_existing_sites_and_today_lessen_what_is_left():
    cost = np.array([[0.0, 4.0, 9.0], [4.0, 0.0, 5.0], [9.0, 5.0, 0.0]])
    found = p_median(table_from_matrix(cost), Terms(n=1, existing=(0,)))
    assert (found.before, found.value, found.sites.tolist()) == (13.0, 4.0, [2])
    today = p_median(table_from_matrix(cost[1:], today=cost[0]), Terms(n=1))
    assert (today.before, today.value, today.sites.tolist()) == (13.0, 4.0, [1])


def test_candidates_that_are_all_the_same_leave_the_first_one():
    found = p_median(table_from_matrix(np.full((3, 4), 7.0)), Terms(n=2))
    assert (found.sites.tolist(), found.value, found.gap) == ([0], 28.0, 0.0)


def test_places_out_of_reach_are_told():
    cost = np.array([[1.0, np.inf, np.inf], [np.inf, 1.0, np.inf]])
    with pytest.raises(InfeasibleError, match=r"1 places \(1 people\)") as out:
        p_median(table_from_matrix(cost), Terms(n=2))
    assert out.value.places.tolist() == [2]
    with pytest.raises(InfeasibleError, match=r"1 sites are not enough .* it takes 2"):
        p_median(table_from_matrix(cost[:, :2]), Terms(n=1))


@pytest.mark.filterwarnings("ignore::DeprecationWarning:pulp")
@pytest.mark.filterwarnings("ignore:Constructing LpVariable")
@pytest.mark.parametrize("seed", range(3))
def test_spopt_travels_as_little(seed):
    rng = np.random.default_rng(seed)
    cost = np.linalg.norm(rng.random((60, 1, 2)) - rng.random((1, 20, 2)), axis=2)
    weight = rng.integers(1, 50, 60).astype(float)
    theirs = PMedian.from_cost_matrix(cost, weight, p_facilities=4)
    theirs.solve(pulp.PULP_CBC_CMD(msg=False))
    found = p_median(table_from_matrix(cost.T, weight), Terms(n=4))
    assert found.value == pytest.approx(pulp.value(theirs.problem.objective))
