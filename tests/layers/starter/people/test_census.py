"""People of villages: sums exact, published districts kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.starter import facts
from layers.starter.people.census import apportion, district_population


@given(
    st.integers(0, 10**7),
    st.lists(st.floats(0.001, 1e6), min_size=1, max_size=60),
)
def test_apportion_sums_and_stays_within_one(total, weights):
    weight = np.array(weights)
    parts = apportion(total, weight)
    assert parts.sum() == total
    assert np.abs(parts - weight / weight.sum() * total).max() <= 1 + 1e-6
    assert parts.min() >= 0


def test_apportion_by_hand():
    assert apportion(7, np.array([1.0, 2.0, 4.0])).tolist() == [1, 2, 4]
    assert apportion(0, np.array([1.0, 2.0])).tolist() == [0, 0]


def test_published_districts_are_kept(frames):
    people = frames["districts"].set_index("code")["population"]
    assert people["64.02.13"] == pytest.approx(41_607, abs=40)
    assert people["64.72.09"] == pytest.approx(32_379, abs=40)


def test_fully_published_cities_are_scaled(frames):
    people = frames["districts"].set_index("code")["population"]
    known = facts.table("districts").set_index("code")["population"]
    balikpapan = known[known.index.str.startswith("64.71")]
    ratio = people[balikpapan.index] / balikpapan
    assert ratio.std() < 0.001


def test_district_population_sums_villages(frames):
    sums = district_population(frames["villages"])
    assert sums.to_dict() == frames["districts"].set_index("code")["population"].to_dict()


def test_no_village_is_absurd(frames):
    villages = frames["villages"]
    density = villages["population"] / villages["area_km2"]
    assert density.max() < 60_000
    assert villages["population"].min() > 20
