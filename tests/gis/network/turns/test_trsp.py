"""Restrictions of the pgRouting manual's sample data, and the costs it publishes.

Restrictions as in the manual's "Sample Data" (table `restrictions`), costs as printed for
the queries of `pgr_trsp` in ``docqueries/trsp/doc-trsp.result`` of
github.com/pgRouting/pgrouting (nodes numbered as since 3.4). `pgr_trsp` passes no vertex
twice and takes a restricted path, at its price, where there is no other: turning back is
barred here everywhere, and pairs it pays the price for are left out. The one restriction
over three edges touches none of these paths.
"""

from __future__ import annotations

import numpy as np
import pytest

from gis.network import Network
from gis.network.places import Snapped, placed
from gis.network.tables import many_to_many
from gis.network.turns.copies import restricted

# id: cost, reverse cost (-1: not that way), x1, y1, x2, y2
EDGES = [
    (1, 1, 2, 0, 2, 1),
    (-1, 1, 2, 1, 3, 1),
    (-1, 1, 3, 1, 4, 1),
    (1, 1, 2, 1, 2, 2),
    (1, -1, 3, 1, 3, 2),
    (1, 1, 0, 2, 1, 2),
    (1, 1, 1, 2, 2, 2),
    (1, 1, 2, 2, 3, 2),
    (1, 1, 3, 2, 4, 2),
    (1, 1, 2, 2, 2, 3),
    (1, -1, 3, 2, 3, 3),
    (1, -1, 2, 3, 3, 3),
    (1, -1, 3, 3, 4, 3),
    (1, 1, 2, 3, 2, 4),
    (1, 1, 4, 2, 4, 3),
    (1, 1, 4, 1, 4, 2),
    (1, 1, 0.5, 3.5, 2, 3.5),
    (1, 1, 3.5, 2.3, 3.5, 4),
]
NODES = [
    (0, 2), (0.5, 3.5), (1, 2), (2, 3.5), (2, 0), (2, 1), (2, 2), (2, 3), (2, 4),
    (3, 1), (3, 2), (3, 3), (3.5, 2.3), (3.5, 4), (4, 1), (4, 2), (4, 3),
]  # fmt: skip
RESTRICTIONS = [(4, 7), (8, 11), (7, 10), (9, 16)]


def city(costs: np.ndarray) -> Network:
    place = {xy: i for i, xy in enumerate(NODES)}
    ends = [[place[edge[2:4]], place[edge[4:6]]] for edge in EDGES]
    network = Network.from_edges(np.array(NODES) * 0.01 + [117, 0], ends, costs[:, 0], costs[:, 1])
    at = np.array(ends).ravel()
    barred = [(half, half) for half in range(len(at))]
    for one, other in RESTRICTIONS:
        halves = ((2 * (one - 1) + a, 2 * (other - 1) + b) for a in (0, 1) for b in (0, 1))
        barred += [pair for pair in halves if at[pair[0]] == at[pair[1]]]
    return restricted(network, barred)


def stand(network: Network, nodes: list[int]) -> Snapped:
    edge, fraction = [], []
    for node in nodes:
        found = next(i for i, e in enumerate(EDGES) if NODES[node - 1] in (e[2:4], e[4:6]))
        edge.append(found)
        fraction.append(0.0 if EDGES[found][2:4] == NODES[node - 1] else 1.0)
    return placed(network, edge, fraction)


def costs_of(kind: str) -> np.ndarray:
    costs = np.array([edge[:2] for edge in EDGES], dtype=float)
    costs[costs < 0] = np.inf
    if kind == "undirected":
        costs[:] = costs.min(axis=1)[:, None]
    elif kind == "undirected, cost alone":
        costs[:, 1] = costs[:, 0]
    return costs


@pytest.mark.parametrize(
    ("kind", "published"),
    [
        ("undirected", {(6, 10): 1, (1, 8): 7, (1, 10): 4, (6, 8): 2}),
        ("undirected, cost alone", {(6, 1): 7, (6, 10): 3}),
        ("directed", {(6, 1): 9, (6, 8): 2, (6, 10): 7}),
    ],
)
@pytest.mark.parametrize("direction", ["from_sources", "to_sources"])
def test_published_costs(kind, published, direction):
    network = city(costs_of(kind))
    for (origin, destination), cost in published.items():
        ends = stand(network, [origin]), stand(network, [destination])
        if direction == "to_sources":
            ends = ends[::-1]
        (block,) = many_to_many(network, *ends, limit_s=np.inf, direction=direction)
        assert block.seconds.tolist() == [cost], (origin, destination)
