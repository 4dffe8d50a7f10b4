"""Compiled networks against the lines themselves: exact noding by fractions, ways by networkx."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString

from gis.network.compile import compile_network
from layers.crs import GEOD
from layers.infrastructure.travel import mode

STEP = 0.01


@dataclass(frozen=True)
class Road:
    """A road through places of a coarse grid."""

    places: tuple[tuple[int, int], ...]
    kmh: int
    direction: str
    bridge: bool
    toll: bool


def drawn(road):
    return LineString(np.array(road.places) * STEP + (117, 0))


def layer(roads):
    return gpd.GeoDataFrame(
        {
            "class": ["toll" if r.toll else "local" for r in roads],
            "speed_kmh": [r.kmh for r in roads],
            "direction": [r.direction for r in roads],
            "bridge": [r.bridge for r in roads],
        },
        geometry=[drawn(r) for r in roads],
        crs=4326,
    )


@st.composite
def some_roads(draw):
    place = st.tuples(st.integers(0, 4), st.integers(0, 4))
    found = []
    for _ in range(draw(st.integers(1, 6))):
        places = draw(st.lists(place, min_size=2, max_size=4))
        places = [p for p, before in zip(places, [None, *places], strict=False) if p != before]
        if len(places) > 1:
            found.append(
                Road(
                    tuple(places),
                    draw(st.sampled_from([10, 20, 40])),
                    draw(st.sampled_from(["both", "both", "forward", "backward"])),
                    draw(st.sampled_from([False, False, True])),
                    draw(st.sampled_from([False, False, False, True])),
                )
            )
    assume(found)
    return found


def meeting(p, q, r, s):
    """Give where two segments of whole coordinates meet, exactly; both ends of an overlap."""
    d, e = (q[0] - p[0], q[1] - p[1]), (s[0] - r[0], s[1] - r[1])
    turn = d[0] * e[1] - d[1] * e[0]
    if turn == 0:
        return [x for x in (r, s) if on(x, p, q)] + [x for x in (p, q) if on(x, r, s)]
    t = Fraction((r[0] - p[0]) * e[1] - (r[1] - p[1]) * e[0], turn)
    u = Fraction((r[0] - p[0]) * d[1] - (r[1] - p[1]) * d[0], turn)
    return [(p[0] + t * d[0], p[1] + t * d[1])] if 0 <= t <= 1 and 0 <= u <= 1 else []


def on(x, p, q):
    """Tell whether a place lies on a segment."""
    cross = (q[0] - p[0]) * (x[1] - p[1]) - (q[1] - p[1]) * (x[0] - p[0])
    within = all(min(p[k], q[k]) <= x[k] <= max(p[k], q[k]) for k in (0, 1))
    return cross == 0 and within


def joins(a, one, b, other):
    """Tell whether two roads meet at a place, each at an end, a vertex or on its way."""
    if one != "way" and other != "way":
        return True
    level, both = a.bridge == b.bridge, not (a.toll or b.toll)
    if "end" in (one, other):
        coming, onto = (a, b) if one == "end" else (b, a)
        return (level or (coming.bridge and not onto.bridge)) and (coming.toll or not onto.toll)
    return level and both


def stops(roads):
    """Give for each road where it may meet others: (segment, how far), place, what it is there."""
    segments = [(k, i) for k, r in enumerate(roads) for i in range(len(r.places) - 1)]
    found = {key: set() for key in segments}
    for (k, i), (h, j) in combinations(segments, 2):
        for x in meeting(*roads[k].places[i : i + 2], *roads[h].places[j : j + 2]):
            found[k, i].add(x)
            found[h, j].add(x)
    tour = defaultdict(list)
    for (k, i), places in found.items():
        p, q = roads[k].places[i : i + 2]
        last = len(roads[k].places) - 1
        if i == 0:
            tour[k].append((p, "end"))
        ways = sorted(places - {p, q}, key=lambda x, p=p: abs(x[0] - p[0]) + abs(x[1] - p[1]))
        tour[k] += [(x, "way") for x in ways]
        tour[k].append((q, "end" if i + 1 == last else "vertex"))
    return tour


def oracle(roads):
    """Give the graph of all stops, those that meet made one, and the group of each stop."""
    tour = stops(roads)
    same = nx.Graph()
    at = defaultdict(list)
    for k, halts in tour.items():
        for n, (x, what) in enumerate(halts):
            same.add_node((k, n))
            at[x].append((k, n, what))
    for found in at.values():
        for (k, n, one), (h, m, other) in combinations(found, 2):
            if joins(roads[k], one, roads[h], other):
                same.add_edge((k, n), (h, m))
    group = {stop: min(part) for part in nx.connected_components(same) for stop in part}
    graph = nx.DiGraph()
    for k, halts in tour.items():
        for n, ((x, _), (y, _)) in enumerate(pairwise(halts)):
            length = GEOD.inv(*lonlat(x), *lonlat(y))[2]
            _add(graph, roads[k], group[k, n], group[k, n + 1], length)
    where = {
        stop: halts[stop[1]][0]
        for k, halts in tour.items()
        for stop in [(k, n) for n in range(len(halts))]
    }
    return graph, group, where


def lonlat(x):
    return 117 + float(x[0]) * STEP, float(x[1]) * STEP


def _add(graph, road, a, b, length):
    seconds = 3.6 * length / road.kmh
    ways = {"both": [(a, b), (b, a)], "forward": [(a, b)], "backward": [(b, a)]}[road.direction]
    graph.add_nodes_from([a, b])
    for u, v in ways:
        if u != v and seconds < graph.get_edge_data(u, v, {"s": np.inf})["s"]:
            graph.add_edge(u, v, s=seconds)


def groups_of_nodes(network, group, where):
    """Give for each node the group of the stop it stands for; None where that is in doubt."""
    by_place = defaultdict(set)
    for (k, n), x in where.items():
        by_place[k, tuple(np.round(lonlat(x), 7))].add(group[k, n])
    found = [set() for _ in range(network.n_nodes)]
    for edge in range(network.n_edges):
        first, last = network.vertex_offsets[edge], network.vertex_offsets[edge + 1] - 1
        for node, vertex in ((network.tail[edge], first), (network.head[edge], last)):
            place = tuple(np.round([network.lon[node], network.lat[node]], 7))
            found[node] |= by_place[network.vertex_line[vertex], place]
    return found


def times(network):
    """Give the times between all nodes by networkx over the arcs."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.n_nodes))
    tails = np.repeat(np.arange(network.n_nodes), np.diff(network.indptr))
    for a, b, s in zip(tails.tolist(), network.neighbour.tolist(), network.seconds, strict=True):
        graph.add_edge(a, b, s=float(s))
    return dict(nx.all_pairs_dijkstra_path_length(graph, weight="s"))


