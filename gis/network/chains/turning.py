"""Turning: restricted turns of a network taken off it, and put on again once it was cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gis.network.arcs import search_arcs
from gis.network.graph import Network

Ints = NDArray[np.int64]


def unbound(network: Network) -> tuple[Network, Ints]:
    """Give a network without its restrictions, and the turns they bar.

    Parameters
    ----------
    network
        The network; one without restrictions is given back as it is.

    Returns
    -------
    tuple
        The network, and edge ends of arrival and departure, int64, k × 2, as
        `gis.network.turns.copies.restricted` takes them.
    """
    if not len(network.turn_half):
        return network, np.empty((0, 2), dtype=np.int64)
    n = network.n_nodes - network.n_copies
    ends = np.column_stack([network.tail, network.head])
    seconds = np.column_stack([network.seconds_forward, network.seconds_backward])
    arcs = search_arcs(n, ends, seconds)
    plain = replace(
        network,
        lon=network.lon[:n],
        lat=network.lat[:n],
        component=network.component[:n],
        indptr=arcs.indptr,
        neighbour=arcs.neighbour,
        seconds=arcs.seconds,
        edge=arcs.edge,
        forward=arcs.forward,
        turn_half=network.turn_half[:0],
        turn_arrive=network.turn_arrive[:0],
        turn_depart=network.turn_depart[:0],
        turn_node=network.turn_node[:0],
        turn_met=network.turn_met[:0],
    )
    return plain, _barred(network, ends.ravel())


def _barred(network: Network, node: NDArray[np.int32]) -> Ints:
    """Give the pairs of edge ends at one node between which no arc leads."""
    half, at = network.turn_half, node[network.turn_half]
    bound = np.flatnonzero(network.turn_arrive != at)
    leave = np.repeat(np.arange(network.n_nodes), np.diff(network.indptr))
    turn = network.edge < 0
    width = np.int64(network.n_nodes)
    allowed = leave[turn] * width + network.neighbour[turn]
    pairs = [
        (half[i], half[j])
        for i in bound
        for j in np.flatnonzero(at == at[i])
        if network.turn_arrive[i] * width + network.turn_depart[j] not in set(allowed.tolist())
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def carried(barred: Ints, parent: Ints) -> Ints:
    """Tell which turns are barred between the pieces of cut edges.

    Those of the edges; and nobody turns round where an edge was cut, for it cannot be
    turned round on along it either.

    Parameters
    ----------
    barred
        Of the edges before they were cut.
    parent
        Edge that each piece is of, pieces of one edge side by side from its tail.
    """
    edge, side = barred // 2, barred % 2
    first = np.searchsorted(parent, edge, side="left")
    last = np.searchsorted(parent, edge, side="right") - 1
    pieces = 2 * np.where(side == 0, first, last) + side
    onward = np.flatnonzero(parent[1:] == parent[:-1])
    back = np.concatenate([2 * onward + 1, 2 * (onward + 1)])
    turns: Ints = np.concatenate([pieces, np.column_stack([back, back])]).astype(np.int64)
    return turns
