"""Reaching: pairs and times of today, by road and straight, against each other and geodesics."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest

from gis.errors import InputError
from gis.processes import registry
from gis.processes.siting import reaching
from gis.processes.siting.reaching import ground_of, pairs_within, seconds_to

SPOTS = np.array([[116.83, -1.25], [117.0, -1.22]])
ALL = np.ones(3, dtype=bool)


def ground(catalogue, mode):
    asked = {"facilities": "rs", "roads": "streets", "mode": mode, "within": "1h"}
    given = registry()["siting"].check(asked)
    sites = catalogue["facilities"].read(equals={"type": "rs"})
    return ground_of(catalogue, given, sites, ALL)


@pytest.mark.parametrize(("mode", "limit"), [("car", 3600.0), ("straight", 9000.0)])
def test_pairs_are_the_times_to_the_nearest_one_by_one(region, mode, limit):
    held = ground(region, mode)
    every = np.full(len(held.weight), np.inf)
    placed = held.place(SPOTS)
    source, cell, cost = pairs_within(held, (SPOTS, placed), limit, every)
    for i in range(2):
        alone = (SPOTS[[i]], held.place(SPOTS[[i]]))
        times = seconds_to(held, alone, held.homes)
        mine = source == i
        assert np.flatnonzero(times <= limit).tolist() == sorted(cell[mine].tolist())
        assert cost[mine] == pytest.approx(times[cell[mine]], abs=1e-6)


def test_walks_longer_than_the_limit_are_left_out_and_no_others(region):
    """Off the road people walk straight, so that a limit of minutes is one of metres."""
    held = ground(region, "car")
    off = np.array([[116.83, -1.29]])
    every = np.full(len(held.weight), np.inf)
    _, far, seconds = pairs_within(held, (off, held.place(off)), 3600.0, every)
    for limit in (60.0, 900.0, 1500.0):
        _, near, _ = pairs_within(held, (off, held.place(off)), limit, every)
        assert sorted(near.tolist()) == sorted(far[seconds <= limit].tolist())
    assert (seconds <= 1500.0).any()


def test_straight_pairs_are_geodesic(region):
    held = ground(region, "straight")
    every = np.full(len(held.weight), np.inf)
    source, cell, metres = pairs_within(held, (SPOTS, None), 5000.0, every)
    ends = np.column_stack([SPOTS[source], held.people.lonlat[cell]])
    assert metres == pytest.approx(pyproj.Geod(ellps="WGS84").inv(*ends.T)[2], abs=1e-3)


def test_only_pairs_that_are_any_use_are_kept(region):
    held = ground(region, "car")
    placed = held.place(SPOTS)
    _, cell, cost = pairs_within(held, (SPOTS, placed), 3600.0, held.today)
    assert (cost < held.today[cell]).all()
    nothing = pairs_within(held, (SPOTS, placed), 3600.0, np.zeros(len(held.weight)))
    assert [len(part) for part in nothing] == [0, 0, 0]


def test_without_sources_nothing_serves_anybody(region):
    held = ground(region, "car")
    none = (np.zeros((0, 2)), None)
    assert np.isinf(seconds_to(held, none, held.homes)).all()


def test_too_many_pairs_are_refused(region, monkeypatch):
    monkeypatch.setattr(reaching, "MOST_PAIRS", 10)
    held = ground(region, "straight")
    with pytest.raises(InputError, match="more than 10 pairs"):
        pairs_within(held, (SPOTS, None), 9000.0, np.full(len(held.weight), np.inf))
