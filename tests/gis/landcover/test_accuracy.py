"""Areas from a sample, against the worked example of Olofsson and others (2014)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import InputError
from gis.landcover.accuracy import adjusted_areas

# Remote Sensing of Environment 148, section 5: deforestation, forest gain, stable forest,
# stable non-forest; 30 m pixels counted on the map, and the sample of 640 units.
COUNTS = [[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]]
PIXELS = [200_000, 150_000, 3_200_000, 6_450_000]
MAPPED = [n * 0.09 for n in PIXELS]


def test_areas_and_intervals_of_the_paper():
    found = adjusted_areas(COUNTS, MAPPED).table
    assert found["mapped_ha"].round().tolist() == [18_000, 13_500, 288_000, 580_500]
    assert found["area_ha"].round().tolist() == [21_158, 11_686, 285_770, 581_386]
    assert found["area_error_ha"].round().tolist() == [6_158, 3_756, 15_510, 16_282]


def test_accuracies_of_the_paper():
    found = adjusted_areas(COUNTS, MAPPED)
    table = found.table
    assert table["users"].round(2).tolist() == [0.88, 0.73, 0.93, 0.96]
    assert table["users_error"].round(2).tolist() == [0.07, 0.10, 0.04, 0.02]
    assert table["producers"].round(2).tolist() == [0.75, 0.85, 0.93, 0.96]
    assert (round(found.overall, 2), round(found.overall_error, 2)) == (0.95, 0.02)
    assert table["n"].tolist() == [75, 75, 165, 325]


def test_proportions_of_the_paper():
    """Table 9: the estimated error matrix."""
    table_9 = [
        [0.0176, 0, 0.0013, 0.0011],
        [0, 0.0110, 0.0016, 0.0024],
        [0.0019, 0, 0.2967, 0.0213],
        [0.0040, 0.0020, 0.0179, 0.6212],
    ]
    assert adjusted_areas(COUNTS, MAPPED).proportions == pytest.approx(np.array(table_9), abs=6e-5)


def test_producers_errors_of_the_paper_where_it_follows_its_own_equation():
    """The paper prints 0.21, 0.23, 0.03, 0.01; its equation 7 gives 0.25 and 0.02 for two of them.

    Oracle for those two: the delta method, with slopes by small steps and the covariance of
    the multinomial sample of each stratum.
    """
    ours = adjusted_areas(COUNTS, MAPPED).table["producers_error"]
    assert ours.round(2).tolist() == [0.21, 0.25, 0.03, 0.02]
    counts, mapped = np.array(COUNTS, dtype=float), np.array(MAPPED)
    size = counts.sum(axis=1)
    shares = counts / size[:, None]

    def producers(shares):
        p = mapped[:, None] * shares
        return np.diag(p) / p.sum(axis=0)

    variance = np.zeros(4)
    for i in range(4):
        steps = 1e-6 * np.eye(4)
        slope = np.empty((4, 4))
        for k in range(4):
            moved = [shares.copy(), shares.copy()]
            moved[0][i] -= steps[k]
            moved[1][i] += steps[k]
            slope[k] = (producers(moved[1]) - producers(moved[0])) / 2e-6
        spread = (np.diag(shares[i]) - np.outer(shares[i], shares[i])) / (size[i] - 1)
        variance += np.diag(slope.T @ spread @ slope)
    assert ours.to_numpy() == pytest.approx(1.96 * np.sqrt(variance), rel=1e-6)


def test_producers_error_by_resampling():
    """Oracle: the spread of producers' accuracy over samples drawn anew from each stratum."""
    draw = np.random.default_rng(3)
    counts, mapped = np.array(COUNTS), np.array(MAPPED)
    size = counts.sum(axis=1)
    found = []
    for _ in range(4000):
        n = np.array([draw.multinomial(k, row / k) for k, row in zip(size, counts, strict=True)])
        p = mapped[:, None] * n / size[:, None]
        found.append(np.diag(p) / p.sum(axis=0))
    theirs = 1.96 * np.std(found, axis=0)
    ours = adjusted_areas(COUNTS, MAPPED).table["producers_error"].to_numpy()
    # The formula is linear: larger samples agree better.
    assert ours == pytest.approx(theirs, rel=0.12)


def test_a_perfect_map_has_no_error():
    found = adjusted_areas([[10, 0], [0, 20]], [30.0, 70.0])
    assert found.table["area_ha"].tolist() == pytest.approx([30.0, 70.0])
    assert (
        found.table[["area_error_ha", "users_error", "producers_error"]].sum().tolist() == [0] * 3
    )
    assert found.overall == 1.0


@given(st.lists(st.lists(st.integers(1, 50), min_size=3, max_size=3), min_size=3, max_size=3))
def test_areas_add_up_to_the_map(counts):
    found = adjusted_areas(counts, [10.0, 20.0, 70.0])
    assert found.table["area_ha"].sum() == pytest.approx(100.0)
    assert found.proportions.sum() == pytest.approx(1.0)


def test_a_class_without_area_and_without_sample_has_no_accuracy():
    found = adjusted_areas([[9, 1, 0], [0, 10, 0], [0, 0, 0]], [50.0, 50.0, 0.0]).table
    assert np.isnan(found["users"][2])
    assert np.isnan(found["producers"][2])
    assert found["area_ha"].tolist() == pytest.approx([45.0, 55.0, 0.0])


@pytest.mark.parametrize(
    ("counts", "mapped", "words"),
    [
        ([[1, 2]], [1.0], "wanted k × k"),
        ([[5, 1], [1, 5]], [1.0], "wanted k × k"),
        ([[5, -1], [1, 5]], [1.0, 1.0], "below zero"),
        ([[5, 1], [1, 5]], [0.0, 0.0], "no area at all"),
        ([[1, 0], [1, 5]], [1.0, 1.0], r"strata \[1\] have fewer than 2"),
    ],
)
def test_samples_that_say_nothing_are_refused(counts, mapped, words):
    with pytest.raises(InputError, match=words) as caught:
        adjusted_areas(counts, mapped)
    assert caught.value.code == "bad-sample"
