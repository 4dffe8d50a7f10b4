"""The turn restrictions of a real town: read, applied, and held against its line graph."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest

import layers
from gis.network import audit_network, compile_network
from gis.network.nearest import nearest
from gis.network.places import placed
from gis.network.portions import lengths_m, reached_portions
from gis.network.tables import many_to_many
from layers.infrastructure.travel import mode
from layers.ingest.adding import add

CAR = mode("car")
Town = tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]


@cache
def added(data: Path, base: Path) -> Town:
    """Add the roads and restrictions of a town to a workspace, and read them from there."""
    workspace = layers.open(base / "real-turns", create=True)
    for name in ("roads", "turns"):
        add(workspace, data / "osm/duitama.osm.pbf", layer_id=name)
    found = workspace["roads"].read(), workspace["turns"].read()
    workspace.close()
    return found


@pytest.fixture
def town(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Roads and restrictions, through the importer."""
    return added(shared_data, tmp_path_factory.getbasetemp())


def test_every_restriction_at_a_node_is_applied(town):
    roads, turns = town
    report = compile_network(roads, mode=CAR, turns=turns).report
    assert (report.n_turns, report.n_turns_applied, report.turn_exclusions) == (18, 18, ())
    on_foot = compile_network(roads, mode=mode("walk"), turns=turns)
    assert [(e.code, len(e.rows)) for e in on_foot.report.turn_exclusions] == [
        ("turn-not-bound", 18)
    ]


def test_only_restricted_nodes_change(town):
    roads, turns = town
    free = compile_network(roads, mode=CAR).network
    bound = compile_network(roads, mode=CAR, turns=turns).network
    assert len(bound.turn_node) == 16
    assert bound.n_copies < 100
    ours, theirs = bound.arrays(), free.arrays()
    for name in ("tail", "head", "seconds_forward", "vertex_lon", "vertex_share", "vertex_line"):
        assert np.array_equal(ours[name], theirs[name]), name
    assert np.array_equal(ours["lon"][: free.n_nodes], theirs["lon"])
    assert audit_network(bound).to_dict() == audit_network(free).to_dict()


def barred_of(network) -> list[tuple[int, int]]:
    """Tell from a network which turns are barred, by the arcs that are not there."""
    half = {
        int(node): int(h) for h, node in zip(network.turn_half, network.turn_depart, strict=True)
    }
    ends = np.column_stack([network.tail, network.head]).ravel()
    barred = []
    for came, node in zip(network.turn_half, network.turn_arrive, strict=True):
        if node == ends[came]:
            continue
        on = network.neighbour[network.indptr[node] : network.indptr[node + 1]]
        allowed = {half[int(one)] for one in on if int(one) in half}
        others = network.turn_half[ends[network.turn_half] == ends[came]]
        barred += [(int(came), int(h)) for h in others if int(h) not in allowed]
    return barred


def test_ways_round_the_restrictions_are_those_of_the_line_graph(town, line_graph):
    roads, turns = town
    free = compile_network(roads, mode=CAR).network
    bound = compile_network(roads, mode=CAR, turns=turns).network
    barred = barred_of(bound)
    first, last = bound.vertex_offsets[:-1], bound.vertex_offsets[1:] - 1
    code = roads["code"].to_numpy()[bound.vertex_line[np.column_stack([first, last]).ravel()]]
    said = turns[["from_line", "to_line"]].itertuples(index=False, name=None)
    assert sorted((code[a], code[b]) for a, b in barred) == sorted(said)
    rng = np.random.default_rng(1)
    near = np.unique(bound.turn_half // 2)
    from_, to = rng.choice(near, 12), np.concatenate([near, rng.choice(free.n_edges, 100)])
    share = rng.random(len(from_)), rng.random(len(to))
    sources, targets = placed(bound, from_, share[0]), placed(bound, to, share[1])
    graph = line_graph(free, barred, sources, targets)
    mine = np.full((len(sources), len(targets)), np.nan)
    for block in many_to_many(bound, sources, targets, limit_s=np.inf):
        mine[block.source, block.target] = block.seconds
    for i in range(len(sources)):
        found = nx.single_source_dijkstra_path_length(graph, ("source", i), weight="s")
        expected = [found.get(("target", j), np.nan) for j in range(len(targets))]
        np.testing.assert_allclose(mine[i], expected, rtol=0, atol=1e-9)
    plain = np.full_like(mine, np.nan)
    for block in many_to_many(free, sources, targets, limit_s=np.inf):
        plain[block.source, block.target] = block.seconds
    longer = mine - plain
    assert np.nanmin(longer) > -1e-9
    assert np.nanmax(longer) > 10.0
    assert nearest(bound, sources, targets).n_unreached == np.isnan(mine).all(axis=0).sum()


def test_less_is_reached_in_time(town):
    roads, turns = town
    free = compile_network(roads, mode=CAR).network
    bound = compile_network(roads, mode=CAR, turns=turns).network
    source = placed(bound, bound.turn_half[:1] // 2, [0.5])
    metres = [
        lengths_m(net, reached_portions(net, source, limit_s=120)).sum() for net in (free, bound)
    ]
    assert 0 < metres[1] <= metres[0]
