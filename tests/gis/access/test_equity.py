from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inequality.gini import Gini
from inequality.theil import Theil as OracleTheil
from inequality.theil import TheilD

from gis.access.equity import gini, lorenz, palma, theil
from gis.errors import EmptyInputError, InputError, NoAnswerError

amounts = st.lists(st.floats(0.01, 1e4), min_size=2, max_size=40)
counts = st.lists(st.integers(1, 30), min_size=40, max_size=40)


class TestByHead:
    def test_lorenz(self):
        curve = lorenz([3, 1], [1, 3])
        assert curve.people.tolist() == [0, 0.75, 1]
        assert curve.amount.tolist() == [0, 0.5, 1]
        assert curve.amount_of(0.375) == 0.25

    def test_gini_of_one_who_has_all(self):
        assert gini([0, 0, 0, 1]) == 0.75
        assert gini([5, 5, 5]) == 0
        assert gini([7]) == 0

    def test_gini_of_two_groups(self):
        """Half the people have a quarter: the area of the triangle is a quarter."""
        assert gini([1, 3], [50, 50]) == pytest.approx(0.25)

    def test_palma_cuts_a_place_in_proportion(self):
        """40 % have 0.4 · 1, the best tenth 0.1 · 4 of a sum of 0.8 · 1 + 0.2 · 4."""
        assert palma([1, 4], [80, 20]) == pytest.approx(1.0)

    def test_theil_of_one_who_has_all_is_log_n(self):
        assert theil([0, 0, 0, 9]).total == pytest.approx(np.log(4))
        assert theil([2, 2, 2]).total == pytest.approx(0)

    def test_theil_between_groups_only(self):
        found = theil([1, 1, 3, 3], groups=["a", "a", "b", "b"])
        expected = 0.25 * np.log(0.5) + 0.75 * np.log(1.5)
        assert found.between == pytest.approx(expected)
        assert found.within == pytest.approx(0, abs=1e-15)
        assert found.groups["mean"].to_dict() == {"a": 1, "b": 3}
        assert found.groups["share"].to_dict() == {"a": 0.25, "b": 0.75}

    def test_theil_within_groups_only(self):
        found = theil([1, 3, 1, 3], groups=["a", "a", "b", "b"])
        assert found.between == pytest.approx(0, abs=1e-15)
        assert found.groups["theil"].nunique() == 1

    def test_a_place_without_people_counts_nothing(self):
        assert gini([1, 3, 99], [1, 1, 0]) == gini([1, 3])
        found = theil([1, 3, np.nan], [1, 1, 0], groups=["a", "a", "b"])
        assert found.groups.index.tolist() == ["a"]

    def test_a_group_that_has_nothing(self):
        found = theil([0, 0, 2, 2], groups=["a", "a", "b", "b"])
        assert found.total == pytest.approx(np.log(2))
        assert found.groups.loc["a", "theil"] == 0


class TestOracles:
    @settings(deadline=None, max_examples=50)
    @given(amounts)
    def test_inequality_gini(self, values):
        assert gini(values) == pytest.approx(Gini(np.array(values)).g, abs=1e-12)

    @settings(deadline=None, max_examples=50)
    @given(amounts, st.integers(1, 5))
    def test_inequality_theil_by_groups(self, values, n_groups):
        y, group = np.array(values), np.arange(len(values)) % n_groups
        found, other = theil(y, groups=group), TheilD(y, group)
        assert found.total == pytest.approx(float(OracleTheil(y).T), abs=1e-12)
        assert found.between == pytest.approx(float(np.ravel(other.bg)[0]), abs=1e-12)
        assert found.within == pytest.approx(float(np.ravel(other.wg)[0]), abs=1e-12)

    @settings(deadline=None, max_examples=40)
    @given(amounts, counts)
    def test_people_count_as_repeated_persons(self, values, people):
        people = people[: len(values)]
        persons = np.repeat(values, people)
        assert gini(values, people) == pytest.approx(Gini(persons).g, abs=1e-12)
        assert theil(values, people).total == pytest.approx(
            float(OracleTheil(persons).T), abs=1e-12
        )
        assert palma(values, people) == pytest.approx(palma(persons), rel=1e-9)

    def test_mean_absolute_difference(self):
        """Gini = mean |a - b| over all pairs, by twice the mean."""
        draw = np.random.default_rng(4)
        values, people = draw.random(30), draw.integers(1, 100, 30)
        weight = np.outer(people, people) / people.sum() ** 2
        apart = (weight * np.abs(values[:, None] - values)).sum()
        assert gini(values, people) == pytest.approx(
            apart / 2 / np.average(values, weights=people), rel=1e-12
        )


