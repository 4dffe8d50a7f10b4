"""Utilities: networks of classes, capacities with units, technologies, years."""

from __future__ import annotations

import pytest

from layers.infrastructure import code_list
from layers.infrastructure.utilities import (
    capacity_of,
    capacity_unit_of,
    network_of,
    technology_of,
    year_of,
)


def test_every_class_is_part_of_a_known_network():
    assert set(network_of()) == set(code_list("utility_class").codes)
    assert set(network_of().values()) == set(code_list("network").codes)


@pytest.mark.parametrize(
    ("value", "number", "unit"),
    [
        ("500 kW", 0.5, "MW"),
        ("7,2 MW", 7.2, "MW"),
        ("120 l/dt", 120.0, "l/s"),
        ("90 ton/hari", 90.0, "t/d"),
        ("1500 m3", 1500.0, "m3"),
        (12, 12.0, None),
        ("12", 12.0, None),
        ("besar", None, None),
        ("3 buah", None, None),
    ],
)
def test_capacities(value, number, unit):
    assert capacity_of(value) == number
    assert capacity_unit_of(value) == unit


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("4G", "4g"),
        ("LTE", "4g"),
        ("2G, 3G, 4G/LTE", "4g"),
        ("3G+2G", "3g"),
        ("blank spot", "none"),
        (0, "none"),
        ("FTTH", "fibre"),
        ("4G, satelit", None),
        ("", None),
    ],
)
def test_technologies(value, code):
    assert technology_of(value) == code


@pytest.mark.parametrize(
    ("value", "year"),
    [(1994, 1994), ("2016-05-01", 2016), (2022.0, 2022), (0, 0), ("x", None), ("19", 19)],
)
def test_years(value, year):
    assert year_of(value) == year
