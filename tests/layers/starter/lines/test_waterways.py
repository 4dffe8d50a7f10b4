"""Waterways: through their points, with boat stretches, the Mahakam to the sea."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely

from layers.starter import facts


@pytest.fixture
def water(frames):
    return frames["waterways"].set_index("code")


def test_the_asked_rivers_are_there(water):
    names = set(water["name"])
    assert {"Mahakam", "Barito", "Martapura", "Negara", "Kelay", "Kandilo"} <= names
    assert set(water["class"]) == {"river", "canal", "ferry"}


def test_ends_are_the_known_points(water):
    known = facts.table("rivers").set_index("id")["points"]
    for code, line in water.geometry.items():
        points = [tuple(float(v) for v in p.split()) for p in known[code].split(";")]
        assert np.allclose(line.coords[0], points[0], atol=2e-6)
        assert np.allclose(line.coords[-1], points[-1], atol=2e-6)


def test_lines_stay_near_their_points(water):
    known = facts.table("rivers").set_index("id")["points"]
    for code, line in water.geometry.items():
        points = [tuple(float(v) for v in p.split()) for p in known[code].split(";")]
        gap = shapely.distance(line, shapely.points(points))
        assert gap.max() < 0.03, code


def test_mahakam_bends_through_its_towns_to_the_delta(water):
    mahakam = water.geometry["R01b"]
    assert water["length_km"]["R01b"] > 350
    assert water["navigable"]["R01b"]
    for lon, lat in ((116.98446, -0.42562), (117.14, -0.50), (115.8072, -0.2355)):
        assert mahakam.distance(shapely.Point(lon, lat)) < 0.03
    assert mahakam.coords[-1] == water.geometry["R01c"].coords[0]


def test_lengths_are_geodesic(water):
    geod = pyproj.Geod(ellps="WGS84")
    wanted = [geod.geometry_length(g) / 1e3 for g in water.geometry]
    assert np.allclose(water["length_km"], wanted, atol=1e-3)


def test_ferries_carry_boats(water):
    ferries = water[water["class"] == "ferry"]
    assert ferries["navigable"].all()
    assert (ferries["speed_kmh"] == 12.0).all()
    assert "Kariangau-Penajam" in set(ferries["name"])
