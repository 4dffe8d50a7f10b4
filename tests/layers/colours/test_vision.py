"""Colours as people see them: CIELAB against scikit-image, and what is lost without a cone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.color import rgb2lab

from layers.colours import VISIONS, differences, lab, rgb

ANY = st.lists(st.integers(0, 2**24 - 1), min_size=1, max_size=20)


@given(ANY)
def test_cielab_is_that_of_another_library(numbers):
    colours = rgb([f"#{n:06x}" for n in numbers])
    other = rgb2lab(colours[None] / 255.0, illuminant="D65")[0]
    assert np.allclose(lab(colours), other, atol=0.05)


@pytest.mark.parametrize("vision", sorted(VISIONS))
def test_greys_look_the_same_to_everyone(vision):
    greys = rgb(["#000000", "#777777", "#ffffff"])
    assert np.allclose(lab(greys, vision), lab(greys), atol=0.1)


def test_red_and_green_of_one_lightness_come_together():
    # A pair that people with deuteranopia confuse, far apart for everyone else.
    here, there = rgb(["#b46a00"]), rgb(["#6f8700"])
    plain = np.linalg.norm(lab(here) - lab(there))
    seen = np.linalg.norm(lab(here, "deutan") - lab(there, "deutan"))
    assert seen < plain / 3
    assert differences(["#b46a00"], ["#6f8700"])[0, 0] <= seen


def test_differences_are_those_of_a_distance():
    told = differences(["#ff0000", "#00ff00", "#0000ff"])
    assert np.allclose(told, told.T)
    assert (np.diag(told) == 0).all()
    assert differences(["#ffffff"], ["#000000"])[0, 0] == pytest.approx(100, abs=0.01)
