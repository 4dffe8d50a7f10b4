"""Back-up coverage: against every choice there is, with sites that serve already."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import InputError
from gis.siting import Effort, Terms, backup, table_from_matrix

LINE = np.abs(np.arange(5.0)[:, None] - np.arange(5.0))


def counted(cost, weight, limit, first, held):
    def score(sites):
        hits = np.minimum(held + (cost[sites] <= limit).sum(axis=0), 2)
        return -float(weight @ np.array([0.0, first, 1.0])[hits])

    return score


@given(st.integers(0, 100_000))
@settings(max_examples=40)
def test_most_people_have_a_second_one(naive, seed):
    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(1, 8)), int(rng.integers(1, 12))
    cost, weight = rng.integers(0, 20, (m, n)).astype(float), rng.integers(0, 5, n).astype(float)
    held = rng.integers(0, 3, n)
    p, first = int(rng.integers(1, m + 1)), float(rng.choice([0.0, 0.3, 0.5, 1.0]))
    score = counted(cost, weight, 9.0, first, held)
    table = table_from_matrix(cost, weight)
    found = backup(table, Terms(n=p), limit=9.0, serving=held, first_share=first)
    best = -naive(m, p, score)
    assert found.value == pytest.approx(best)
    assert found.gap <= 1e-6
    assert found.before == pytest.approx(-score([]))
    assert -score(found.sites) == pytest.approx(best)
    quick = backup(
        table, Terms(n=p), limit=9.0, serving=held, first_share=first,
        effort=Effort(exact_pairs=0, rounds=30),
    )  # fmt: skip
    assert quick.value <= best + 1e-9 <= quick.bound + 2e-9


def test_existing_sites_are_the_first_ones():
    found = backup(table_from_matrix(LINE), Terms(n=1, existing=(1,)), limit=1.0)
    assert (found.before, found.value, found.sites.tolist()) == (0.0, 2.0, [0])


def test_today_is_a_first_one_where_it_is_near():
    table = table_from_matrix(LINE, today=np.array([9.0, 9.0, 9.0, 1.0, 1.0]))
    found = backup(table, Terms(n=1), limit=1.0)
    assert (found.value, found.sites.tolist()) == (2.0, [3])


def test_a_budget_holds():
    found = backup(table_from_matrix(LINE), Terms(budget=3.0, cost=np.full(5, 1.5)), limit=1.0)
    assert (len(found.sites), found.value) == (2, 2.0)


def test_bad_shares_and_counts_are_refused():
    table = table_from_matrix(LINE)
    with pytest.raises(InputError, match=r"first_share is 1\.5; wanted 0 to 1"):
        backup(table, Terms(n=1), limit=1.0, first_share=1.5)
    for serving in (np.zeros(4, int), np.array([0, 0, -1, 0, 0])):
        with pytest.raises(InputError, match="wanted one for each"):
            backup(table, Terms(n=1), limit=1.0, serving=serving)
