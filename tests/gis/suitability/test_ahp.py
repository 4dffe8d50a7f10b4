"""Weights by pairwise judgements, against examples Saaty published."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import InputError
from gis.suitability.ahp import SCALE, priorities, read_judgements

# Saaty (1990), How to make a decision, EJOR 48: buying a house. Size, transport,
# neighbourhood, age, yard, facilities, condition, financing.
HOUSE = (
    "5 3 7 6 6 1/3 1/4",
    "1/3 5 3 3 1/5 1/7",
    "6 3 4 6 1/5",
    "1/3 1/4 1/7 1/8",
    "1/2 1/5 1/6",
    "1/5 1/6",
    "1/2",
)
# Saaty (2008), Decision making with the AHP: drinks in the United States, per person.
# Coffee, wine, tea, beer, sodas, milk, water.
DRINKS = ("9 5 2 1 1 1/2", "1/3 1/9 1/9 1/9 1/9", "1/3 1/4 1/3 1/9", "1/2 1 1/3", "2 1/2", "1/3")
# Saaty (1980): distances from Philadelphia. Cairo, Tokyo, Chicago, San Francisco, London,
# Montreal; true shares of the distance are .278 .361 .032 .132 .177 .019.
CITIES = ("1/3 8 3 3 7", "9 3 3 9", "1/6 1/5 2", "1/3 6", "6")


def test_house_is_as_published():
    found = priorities(read_judgements(HOUSE))
    published = [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    assert found.weights == pytest.approx(published, abs=6e-4)
    assert found.largest_eigenvalue == pytest.approx(9.669, abs=5e-4)
    assert found.index == pytest.approx(0.238, abs=5e-4)
    assert found.ratio == pytest.approx(0.169, abs=5e-4)
    assert not found.consistent


def test_the_judgement_to_think_over_is_the_one_saaty_names():
    # Saaty (2003), EJOR 145: neighbourhood against condition, 6, should be 1/2; the ratio
    # is then .083 and the weights are .175 .062 .103 .019 .034 .041 .221 .345.
    matrix = read_judgements(HOUSE)
    revision = priorities(matrix).revision
    assert (revision.first, revision.second, revision.given) == (2, 6, 6.0)
    assert revision.better == 0.5
    matrix[2, 6], matrix[6, 2] = revision.better, 1 / revision.better
    after = priorities(matrix)
    assert after.ratio == pytest.approx(revision.ratio)
    assert after.ratio == pytest.approx(0.083, abs=1e-3)
    published = [0.175, 0.062, 0.103, 0.019, 0.034, 0.041, 0.221, 0.345]
    assert after.weights == pytest.approx(published, abs=6e-4)


@pytest.mark.parametrize(
    ("rows", "published", "ratio"),
    [
        (DRINKS, [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327], 0.022),
        (CITIES, [0.263, 0.397, 0.033, 0.116, 0.164, 0.027], 0.073),
    ],
    ids=["drinks", "cities"],
)
def test_others_are_as_published(rows, published, ratio):
    found = priorities(read_judgements(rows))
    assert found.weights == pytest.approx(published, abs=1.5e-3)
    assert found.ratio == pytest.approx(ratio, abs=1e-3)
    assert found.consistent


def test_two_criteria_never_contradict():
    found = priorities(read_judgements(["3"]))
    assert found.weights == pytest.approx([0.75, 0.25])
    assert (found.ratio, found.revision) == (0.0, None)


@given(st.lists(st.floats(0.05, 20.0), min_size=2, max_size=8))
def test_ratios_of_weights_give_the_weights_back(weights):
    w = np.array(weights)
    found = priorities(w[:, None] / w[None, :])
    assert found.weights == pytest.approx(w / w.sum(), rel=1e-6)
    assert found.ratio == pytest.approx(0.0, abs=1e-6)


@given(st.data(), st.integers(3, 6))
def test_order_of_criteria_does_not_matter(data, n):
    matrix = np.eye(n)
    for i in range(n):
        for j in range(i + 1, n):
            matrix[i, j] = data.draw(st.sampled_from(SCALE))
            matrix[j, i] = 1 / matrix[i, j]
    order = np.array(data.draw(st.permutations(range(n))))
    one, other = priorities(matrix), priorities(matrix[np.ix_(order, order)])
    assert other.weights == pytest.approx(one.weights[order], rel=1e-6, abs=1e-9)
    assert other.ratio == pytest.approx(one.ratio, abs=1e-9)
    if one.revision is not None:
        assert one.revision.ratio < one.ratio


def power_method(matrix):
    w = np.ones(len(matrix)) / len(matrix)
    for _ in range(500):
        w = matrix @ w
        w /= w.sum()
    return w


@given(st.lists(st.sampled_from(SCALE), min_size=6, max_size=6))
def test_weights_are_those_of_the_power_method(values):
    rows = [" ".join(map(repr, values[:3])), " ".join(map(repr, values[3:5])), repr(values[5])]
    matrix = read_judgements(rows)
    assert priorities(matrix).weights == pytest.approx(power_method(matrix), rel=1e-6)


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        (np.ones((2, 3)), "wanted a square one of 2 to 15"),
        (np.ones((1, 1)), "wanted a square one"),
        (np.ones((16, 16)), "wanted a square one"),
        (np.array([[1, np.nan], [1, 1]]), "the judgement of 1 against 2 is missing"),
        (np.array([[1.0, -2], [-0.5, 1]]), "not above 0 (2 of them)"),
        (np.array([[1.0, 3], [3, 1]]), "the other way round 3; wanted 0.333333"),
    ],
)
def test_unusable_matrices_are_refused(matrix, words):
    with pytest.raises(InputError) as refused:
        priorities(matrix)
    assert words in str(refused.value)
    assert refused.value.text.id != refused.value.text.en
    assert refused.value.faults[0][0] == "judgements"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["3 5", "2 2"], "row 2 holds 2 judgements; for 3 criteria wanted 1"),
        (["3"] * 2, "row 1 holds 1 judgements"),
        (["x"], "'x' is no number above 0"),
        (["1/0"], "'1/0' is no number"),
        (["-2"], "'-2' is no number above 0"),
    ],
)
def test_unreadable_judgements_are_refused(rows, words):
    with pytest.raises(InputError) as refused:
        read_judgements(rows)
    assert words in str(refused.value)
