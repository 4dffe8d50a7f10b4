"""Arithmetic with one rule for missing, endless and impossible results."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.filters.numbers import combined, combined_pair

NUMBERS = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("operator", "left", "right", "result"),
    [
        ("+", 1, 2, 3), ("-", 1, 2, -1), ("*", 3, 2, 6), ("/", 7, 2, 3.5), ("div", -7, 2, -3),
        ("%", -7, 2, -1), ("%", 7, -2, 1), ("^", 2, 3, 8), ("^", 9, 0.5, 3), ("/", 1, 0, None),
        ("%", 1, 0, None), ("div", 1, 0, None), ("^", 0, -1, None), ("^", -8, 1 / 3, None),
        ("*", 1e200, 1e200, None), ("^", None, 0, None), ("^", 1, None, None), ("^", 0, 0, 1),
    ],
)  # fmt: skip
def test_pairs(operator, left, right, result):
    assert combined_pair(operator, left, right) == result


@given(NUMBERS, NUMBERS.filter(bool))
def test_quotient_and_remainder_belong_together(a, b):
    whole, rest = combined_pair("div", a, b), combined_pair("%", a, b)
    if whole is not None:
        assert math.isclose(whole * b + rest, a, rel_tol=1e-9, abs_tol=1e-9)


def test_one_number_meets_a_column():
    out = combined("+", np.array([1.0, np.nan]), np.array([2.0]))
    assert out[0] == 3
    assert np.isnan(out[1])
