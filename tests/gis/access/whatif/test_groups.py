"""Groups: pairs of units and cells by either, and sums of those that changed."""

from __future__ import annotations

import numpy as np

from gis.access.demand import Demand
from gis.access.whatif.groups import groups_of, summed_anew, tallied


def shared() -> Demand:
    """Two units that share the second of three cells."""
    unit, cell = np.array([0, 0, 1, 1], np.int32), np.array([0, 1, 1, 2], np.int32)
    share = np.array([1.0, 0.75, 0.5, 1.0])
    return Demand(np.zeros(3), np.zeros(3), np.array([4.0, 8.0, 16.0]), unit, cell, share, 3)


def test_pairs_are_grouped_by_cell_and_by_unit():
    groups = groups_of(shared())
    assert groups.cell_first.tolist() == [0, 1, 3, 4]
    assert groups.cell_pair.tolist() == [0, 1, 2, 3]
    assert groups.unit_first.tolist() == [0, 2, 4, 4]
    assert groups.weight.tolist() == [4, 6, 4, 16]
    assert groups.once.tolist() == [4, 8, 16]


def test_gains_and_losses_are_counted_at_each_limit_passed():
    tally = np.zeros((4, 2 * 2 + 4))
    place = np.array([1, 2], dtype=np.int32)
    was, now = np.array([3, 0], dtype=np.int16), np.array([0, 2], dtype=np.int16)
    tallied(groups_of(shared()), place, (was, now, np.array([-1, 1], np.int8)), 2, tally)
    assert tally[0].tolist() == [6, 6, 0, 0, 6, 0, 6, 0]
    assert tally[1].tolist() == [4, 4, 16, 16, 4, 0, 4, 16]
    assert not tally[2].any()
    assert tally[3].tolist() == [8, 8, 16, 16, 8, 0, 8, 16]


def test_only_units_of_the_places_are_summed_anew():
    by_unit = np.full((3, 2), -1.0)
    classes = np.array([0, 1, 1], dtype=np.int16)
    summed_anew(groups_of(shared()), np.array([0], dtype=np.int32), classes, by_unit)
    assert by_unit.tolist() == [[4, 6], [-1, -1], [-1, -1]]
