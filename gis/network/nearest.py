"""Nearest: who is reached soonest, from many sources at once, with the owner of every place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.errors import InputError
from gis.network.graph import Floats, Ints, Network
from gis.network.kernels.arrivals import arrivals, by_edge
from gis.network.kernels.labels import nearest_labels, owners
from gis.network.kernels.several import nearest_ranks
from gis.network.places import Snapped
from gis.network.search import (
    Direction,
    View,
    ends,
    require_limit,
    require_sources,
    seeds,
    starts,
    tell_junctions,
    unreached_as_nan,
    view,
)
from layers.text import Text


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The nearest sources of nodes and of targets, soonest first.

    What no source reaches within the limit has NaN seconds and owner -1: never a
    large number, never left out.

    Attributes
    ----------
    node_seconds, node_owner
        Seconds and source (position in the sources) of every node, float64 and
        int32: n for `nearest`, n × k for `k_nearest`. Where turns are restricted, of
        whoever comes to the node, and (to sources) for one who is free to go on anywhere.
    seconds, owner
        The same of every target: p, or p × k. The way off the network is part of it
        at both ends. Empty if there were no targets.
    n_unreached
        How many targets no source reaches.
    n_targets_off, n_sources_off
        How many targets (all of them unreached) and sources are not on the network.
    """

    node_seconds: Floats
    node_owner: Ints
    seconds: Floats
    owner: Ints
    n_unreached: int
    n_targets_off: int
    n_sources_off: int


def nearest(
    network: Network,
    sources: Snapped,
    targets: Snapped | None = None,
    *,
    direction: Direction = "from_sources",
    limit_s: float = np.inf,
) -> Nearest:
    """Find the source nearest in time of every node and target, in one pass over the network.

    Times are exact sums of float64 seconds along the quickest way. Sources and
    targets may lie anywhere along edges; two on the same edge meet along it where its
    direction allows, else round about. Of several sources equally near, the first is
    taken.

    Parameters
    ----------
    network
        The network.
    sources
        Facilities, or whatever the search is from; one at least.
    targets
        Places to be told of, on their order; without them, nodes only.
    direction
        ``"from_sources"``: the way from the source (an ambulance comes);
        ``"to_sources"``: the way to it (people go).
    limit_s
        Seconds after which nothing is reached, the ways off the network with them.

    Raises
    ------
    EmptyInputError
        If there is no source.
    InputError
        If the limit is not above 0, or the direction is unknown.

    Examples
    --------
    >>> from gis.network.places import placed
    >>> street = Network.from_edges([[117.0, 0.0], [117.01, 0.0]], [[0, 1]], [60.0])
    >>> found = nearest(street, placed(street, [0], [0.25]), placed(street, [0], [0.75]))
    >>> found.seconds.tolist(), found.owner.tolist(), found.node_seconds.tolist()
    ([30.0], [0], [15.0, 45.0])
    """
    require_sources(sources)
    limit = require_limit(limit_s)
    seen, stops = view(network, direction), starts(sources, direction)
    labels = nearest_labels(seen.graph, seeds(stops, seen.edges), limit)
    by_rank = (labels.seconds.reshape(-1, 1), owners(labels).reshape(-1, 1))
    tell_junctions(network, direction, *by_rank)
    found = _nearest(seen, sources, targets, by_rank, (direction, limit))
    return Nearest(
        found.node_seconds.ravel(),
        found.node_owner.ravel(),
        found.seconds.ravel(),
        found.owner.ravel(),
        found.n_unreached,
        found.n_targets_off,
        found.n_sources_off,
    )


def k_nearest(
    network: Network,
    sources: Snapped,
    targets: Snapped | None = None,
    *,
    k: int,
    direction: Direction = "from_sources",
    limit_s: float = np.inf,
) -> Nearest:
    """Find the k sources nearest in time of every node and target, in one pass.

    Parameters
    ----------
    network, sources, targets, direction, limit_s
        As for `nearest`.
    k
        How many at most, 1 or more.

    Returns
    -------
    Nearest
        Arrays n × k and p × k, soonest first; NaN and -1 where there are fewer.

    Raises
    ------
    EmptyInputError
        If there is no source.
    InputError
        If the limit is not above 0, `k` is below 1, or the direction is unknown.
    """
    require_sources(sources)
    limit = require_limit(limit_s)
    if k < 1:
        raise InputError(
            Text(
                f"k adalah {k}; yang diminta 1 atau lebih",
                f"k is {k}; wanted 1 or more",
            ),
            faults=[
                (
                    "k",
                    Text(
                        f"{k} di bawah 1",
                        f"{k} is below 1",
                    ),
                )
            ],
        )
    seen, stops = view(network, direction), starts(sources, direction)
    ranks = nearest_ranks(seen.graph, seeds(stops, seen.edges), k, limit)
    by_rank = (ranks.seconds, ranks.owner)
    tell_junctions(network, direction, *by_rank)
    return _nearest(seen, sources, targets, by_rank, (direction, limit))


def _nearest(
    seen: View,
    sources: Snapped,
    targets: Snapped | None,
    ranks: tuple[Floats, Ints],
    how: tuple[Direction, float],
) -> Nearest:
    """Carry the ranks of nodes to targets; NaN where nothing is reached."""
    direction, limit = how
    n_targets, k = 0 if targets is None else len(targets), ranks[0].shape[1]
    seconds = np.full((n_targets, k), np.inf)
    owner = np.full((n_targets, k), -1, dtype=np.int32)
    if targets is not None:
        stops = starts(sources, direction)
        on_edge = by_edge(sources.edge, len(seen.edges.tail))
        arrivals(seen.edges, ranks, stops, on_edge, ends(targets, direction), (seconds, owner))
        late = seconds > limit
        seconds[late], owner[late] = np.inf, -1
    return Nearest(
        node_seconds=unreached_as_nan(ranks[0]),
        node_owner=ranks[1],
        seconds=unreached_as_nan(seconds),
        owner=owner,
        n_unreached=int((owner[:, 0] < 0).sum()),
        n_targets_off=0 if targets is None else int((targets.edge < 0).sum()),
        n_sources_off=int((sources.edge < 0).sum()),
    )
