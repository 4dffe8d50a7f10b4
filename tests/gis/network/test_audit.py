"""What a network tells of itself, on a small town with a river."""

from __future__ import annotations

import json

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon

from gis.errors import InputError
from gis.network import Network
from gis.network.audit import audit_network, components, dead_ends, suspected_bridges, unconnected
from layers.crs import GEOD
from layers.errors import CRSError

STEP = 0.001  # 111 m


def town(nodes, edges, one_way=()):
    """Make a network of places on a grid of 111 m; edges that are one way by position."""
    lonlat = np.array(nodes, dtype=float) * STEP + (117, 0)
    back = [np.inf if k in one_way else 10.0 for k in range(len(edges))]
    return Network.from_edges(lonlat, edges, [10.0] * len(edges), back)


def points(*places):
    return gpd.GeoSeries([Point(117 + x * STEP, y * STEP) for x, y in places], crs=4326)


NODES = [(0, 0), (10, 0), (10, 10), (0, 10), (5, 0), (5, 0.2), (20, 0), (20, 5)]
EDGES = [(0, 4), (4, 1), (1, 2), (2, 3), (5, 3), (6, 7)]


def test_components_and_dead_ends():
    network = town(NODES, EDGES)
    parts = components(network)
    assert parts.n_nodes.tolist() == [6, 2]
    assert parts.n_edges.tolist() == [5, 1]
    assert parts.length_m[1] == pytest.approx(GEOD.inv(117.02, 0, 117.02, 0.005)[2])
    assert parts.lon[1] == pytest.approx(117.02)
    assert dead_ends(network).tolist() == [0, 5, 6, 7]


def test_a_gap_is_a_dead_end_near_an_edge_that_is_far_by_road():
    """Node 5 lies 22 m from node 4, and three kilometres by road."""
    found = audit_network(town(NODES, EDGES)).gaps
    assert found.node.tolist() == [5]
    assert found.edge.tolist() in ([0], [1])
    assert found.distance_m.tolist() == pytest.approx([GEOD.inv(117, 0, 117, 0.0002)[2]])
    assert found.legs()[0].length == pytest.approx(0.0002)
    assert [found.to_lon[0], found.to_lat[0]] == pytest.approx([117.005, 0.0])


def test_no_gap_where_the_way_is_short_or_the_edge_is_far():
    network = town(NODES, EDGES)
    assert len(audit_network(network, detour_m=10_000).gaps) == 0
    assert len(audit_network(network, gap_m=20).gaps) == 0
    bend = town([(0, 0), (1, 0), (1, 0.1), (0, 0.1)], [(0, 1), (1, 2), (2, 3)])
    assert len(audit_network(bend, detour_m=300).gaps) == 0
    assert len(audit_network(bend, detour_m=200).gaps) == 2


def test_directions_do_not_make_a_gap():
    ring = town([(0, 0), (1, 0), (1, 0.2), (0.5, 0.2)], [(0, 1), (1, 2), (2, 3)], one_way=[1])
    assert len(audit_network(ring, detour_m=500).gaps) == 0


def test_the_gap_to_another_component():
    found = audit_network(town([(0, 0), (1, 0), (1.1, -1), (1.1, 1)], [(0, 1), (2, 3)])).gaps
    assert found.node.tolist() == [1]
    assert found.edge.tolist() == [1]


def test_traps_are_entered_or_left_but_not_both():
    network = town([(0, 0), (1, 0), (2, 0), (3, 0)], [(0, 1), (1, 2), (2, 3)], one_way=[2])
    assert audit_network(network).traps.tolist() == [3]


def test_bridges_are_suspected_across_water():
    network = town(
        [(0, 0), (10, 0), (12, 0), (20, 0), (0, -1), (-1, 0)], [(0, 1), (2, 3), (0, 4), (0, 5)]
    )
    river = gpd.GeoSeries([LineString([(117.011, -1), (117.011, 1)])], crs=4326)
    found = suspected_bridges(network, river, width_m=300)
    assert found.node.tolist() == [1, 2]
    assert found.distance_m == pytest.approx([222.6, 222.6], abs=0.1)
    assert len(suspected_bridges(network, river, width_m=200)) == 0
    lake = gpd.GeoSeries([Polygon([(117.1, 0), (117.2, 0), (117.2, 0.1)]), None], crs=4326)
    assert len(suspected_bridges(network, lake, width_m=300)) == 0
    assert len(suspected_bridges(network, river.to_crs(32750), width_m=300)) == 2


def test_jetties_that_hang_loose():
    network = town(NODES, EDGES)
    jetties = points((3, 0.5), (20, 3), (50, 50))
    assert unconnected(network, jetties, limit_m=100).tolist() == [1, 2]
    assert unconnected(network, jetties[:1], limit_m=100).tolist() == []


def test_as_plain_data():
    told = json.loads(json.dumps(audit_network(town(NODES, EDGES)).to_dict()))
    assert told["n_components"] == 2
    assert told["n_dead_ends"] == 4
    assert told["n_gaps"] == 1
    assert 0.8 < told["largest_share"] < 1


def test_a_network_without_edges():
    found = audit_network(town([(0, 0), (1, 1)], []))
    assert found.to_dict()["n_components"] == 2
    assert found.to_dict()["largest_share"] is None
    assert len(found.gaps) == len(found.dead_ends) == 0


@pytest.mark.parametrize("name", ["gap_m", "detour_m"])
@pytest.mark.parametrize("value", [0, -1, np.nan])
def test_bad_distances(name, value):
    with pytest.raises(InputError, match=f"{name} is"):
        audit_network(town(NODES, EDGES), **{name: value})


def test_water_without_a_crs():
    with pytest.raises(CRSError, match="water has no CRS"):
        suspected_bridges(town(NODES, EDGES), gpd.GeoSeries([Point(0, 0)]), width_m=300)


@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=16), st.data()
)
def test_traps_and_dead_ends_are_those_of_networkx(edges, data):
    one_way = data.draw(st.sets(st.integers(0, len(edges) - 1)))
    network = town([(k, k * k) for k in range(8)], edges, one_way)
    many = nx.MultiGraph(edges)
    many.add_nodes_from(range(8))
    assert dead_ends(network).tolist() == sorted(n for n, d in many.degree if d == 1)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(8))
    for k, (a, b) in enumerate(edges):
        graph.add_edge(a, b)
        if k not in one_way:
            graph.add_edge(b, a)
    main = set(np.flatnonzero(network.component == 0).tolist())
    strong = [part for part in nx.strongly_connected_components(graph) if part <= main]
    traps = set(audit_network(network).traps.tolist())
    assert main - traps in strong
    assert len(main - traps) == max(map(len, strong))
