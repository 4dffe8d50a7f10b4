"""The tiles planned are those that boxes reach: none too few, over the seam too."""

from __future__ import annotations

import numpy as np
import pytest

from layers.errors import QueryError
from layers.pyramids.plan import planned, reached, require_zooms
from layers.tiling import Share, joined_tile


def test_every_tile_with_anything_in_it_is_reached(sources):
    for zoom in range(7):
        places = {(c, r) for _, c, r in reached(sources, zoom).tolist()}
        drawn = {
            (column, row)
            for column in range(2**zoom)
            for row in range(2**zoom)
            if joined_tile([Share(one) for one in sources], zoom, column, row).data
        }
        assert drawn <= places
        assert len(places) <= len(drawn) + 4


def test_numbers_ascend(sources):
    numbers = np.concatenate([tiles[:, 0] for _, tiles in planned(sources, (0, 8))])
    assert (np.diff(numbers) > 0).all()


class Beside:
    """Stands for a layer of one small box just west of the seam of the world."""

    def __init__(self, source):
        self.grid = source.grid
        end = 2.0**32
        self.boxes = np.array([[end - 9], [end / 2], [end - 1], [end / 2 + 5]])


def test_what_lies_at_the_seam_is_seen_on_both_sides(sources):
    columns = {c for _, c, _ in reached([Beside(sources[0])], 5).tolist()}
    assert columns == {0, 31}


def test_no_layers_and_strange_zooms():
    assert reached([], 3).shape == (0, 3)
    with pytest.raises(QueryError, match="wanted 0 <= least"):
        require_zooms(-1, 3)
