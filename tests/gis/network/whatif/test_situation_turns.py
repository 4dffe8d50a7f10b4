"""What-ifs where turns are restricted, against networks whose turns are restricted anew."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.network import Network
from gis.network.kernels.arrivals import by_edge
from gis.network.nearest import nearest
from gis.network.places import placed
from gis.network.search import ends
from gis.network.turns.copies import restricted
from gis.network.whatif.edits import AddRoad, ChangeSpeed, MoveSources
from gis.network.whatif.ground import ground
from gis.network.whatif.situation import edited, situation
from gis.network.whatif.stops import arrive


def barred_turns(network: Network, rng: np.random.Generator) -> np.ndarray:
    """A fifth of all turns at a few nodes, at random."""
    stops = np.column_stack([network.tail, network.head]).ravel()
    pairs = [
        (a, b)
        for node in rng.choice(network.n_nodes, 8, replace=False)
        for a in np.flatnonzero(stops == node)
        for b in np.flatnonzero(stops == node)
        if rng.random() < 0.4
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def remade(network: Network, factor: np.ndarray, more: list, barred: np.ndarray) -> Network:
    """The network with other times and more edges, its turns restricted afterwards."""
    ends_ = np.column_stack([network.tail, network.head])
    there = np.r_[network.seconds_forward / factor, [s for *_, s in more]]
    back = np.r_[network.seconds_backward / factor, [s for *_, s in more]]
    pairs = np.vstack([ends_, *([[a, b]] for a, b, _ in more)])
    lonlat = np.column_stack([network.lon, network.lat])
    return restricted(Network.from_edges(lonlat, pairs, there, back), barred)


@given(st.integers(0, 10**6), st.sampled_from(["from_sources", "to_sources"]))
@settings(deadline=None, max_examples=25)
def test_speeds_roads_and_facilities_where_turns_are_restricted(
    random_network, random_places, seed, direction
):
    rng = np.random.default_rng(seed)
    plain = random_network(seed)
    barred = barred_turns(plain, rng)
    network = restricted(plain, barred)
    sources, places = random_places(network, 5, seed + 1), random_places(network, 60, seed + 2)
    one = situation(ground(network, direction), sources)
    factor, more = np.ones(plain.n_edges), []
    for _ in range(4):
        slow = rng.choice(plain.n_edges, 3, replace=False)
        a, b = rng.choice(np.unique(plain.tail), 2, replace=False)
        road = AddRoad(
            np.array([[plain.lon[i], plain.lat[i]] for i in (a, b)]),
            3000.0,
            3000.0,
            tolerance_m=0.0,
        )
        other = random_places(network, 1, int(rng.integers(10**6)))
        change = edited(one, [ChangeSpeed(0.5, edges=slow), road, MoveSources([0], other)])
        one = change.after
        factor[slow] *= 0.5
        more.append((a, b, change.roads[0].length_m / 3000.0 * 3.6))
        made = remade(plain, factor, more, barred)
        again = placed(made, one.sources.edge, np.nan_to_num(one.sources.fraction),
                       access_seconds=one.sources.access_seconds)  # fmt: skip
        targets = placed(made, places.edge, np.nan_to_num(places.fraction),
                         access_seconds=places.access_seconds)  # fmt: skip
        found = nearest(made, again, targets, direction=direction)
        n = plain.n_nodes
        np.testing.assert_allclose(
            one.by_node()[0][:n], found.node_seconds[:n], rtol=1e-12, atol=1e-9
        )
        seconds = np.full(len(places), np.nan)
        owner = np.full(len(places), -1, dtype=np.int32)
        n_edges = plain.n_edges + len(more)
        arrive(one.scene(), ends(places, direction), by_edge(places.edge, n_edges),
               np.arange(n_edges, dtype=np.int32), (seconds, owner))  # fmt: skip
        np.testing.assert_allclose(seconds, found.seconds, rtol=1e-12, atol=1e-9)
