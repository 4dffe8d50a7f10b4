"""Classes: round limits that hold every value, colours from light to dark."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.reports.drawing.classes import RAMP, class_of, colours, limits


@given(st.lists(st.floats(-1e6, 1e6).map(lambda v: round(v, 3)), min_size=1, max_size=30))
def test_every_value_has_its_class(values: list[float]) -> None:
    bounds = limits(values)
    assert 2 <= len(bounds) <= 8
    steps = [b - a for a, b in pairwise(bounds)]
    assert steps == pytest.approx([steps[0]] * len(steps), rel=1e-6)
    slack = 1e-9 * max(abs(b) for b in bounds)
    for value in values:
        k = class_of(value, bounds)
        assert bounds[k] - slack <= value <= bounds[k + 1] + slack


def test_limits_are_round() -> None:
    assert limits([0.0, 100.0]) == [0, 20, 40, 60, 80, 100]
    assert limits([0.06, 5.06]) == [0, 1, 2, 3, 4, 5, 6]
    assert limits([0.0]) == [0, 1]


def test_colours_go_from_light_to_dark() -> None:
    for n in range(2, 8):
        found = colours(n)
        light = [sum(int(c[i : i + 2], 16) for i in (1, 3, 5)) for c in found]
        assert len(set(found)) == n
        assert light == sorted(light, reverse=True)
    assert colours(1)[0] in RAMP
