"""Pacing: speeds of lines that make up parts of edges."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString

from gis.network import compile_network
from gis.network.places import placed
from gis.network.whatif.edits import ChangeSpeed, Close, SetSpeed
from gis.network.whatif.ground import ground
from gis.network.whatif.pacing import metres_at, segment_of
from gis.network.whatif.situation import edited, situation
from layers.infrastructure.travel import mode


@pytest.fixture(scope="module")
def road():
    """One edge of two lines, the second at half the speed of the first."""
    lines = gpd.GeoDataFrame(
        {"class": ["local", "local"], "speed_kmh": [40.0, 20.0]},
        geometry=[LineString([(117, 0), (117.01, 0)]), LineString([(117.01, 0), (117.02, 0)])],
        crs=4326,
    )
    network = compile_network(lines, mode=mode("car")).network
    assert network.n_edges == 1
    return network


def test_a_line_is_slowed_within_its_edge(road):
    first = situation(ground(road), placed(road, [0], [0.0]))
    whole = first.by_node()[0].max()
    slow = edited(first, [ChangeSpeed(0.5, lines=[0])]).after
    assert slow.by_node()[0].tolist() == pytest.approx([0, whole * 4 / 3, whole * 2 / 3])
    assert slow.overlay.lon.tolist() == [117.01]
    again = edited(slow, [ChangeSpeed(2.0, lines=[0])]).after
    np.testing.assert_allclose(again.by_node()[0][:2], first.by_node()[0], rtol=1e-12)


def test_a_closed_line_leaves_the_rest_of_its_edge_open(road):
    first = situation(ground(road), placed(road, [0], [0.0]))
    shut = edited(first, [Close(lines=[1])]).after
    np.testing.assert_allclose(shut.by_node()[0], [0, np.nan, first.by_node()[0].max() / 3])


def test_a_speed_is_set_on_each_line_of_an_edge(road):
    first = situation(ground(road), placed(road, [0], [0.0]))
    even = edited(first, [SetSpeed(36.0, edges=[0])]).after
    expected = [0, road.length_m[0] / 10, road.length_m[0] / 20]
    np.testing.assert_allclose(even.by_node()[0], expected, rtol=1e-9)
    both = edited(first, [SetSpeed(np.array([36.0, 18.0]), lines=[0, 1])]).after
    np.testing.assert_allclose(
        both.by_node()[0], [0, road.length_m[0] * 0.15, road.length_m[0] / 20], rtol=1e-9
    )
    shut = edited(first, [Close(edges=[0]), SetSpeed(36.0, edges=[0])]).after
    assert np.isnan(shut.by_node()[0][1])


def test_segments_and_metres_are_found_by_share(road):
    offsets, share = road.vertex_offsets, road.vertex_share
    assert segment_of(offsets, share, 0, 0.2) == 0
    assert segment_of(offsets, share, 0, 0.9) == 1
    at = metres_at(
        (offsets, share, road.vertex_m), np.zeros(3, np.int32), np.array([0.0, 1 / 3, 1.0])
    )
    np.testing.assert_allclose(at, [0, road.length_m[0] / 2, road.length_m[0]], rtol=1e-9)
