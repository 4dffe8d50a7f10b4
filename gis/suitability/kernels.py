"""Compiled passes over bands of cells: distances along columns and rows, and sums of scores."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

# Columns of the sums by zone.
AREA, EXCLUDED, MISSING, SCORED, SUMMED, SUITABLE = range(6)


@nb.njit(cache=True, nogil=True)
def nearest_rows(mask: Any, at_m: Any, above: Any, below: Any, out: Any) -> None:
    """Give the metres up or down to the nearest target of the column; inf where there is none.

    `at_m` is where the rows of the band lie, in metres from the first row of the grid;
    `above` and `below` where the nearest targets beyond the band lie (∓inf without one).
    """
    rows, columns = mask.shape
    last = above.copy()
    for r in range(rows):
        for c in range(columns):
            if mask[r, c]:
                last[c] = at_m[r]
            out[r, c] = at_m[r] - last[c]
    last = below.copy()
    for r in range(rows - 1, -1, -1):
        for c in range(columns):
            if mask[r, c]:
                last[c] = at_m[r]
            out[r, c] = min(out[r, c], last[c] - at_m[r])


@nb.njit(cache=True, nogil=True)
def nearest_along(vertical: Any, across: Any) -> None:
    """Turn metres up or down into straight metres: the lower envelope of parabolas, row by row.

    Felzenszwalb and Huttenlocher (2012). `across` is the metres from column to column.
    """
    rows, columns = vertical.shape
    where = np.empty(columns, np.int64)
    starts = np.empty(columns + 1)
    squares = np.empty(columns)
    for r in range(rows):
        step = across[r]
        n = 0
        for c in range(columns):
            if vertical[r, c] == np.inf:
                continue
            height = (vertical[r, c] / step) ** 2
            squares[c] = height
            while n > 0:
                last = where[n - 1]
                meet = (height + c * c - squares[last] - last * last) / (2.0 * (c - last))
                if meet > starts[n - 1]:
                    break
                n -= 1
            if n == 0:
                meet = -np.inf
            where[n], starts[n] = c, meet
            n += 1
        if n == 0:
            continue
        starts[n] = np.inf
        k = 0
        for c in range(columns):
            while starts[k + 1] < c:
                k += 1
            near = where[k]
            vertical[r, c] = step * np.sqrt(squares[near] + (c - near) * (c - near))


@nb.njit(cache=True, nogil=True)
def class_of(score: float, edges: Any) -> int:
    """Give the class of a score: how many edges it reaches."""
    k = 0
    while k < len(edges) and score >= edges[k]:
        k += 1
    return k


@nb.njit(cache=True, nogil=True)
def add_up(cells: Any, model: Any, sums: Any, moved: Any, total: Any) -> None:
    """Score the cells of a band, and add them up by zone, by class, and with weights moved.

    `cells` is (scores by criterion k × n, state n, zone n, hectares n); state 0 is scored,
    1 excluded, 2 without data, and a zone of -1 lies outside. `model` is (weights k, edges
    of classes, least score that is suitable, steps of a weight). `sums` is (zones × 6, ha
    by class, hectares × score by criterion k); `moved` is (k × steps × 3: hectares of
    another class, suitable, suitable both ways; k × steps × zones: hectares × score).
    """
    scores, state, zone, hectares = cells
    weights, edges, least, steps = model
    by_zone, by_class, by_criterion = sums
    changed, zonal = moved
    for i in range(len(state)):
        z, ha = zone[i], hectares[i]
        total[i] = np.nan
        if z < 0:
            continue
        by_zone[z, AREA] += ha
        if state[i] != 0:
            by_zone[z, EXCLUDED if state[i] == 1 else MISSING] += ha
            continue
        score = 0.0
        for k in range(len(weights)):
            score += weights[k] * scores[k, i]
        # Weights that add up to 1 but for rounding must not leave 0 to 1.
        score = min(max(score, 0.0), 1.0)
        total[i] = score
        cls, fit = class_of(score, edges), score >= least
        by_zone[z, SCORED] += ha
        by_zone[z, SUMMED] += ha * score
        by_class[cls] += ha
        if fit:
            by_zone[z, SUITABLE] += ha
        for k in range(len(weights)):
            by_criterion[k] += ha * scores[k, i]
            for s in range(len(steps)):
                more = steps[s] * weights[k]
                other = (score + more * scores[k, i]) / (1.0 + more)
                add_moved(changed[k, s], ha, class_of(other, edges) != cls, fit, other >= least)
                zonal[k, s, z] += ha * other


@nb.njit(cache=True, nogil=True)
def add_moved(changed: Any, ha: float, moves: bool, fit: bool, fits: bool) -> None:
    """Count a cell that moves to another class, fits with the other weight, or with both."""
    if moves:
        changed[0] += ha
    if fits:
        changed[1] += ha
        if fit:
            changed[2] += ha
