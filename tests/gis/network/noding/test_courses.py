"""Edges and nodes in their order; what runs along edges is tested on compiled networks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.network.noding.chains import chains_of
from gis.network.noding.courses import morton_order, network_of
from gis.network.noding.links import Links
from layers.crs import GEOD


def test_a_turned_one_way_link_keeps_its_direction():
    """Three links drawn east, west, east; all allowed to the east only."""
    lonlat = np.array([[0.0, 0], [0.01, 0], [0.02, 0], [0.03, 0]])
    ends = np.array([[0, 1], [2, 1], [2, 3]])
    forward, backward = np.array([True, False, True]), np.array([False, True, False])
    chains = chains_of(ends, 4, forward, backward, np.zeros(3, dtype=np.int64))
    links = Links(lonlat, ends, np.arange(3), 0, 0)
    yes = np.ones(3, dtype=bool)
    kmh = np.array([36.0, 18.0, 36.0])
    network = network_of(links, chains, np.array([7, 8, 9]), kmh, (forward, backward, yes))
    step = GEOD.inv(0, 0, 0.01, 0)[2]
    assert network.n_edges == 1
    east = network.lon[network.tail[0]] == 0
    onward, back = network.seconds_forward, network.seconds_backward
    assert (onward if east else back) == pytest.approx([step / 10 + step / 5 + step / 10])
    assert (back if east else onward).tolist() == [np.inf]
    assert network.vertex_line.tolist() == ([7, 8, 9, 9] if east else [9, 8, 7, 7])
    assert network.vertex_share.tolist() == pytest.approx([0, 0.25, 0.75, 1])
    assert network.length_m == pytest.approx([3 * step])


def morton_by_bits(lonlat):
    """Interleave the bits of each cell one by one."""
    low, span = lonlat.min(axis=0), (lonlat.max(axis=0) - lonlat.min(axis=0)).max() or 1.0
    keys = []
    for x, y in ((lonlat - low) / span * (2**20 - 1)).astype(int).tolist():
        bits = (f"{y >> k & 1}{x >> k & 1}" for k in reversed(range(20)))
        keys.append(int("".join(bits), 2))
    return keys


@given(st.lists(st.tuples(st.floats(100, 120), st.floats(-5, 5)), min_size=1, max_size=20))
def test_morton_order_is_that_of_interleaved_bits(places):
    lonlat = np.array(places)
    keys = np.array(morton_by_bits(lonlat))
    assert (np.diff(keys[morton_order(lonlat)]) >= 0).all()


def test_order_of_nothing_and_of_one_place():
    assert len(morton_order(np.empty((0, 2)))) == 0
    assert morton_order(np.array([[1.0, 1.0], [1.0, 1.0]])).tolist() == [0, 1]
