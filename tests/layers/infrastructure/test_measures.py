"""Measures: numbers with units, and lengths of lines against pyproj one by one."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.crs import GEOD
from layers.infrastructure.measures import (
    LENGTH_UNITS,
    POWER_UNITS,
    SPEED_UNITS,
    TIME_UNITS,
    line_lengths_m,
    number_with_unit,
    voltage_kv,
)


@pytest.mark.parametrize(
    ("value", "units", "number"),
    [
        (7, LENGTH_UNITS, 7.0),
        ("3,5 m", LENGTH_UNITS, 3.5),
        ("3.5", LENGTH_UNITS, 3.5),
        (" 350 cm ", LENGTH_UNITS, 3.5),
        ("40 mph", SPEED_UNITS, 64.37376),
        ("60 km/jam", SPEED_UNITS, 60.0),
        ("30 menit", TIME_UNITS, 30.0),
        ("1,5 jam", TIME_UNITS, 90.0),
        ("500 kW", POWER_UNITS, 0.5),
        ("lebar", LENGTH_UNITS, None),
        ("", LENGTH_UNITS, None),
        ("3 x 2", LENGTH_UNITS, None),
        ("1.234.567", LENGTH_UNITS, 1234567.0),
        ("1.388,5 m", LENGTH_UNITS, 1388.5),
        ("1.388 m", LENGTH_UNITS, None),
        ("0.500", LENGTH_UNITS, 0.5),
        ("12.5 m", LENGTH_UNITS, 12.5),
        (1.388, LENGTH_UNITS, 1.388),
        (True, LENGTH_UNITS, None),
        (float("nan"), LENGTH_UNITS, None),
        ("60 ft", LENGTH_UNITS, None),
    ],
)
def test_numbers_with_units(value, units, number):
    assert number_with_unit(value, units) == (None if number is None else pytest.approx(number))


@pytest.mark.parametrize(
    ("value", "kv"),
    [
        ("150000", 150.0),
        ("150000;20000", 150.0),
        ("150 kV", 150.0),
        (20, 20.0),
        (20000.0, 20.0),
        ("380 V", 0.38),
        ("tinggi", None),
        ("", None),
    ],
)
def test_voltages_come_out_in_kilovolts(value, kv):
    assert voltage_kv(value) == kv


def test_lengths_agree_with_pyproj_line_by_line():
    shapes = np.array(
        [
            shapely.LineString([(116.8, -1.2), (116.9, -1.2), (116.9, -1.1)]),
            None,
            shapely.MultiLineString([[(117, 0), (117, 0.1)], [(118, 1), (118.1, 1)]]),
            shapely.Point(116, 0),
            shapely.LineString(),
        ],
        dtype=object,
    )
    lengths = line_lengths_m(shapes)
    assert lengths[0] == pytest.approx(GEOD.geometry_length(shapes[0]), abs=1e-6)
    assert lengths[2] == pytest.approx(GEOD.geometry_length(shapes[2]), abs=1e-6)
    assert np.isnan(lengths[[1, 3]]).all()
    assert lengths[4] == 0.0
    assert len(line_lengths_m(np.array([], dtype=object))) == 0


@given(st.lists(st.tuples(st.floats(115, 118), st.floats(-3, 2)), min_size=2, max_size=6))
def test_a_line_is_as_long_backwards(points):
    line = shapely.LineString(points)
    both = line_lengths_m(np.array([line, line.reverse()], dtype=object))
    assert both[0] == pytest.approx(both[1], abs=1e-6)
