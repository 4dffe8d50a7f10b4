"""Gains, losses, swap and annual rates."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gis.errors import InputError
from gis.landcover.measures import annual_rate, class_changes


def test_three_classes_by_hand():
    found = class_changes(np.array([[50.0, 10, 0], [5, 20, 5], [0, 0, 10]]))
    assert found["before_ha"].tolist() == [60, 30, 10]
    assert found["after_ha"].tolist() == [55, 30, 15]
    assert found["gain_ha"].tolist() == [5, 10, 5]
    assert found["loss_ha"].tolist() == [10, 10, 0]
    assert found["net_ha"].tolist() == [-5, 0, 5]
    assert found["swap_ha"].tolist() == [10, 20, 0]


@given(arrays(np.float64, (4, 4), elements=st.floats(0, 1e6)))
def test_gains_and_losses_balance(matrix):
    found = class_changes(matrix)
    total = matrix.sum() + 1
    assert found["net_ha"].sum() / total == pytest.approx(0, abs=1e-9)
    assert found["gain_ha"].sum() / total == pytest.approx(found["loss_ha"].sum() / total)
    change = found["gain_ha"] + found["loss_ha"]
    assert (found["net_ha"].abs() + found["swap_ha"]).to_numpy() == pytest.approx(
        change.to_numpy(), abs=1e-6
    )


def test_matrix_must_be_square():
    with pytest.raises(InputError, match="not square"):
        class_changes(np.zeros((2, 3)))


def test_puyravaud_rate():
    """r = ln(A2 / A1) / years: halved in ten years is 6.93 % a year, not 5 or 6.7."""
    assert annual_rate(100, 50, 10).percent == pytest.approx(-6.931471805599453)
    assert annual_rate(100, 100, 3).percent == 0.0
    assert annual_rate(50, 100, 7).percent == pytest.approx(100 * math.log(2) / 7)


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.floats(0.1, 50))
def test_compounding_the_rate_leads_from_one_area_to_the_other(before, after, years):
    rate = annual_rate(before, after, years).percent
    assert before * math.exp(rate / 100 * years) == pytest.approx(after, rel=1e-9)


def test_rates_without_a_value_say_why():
    assert annual_rate(0, 5, 1).percent is None
    assert "not there at first" in annual_rate(0, 5, 1).reason.en
    assert "gone altogether" in annual_rate(5, 0, 1).reason.en
    assert annual_rate(0, 0, 1).reason.en == "the class is not there"
    assert "hilang" in annual_rate(5, 0, 1).reason.id


@pytest.mark.parametrize(
    ("given", "words"),
    [((1, 1, 0), "more than 0"), ((1, 1, math.nan), "more than 0"), ((-1, 1, 1), "0 or more")],
)
def test_what_has_no_rate_is_refused(given, words):
    with pytest.raises(InputError, match=words):
        annual_rate(*given)
