"""Copies: a network whose restricted nodes remember by which edge a traveller came."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis.errors import InputError
from gis.network.arcs import HalfNodes, search_arcs
from gis.network.graph import Network
from layers.text import Text

Ints = NDArray[np.int64]


def restricted(network: Network, barred: ArrayLike) -> Network:
    """Forbid turns from one edge end to another at the same node.

    Only the nodes named change: each edge end there gets a node to depart from, and
    those from which a turn is barred one to arrive at, joined by arcs of no time for
    each turn that is left; and there is one more at which everybody is met who comes.
    All other arrays of the network stay what they were, but for the copies at their end.

    Parameters
    ----------
    network
        A network without restrictions.
    barred
        Edge ends of arrival and of departure, k × 2: 2 e is the tail of edge e, 2 e + 1
        its head. One end twice is the turn back onto the edge a traveller comes from.

    Raises
    ------
    InputError
        If an end is none, two are not at one node, or the network has restrictions.

    Examples
    --------
    >>> places = [[117.0, 0.0], [117.01, 0.0], [117.02, 0.0]]
    >>> street = Network.from_edges(places, [[0, 1], [1, 2]], [60.0, 60.0])
    >>> restricted(street, [[1, 2]]).n_copies
    4
    """
    pairs = np.asarray(barred, dtype=np.int64).reshape(-1, 2)
    ends = np.column_stack([network.tail, network.head]).astype(np.int64).ravel()
    _require_turns(network, ends, pairs)
    if not len(pairs):
        return network
    nodes = np.unique(ends[pairs[:, 0]])
    halves = np.flatnonzero(np.isin(ends, nodes))
    # Copies of a node lie side by side.
    halves = halves[np.argsort(ends[halves], kind="stable")]
    bound = halves[np.isin(halves, pairs[:, 0])]
    copied = np.concatenate([ends[halves], ends[bound], nodes])
    copies = network.n_nodes + np.arange(len(copied))
    on, by = len(halves), len(halves) + len(bound)
    arrive, depart = ends.copy(), ends.copy()
    depart[halves], arrive[bound], met = copies[:on], copies[on:by], copies[by:]
    turns = _turns(ends, (nodes, halves, bound), pairs, (arrive, depart))
    met_by = np.concatenate([nodes, arrive[bound]]), np.concatenate([nodes, ends[bound]])
    meets = np.column_stack([met_by[0], met[np.searchsorted(nodes, met_by[1])]])
    at = HalfNodes(*(half.astype(np.int32).reshape(-1, 2) for half in (arrive, depart)))
    seconds = np.column_stack([network.seconds_forward, network.seconds_backward])
    pairs_of_nodes = np.concatenate([turns, meets]).astype(np.int32)
    arcs = search_arcs(network.n_nodes + len(copied), at, seconds, pairs_of_nodes)
    known = np.sort(halves)
    return replace(
        network,
        lon=np.concatenate([network.lon, network.lon[copied]]),
        lat=np.concatenate([network.lat, network.lat[copied]]),
        component=np.concatenate([network.component, network.component[copied]]),
        indptr=arcs.indptr,
        neighbour=arcs.neighbour,
        seconds=arcs.seconds,
        edge=arcs.edge,
        forward=arcs.forward,
        turn_half=known,
        turn_arrive=arrive[known].astype(np.int32),
        turn_depart=depart[known].astype(np.int32),
        turn_node=nodes.astype(np.int32),
        turn_met=met.astype(np.int32),
    )


def _require_turns(network: Network, ends: Ints, pairs: Ints) -> None:
    if len(network.turn_half):
        raise InputError(
            Text(
                "jaringan ini sudah punya larangan belok; berikan semuanya sekaligus, pada "
                "jaringan tanpa larangan",
                "the network has restricted turns already; give all of them at once, to the "
                "network without any",
            )
        )
    strange = pairs[(pairs < 0) | (pairs >= len(ends))]
    if len(strange):
        raise InputError(
            Text(
                f"barred: {strange[0]} bukan ujung ruas; yang diminta 2 e (pangkal) atau 2 e + 1 "
                f"(ujung) dari ruas e, 0 sampai {len(ends) - 1}",
                f"barred: {strange[0]} is no edge end; wanted 2 e (tail) or 2 e + 1 (head) of an "
                f"edge e, 0 to {len(ends) - 1}",
            )
        )
    apart = np.flatnonzero(ends[pairs[:, 0]] != ends[pairs[:, 1]])
    if len(apart):
        one, other = pairs[apart[0]]
        raise InputError(
            Text(
                f"barred: ujung ruas {one} terletak di simpul {ends[one]}, ujung ruas {other} di "
                f"simpul {ends[other]}; yang diminta ujung di satu simpul ({len(apart)} larangan "
                "tidak begitu)",
                f"barred: edge end {one} lies at node {ends[one]}, edge end {other} at node "
                f"{ends[other]}; wanted ends at one node ({len(apart)} turns are not)",
            )
        )


def _turns(ends: Ints, where: tuple[Ints, Ints, Ints], barred: Ints, at: tuple[Ints, Ints]) -> Ints:
    """Join a node to all its edge ends, a copy to those that are not barred; pairs of nodes."""
    nodes, halves, bound = where
    arrive, depart = at
    first = np.searchsorted(ends[halves], nodes)
    size = np.diff(np.append(first, len(halves)))
    group = np.concatenate([np.arange(len(nodes)), np.searchsorted(nodes, ends[bound])])
    came = np.concatenate([np.full(len(nodes), -1), bound])
    start = np.concatenate([nodes, arrive[bound]])
    many = size[group]
    step = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    onto = halves[np.repeat(first[group], many) + step]
    width = len(ends)
    allowed = ~np.isin(np.repeat(came, many) * width + onto, barred[:, 0] * width + barred[:, 1])
    return np.column_stack([np.repeat(start, many)[allowed], depart[onto[allowed]]])
