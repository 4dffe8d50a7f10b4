"""Intervals of coverage: exact for one error of speed, bounds for one of people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.access.intervals import quick_and_slow, with_people_error
from gis.errors import InputError


def test_speeds_a_fifth_off_make_times_a_sixth_shorter_and_a_quarter_longer():
    quick, slow = quick_and_slow(np.array([600.0, np.nan]), 0.2)
    np.testing.assert_allclose(quick, [500.0, np.nan])
    np.testing.assert_allclose(slow, [750.0, np.nan])


def test_no_error_leaves_everything_as_it_is():
    known = pd.DataFrame({"total": [10.0], "covered_low": [4.0], "covered_high": [4.0]})
    out = with_people_error(known, 0.0)
    assert out["share_low"].tolist() == out["share_high"].tolist() == [0.4]


def test_shares_lie_between_every_way_of_being_off():
    # By hand: 40 of 100 within; at 10 % off, 36 of 36 + 66 at worst, 44 of 44 + 54 at best.
    known = pd.DataFrame({"total": [100.0], "covered_low": [40.0], "covered_high": [40.0]})
    out = with_people_error(known, 0.1).iloc[0]
    assert out["share_low"] == pytest.approx(36 / 102)
    assert out["share_high"] == pytest.approx(44 / 98)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1e6), st.booleans()), min_size=1, max_size=30),
    st.floats(0, 0.9),
    st.integers(0, 2**32 - 1),
)
def test_no_people_within_the_error_leave_the_bounds(places, error, seed):
    people = np.array([p for p, _ in places])
    within = np.array([w for _, w in places])
    held, total = people[within].sum(), people.sum()
    known = pd.DataFrame({"total": [total], "covered_low": [held], "covered_high": [held]})
    out = with_people_error(known, error).iloc[0]
    off = people * (1 + np.random.default_rng(seed).uniform(-error, error, len(people)))
    assert out["covered_low"] <= off[within].sum() * (1 + 1e-9) + 1e-9
    assert out["covered_high"] >= off[within].sum() * (1 - 1e-9) - 1e-9
    if total > 1e-3:
        share = off[within].sum() / off.sum()
        assert out["share_low"] - 1e-9 <= share <= out["share_high"] + 1e-9


def test_nobody_has_no_share():
    known = pd.DataFrame({"total": [0.0], "covered_low": [0.0], "covered_high": [0.0]})
    assert with_people_error(known, 0.1)[["share_low", "share_high"]].isna().all(axis=None)


@pytest.mark.parametrize("error", [-0.1, 1.0, float("nan"), 20.0])
def test_an_error_is_a_share_below_one(error):
    with pytest.raises(InputError, match="wanted a share of 0 or more and below 1"):
        quick_and_slow(np.array([1.0]), error)
    with pytest.raises(InputError, match="people_error"):
        with_people_error(pd.DataFrame(), error)
