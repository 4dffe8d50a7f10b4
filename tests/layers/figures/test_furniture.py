"""The furniture of printed maps: frame, scale bar, north arrow."""

from __future__ import annotations

import matplotlib as mpl
import pyproj
import pytest
from matplotlib.figure import Figure

from layers.figures.furniture import bar_km, frame_to, north_arrow, scale_bar

mpl.use("agg")


@pytest.mark.parametrize(
    ("width_m", "km"), [(400, 0.1), (4000, 1), (7999, 1), (8000, 2), (9e6, 1000), (10, 0.1)]
)
def test_a_bar_is_the_largest_round_length_within_a_quarter(width_m, km):
    assert bar_km(width_m) == km


def test_a_bar_is_as_long_as_it_says():
    ax = Figure().subplots()
    bounds = (116.0, -2.0, 117.0, -1.0)
    frame_to(ax, bounds)
    scale_bar(ax, bounds)
    (west, east), (low, _) = ax.lines[0].get_data()
    seen = pyproj.Geod(ellps="WGS84").inv(west, low, east, low)[2]
    assert seen == pytest.approx(float(ax.texts[0].get_text().split()[0]) * 1000, rel=1e-3)


def test_a_degree_to_the_north_is_drawn_as_long_as_it_is_beside_one_to_the_east():
    ax = Figure().subplots()
    frame_to(ax, (0.0, 59.0, 1.0, 61.0))
    assert ax.get_aspect() == pytest.approx(2.0)


def test_the_arrow_has_the_letters_of_both_languages():
    ax = Figure().subplots()
    north_arrow(ax)
    assert [one.get_text() for one in ax.texts] == ["U/N"]
