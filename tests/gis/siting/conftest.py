"""Instances of siting: OR-Library's p-median graphs, small random matrices, naive answers."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import shortest_path

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def pmed():
    """Give the distances of an instance of OR-Library (Beasley 1985), 100 × 100.

    Where an edge is given twice, the later row counts, as its description says.
    """

    def read(name):
        rows = np.loadtxt(DATA / f"{name}.csv", delimiter=",", skiprows=1, dtype=int)
        graph = np.full((100, 100), np.inf)
        for a, b, cost in rows:
            graph[a - 1, b - 1] = graph[b - 1, a - 1] = cost
        return shortest_path(graph, directed=False)

    return read


@pytest.fixture(scope="session")
def naive():
    """Try every choice of at most n sites and give the least score."""

    def least(m, n, score, cost=None, budget=np.inf):
        cost = np.ones(m) if cost is None else cost
        choices = (s for k in range(n + 1) for s in combinations(range(m), k))
        return min(score(list(s)) for s in choices if cost[list(s)].sum() <= budget)

    return least
