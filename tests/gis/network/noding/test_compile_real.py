"""Real roads, added as a planner adds them, compiled: components, and ways by networkx."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

from gis.network import audit_network, compile_network, snap
from gis.network.modes import line_times
from layers.crs import GEOD
from layers.infrastructure.travel import mode, modes

CAR = mode("car")
FILES = ("duitama", "jakarta")


@pytest.mark.parametrize(
    ("name", "lines", "used", "nodes"),
    [("duitama", 5_016, 4_700, 6_000), ("jakarta", 18_574, 18_400, 32_000)],
)
def test_a_sane_report(real_roads, name, lines, used, nodes):
    made = compile_network(real_roads[name], mode=CAR)
    report, told = made.report, audit_network(made.network).to_dict()
    assert report.n_lines == lines
    assert used <= report.n_used <= lines
    assert report.n_used + sum(len(e.rows) for e in report.exclusions) == lines
    assert nodes <= told["n_nodes"] <= 1.05 * nodes
    assert told["largest_share"] > 0.98
    assert 10 < told["n_components"] < 200
    assert told["n_dead_ends"] < told["n_nodes"] / 3
    assert told["n_gaps"] < told["n_dead_ends"] / 10


@pytest.mark.parametrize("name", FILES)
def test_no_metre_is_lost(real_roads, name):
    """The length of the network is that of the lines used, but for what was joined or dropped."""
    lines = real_roads[name]
    made = compile_network(lines, mode=CAR, tolerance_m=0)
    left_out = np.concatenate([e.rows for e in made.report.exclusions])
    kept = lines.geometry.drop(lines.index[left_out])
    total = sum(GEOD.geometry_length(shape) for shape in kept)
    lost = total - made.network.length_m.sum()
    assert abs(lost) <= 1e-9 * total or 0 < lost < 0.002 * total
    assert (lost < 1e-6 * total) == (made.report.n_duplicate_segments == 0)


def raw_graph(lines, times):
    """Give every segment as drawn between its vertices: the uncompiled graph."""
    xy = lines.geometry.get_coordinates()
    row = lines.index.get_indexer(xy.index)
    place = pd.MultiIndex.from_frame(xy).factorize()[0]
    same = row[1:] == row[:-1]
    a, b = xy.to_numpy()[:-1], xy.to_numpy()[1:]
    metres = GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2]
    graph = nx.DiGraph()
    for k in np.flatnonzero(same & (times.reason[row[:-1]] == "")):
        seconds = 3.6 * metres[k] / times.kmh[row[k]]
        ways = [(place[k], place[k + 1])] * bool(times.forward[row[k]])
        ways += [(place[k + 1], place[k])] * bool(times.backward[row[k]])
        for u, v in ways:
            if seconds < graph.get_edge_data(u, v, {"s": np.inf})["s"]:
                graph.add_edge(u, v, s=seconds)
    number = {tuple(c): n for c, n in zip(xy.to_numpy().tolist(), place, strict=True)}
    return graph, number


def arcs_graph(network):
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.n_nodes))
    tails = np.repeat(np.arange(network.n_nodes), np.diff(network.indptr))
    graph.add_weighted_edges_from(
        zip(tails.tolist(), network.neighbour.tolist(), network.seconds.tolist(), strict=True), "s"
    )
    return graph


def test_ways_of_the_compiled_town_are_those_of_the_drawn_one(real_roads):
    """Where lines meet at vertices only, compiling changes no travel time at all."""
    lines = real_roads["duitama"].reset_index(drop=True)
    made = compile_network(lines, mode=CAR, tolerance_m=0)
    assert made.report.n_joined_crossings == made.report.n_joined_touches == 0
    network = made.network
    raw, number = raw_graph(lines, line_times(lines, CAR))
    compiled = arcs_graph(network)
    rng = np.random.default_rng(4)
    sources = rng.choice(network.n_nodes, 8, replace=False)
    targets = rng.choice(network.n_nodes, 20, replace=False)
    name = [number[c] for c in zip(network.lon.tolist(), network.lat.tolist(), strict=True)]
    reached = 0
    for source in sources.tolist():
        ours = nx.single_source_dijkstra_path_length(compiled, source, weight="s")
        theirs = nx.single_source_dijkstra_path_length(raw, name[source], weight="s")
        for target in targets.tolist():
            assert (target in ours) == (name[target] in theirs)
            if target in ours:
                assert ours[target] == pytest.approx(theirs[name[target]], rel=1e-9)
                reached += 1
    assert reached > 120


@pytest.mark.parametrize("name", FILES)
def test_every_mode_compiles(real_roads, name):
    by_mode = {m.id: compile_network(real_roads[name], mode=m).network for m in modes().values()}
    assert by_mode["car"].length_m.sum() == by_mode["ambulance"].length_m.sum()
    fastest = {k: (n.length_m / n.seconds_forward).max() * 3.6 for k, n in by_mode.items()}
    assert fastest["walk"] == pytest.approx(4.5)
    assert fastest["motorcycle"] <= fastest["car"] <= 90.001


def test_points_find_their_road(real_roads):
    """The middle of every tenth line lies on the network, a metre beside it a metre away."""
    lines = real_roads["duitama"]
    network = compile_network(lines, mode=mode("walk")).network
    halves = shapely.line_interpolate_point(lines.geometry.to_numpy()[::10], 0.5, normalized=True)
    middles = gpd.GeoSeries(halves, crs=lines.crs)
    on = snap(network, middles, limit_m=1, access_kmh=4.5)
    assert np.nanmax(on.distance_m) < 0.5
    assert (on.edge < 0).sum() <= 2
    beside = snap(network, middles.translate(0, 1 / 110_600), limit_m=2, access_kmh=4.5)
    assert np.nanmax(beside.distance_m) < 1.01
