"""Patterns: no two classes alike in colour and pattern, and squares that repeat without a seam."""

from __future__ import annotations

import numpy as np

from layers.colours import APART, N_PATTERNS, differences, patterns_of
from layers.colours.patterns import SIDE_PX, pattern_mask
from layers.zoning.codes import allocations, subzones


def test_official_colours_of_plans_are_told_apart_with_patterns():
    for plan in (subzones(), allocations()):
        colours = [code.colour for code in plan.values()]
        apart = differences(colours)
        given = patterns_of(colours)
        alike = [
            (i, j)
            for i in range(len(colours))
            for j in range(i)
            if apart[i, j] < APART and given[i] == given[j]
        ]
        assert alike == []
        assert max(given) > 0


def test_none_and_one_and_doubles():
    assert patterns_of([]) == ()
    assert patterns_of(["#123456"]) == (0,)
    many = patterns_of(["#123456"] * (N_PATTERNS + 3))
    assert many[: N_PATTERNS + 1] == tuple(range(N_PATTERNS + 1))
    assert set(many[N_PATTERNS:]) == {N_PATTERNS}


def test_patterns_differ_and_repeat():
    masks = [pattern_mask(k) for k in range(1, N_PATTERNS + 1)]
    assert all(m.shape == (SIDE_PX, SIDE_PX) and 0 < m.mean() < 0.6 for m in masks)
    assert len({m.tobytes() for m in masks}) == N_PATTERNS
    for number, mask in enumerate(masks, 1):
        # Twice as sharp it is the same drawing.
        sharp = pattern_mask(number, 2)
        assert abs(sharp.mean() - mask.mean()) < 0.2
        wide = np.tile(mask, (1, 3))
        runs = {tuple(row[k : k + SIDE_PX]) for row in wide for k in (0, SIDE_PX, 2 * SIDE_PX)}
        assert len(runs) == len({tuple(row) for row in mask})
