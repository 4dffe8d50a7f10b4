"""The line graph of a network with barred turns, for the searches of networkx."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from gis.network import Network
from gis.network.places import Snapped


def _line_graph(
    network: Network, barred: Iterable[tuple[int, int]], sources: Snapped, targets: Snapped
) -> nx.DiGraph:
    """Give every direction of every edge as a run of nodes of its own, joined by turns.

    ("in", h) is where an edge is entered from its end h (2 e: tail, 2 e + 1: head) and
    ("out", h) where it is left by that end; ("come", v) and ("stand", v) are the
    junction for those who end and who begin there. A place inside an edge begins and
    ends on either direction, one at the end of an edge at the junction too.
    """
    graph = nx.DiGraph()
    at = np.column_stack([network.tail, network.head]).ravel().tolist()
    paces = np.column_stack([network.seconds_forward, network.seconds_backward]).ravel()

    def join(a: object, b: object, seconds: float) -> None:
        if np.isfinite(seconds) and seconds < graph.get_edge_data(a, b, {"s": np.inf})["s"]:
            graph.add_edge(a, b, s=seconds)

    held = [(k, p, _by_edge(p)) for k, p in (("source", sources), ("target", targets))]
    for half, pace in enumerate(paces):
        e, back = divmod(half, 2)
        stops = [(0.0, ("in", half))]
        for kind, places, on in held:
            for j in on.get(e, ()):
                along = 1.0 - places.share[j] if back else places.share[j]
                stops.append((along, ("on", kind, back, j)))
        stops.sort(key=lambda stop: stop[0])
        stops.append((1.0, ("out", half ^ 1)))
        for (s, a), (t, b) in pairwise(stops):
            join(a, b, (t - s) * pace if t > s else 0.0)
    _add_turns(graph, at, frozenset(barred), join)
    _add_places(graph, network, join, sources, targets)
    return graph


def _by_edge(places: Snapped) -> dict[int, list[int]]:
    found = defaultdict(list)
    for j, e in enumerate(places.edge.tolist()):
        found[e].append(j)
    return found


def _add_turns(
    graph: nx.DiGraph,
    at: list[int],
    barred: frozenset[tuple[int, int]],
    join: Callable[[object, object, float], None],
) -> None:
    ends = defaultdict(list)
    for half, v in enumerate(at):
        ends[v].append(half)
    for half, v in enumerate(at):
        join(("out", half), ("come", v), 0.0)
        join(("stand", v), ("in", half), 0.0)
        join(("stand", v), ("come", v), 0.0)
        for onto in ends[v]:
            if (half, onto) not in barred:
                join(("out", half), ("in", onto), 0.0)


def _add_places(
    graph: nx.DiGraph,
    network: Network,
    join: Callable[[object, object, float], None],
    sources: Snapped,
    targets: Snapped,
) -> None:
    graph.add_nodes_from((kind, v) for v in range(network.n_nodes) for kind in ("come", "stand"))
    for kind, places in (("source", sources), ("target", targets)):
        graph.add_nodes_from((kind, j) for j in range(len(places)))
        for j in np.flatnonzero(places.edge >= 0):
            e, share, off = places.edge[j], places.share[j], places.access_seconds[j]
            ends = [
                int(v) for v, at in ((network.tail[e], 0.0), (network.head[e], 1.0)) if share == at
            ]
            for back in (0, 1):
                on = ("on", kind, back, j)
                join(*(((kind, j), on) if kind == "source" else (on, (kind, j))), off)
            for v in ends:
                there = ((kind, j), ("stand", v)) if kind == "source" else (("come", v), (kind, j))
                join(*there, off)
    # Two places of one edge at one position meet there.
    for j in range(len(sources)):
        same = (targets.edge == sources.edge[j]) & (targets.share == sources.share[j])
        for k in np.flatnonzero(same & (targets.edge >= 0)):
            join(
                ("source", j),
                ("target", k),
                sources.access_seconds[j] + targets.access_seconds[k],
            )


def _random_turns(network: Network, count: int, seed: int) -> list[tuple[int, int]]:
    """Turns at random nodes, turns back among them."""
    rng = np.random.default_rng(seed)
    at = np.column_stack([network.tail, network.head]).ravel()
    found = []
    for _ in range(count):
        one = int(rng.integers(len(at)))
        others = np.flatnonzero(at == at[one])
        found.append((one, int(rng.choice(others))))
    return found


@pytest.fixture(scope="session")
def line_graph() -> Callable[..., nx.DiGraph]:
    return _line_graph


@pytest.fixture(scope="session")
def random_turns() -> Callable[..., list[tuple[int, int]]]:
    return _random_turns
