"""Groups: pairs of units and cells by either, so that only what changed is counted anew."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.access.demand import Demand
from gis.network.kernels.arrivals import by_edge

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Offsets = NDArray[np.int64]
Signs = NDArray[np.int8]
Classes = NDArray[np.int16]


class Groups(NamedTuple):
    """The pairs of units and cells of a demand by cell and by unit, made once.

    cell_first, cell_pair: those of cell c are ``cell_pair[cell_first[c]:cell_first[c + 1]]``;
    unit_first, unit_pair: the same of units, in their order; unit, cell int32 and weight
    float64 (amount × share) by pair; once: what each cell counts for in all units together.
    """

    cell_first: Offsets
    cell_pair: Ints
    unit_first: Offsets
    unit_pair: Ints
    unit: Ints
    cell: Ints
    weight: Floats
    once: Floats


def groups_of(demand: Demand) -> Groups:
    """Group the pairs of a demand."""
    by_cell, by_unit = by_edge(demand.cell, len(demand)), by_edge(demand.unit, demand.n_units)
    weight = demand.amount[demand.cell] * demand.share
    return Groups(
        *by_cell, *by_unit, demand.unit, demand.cell, weight, demand.counted_once()
    )  # fmt: skip


@nb.njit(cache=True, nogil=True)
def tallied(
    groups: Groups,
    place: Ints,
    what: tuple[Classes, Classes, Signs],
    n_limits: int,
    tally: Floats,
) -> None:
    """Add up by unit, all together in the last row, who gains and who loses at each limit."""
    was, now, direction = what
    everybody = len(tally) - 1
    for i in range(len(place)):
        c = place[i]
        first, last = groups.cell_first[c], groups.cell_first[c + 1]
        for j in range(first, last + 1):
            row, people = everybody, groups.once[c]
            if j < last:
                pair = groups.cell_pair[j]
                row, people = groups.unit[pair], groups.weight[pair]
            for k in range(min(was[i], now[i]), min(max(was[i], now[i]), n_limits)):
                tally[row, k if now[i] < was[i] else n_limits + k] += people
            if was[i] != now[i] and max(was[i], now[i]) == n_limits + 1:
                tally[row, 2 * n_limits + (0 if now[i] < was[i] else 1)] += people
            if direction[i] != 0:
                tally[row, 2 * n_limits + (2 if direction[i] < 0 else 3)] += people


@nb.njit(cache=True, nogil=True)
def summed_anew(groups: Groups, place: Ints, classes: Classes, by_unit: Floats) -> None:
    """Sum the units of some places anew, in place, pair by pair as a count from scratch does."""
    touched = np.zeros(len(by_unit), np.bool_)
    for c in place:
        for j in range(groups.cell_first[c], groups.cell_first[c + 1]):
            touched[groups.unit[groups.cell_pair[j]]] = True
    for u in range(len(by_unit)):
        if not touched[u]:
            continue
        by_unit[u] = 0.0
        for j in range(groups.unit_first[u], groups.unit_first[u + 1]):
            pair = groups.unit_pair[j]
            by_unit[u, classes[groups.cell[pair]]] += groups.weight[pair]
