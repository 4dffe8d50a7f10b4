"""Gaps: how far a value is from its bound."""

from __future__ import annotations

import numpy as np

from gis.siting.solution import gap_of, status_of


def test_a_gap_is_a_share_of_the_value_and_rounding_is_none():
    assert gap_of(100.0, 101.0) == 0.01
    assert gap_of(100.0, 99.0) == 0.01
    assert gap_of(100.0, 100.0 + 1e-8) == 0.0
    assert np.isinf(gap_of(0.0, 1.0))


def test_only_no_gap_proves_the_best():
    assert status_of(0.0) == "optimal"
    assert status_of(1e-6) == "bounded"
