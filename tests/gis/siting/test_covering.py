"""Covering: against every choice there is, spopt, and what is said where it cannot be done."""

from __future__ import annotations

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spopt.locate import LSCP, MCLP

from gis.errors import InputError
from gis.siting import Effort, InfeasibleError, Terms, lscp, mclp, table_from_matrix

LINE = np.abs(np.arange(5.0)[:, None] - np.arange(5.0))


def reached(cost, weight, limit):
    """Give the weight not within the limit of some sites, as a score to be least."""
    return lambda sites: -float(weight[(cost[sites] <= limit).any(axis=0)].sum())


def everything(cost, limit, price):
    """Give what sites cost, infinite where they leave a place out."""
    return lambda s: price[s].sum() if (cost[s] <= limit).any(axis=0).all() else np.inf


def test_two_sites_on_a_line_of_five():
    found = mclp(table_from_matrix(LINE), Terms(n=2), limit=1.0)
    assert (found.value, found.before, found.gap, found.status) == (5.0, 0.0, 0.0, "optimal")
    assert found.gains.tolist() == [3.0, 2.0]
    assert found.sites.tolist() == [3, 0]


def test_existing_sites_stay_and_are_counted_before():
    found = mclp(table_from_matrix(LINE), Terms(n=1, existing=(0,)), limit=1.0)
    assert (found.before, found.value, found.sites.tolist()) == (2.0, 5.0, [3])


def test_what_serves_today_counts_without_being_a_candidate():
    today = np.array([0.5, 1.0, 1.5, np.nan, np.inf])
    found = mclp(table_from_matrix(LINE, today=today), Terms(n=1), limit=1.0)
    assert (found.before, found.value, found.sites.tolist()) == (2.0, 5.0, [3])


@given(st.integers(0, 100_000))
@settings(max_examples=60)
def test_most_people_are_reached(naive, seed):
    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(1, 9)), int(rng.integers(1, 12))
    cost, weight = rng.integers(0, 20, (m, n)).astype(float), rng.integers(0, 5, n).astype(float)
    p, limit = int(rng.integers(1, m + 1)), float(rng.integers(0, 12))
    found = mclp(table_from_matrix(cost, weight), Terms(n=p), limit=limit)
    assert found.value == pytest.approx(-naive(m, p, reached(cost, weight, limit)))
    assert found.gap == 0.0
    more = mclp(table_from_matrix(cost, weight), Terms(n=p), limit=limit + 3.0)
    assert more.value >= found.value
    if p < m:
        assert (
            mclp(table_from_matrix(cost, weight), Terms(n=p + 1), limit=limit).value >= found.value
        )


@given(st.integers(0, 100_000))
@settings(max_examples=60)
def test_the_cheapest_cover_is_found_or_who_is_out(naive, seed):
    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(1, 9)), int(rng.integers(1, 12))
    cost, price = rng.integers(0, 20, (m, n)).astype(float), rng.integers(1, 5, m).astype(float)
    limit = float(rng.integers(3, 15))
    table = table_from_matrix(cost)
    best = naive(m, m, everything(cost, limit, price))
    if np.isfinite(best):
        found = lscp(table, Terms(cost=price), limit=limit)
        assert found.value == pytest.approx(best)
        assert found.gap == 0.0
        assert (cost[found.sites] <= limit).any(axis=0).all()
        return
    with pytest.raises(InfeasibleError) as refused:
        lscp(table, Terms(cost=price), limit=limit)
    assert refused.value.places.tolist() == np.flatnonzero(cost.min(axis=0) > limit).tolist()
    assert lscp(table, Terms(), limit=refused.value.facts["limit"]).gap == 0.0


def test_who_is_out_and_the_smallest_limit_are_told():
    table = table_from_matrix(LINE[:2], np.array([1.0, 1.0, 1.0, 20.0, 300.0]))
    with pytest.raises(InfeasibleError, match=r"2 places \(320 people\) .* candidate: 3, 4; .* 3$"):
        lscp(table, Terms(), limit=1.0)
    far = np.where(LINE[:2] > 2.0, np.inf, LINE[:2])
    with pytest.raises(InfeasibleError, match="whatever the limit"):
        lscp(table_from_matrix(far), Terms(), limit=1.0)


def test_more_sites_or_money_than_given_is_told():
    table = table_from_matrix(LINE)
    with pytest.raises(InfeasibleError, match=r"1 sites are not enough .* it takes 2$") as few:
        lscp(table, Terms(n=1), limit=1.0)
    assert few.value.facts == {"n": 2}
    with pytest.raises(InfeasibleError, match="the budget of 3 is 5 short") as little:
        lscp(table, Terms(budget=3.0, cost=np.full(5, 4.0)), limit=1.0)
    assert little.value.facts == {"budget": 8.0}
    assert little.value.text.id.startswith("anggaran 3 kurang 5")


def test_more_sites_than_candidates_are_refused():
    with pytest.raises(InputError, match="9 new sites are wanted of 5 candidates"):
        mclp(table_from_matrix(LINE), Terms(n=9), limit=1.0)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:pulp")
@pytest.mark.filterwarnings("ignore:Constructing LpVariable")
@pytest.mark.parametrize("seed", range(4))
def test_spopt_reaches_as_many(seed):
    rng = np.random.default_rng(seed)
    places, sites = rng.random((80, 2)), rng.random((25, 2))
    cost = np.linalg.norm(places[:, None] - sites, axis=2)
    weight = rng.integers(1, 50, 80).astype(float)
    theirs = MCLP.from_cost_matrix(cost, weight, 0.2, p_facilities=5)
    theirs.solve(pulp.PULP_CBC_CMD(msg=False))
    found = mclp(table_from_matrix(cost.T, weight), Terms(n=5), limit=0.2)
    assert found.value == pytest.approx(pulp.value(theirs.problem.objective))
    all_of_them = LSCP.from_cost_matrix(cost, 0.5)
    all_of_them.solve(pulp.PULP_CBC_CMD(msg=False))
    fewest = lscp(table_from_matrix(cost.T), Terms(), limit=0.5)
    assert fewest.value == pytest.approx(pulp.value(all_of_them.problem.objective))


def test_large_questions_are_bounded_where_they_are_not_proved():
    rng = np.random.default_rng(3)
    cost = np.where(rng.random((25, 90)) < 0.15, 1.0, np.inf)
    table, cheap = table_from_matrix(cost), Effort(exact_pairs=0, rounds=20)
    exact, quick = (mclp(table, Terms(n=5), limit=1.0, effort=e) for e in (None, cheap))
    assert quick.value <= exact.value <= quick.bound + 1e-9
    assert exact.gap == 0.0
    assert quick.gap >= (exact.value - quick.value) / quick.value - 1e-9
    whole = table_from_matrix(np.where(rng.random((30, 60)) < 0.2, 1.0, 9.0))
    least, most = (lscp(whole, Terms(), limit=1.0, effort=e) for e in (None, cheap))
    assert most.bound <= least.value <= most.value
    assert least.gap == 0.0
