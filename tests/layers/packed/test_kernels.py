"""Compiled kernels against plain numpy."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.packed.kernels import runs


# The first call compiles, which takes longer than a test may.
@settings(deadline=None)
@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=40),
    st.sets(st.integers(0, 39), min_size=1),
)
def test_runs_of_neighbours_hold_the_same_bytes(lengths, picked):
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    chosen = np.array(sorted(p for p in picked if p < len(lengths)) or [0], dtype=np.int64)
    edges = np.empty(2 * len(chosen), dtype=np.int64)
    n = runs(chosen, offsets, edges)
    spans = edges[:n].reshape(-1, 2)
    taken = np.concatenate([np.arange(a, b) for a, b in spans])
    wanted = np.concatenate([np.arange(offsets[i], offsets[i + 1]) for i in chosen])
    assert taken.tolist() == wanted.tolist()
    # Neighbouring positions share a run: as few spans as there are gaps, and one.
    assert len(spans) == 1 + (np.diff(chosen) > 1).sum()
