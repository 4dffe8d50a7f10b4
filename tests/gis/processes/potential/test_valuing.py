"""Weighted medians against a long way round."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.processes.potential.valuing import weighted_medians

PARTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 9), st.one_of(st.integers(0, 60), st.just(np.inf))),
    max_size=30,
)


@given(PARTS)
def test_half_of_the_weight_lies_at_or_below(parts: list[tuple[int, int, float]]) -> None:
    unit, weight, value = (np.array([part[n] for part in parts]) for n in range(3))
    found = weighted_medians(value.astype(float), weight.astype(float), unit.astype(int), 4)
    for u in range(4):
        long = sorted(v for k, w, v in parts if k == u for _ in range(w))
        if not long:
            assert np.isnan(found[u])
        else:
            assert found[u] == pytest.approx(long[(len(long) - 1) // 2])
