"""Scores of values: worked out by hand, and never beyond 0 to 1."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import InputError
from gis.suitability.scores import Classes, Curve, Sigmoid

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20)


def test_linear_both_ways():
    values = np.array([-5.0, 0.0, 250.0, 1000.0, 5000.0, np.nan])
    less = Curve.linear(0.0, 1000.0, better="less")(values)
    more = Curve.linear(0.0, 1000.0, better="more")(values)
    assert less[:5].tolist() == [1.0, 1.0, 0.75, 0.0, 0.0]
    assert more[:5].tolist() == [0.0, 0.0, 0.25, 1.0, 1.0]
    assert np.isnan([less[5], more[5]]).all()


def test_piecewise_goes_through_its_points_and_is_level_beyond():
    curve = Curve(((0.0, 0.0), (100.0, 1.0), (300.0, 0.5)))
    assert curve(np.array([-1.0, 50.0, 100.0, 200.0, 999.0])).tolist() == [0.0, 0.5, 1.0, 0.75, 0.5]
    assert curve.reach == 300.0
    assert curve(np.array([np.inf])).tolist() == [0.5]


def test_sigmoid():
    curve = Sigmoid.of(1000.0, 200.0, better="less")
    assert curve(np.array([1000.0, 1200.0])) == pytest.approx([0.5, 1 / (1 + np.e)])
    assert curve(np.array([np.inf, -np.inf])) == pytest.approx([0.0, 1.0])
    assert curve(np.array([curve.reach]))[0] < 1e-9


def test_classes():
    score = Classes({4: 1.0, 8: 0.3}, other=0.1)
    found = score(np.array([4.0, 8.0, 5.0, 0.0, 99.0, np.nan]))
    assert found[:5].tolist() == [1.0, 0.3, 0.1, 0.1, 0.1]
    assert np.isnan(found[5])


@given(NUMBERS, st.sampled_from(["less", "more"]), st.booleans())
def test_scores_are_monotone_and_within_0_to_1(values, better, straight):
    curve = (
        Curve.linear(-10.0, 500.0, better=better)
        if straight
        else Sigmoid.of(100.0, 30.0, better=better)
    )
    scores = curve(np.sort(np.array(values)))
    assert ((scores >= 0) & (scores <= 1)).all()
    steps = np.diff(scores)
    assert (steps <= 0).all() if better == "less" else (steps >= 0).all()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Curve(((0.0, 1.0),)), "wanted two or more, ascending"),
        (lambda: Curve(((5.0, 1.0), (5.0, 0.0))), "ascending"),
        (lambda: Curve.linear(5.0, 0.0, better="less"), "ascending"),
        (lambda: Curve(((0.0, 1.5), (1.0, 0.0))), "score 1.5; wanted 0 to 1"),
        (lambda: Curve.linear(0.0, 1.0, better="near"), "direction 'near'"),
        (lambda: Sigmoid(0.0, 0.0, True), "wanted a width above 0"),
        (lambda: Sigmoid.of(0.0, 1.0, better="up"), "direction 'up'"),
        (lambda: Classes({}), "no class given"),
        (lambda: Classes({1: -0.1}), "score -0.1"),
    ],
)
def test_unusable_curves_are_refused(make, words):
    with pytest.raises(InputError) as refused:
        make()
    assert words in str(refused.value)
    assert refused.value.text.id != refused.value.text.en
