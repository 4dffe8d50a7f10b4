"""Shortages: met, over capacity or out of reach, worked out in the head."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.access.demand import Demand
from gis.access.shortages import REASON_TEXTS, rank_shortages, shortage
from gis.errors import InputError


def places(amount, unit, share=None, n_units=None) -> Demand:
    n = len(amount)
    whole = np.arange(n, dtype=np.int32)
    return Demand(
        lon=116.0 + whole * 0.01,
        lat=np.full(n, -1.0),
        amount=np.array(amount, float),
        unit=np.array(unit, np.int32),
        cell=whole,
        share=np.ones(n) if share is None else np.array(share, float),
        n_units=n_units or max(unit) + 1,
    )


def test_everybody_is_in_one_of_three():
    people = places([100, 100, 100, 50], [0, 0, 0, 1], n_units=3)
    # One bed is enough for 1,000: too much, half of enough, nothing; and enough.
    found = shortage(
        people, np.array([0.002, 0.0005, 0.0, 0.001]), people_per_unit=1000, index=["a", "b", "c"]
    )
    first = found.table.loc["a"]
    assert first.to_dict() == pytest.approx(
        {
            "total": 300,
            "supply": 0.25,
            "per_1000": 0.25 / 0.3,
            "met": 150,
            "share": 0.5,
            "over_capacity": 50,
            "unreached": 100,
        }
    )
    assert found.table.loc["b", "share"] == 1
    nobody = found.table.loc["c"]
    assert (nobody["total"], nobody["supply"]) == (0, 0)
    assert nobody[["share", "per_1000"]].isna().all()
    assert found.totals["met"] == 200
    assert found.totals["total"] == 350
    assert found.short.tolist() == [0, 50, 100, 0]


def test_gaps_name_the_worst_place_and_why():
    people = places([10, 300, 100, 100], [0, 0, 1, 2])
    found = shortage(
        people, np.array([0.0, 0.0005, 0.0, 0.001]), people_per_unit=1000, index=["a", "b", "c"]
    )
    gaps = rank_shortages(people, found)
    assert gaps.index.tolist() == ["a", "b"]
    assert gaps["rank"].tolist() == [1, 2]
    assert gaps["uncovered"].tolist() == [160, 100]
    assert gaps["share"].tolist() == pytest.approx([160 / 310, 1])
    assert gaps["place"].tolist() == [1, 2]
    assert gaps["lon"].tolist() == pytest.approx([116.01, 116.02])
    assert gaps["reason"].tolist() == ["over-capacity", "out-of-reach"]
    assert set(gaps["reason"]) <= set(REASON_TEXTS)


def test_place_and_reason_are_of_the_same_people():
    """Fifty of a hundred share too little in one place; sixty elsewhere reach nothing."""
    people = places([100, 30, 30.5], [0, 0, 0])
    found = shortage(people, np.array([0.0005, 0.0, 0.0]), people_per_unit=1000, index=["a"])
    gaps = rank_shortages(people, found)
    assert gaps["reason"].tolist() == ["out-of-reach"]
    assert gaps["place"].tolist() == [2]


def test_no_gap_where_all_are_met_but_for_rounding():
    people = places([0.1] * 10, [0] * 10)
    found = shortage(people, np.full(10, 0.1 + 1e-17), people_per_unit=10, index=[0])
    assert not len(rank_shortages(people, found))


def test_a_cell_in_two_units_is_counted_once_in_all():
    cell = np.zeros(2, np.int32)
    people = Demand(
        lon=np.zeros(1),
        lat=np.zeros(1),
        amount=np.array([100.0]),
        unit=np.array([0, 1], np.int32),
        cell=cell,
        share=np.array([1.0, 0.5]),
        n_units=2,
    )
    found = shortage(people, np.array([0.01]), people_per_unit=100, index=[0, 1])
    assert found.table["total"].tolist() == [100, 50]
    assert found.totals["total"] == 100


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(st.floats(0, 1e5), st.floats(0, 1), st.integers(0, 3)), min_size=1),
    st.floats(1e-3, 1e4),
)
def test_parts_make_all_people(rows, enough):
    amount, per_person, unit = zip(*rows, strict=True)
    people = places(amount, unit, n_units=4)
    found = shortage(people, np.array(per_person), people_per_unit=enough, index=range(4))
    parts = found.table[["met", "over_capacity", "unreached"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(found.table["total"].to_numpy(), rel=1e-9)
    once = found.totals
    assert once["met"] + once["over_capacity"] + once["unreached"] == pytest.approx(once["total"])


def test_what_does_not_fit_is_refused():
    people = places([1], [0])
    with pytest.raises(InputError, match="people_per_unit"):
        shortage(people, np.ones(1), people_per_unit=0, index=[0])
    with pytest.raises(InputError, match=r"\(2,\) shares for 1 places"):
        shortage(people, np.ones(2), people_per_unit=1, index=[0])