@settings(max_examples=100)
@given(some_roads())
def test_ways_between_all_nodes_are_those_over_the_lines(roads):
    network = compile_network(layer(roads), mode=mode("car")).network
    graph, group, where = oracle(roads)
    found = groups_of_nodes(network, group, where)
    assume(all(len(groups) == 1 for groups in found))
    name = [groups.pop() for groups in found]
    expected = dict(nx.all_pairs_dijkstra_path_length(graph, weight="s"))
    compiled = times(network)
    for a in range(network.n_nodes):
        assert {name[b] for b in compiled[a]} == set(name) & set(expected[name[a]])
        for b, seconds in compiled[a].items():
            assert seconds == pytest.approx(expected[name[a]][name[b]], rel=1e-7, abs=1e-6)
    # Every stop with ways to more than two places is a node, and no two nodes are one stop.
    assert len(set(name)) == len(name)
    around = {stop: {where[n] for n in nx.all_neighbors(graph, stop)} for stop in graph}
    assert {stop for stop, places in around.items() if len(places) > 2} <= set(name)


@settings(max_examples=60)
@given(some_roads(), st.randoms(use_true_random=False))
def test_the_order_and_drawing_of_lines_do_not_matter(roads, random):
    other = [
        Road(
            r.places[::-1],
            r.kmh,
            {"forward": "backward", "backward": "forward"}.get(r.direction, "both"),
            r.bridge,
            r.toll,
        )
        for r in roads
    ]
    random.shuffle(other)
    one = compile_network(layer(roads), mode=mode("car")).network
    two = compile_network(layer(other), mode=mode("car")).network
    assert one.n_nodes == two.n_nodes
    assert one.n_edges == two.n_edges
    assert one.length_m.sum() == pytest.approx(two.length_m.sum())
    assert np.bincount(one.component).tolist() == np.bincount(two.component).tolist()
    assert sorted(one.seconds) == pytest.approx(sorted(two.seconds))


@settings(max_examples=60)
@given(some_roads())
def test_what_holds_of_every_network(roads):
    network = compile_network(layer(roads), mode=mode("car")).network
    first, last = network.vertex_offsets[:-1], network.vertex_offsets[1:] - 1
    assert (network.vertex_lon[first] == network.lon[network.tail]).all()
    assert (network.vertex_lat[last] == network.lat[network.head]).all()
    assert (network.vertex_m[first] == 0).all()
    assert (network.vertex_m[last] == network.length_m).all()
    assert (network.vertex_share[last] == 1).all()
    inner = np.ones(len(network.vertex_m) - 1, dtype=bool)
    inner[last[:-1]] = False
    assert (np.diff(network.vertex_m)[inner] > 0).all()
    assert (np.diff(network.vertex_share)[inner] > 0).all()
    assert (np.isfinite(network.seconds_forward) | np.isfinite(network.seconds_backward)).all()
    assert (network.component[network.tail] == network.component[network.head]).all()
    geodesic = [GEOD.geometry_length(shape) for shape in network.shapes()]
    assert network.length_m == pytest.approx(geodesic, rel=1e-9)
