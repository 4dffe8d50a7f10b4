"""Blame: the changed polygon fits its neighbours worse, or visits its corners out of order."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.zoning.blame import blamed, loose_share, reordered, zigzags
from layers.zoning.ground import Ground


def test_loose_share(blocks, middle):
    sound = Ground.of(blocks())
    assert loose_share(sound, 4) == pytest.approx(0, abs=1e-9)
    assert loose_share(sound, 0) == pytest.approx(40 / 240, abs=0.01)
    widened = Ground.of(blocks(row5=middle.buffer(6)))
    assert loose_share(widened, 4) > 0.9
    assert loose_share(Ground.of(blocks().loc[[5]]), 0) == 0


def test_blamed(blocks, middle):
    ground = Ground.of(blocks(row5=middle.buffer(6)))
    assert blamed(ground, 4, 1) == (4, True)
    assert blamed(ground, 1, 4) == (4, True)


def test_orders_of_sound_neighbours_agree(blocks):
    ground = Ground.of(blocks())
    assert all(reordered(ground, int(i), int(j)) is None for i, j in ground.contacts.T)


def test_the_longer_way_is_wrong():
    low = np.array([(0, 0), (9, 0), (9, 9), (5, 9), (4, 8), (2, 9), (0, 9)]) * 20.0
    high = np.array([(0, 9), (2, 9), (4, 8), (5, 9), (9, 9), (9, 18), (0, 18)]) * 20.0
    away = np.array([5e5, 9.95e6])

    def ground(corners):
        shapes = [shapely.Polygon(corners + away), shapely.Polygon(high + away)]
        return Ground.of(gpd.GeoDataFrame(geometry=shapes, crs=32750))

    assert reordered(ground(low), 0, 1) is None
    wrong = ground(low[[0, 1, 2, 3, 5, 4, 6]])
    assert (reordered(wrong, 0, 1), reordered(wrong, 1, 0)) == (0, 0)


def test_a_stretch_that_runs_back_and_forth():
    straight = np.array([(0, 0), (2, 0), (4, 1), (6, 0), (8, 0), (8, 9), (0, 9)]) * 20.0
    bent = straight[[0, 2, 1, 3, 4, 5, 6]]
    below = np.array([(0, 0), (4, 1), (2, 0), (6, 0), (8, 0), (8, -9), (0, -9)]) * 20.0
    away = np.array([5e5, 9.95e6])

    def found(*rings):
        shapes = [shapely.Polygon(ring + away) for ring in rings]
        return zigzags(Ground.of(gpd.GeoDataFrame(geometry=shapes, crs=32750))).get(0)

    assert shapely.is_valid(shapely.Polygon(bent))
    assert found(straight) is None
    assert shapely.get_coordinates(found(bent)).tolist() == (bent[:4] + away).tolist()
    # The neighbour has the same stretch: that is how the land lies.
    assert found(bent, below) is None
