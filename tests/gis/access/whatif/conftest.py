"""A town: a random street network, facilities, houses in units that overlap, and edits."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from gis.access.demand import Demand
from gis.access.whatif import served
from gis.network import Network
from gis.network.places import placed
from gis.network.whatif.ground import ground
from gis.network.whatif.situation import situation

LIMITS = [60.0, 120.0, 240.0]


def _town(seed: int, direction: str = "to_sources", n_houses: int = 200) -> SimpleNamespace:
    rng = np.random.default_rng(seed)
    lonlat = np.column_stack([rng.uniform(116, 117, 40), rng.uniform(-1, 0, 40)])
    back = rng.uniform(1, 100, 80)
    back[rng.random(80) < 0.2] = np.inf
    network = Network.from_edges(
        lonlat, rng.integers(0, 36, (80, 2)), rng.uniform(1, 100, 80), back
    )
    houses = places(network, rng, n_houses)
    unit = rng.integers(0, 7, n_houses + 50).astype(np.int32)
    cell = np.r_[np.arange(n_houses), rng.integers(0, n_houses, 50)].astype(np.int32)
    order = np.argsort(unit, kind="stable")
    demand = Demand(
        np.nan_to_num(houses.lon), np.nan_to_num(houses.lat), rng.uniform(0, 50, n_houses),
        unit[order], cell[order], rng.random(n_houses + 50)[order], 8,
    )  # fmt: skip
    sources = places(network, rng, 5)
    start = situation(ground(network, direction), sources)
    today = served(start, demand, houses, limits_s=LIMITS)
    return SimpleNamespace(network=network, houses=houses, demand=demand, today=today, rng=rng)


def places(network: Network, rng: np.random.Generator, count: int):
    edge = rng.integers(0, network.n_edges, count)
    edge[rng.random(count) < 0.05] = -1
    access = np.where(rng.random(count) < 0.5, 0.0, rng.uniform(0, 30, count))
    return placed(network, edge, rng.random(count), access_seconds=access)


@pytest.fixture(scope="session")
def town():
    return _town


@pytest.fixture(scope="session")
def some_places():
    return places
