"""The sample network of the pgRouting manual, and the answers it publishes.

Edges, points of interest and answers as printed in the manual's pages "Sample Data",
`pgr_dijkstraCostMatrix`, `pgr_drivingDistance`, `pgr_withPoints`,
`pgr_withPointsCost` and `pgr_withPointsCostMatrix`, and in ``docqueries`` of
github.com/pgRouting/pgrouting. Up to 3.3 the manual numbers its nodes otherwise than
since 3.4; both numberings are given by the nodes' coordinates.
"""

from __future__ import annotations

import numpy as np
import pytest

from gis.network import Network
from gis.network.nearest import k_nearest, nearest
from gis.network.paths import path
from gis.network.places import Snapped, placed
from gis.network.tables import many_to_many

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
SINCE_3_4 = [
    (0, 2), (0.5, 3.5), (1, 2), (2, 3.5), (2, 0), (2, 1), (2, 2), (2, 3), (2, 4),
    (3, 1), (3, 2), (3, 3), (3.5, 2.3), (3.5, 4), (4, 1), (4, 2), (4, 3),
]  # fmt: skip
UP_TO_3_3 = [
    (2, 0), (2, 1), (3, 1), (4, 1), (2, 2), (3, 2), (0, 2), (1, 2), (4, 2),
    (2, 3), (3, 3), (4, 3), (2, 4), (0.5, 3.5), (2, 3.5), (3.5, 2.3), (3.5, 4),
]  # fmt: skip
# pid: edge, fraction
POINTS = {1: (1, 0.4), 2: (15, 0.4), 3: (12, 0.6), 4: (6, 0.3), 5: (5, 0.8), 6: (4, 0.7)}


def city(*, directed: bool = True) -> Network:
    """The network, its nodes in the numbering since 3.4 (less one), a unit taken as 0.01°."""
    place = {xy: i for i, xy in enumerate(SINCE_3_4)}
    ends = [[place[edge[2:4]], place[edge[4:6]]] for edge in EDGES]
    costs = np.array([edge[:2] for edge in EDGES], dtype=float)
    costs[costs < 0] = np.inf if directed else 1.0
    lonlat = np.array(SINCE_3_4) * 0.01 + [117, 0]
    return Network.from_edges(lonlat, ends, costs[:, 0], costs[:, 1])


def at(network: Network, ids: list[int], numbering: list[tuple[float, float]]) -> Snapped:
    """Nodes (positive) and points of interest (negative) as places on edges."""
    edge, fraction = [], []
    for one in ids:
        if one < 0:
            edge.append(POINTS[-one][0] - 1)
            fraction.append(POINTS[-one][1])
            continue
        x, y = numbering[one - 1]
        found = next(i for i, e in enumerate(EDGES) if (x, y) in (e[2:4], e[4:6]))
        edge.append(found)
        fraction.append(0.0 if EDGES[found][2:4] == (x, y) else 1.0)
    return placed(network, edge, fraction)


def matrix(network: Network, ids: list[int]) -> dict[tuple[int, int], float]:
    places = at(network, ids, UP_TO_3_3)
    return {
        (ids[i], ids[j]): round(float(seconds), 9)
        for block in many_to_many(network, places, places, limit_s=np.inf)
        for i, j, seconds in zip(block.source, block.target, block.seconds, strict=True)
        if i != j
    }


def rows(ids: list[int], costs: list[list[float]]) -> dict[tuple[int, int], float]:
    return {
        (a, b): cost
        for a, line in zip(ids, costs, strict=True)
        for b, cost in zip(ids, line, strict=True)
        if a != b
    }


def test_dijkstra_cost_matrix():
    ids = [1, 2, 3, 4]
    directed = [[0, 1, 6, 5], [1, 0, 5, 4], [2, 1, 0, 3], [3, 2, 1, 0]]
    undirected = [[0, 1, 2, 3], [1, 0, 1, 2], [2, 1, 0, 1], [3, 2, 1, 0]]
    assert matrix(city(), ids) == rows(ids, directed)
    assert matrix(city(directed=False), ids) == rows(ids, undirected)


def test_with_points_cost_matrix():
    ids = [-6, -1, 3, 6]
    directed = [[0, 1.3, 4.3, 1.3], [1.3, 0, 5.6, 2.6], [1.7, 1.6, 0, 1], [1.3, 2.6, 3, 0]]
    undirected = [[0, 1.3, 1.7, 1.3], [1.3, 0, 1.6, 2.6], [1.7, 1.6, 0, 1], [1.3, 2.6, 1, 0]]
    assert matrix(city(), ids) == rows(ids, directed)
    assert matrix(city(directed=False), ids) == rows(ids, undirected)


def reached(seconds: np.ndarray) -> dict[int, float]:
    return {i + 1: float(cost) for i, cost in enumerate(seconds) if not np.isnan(cost)}


def test_driving_distance():
    network = city()
    found = nearest(network, at(network, [11], SINCE_3_4), limit_s=3.0)
    assert reached(found.node_seconds) == {
        11: 0, 7: 1, 12: 1, 16: 1, 3: 2, 6: 2, 8: 2, 15: 2, 17: 2, 1: 3, 5: 3, 9: 3, 10: 3,
    }  # fmt: skip


def test_driving_distance_from_two_with_the_nearer_as_owner():
    network = city()
    found = nearest(network, at(network, [11, 16], SINCE_3_4), limit_s=3.0)
    published = {
        11: {11: 0, 7: 1, 12: 1, 3: 2, 6: 2, 8: 2, 1: 3, 5: 3, 9: 3},
        16: {16: 0, 15: 1, 17: 1, 10: 2},
    }
    for owner, costs in enumerate(published.values()):
        mine = np.where(found.node_owner == owner, found.node_seconds, np.nan)
        assert reached(mine) == costs


def test_driving_distance_from_two_each_by_itself():
    network = city(directed=False)
    found = k_nearest(network, at(network, [11, 16], SINCE_3_4), k=2, limit_s=3.0)
    published = [
        {11: 0, 7: 1, 10: 1, 12: 1, 16: 1, 3: 2, 6: 2, 8: 2, 15: 2, 17: 2, 1: 3, 5: 3, 9: 3},
        {16: 0, 11: 1, 15: 1, 17: 1, 7: 2, 10: 2, 12: 2, 3: 3, 6: 3, 8: 3},
    ]
    for owner, costs in enumerate(published):
        mine = np.where(found.node_owner == owner, found.node_seconds, np.inf).min(axis=1)
        assert set(costs.items()) <= set(reached(np.where(np.isinf(mine), np.nan, mine)).items())


@pytest.mark.parametrize(
    ("origin", "destination", "edges", "costs"),
    [
        (-1, -3, [1, 4, 10, 12], [0.6, 1, 1, 0.6]),
        (-1, 3, [1, 4, 8, 9, 16, 3], [0.6, 1, 1, 1, 1, 1]),
        (-1, 5, [1, 4], [0.6, 1]),
        (2, -3, [4, 10, 12], [1, 1, 0.6]),
        (-1, 7, [1, 4, 7, 6], [0.6, 1, 1, 1]),
        (2, 7, [4, 7, 6], [1, 1, 1]),
    ],
)
def test_with_points_paths(origin, destination, edges, costs):
    network = city()
    ends = (at(network, [one], UP_TO_3_3) for one in (origin, destination))
    found = path(network, *ends)
    assert (found.edge + 1).tolist() == edges
    assert found.step_seconds == pytest.approx(costs)
    assert found.seconds == pytest.approx(sum(costs))
