"""Random networks, and the same with places as nodes for the searches of networkx."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest

import layers
from gis.network import Network
from gis.network.places import Snapped, placed
from layers.ingest.adding import add

REAL_ROADS = {"duitama": "osm/duitama.osm.pbf", "jakarta": "osm/jakarta_roads_shp.zip"}


def _random_network(seed: int, n_nodes: int = 30, n_edges: int = 60) -> Network:
    """Edges between random nodes: one-way ones, parallel ones, rings, some of no time."""
    rng = np.random.default_rng(seed)
    lonlat = np.column_stack([rng.uniform(116, 117, n_nodes), rng.uniform(-1, 0, n_nodes)])
    ends = rng.integers(0, n_nodes, (n_edges, 2))
    there, back = rng.uniform(1, 100, n_edges), rng.uniform(1, 100, n_edges)
    there[rng.random(n_edges) < 0.05] = 0.0
    back[rng.random(n_edges) < 0.3] = np.inf
    return Network.from_edges(lonlat, ends, there, back)


def _random_places(network: Network, count: int, seed: int) -> Snapped:
    """Places anywhere on edges, on nodes too, several on an edge, some off the network."""
    rng = np.random.default_rng(seed)
    edge = rng.integers(0, network.n_edges, count)
    edge[rng.random(count) < 0.1] = -1
    fraction = np.where(rng.random(count) < 0.2, rng.integers(0, 2, count), rng.random(count))
    access = np.where(rng.random(count) < 0.5, 0.0, rng.uniform(0, 50, count))
    return placed(network, edge, fraction, access_seconds=access)


def _with_places(network: Network, *groups: Snapped) -> nx.DiGraph:
    """Cut edges at all places; place j of group g is the node (g, j), its way off included."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.n_nodes))

    def join(a: object, b: object, seconds: float) -> None:
        if np.isfinite(seconds) and seconds < graph.get_edge_data(a, b, {"s": np.inf})["s"]:
            graph.add_edge(a, b, s=seconds)

    for e in range(network.n_edges):
        stops = [(0.0, int(network.tail[e])), (1.0, int(network.head[e]))]
        for g, places in enumerate(groups):
            stops += [(places.share[j], ("on", g, j)) for j in np.flatnonzero(places.edge == e)]
        stops.sort(key=lambda stop: stop[0])
        for (s, a), (t, b) in pairwise(stops):
            join(a, b, (t - s) * network.seconds_forward[e] if t > s else 0.0)
            join(b, a, (t - s) * network.seconds_backward[e] if t > s else 0.0)
    for g, places in enumerate(groups):
        graph.add_nodes_from((g, j) for j in range(len(places)))
        for j in np.flatnonzero(places.edge >= 0):
            join((g, j), ("on", g, j), places.access_seconds[j])
            join(("on", g, j), (g, j), places.access_seconds[j])
    return graph


@pytest.fixture(scope="session")
def random_network() -> Callable[..., Network]:
    return _random_network


@pytest.fixture(scope="session")
def random_places() -> Callable[..., Snapped]:
    return _random_places


@pytest.fixture(scope="session")
def with_places() -> Callable[..., nx.DiGraph]:
    return _with_places


@cache
def _added(data: Path, base: Path) -> dict[str, gpd.GeoDataFrame]:
    """Add the roads of two towns to a workspace, and read them from there."""
    workspace = layers.open(base / "real-roads", create=True)
    found = {}
    for name, file in REAL_ROADS.items():
        osm_theme = "roads" if file.endswith("pbf") else None
        add(workspace, data / file, layer_id=name, theme="roads", osm_theme=osm_theme)
        found[name] = workspace[name].read()
    workspace.close()
    return found


@pytest.fixture
def real_roads(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, gpd.GeoDataFrame]:
    """Roads of two towns, through the importer, as a planner adds them."""
    return _added(shared_data, tmp_path_factory.getbasetemp())
