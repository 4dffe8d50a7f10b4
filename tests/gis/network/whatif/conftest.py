"""Random edits, and the network they lead to made anew, an edge for each piece."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from gis.network import Network
from gis.network.places import placed
from gis.network.whatif.edits import (
    AddRoad,
    AddSources,
    ChangeSpeed,
    Close,
    MoveSources,
    RemoveSources,
)


def _rebuilt(one) -> tuple[Network, np.ndarray]:
    """The overlaid network with a piece as an edge of its own; and the edge of each piece."""
    network, pieces = one.ground.network, one.overlay.pieces
    kept = np.setdiff1d(np.arange(network.n_edges), pieces.edge)
    lonlat = np.column_stack(
        [np.r_[network.lon, one.overlay.lon], np.r_[network.lat, one.overlay.lat]]
    )
    ends = np.vstack([np.column_stack([network.tail, network.head])[kept], pieces.on])
    times = pieces.seconds
    if one.ground.direction == "to_sources":
        times = times[:, ::-1]
    there = np.r_[network.seconds_forward[kept], times[:, 0]]
    back = np.r_[network.seconds_backward[kept], times[:, 1]]
    made = Network.from_edges(lonlat, ends, there, back)
    return made, kept


def _moved(one, made: Network, kept: np.ndarray, places):
    """Places by their edges and shares on the network made anew."""
    pieces = one.overlay.pieces
    edge, share = np.full(len(places), -1), np.zeros(len(places))
    for i in np.flatnonzero(places.edge >= 0):
        e = places.edge[i]
        slot = np.searchsorted(pieces.edge, e)
        if slot == len(pieces.edge) or pieces.edge[slot] != e:
            edge[i], share[i] = np.searchsorted(kept, e), places.share[i]
            continue
        rows = np.arange(pieces.first[slot], pieces.first[slot + 1])
        row = rows[np.searchsorted(pieces.share[rows, 1], places.share[i])]
        start, stop = pieces.share[row]
        edge[i] = len(kept) + row
        share[i] = np.clip((places.share[i] - start) / (stop - start), 0, 1)
    return placed(made, edge, share, access_seconds=places.access_seconds)


def _edit(rng, one, random_places):
    network = one.ground.network
    n = network.n_edges
    seed = int(rng.integers(10**9))
    known = np.flatnonzero(one.sources.edge >= 0)
    kind = rng.integers(8)
    if kind == 0 or not len(known):
        return AddSources(random_places(network, int(rng.integers(1, 4)), seed))
    some = rng.choice(known, min(len(known), int(rng.integers(1, 3))), replace=False)
    if kind == 1:
        return RemoveSources(some)
    if kind == 2:
        return MoveSources(some, random_places(network, len(some), seed))
    edges = rng.choice(n + len(one.overlay.roads), int(rng.integers(1, 4)), replace=False)
    if kind == 3:
        return ChangeSpeed(float(rng.choice([0.25, 0.5, 2.0, 4.0])), edges=edges)
    if kind == 4:
        lines = rng.choice(n, int(rng.integers(1, 4)), replace=False)
        return ChangeSpeed(rng.uniform(0.2, 5.0, len(lines)), lines=lines)
    if kind == 5:
        return Close(edges=edges[:1])
    a, b = rng.integers(0, n, 2)
    at = placed(network, [a, b], rng.random(2))
    course = np.column_stack([at.lon, at.lat])
    speeds = [float(v) if v < 3000 else None for v in rng.uniform(500, 4000, 2)]
    if speeds == [None, None]:
        speeds[0] = 1000.0
    return AddRoad(course, *speeds, tolerance_m=100.0, crossings=bool(rng.random() < 0.4))


@pytest.fixture(scope="session")
def whatif(random_places) -> SimpleNamespace:
    edit = partial(_edit, random_places=random_places)
    return SimpleNamespace(edit=edit, rebuilt=_rebuilt, moved=_moved)
