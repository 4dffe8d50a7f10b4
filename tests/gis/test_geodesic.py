from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from gis import geodesic
from gis.geodesic import count_within, earth_centred, geodesic_m, nearest_points

GEOD = Geod(ellps="WGS84")


def scattered(n, seed):
    rng = np.random.default_rng(seed)
    return np.column_stack([rng.uniform(114, 119, n), rng.uniform(-4, 2.5, n)])


def test_earth_centred_places_in_the_head():
    xyz = earth_centred(np.array([[0.0, 0.0], [90.0, 0.0], [0.0, 90.0]]))
    polar = 6_356_752.314245
    wanted = [[6_378_137, 0, 0], [0, 6_378_137, 0], [0, 0, polar]]
    assert np.allclose(xyz, wanted, rtol=0, atol=1e-6)


@pytest.mark.parametrize("near_m", [0.0, 0.01, 10, 5_000, 80_000, 150_000, 2_000_000])
@pytest.mark.parametrize("latitude", [-60, -1, 0, 1, 45, 89])
def test_lengths_equal_pyproj_within_a_micrometre(near_m, latitude):
    azimuth = np.arange(0, 360, 7.0)
    a = np.column_stack([np.full(len(azimuth), 179.9), np.full(len(azimuth), float(latitude))])
    lon, lat, _ = GEOD.fwd(a[:, 0], a[:, 1], azimuth, np.full(len(azimuth), near_m))
    assert np.abs(geodesic_m(a, np.column_stack([lon, lat])) - near_m).max() < 1e-6


@pytest.mark.parametrize("k", [1, 3])
def test_the_nearest_equal_an_all_pairs_search(k):
    here, there = scattered(300, 1), scattered(80, 2)
    i, j = np.divmod(np.arange(300 * 80), 80)
    metres = GEOD.inv(here[i, 0], here[i, 1], there[j, 0], there[j, 1])[2].reshape(300, 80)
    rows, columns, found = nearest_points(here, there, k)
    assert rows.tolist() == np.repeat(np.arange(300), k).tolist()
    assert (columns.reshape(300, k) == np.argsort(metres, axis=1)[:, :k]).all()
    assert np.allclose(found.reshape(300, k), np.sort(metres, axis=1)[:, :k], rtol=0, atol=1e-6)


def test_ties_widen_the_search_until_it_is_sure():
    # Eight places on one geodesic circle: their chords differ by less than the lengths do.
    angle = np.arange(0, 360, 45.0)
    lon, lat, _ = GEOD.fwd(np.full(8, 117.0), np.full(8, 0.0), angle, np.full(8, 90_000.0))
    _, columns, metres = nearest_points(np.array([[117.0, 0.0]]), np.column_stack([lon, lat]), 8)
    assert sorted(columns) == list(range(8))
    assert np.abs(metres - 90_000).max() < 1e-5
    assert (np.diff(metres) >= 0).all()


def test_many_points_are_searched_in_chunks_without_losing_any(monkeypatch):
    here, there = scattered(5000, 10), scattered(30, 11)
    expected = nearest_points(here, there, 2)
    monkeypatch.setattr(geodesic, "CHUNK", 700)
    for found, wanted in zip(nearest_points(here, there, 2), expected, strict=True):
        assert found.tolist() == wanted.tolist()


def test_all_points_at_one_place_are_still_told_apart(monkeypatch):
    monkeypatch.setattr(geodesic, "CHUNK", 10)
    here = np.full((25, 2), 1.0)
    rows, columns, metres = nearest_points(here, np.array([[2.0, 1.0], [1.0, 1.0]]), 1)
    assert rows.tolist() == list(range(25))
    assert set(columns) == {1}
    assert set(metres) == {0.0}


def test_counting_within_runs():
    assert count_within(np.array([0, 0, 2, 2, 2, 5], dtype=np.intp)).tolist() == [0, 1, 0, 1, 2, 0]
    assert count_within(np.empty(0, dtype=np.intp)).tolist() == []
