"""Grids of cells one metre wide, and the ways they are asked for in these tests."""

from __future__ import annotations

import numpy as np
import pytest

from gis.costdistance import cost_distance, even_metres, starts_in
from gis.costdistance.spreading import Travel


def ask(friction, cells, *, neighbours=8, tile=None, **more):
    """Costs over cells of 1 m, from cells that own themselves."""
    friction = np.asarray(friction, dtype=float)
    metres = even_metres(len(friction), width_m=1, height_m=1)
    travel = Travel(neighbours=neighbours, tile=tile, limit_s=more.pop("limit_s", np.inf))
    return cost_distance(friction, starts_in(np.array(cells), **more), metres, travel=travel)


@pytest.fixture(name="ask")
def _ask():
    return ask
