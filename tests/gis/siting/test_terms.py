"""Terms: numbers of sites, costs and budgets that fit the candidates, or not."""

from __future__ import annotations

import numpy as np
import pytest

from gis.errors import InputError, NoAnswerError
from gis.siting import backup, lscp, mclp, p_median, table_from_matrix
from gis.siting.terms import Terms, checked, limit_of


def test_existing_sites_are_not_free_and_not_counted():
    found = checked(Terms(n=2, existing=(1, 1)), 3)
    assert found.free.tolist() == [True, False, True]
    assert found.existing.tolist() == [1]
    assert found.cost.tolist() == [1.0, 1.0, 1.0]
    assert np.isinf(found.budget)


def test_a_budget_alone_lets_any_number_be_chosen():
    assert checked(Terms(budget=5.0), 4).n == 4


@pytest.mark.parametrize(
    ("terms", "wrong"),
    [
        (Terms(), "wanted a number of new sites, or a budget"),
        (Terms(n=0), "0 new sites; wanted 1 or more"),
        (Terms(n=4), "4 new sites are wanted of 3 candidates"),
        (Terms(n=3, existing=(0,)), "3 new sites are wanted of 2 candidates"),
        (Terms(n=1, existing=(3,)), "3 is not there; candidates are 0 to 2"),
        (Terms(n=1, cost=np.ones(2)), "2,. costs for 3 candidates"),
        (Terms(n=1, cost=np.array([1.0, -1.0, 1.0])), "wanted a finite number of 0 or more"),
        (Terms(n=1, cost=np.array([1.0, np.nan, 1.0])), "wanted a finite number of 0 or more"),
        (Terms(budget=-1.0), "-1.0; wanted 0 or more"),
        (Terms(budget=np.nan), "nan; wanted 0 or more"),
    ],
)
def test_terms_that_cannot_be_are_refused(terms, wrong):
    with pytest.raises(InputError, match=wrong) as refused:
        checked(terms, 3)
    assert refused.value.faults
    assert refused.value.text.id != refused.value.text.en


def test_a_budget_that_pays_nothing_says_what_is_missing():
    with pytest.raises(
        NoAnswerError, match="is too small: the cheapest candidate costs"
    ) as refused:
        checked(Terms(budget=1.0, cost=np.array([3.0, 4.0])), 2)
    assert refused.value.code == "budget-too-small"


@pytest.mark.parametrize("limit", [np.nan, np.inf, -1.0])
def test_a_limit_is_a_finite_number(limit):
    with pytest.raises(InputError, match="is no limit; wanted a finite number"):
        limit_of(limit, "limit")
    table = table_from_matrix(np.ones((2, 2)))
    for model in (mclp, lscp, backup):
        with pytest.raises(InputError, match="limit: "):
            model(table, Terms(n=1), limit=limit)
    with pytest.raises(InputError, match="cap: "):
        p_median(table, Terms(n=1), cap=limit)
    assert limit_of(0.0, "limit") == 0.0
