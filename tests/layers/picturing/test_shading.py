"""Hillshade: planes whose light is known, and a shade that can lie over any map."""

from __future__ import annotations

import numpy as np
import pytest

from layers.picturing.shading import ByLight, exaggeration, hillshade, light

LEVEL = np.sin(np.radians(45))


def slope(to_east: float, to_south: float, lat: float = 0.0) -> float:
    """Light on a plane that rises so many metres a metre eastward and southward."""
    step = 0.001
    lon, down = 116 + step * np.arange(5), lat - step * np.arange(5)
    east_m = np.radians(step) * 6371008.8 * np.cos(np.radians(lat - 2 * step))
    south_m = np.radians(step) * 6371008.8
    heights = to_east * east_m * np.arange(5)[None, :] + to_south * south_m * np.arange(5)[:, None]
    return float(hillshade(heights, lon, down)[1, 1])


def test_level_ground_has_the_light_of_its_height():
    assert slope(0, 0) == pytest.approx(LEVEL)


def test_slopes_towards_the_light_are_bright_and_away_from_it_dark():
    # Rising to the south-east a ground of 45 degrees faces the light straight.
    half = np.sqrt(0.5)
    assert slope(half, half) == pytest.approx(1.0, abs=1e-3)
    assert slope(-half, -half) == pytest.approx(0.0, abs=1e-3)
    assert slope(half, -half) == pytest.approx(LEVEL * np.cos(np.pi / 4), abs=1e-3)
    assert slope(0.2, 0.0) > LEVEL > slope(-0.2, 0.0)


def test_a_degree_of_longitude_is_shorter_in_the_north():
    assert slope(0.3, 0.1, lat=60.0) == pytest.approx(slope(0.3, 0.1), abs=1e-3)


def test_unknown_heights_have_no_shade():
    heights = np.zeros((5, 5))
    heights[0, 0] = np.nan
    step = np.arange(5) / 1000
    shaded = ByLight().shaded(hillshade(heights, step, -step))
    assert (shaded == 0).tolist() == [[True, False, False], [False] * 3, [False] * 3]


def test_shadow_and_light_are_clear_on_level_ground():
    by = ByLight()
    shades = by.palette.colours[by.shaded(np.array([0.0, LEVEL, 1.0]))]
    assert shades[1, 3] <= 4
    assert shades[0, 3] > 100
    assert shades[0, :3].max() < 40
    assert (shades[2, :3] == 255).all()


def test_the_light_is_told():
    assert "315" in light(9).id
    assert "×2,0" in light(9).id
    assert "×2.0 at zoom 9" in light(9).en
    assert exaggeration(12) == exaggeration(20) == 1
    assert exaggeration(6) == pytest.approx(4)
