"""Candidates: the best cells, apart from each other."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from affine import Affine

from gis.errors import InputError
from gis.suitability.candidates import CandidateFinder
from gis.suitability.grid import Grid
from layers.crs import GEOD

GRID = Grid(Affine(0.01, 0, 116.8, 0, -0.01, -1.2), pyproj.CRS("EPSG:4326"), (40, 30))
SCORES = np.random.default_rng(5).random((40, 30))
SCORES[3, 7], SCORES[20, 2] = 1.0, np.nan


def found_in(scores, *, spacing_m=5000.0, most=10, cut=40):
    finder = CandidateFinder(GRID, 0.6, spacing_m)
    for rows in (slice(0, cut), slice(cut, 40)):
        finder.add(rows, scores[rows])
    return finder.found(most)


def test_candidates_are_apart_and_the_best_comes_first():
    found = found_in(SCORES)
    assert found.index.tolist() == list(range(1, 11))
    assert found["score"].is_monotonic_decreasing
    assert found.iloc[0][["row", "column"]].tolist() == [3, 7]
    assert found.geometry[1].x == pytest.approx(116.875)
    assert found.geometry[1].y == pytest.approx(-1.235)
    x, y = found.geometry.x.to_numpy(), found.geometry.y.to_numpy()
    for i in range(len(found)):
        for j in range(i):
            assert GEOD.inv(x[i], y[i], x[j], y[j])[2] >= 5000.0 * 0.999


def test_bands_make_no_difference():
    assert found_in(SCORES, cut=17).equals(found_in(SCORES))


def test_narrow_spacing_takes_the_best_cells_of_all():
    found = found_in(SCORES, spacing_m=1.0, most=25)
    assert found["score"].tolist() == np.sort(SCORES[~np.isnan(SCORES)])[:-26:-1].tolist()


def test_alike_cells_are_taken_from_the_north_west():
    found = found_in(np.full((40, 30), 0.8), most=2)
    assert found.iloc[0][["row", "column"]].tolist() == [0, 0]
    assert found.iloc[1]["column"] >= 4


def test_nothing_suitable_gives_no_candidate():
    assert len(found_in(np.full((40, 30), 0.5))) == 0
    assert len(CandidateFinder(GRID, 0.6, 100.0).found(5)) == 0


def test_a_spacing_that_is_none_is_refused():
    with pytest.raises(InputError):
        CandidateFinder(GRID, 0.6, 0.0)
