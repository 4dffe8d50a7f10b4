from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.sources.remote.tilings import TILINGS, tiles


@pytest.mark.parametrize(
    ("tiling", "box", "names"),
    [
        ("worldcover", (114.0, -3.0, 117.0, 0.0), ["S03E114"]),
        ("worldcover", (116.9, -0.1, 117.1, 0.1), ["S03E114", "S03E117", "N00E114", "N00E117"]),
        ("worldcover", (-75.5, -12.2, -75.1, -12.1), ["S15W078"]),
        ("copernicus", (116.83, -1.26, 116.84, -1.25), ["S02_00_E116_00"]),
        ("copernicus", (-0.5, 0.1, -0.4, 0.2), ["N00_00_W001_00"]),
        ("copernicus", (116.0, 0.0, 117.0, 1.0), ["N00_00_E116_00"]),
        ("hansen", (116.0, -1.0, 117.0, -0.5), ["00N_110E"]),
        ("hansen", (116.0, 0.5, 117.0, 1.0), ["10N_110E"]),
        ("hansen", (116.0, -12.0, 117.0, -11.0), ["10S_110E"]),
        ("s2", (106.8, -6.4, 106.81, -6.39), ["2e7"]),
    ],
)
def test_names(tiling, box, names):
    assert tiles(tiling, box) == names


@pytest.mark.parametrize("tiling", TILINGS)
def test_a_point_on_a_corner_has_a_tile(tiling):
    assert tiles(tiling, (120.0, 0.0, 120.0, 0.0))


@given(st.integers(95, 140), st.integers(-10, 5), st.integers(1, 5), st.integers(1, 5))
def test_a_box_of_whole_degrees_has_one_copernicus_tile_a_degree(west, south, width, height):
    names = tiles("copernicus", (west, south, west + width, south + height))
    assert len(set(names)) == len(names) == width * height