class TestProperties:
    @settings(deadline=None, max_examples=40)
    @given(amounts, counts, st.integers(1, 6))
    def test_parts_add_up(self, values, people, n_groups):
        people, group = people[: len(values)], np.arange(len(values)) % n_groups
        found = theil(values, people, groups=group)
        assert found.total == pytest.approx(theil(values, people).total, abs=1e-9)
        inner = (found.groups["share"] * found.groups["theil"]).sum()
        assert inner == pytest.approx(found.within, abs=1e-12)
        assert found.groups["share"].sum() == pytest.approx(1)
        assert min(found.between, found.within) >= -1e-12

    @settings(deadline=None, max_examples=40)
    @given(amounts, counts, st.floats(0.1, 1000))
    def test_units_do_not_matter(self, values, people, factor):
        people, scaled = people[: len(values)], np.array(values) * factor
        assert gini(scaled, people) == pytest.approx(gini(values, people), abs=1e-9)
        assert palma(scaled, people) == pytest.approx(palma(values, people), rel=1e-9)
        assert theil(scaled, people).total == pytest.approx(theil(values, people).total, abs=1e-9)

    @settings(deadline=None, max_examples=40)
    @given(amounts, st.floats(0.05, 0.45))
    def test_giving_from_rich_to_poor_lowers_all(self, values, part):
        """The principle of transfers (Pigou and Dalton)."""
        y = np.sort(np.array(values))
        given_away = part * (y[-1] - y[0])
        after = y + np.r_[given_away, np.zeros(len(y) - 2), -given_away]
        assert gini(after) <= gini(y) + 1e-12
        assert theil(after).total <= theil(y).total + 1e-12

    @settings(deadline=None, max_examples=40)
    @given(amounts, counts)
    def test_the_curve_rises_ever_steeper_below_the_diagonal(self, values, people):
        curve = lorenz(values, people[: len(values)])
        assert (curve.amount <= curve.people + 1e-12).all()
        slopes = np.diff(curve.amount) / np.diff(curve.people)
        assert (np.diff(slopes) >= -1e-9 * slopes.max()).all()
        assert 0 <= gini(values, people[: len(values)]) < 1


class TestRefusals:
    @pytest.mark.parametrize("measure", [lorenz, gini, palma, theil])
    def test_bad_numbers(self, measure):
        with pytest.raises(InputError, match=r"values hold -1\.0 \(1 such\)"):
            measure([1, -1])
        with pytest.raises(InputError, match="values hold nan"):
            measure([1, np.nan])
        with pytest.raises(InputError, match="people hold inf"):
            measure([1, 2], [1, np.inf])
        with pytest.raises(InputError, match="2 values for 1 numbers of people"):
            measure([1, 2], [1])
        with pytest.raises(EmptyInputError, match="no place with people"):
            measure([1, 2], [0, 0])
        with pytest.raises(NoAnswerError, match="nobody has anything"):
            measure([0, 0])

    def test_palma_of_nothing(self):
        with pytest.raises(NoAnswerError, match="worst-served 40 %"):
            palma([0, 0, 0, 5])

    def test_groups(self):
        with pytest.raises(InputError, match="1 groups for 2 values"):
            theil([1, 2], groups=["a"])
        with pytest.raises(InputError, match="a place has no group"):
            theil([1, 2], groups=["a", None])
