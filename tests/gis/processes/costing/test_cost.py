"""Costs: in proportion to the layer that differs most, and told in words."""

from __future__ import annotations

import pytest

from gis.processes.costing.cost import Cost, Measured

ROADS = Cost({}, ("roads", "by"), Measured(2.0, 9.0, {"roads": 1000, "districts": 200}))


@pytest.mark.parametrize(
    ("sizes", "seconds", "basis"),
    [
        ({}, 2.0, "measured"),
        ({"roads": 1099, "districts": 181}, 2.0, "measured"),
        ({"roads": 4000, "districts": 400}, 8.0, "scaled"),
        ({"roads": 500, "districts": 210}, 1.0, "scaled"),
        # Layers that are empty, or not there, are no ground to scale from.
        ({"roads": 0, "other": 10**9}, 2.0, "measured"),
        ({"roads": 1, "districts": 0}, 0.002, "scaled"),
    ],
)
def test_it_follows_the_layer_that_differs_most(sizes, seconds, basis):
    estimate = ROADS.expected(sizes)
    assert (estimate.seconds, estimate.basis) == (pytest.approx(seconds), basis)


def test_what_was_not_measured_is_not_estimated():
    assert Cost({}, ()).expected({"roads": 5}) is None
