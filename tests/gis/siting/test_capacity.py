"""Capacitated p-median: every choice of sites with a transport of its own, and shortages told."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from gis.errors import InputError
from gis.siting import Effort, InfeasibleError, Terms, capacitated_p_median, table_from_matrix


def transported(cost, weight, room):
    """Give the least travel with some sites, people shared out; infinite where there is no room."""

    def score(sites):
        k, n = len(sites), len(weight)
        if not k:
            return np.inf
        finite = np.where(np.isinf(cost[sites]), 0.0, cost[sites]).ravel()
        upper = np.where(np.isinf(cost[sites]), 0.0, np.inf).ravel()
        found = linprog(
            finite,
            A_ub=np.kron(np.eye(k), np.ones(n)),
            b_ub=room[sites],
            A_eq=np.kron(np.ones(k), np.eye(n)),
            b_eq=weight,
            bounds=list(zip(np.zeros(k * n), upper, strict=True)),
        )
        return found.fun if found.status == 0 else np.inf

    return score


def assigned(cost, weight, room):
    """Give the least travel where each place goes to one site as a whole."""

    def score(sites):
        best = np.inf
        for way in product(sites, repeat=len(weight)):
            load = np.bincount(way, weight, minlength=len(room))
            if (load <= room + 1e-9).all():
                best = min(best, float(weight @ cost[list(way), range(len(weight))]))
        return best

    return score


def case(seed, n_places):
    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(1, 5)), int(rng.integers(1, n_places))
    cost = rng.integers(0, 20, (m, n)).astype(float)
    cost[rng.random((m, n)) < 0.15] = np.inf
    weight, room = rng.integers(1, 6, n).astype(float), rng.integers(2, 15, m).astype(float)
    return cost, weight, room, int(rng.integers(1, m + 1))


@given(st.integers(0, 100_000))
@settings(max_examples=30)
def test_it_is_the_least_travel_of_all_choices_with_room(naive, seed):
    cost, weight, room, n = case(seed, 8)
    best = naive(len(room), n, transported(cost, weight, room))
    table = table_from_matrix(cost, weight)
    if np.isinf(best):
        with pytest.raises(InfeasibleError):
            capacitated_p_median(table, Terms(n=n), capacity=room)
        return
    found = capacitated_p_median(table, Terms(n=n), capacity=room)
    assert found.solution.value == pytest.approx(best, abs=1e-6)
    assert found.solution.gap <= 1e-6
    assert (found.load <= room + 1e-6).all()
    assert found.load.sum() == pytest.approx(weight.sum())
    shares = np.bincount(table.place, found.share, minlength=len(weight))
    assert shares == pytest.approx(np.ones(len(weight)))


@given(st.integers(0, 100_000))
@settings(max_examples=30)
def test_places_as_a_whole_go_to_one_site(naive, seed):
    cost, weight, room, n = case(seed, 6)
    best = naive(len(room), n, assigned(cost, weight, room))
    table = table_from_matrix(cost, weight)
    if np.isinf(best):
        with pytest.raises(InfeasibleError):
            capacitated_p_median(table, Terms(n=n), capacity=room, whole=True)
        return
    found = capacitated_p_median(table, Terms(n=n), capacity=room, whole=True)
    assert found.solution.value == pytest.approx(best, abs=1e-6)
    assert set(found.share.round(6).tolist()) <= {0.0, 1.0}


def test_existing_sites_take_people_and_are_not_counted():
    cost = np.array([[0.0, 1.0], [5.0, 6.0]])
    table = table_from_matrix(cost, np.array([10.0, 10.0]))
    found = capacitated_p_median(table, Terms(n=1, existing=(0,)), capacity=np.full(2, 15.0))
    assert found.solution.sites.tolist() == [1]
    assert found.load.tolist() == [15.0, 5.0]


def test_too_little_room_says_how_many_sites_it_takes():
    table = table_from_matrix(np.ones((3, 2)), np.array([10.0, 10.0]))
    with pytest.raises(
        InfeasibleError, match=r"a capacity of 9 .* of 20; it takes at least 3 sites"
    ):
        capacitated_p_median(table, Terms(n=1), capacity=np.array([9.0, 8.0, 7.0]))
    with pytest.raises(InfeasibleError, match="all candidates together hold too little"):
        capacitated_p_median(table, Terms(n=3), capacity=np.full(3, 5.0))


def test_room_in_the_wrong_place_says_how_many_find_none():
    cost = np.array([[1.0, np.inf], [np.inf, 1.0]])
    table = table_from_matrix(cost, np.array([10.0, 2.0]))
    with pytest.raises(InfeasibleError, match="with 2 sites at most 9 of 12 people"):
        capacitated_p_median(table, Terms(n=2), capacity=np.array([7.0, 9.0]))
    with pytest.raises(InfeasibleError, match="several sites"):
        capacitated_p_median(
            table_from_matrix(np.ones((2, 3)), np.full(3, 4.0)),
            Terms(n=2),
            capacity=np.array([6.0, 6.0]),
            whole=True,
        )


def test_bad_capacities_are_refused():
    table = table_from_matrix(np.ones((2, 2)))
    for room in (np.ones(3), np.array([1.0, -1.0]), np.array([1.0, np.nan])):
        with pytest.raises(InputError, match="wanted a finite number of 0 or more for each"):
            capacitated_p_median(table, Terms(n=1), capacity=room)


def test_large_questions_are_bounded():
    rng = np.random.default_rng(1)
    table = table_from_matrix(rng.random((8, 30)), np.ones(30))
    exact = capacitated_p_median(table, Terms(n=3), capacity=np.full(8, 12.0)).solution
    quick = capacitated_p_median(
        table, Terms(n=3), capacity=np.full(8, 12.0), effort=Effort(exact_pairs=10)
    ).solution
    assert quick.bound - 1e-9 <= exact.value <= quick.value + 1e-9
    assert (exact.gap, quick.solver) == (0.0, "interchange")
