"""Programmes: steps of values, and what HiGHS says of them."""

from __future__ import annotations

import numpy as np
import pytest

from gis.siting.exact import best_of_each, purse_rows, rows_of, solve, steps
from gis.siting.kernels import Purse, Worth

# Two candidates; place 0 is worth 5 and 3, place 1 is worth 2 to both.
WORTH = Worth(
    np.array([0, 2, 4]), np.array([0, 1, 0, 1], dtype=np.int32), np.array([5.0, 2.0, 3.0, 2.0]), 2
)


def test_steps_add_up_to_the_values():
    step, head, rise, candidate = steps(WORTH)
    assert step.tolist() == [0, 1, 2, 2]
    assert head.tolist() == [True, False, True]
    assert rise.tolist() == [2.0, 3.0, 2.0]
    assert candidate.tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize(("free", "best"), [([True, True], 7.0), ([False, True], 5.0)])
def test_the_best_of_each_place_is_found(free, best):
    purse = Purse(np.array(free), np.ones(2), 1, np.inf)
    found = solve(best_of_each(WORTH, purse, np.zeros(2, bool)), 5.0)
    assert found.least == pytest.approx(-best)
    assert found.x[np.argmax(free)] == pytest.approx(1.0)


def test_what_must_be_is_and_what_cannot_be_is_told():
    purse = Purse(np.ones(2, bool), np.ones(2), 1, np.inf)
    must = solve(best_of_each(WORTH, purse, np.array([False, True])), 5.0)
    assert must.least == pytest.approx(-5.0)
    never = solve(best_of_each(WORTH, purse, np.ones(2, bool)), 5.0)
    assert never.infeasible
    assert never.x is None


def test_number_and_budget_are_rows():
    matrix, most = purse_rows(Purse(np.ones(2, bool), np.array([3.0, 4.0]), 5, 6.0), 3)
    assert matrix.toarray().tolist() == [[1.0, 1.0, 0.0], [3.0, 4.0, 0.0]]
    assert most.tolist() == [2.0, 6.0]


def test_entries_at_one_spot_are_added():
    one = (np.array([0]), np.array([1]), np.array([2.0]))
    assert rows_of([one, one], (1, 2)).toarray().tolist() == [[0.0, 4.0]]
