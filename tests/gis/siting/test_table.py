"""Tables of pairs: what is taken, what is refused, and which places are alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import EmptyInputError, InputError
from gis.siting.table import alike, merged, table_from_matrix, table_of

ONE = (np.array([0]), np.array([0]), np.array([5.0]))


def test_pairs_are_sorted_by_candidate_and_place():
    pairs = (np.array([1, 0, 1]), np.array([1, 0, 0]), np.array([3.0, 1.0, 2.0]))
    table = table_of(pairs, np.ones(2), n_candidates=3)
    assert table.start.tolist() == [0, 1, 3, 3]
    assert table.place.tolist() == [0, 0, 1]
    assert table.cost.tolist() == [1.0, 2.0, 3.0]
    assert table.candidate().tolist() == [0, 1, 1]
    assert np.isinf(table.today).all()


def test_a_limit_keeps_what_lies_on_it():
    table = table_from_matrix(np.array([[1.0, 2.0, 2.1]]))
    assert table.within(2.0).place.tolist() == [0, 1]


def test_existing_sites_serve_at_their_own_distance():
    table = table_from_matrix(
        np.array([[1.0, 9.0], [4.0, 2.0]]), today=np.array([3.0, np.nan])
    ).with_existing(np.array([1]))
    assert table.today.tolist() == [3.0, 2.0]


@pytest.mark.parametrize(
    ("pairs", "weight", "m", "wrong"),
    [
        (ONE, [np.nan], 1, "weight 0 is nan"),
        (ONE, [-1.0], 1, "weight 0 is -1.0"),
        ((ONE[0], ONE[1], np.array([np.inf])), [1.0], 1, "distance 0 is inf"),
        ((ONE[0], ONE[1], np.array([-2.0])), [1.0], 1, "distance 0 is -2.0"),
        ((np.array([3]), *ONE[1:]), [1.0], 3, "candidate 3; there are 0 to 2"),
        ((ONE[0], np.array([-1]), ONE[2]), [1.0], 1, "place -1; there are 0 to 0"),
        ((ONE[0], ONE[1], np.ones(2)), [1.0], 1, "1, 1, 2; wanted one row for each pair"),
        (tuple(np.repeat(part, 2) for part in ONE), [1.0], 1, "occurs twice"),
    ],
)
def test_bad_numbers_are_refused_with_what_was_got(pairs, weight, m, wrong):
    with pytest.raises(InputError, match=wrong) as refused:
        table_of(pairs, np.array(weight), n_candidates=m)
    assert refused.value.text.id != refused.value.text.en


def test_nothing_to_choose_from_or_to_serve_is_refused():
    nothing = tuple(part[:0] for part in ONE)
    with pytest.raises(EmptyInputError, match="no candidate"):
        table_of(nothing, np.ones(1), n_candidates=0)
    with pytest.raises(EmptyInputError, match="no place"):
        table_of(nothing, np.ones(0), n_candidates=1)


def test_matrices_and_times_of_today_are_checked():
    with pytest.raises(InputError, match="1 dimensions"):
        table_from_matrix(np.ones(3))
    with pytest.raises(InputError, match="2 weights for 3 places"):
        table_from_matrix(np.ones((2, 3)), np.ones(2))
    with pytest.raises(InputError, match="distance 0 is nan"):
        table_from_matrix(np.array([[np.nan]]))
    with pytest.raises(InputError, match="times of today"):
        table_from_matrix(np.ones((2, 3)), today=np.array([-1.0, 0.0, 0.0]))


@given(st.integers(0, 10_000))
def test_places_are_alike_when_their_sets_are_the_same(seed):
    rng = np.random.default_rng(seed)
    near = rng.random((4, 12)) < 0.5
    kind = rng.integers(0, 2, 12).astype(np.int32)
    table = table_from_matrix(np.where(near, 1.0, np.inf))
    for kinds in (None, kind):
        group = alike(table, kinds)
        tell = np.zeros(12, np.int32) if kinds is None else kind
        for a in range(12):
            assert (group[a] < 0) == (not near[:, a].any())
            for b in range(12):
                if group[a] >= 0 and group[b] >= 0:
                    same = (near[:, a] == near[:, b]).all() and tell[a] == tell[b]
                    assert (group[a] == group[b]) == same
        seen = group[group >= 0]
        assert np.unique(seen).tolist() == list(range(len(np.unique(seen))))


def test_merging_keeps_everybody_who_can_be_reached():
    near = np.array([[1.0, 1.0, np.inf, 1.0, np.inf], [np.inf, np.inf, 1.0, 1.0, np.inf]])
    table = table_from_matrix(near, np.array([2.0, 3.0, 4.0, 0.0, 7.0]))
    once, group = merged(table)
    assert group.tolist() == [0, 0, 1, -1, -1]
    assert once.weight.tolist() == [5.0, 4.0]
    assert once.n_pairs == 2
