"""Fairness by group, against the inequality package and worked out in the head."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inequality.gini import Gini
from inequality.theil import TheilD

from gis.access.demand import Demand
from gis.access.equity import gini
from gis.access.fairness import LORENZ_POINTS, fairness, fairness_of
from gis.errors import EmptyInputError, InputError, NoAnswerError

NAN = np.nan


def told(values, people, groups):
    return fairness(np.array(values, float), np.array(people, float), np.array(groups))


def test_all_have_the_same():
    found = told([2, 2, 2], [1, 5, 4], [0, 1, 1])
    assert (found.gini, found.theil) == (pytest.approx(0, abs=1e-12), pytest.approx(0, abs=1e-12))
    assert found.palma == pytest.approx(0.25)
    assert found.mean == 2
    np.testing.assert_allclose(found.lorenz[:, 0], found.lorenz[:, 1], atol=1e-12)


def test_one_district_has_all():
    found = told([0, 4], [10, 10], [7, 9])
    assert found.gini == 0.5
    assert np.isnan(found.palma)
    assert found.theil == found.between == pytest.approx(np.log(2))
    assert found.within == 0
    assert (found.people, found.people_without) == (20, 10)
    assert found.groups["mean"].to_dict() == {7: 0, 9: 4}
    assert np.isnan(found.groups.loc[7, "gini"])
    assert np.isnan(found.groups.loc[7, "theil"])
    assert found.groups.loc[9, "gini"] == 0


def test_minutes_that_are_not_known_are_left_out_and_counted():
    found = told([10, NAN, 30], [5, 3, 5], [0, 0, 1])
    assert (found.people, found.people_unknown, found.mean) == (10, 3, 20)
    assert found.groups["people"].tolist() == [5, 5]


def test_the_curve_has_points_for_a_chart():
    found = told([1, 3], [1, 1], [0, 0])
    assert found.lorenz.shape == (LORENZ_POINTS, 2)
    assert found.lorenz[[0, 50, -1]].tolist() == [[0, 0], [0.5, 0.25], [1, 1]]
    assert (np.diff(found.lorenz, axis=0) >= 0).all()


amounts = st.lists(
    st.tuples(st.integers(1, 1000), st.integers(0, 3)), min_size=2, max_size=40
).filter(lambda rows: len({g for _, g in rows}) > 1)


@settings(deadline=None, max_examples=60)
@given(amounts)
def test_measures_of_the_inequality_package(rows):
    values, groups = np.array(rows, dtype=float).T
    found = told(values, np.ones(len(values)), groups.astype(int))
    theirs = TheilD(values, groups.astype(int))
    assert found.theil == pytest.approx(float(theirs.T), abs=1e-9)
    assert found.between == pytest.approx(float(np.ravel(theirs.bg)[0]), abs=1e-9)
    assert found.within == pytest.approx(float(np.ravel(theirs.wg)[0]), abs=1e-9)
    assert found.gini == pytest.approx(Gini(values).g, abs=1e-9)
    for name, row in found.groups.iterrows():
        mine = values[groups == name]
        assert row["gini"] == pytest.approx(gini(mine), abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.floats(0, 1e6), st.floats(0, 1e6), st.integers(0, 4)), min_size=1, max_size=50
    )
)
def test_parts_make_the_whole(rows):
    values, people, groups = (np.array(column) for column in zip(*rows, strict=True))
    if not (values * people).sum() > 1e-9:
        return
    found = fairness(values, people, groups)
    assert found.between + found.within == pytest.approx(found.theil, rel=1e-9, abs=1e-9)
    assert found.groups["between"].sum() == pytest.approx(found.between, rel=1e-9, abs=1e-9)
    assert found.groups["within"].sum() == pytest.approx(found.within, rel=1e-9, abs=1e-9)
    assert found.groups["people"].sum() == pytest.approx(people.sum())
    assert ((found.groups["gini"] >= 0) | found.groups["gini"].isna()).all()


def test_a_place_in_two_districts_counts_its_share_in_each():
    apart = told([1, 3, 3], [10, 6, 4], [0, 0, 1])
    whole = told([1, 3], [10, 10], [0, 0])
    assert apart.gini == pytest.approx(whole.gini)
    assert apart.theil == pytest.approx(whole.theil)


def test_places_of_units_count_by_their_share():
    people = Demand(
        lon=np.zeros(2),
        lat=np.zeros(2),
        amount=np.array([10.0, 10.0]),
        unit=np.array([0, 0, 1], np.int32),
        cell=np.array([0, 1, 1], np.int32),
        share=np.array([1.0, 0.6, 0.4]),
        n_units=2,
    )
    found = fairness_of(people, np.array([15.0, 45.0]))
    apart = told([15, 45, 45], [10, 6, 4], [0, 0, 1])
    assert (found.gini, found.theil, found.mean) == (apart.gini, apart.theil, 30)
    assert found.groups["people"].tolist() == [16, 4]
    with pytest.raises(InputError, match=r"\(3,\) values for 2 places"):
        fairness_of(people, np.ones(3))


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(InputError, match="2 values, 1 numbers of people, 2 groups"):
        told([1, 2], [1], [0, 0])
    with pytest.raises(EmptyInputError, match="the amount of nobody is known"):
        told([NAN, 1], [5, 0], [0, 0])
    with pytest.raises(NoAnswerError, match="nobody has anything"):
        told([0, 0], [5, 1], [0, 0])
    with pytest.raises(InputError, match="values hold -1"):
        told([-1, 2], [5, 1], [0, 0])
