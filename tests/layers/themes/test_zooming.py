"""Zooming: small layers are always drawn, large ones from where they fill a screen at the latest."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.themes.zooming import MOST_ON_SCREEN, SCREEN_PX, zooms

REGION, CITY = (113.0, -5.0, 119.5, 3.0), (116.7, -1.4, 117.0, -1.1)


@pytest.mark.parametrize("bounds", [REGION, CITY])
@pytest.mark.parametrize("n", [1, 40, 4_000, MOST_ON_SCREEN])
def test_layers_of_usual_size_are_drawn_at_every_zoom(bounds, n):
    assert "minzoom" not in zooms(bounds, n)


def test_names_come_the_later_the_denser_they_stand():
    few, many = zooms(CITY, 10)["label_minzoom"], zooms(CITY, 10_240)["label_minzoom"]
    assert many - few == pytest.approx(5.0)
    assert zooms(REGION, 2)["label_minzoom"] == 6.0


@pytest.mark.parametrize(
    ("bounds", "n"),
    [
        (None, 3),
        ((math.nan,) * 4, 3),
        (REGION, 0),
        ((117.0, -1.0, 117.0, 1.0), 60_000),
        ((116.0, -1.0, 117.0, -1.0), 60_000),
    ],
)
def test_layers_without_ground_have_no_zooms(bounds, n):
    assert zooms(bounds, n) == {}


@settings(deadline=None)
@given(st.floats(0.01, 30), st.floats(0.01, 20), st.integers(MOST_ON_SCREEN + 1, 10**8))
def test_a_large_layer_is_drawn_where_it_fills_a_screen(width, height, n):
    least = zooms((100.0, 0.0, 100.0 + width, height), n)["minzoom"]
    pixels = width / 360 * 512 * 2 ** (least - 0.06)
    assert least >= 0
    assert pixels <= SCREEN_PX or least == 0
