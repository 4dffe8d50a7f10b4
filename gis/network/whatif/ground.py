"""Ground: what every what-if on a network stands on, worked out once and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numba as nb
import numpy as np

from gis.network.graph import Floats, Ints, Network, Offsets
from gis.network.kernels.arrivals import Edges
from gis.network.kernels.piles import Graph
from gis.network.kernels.turning import turned
from gis.network.search import Direction, view
from gis.network.snapping import SegmentIndex, segment_index


class AtNodes(NamedTuple):
    """Edges by the nodes at their ends: those at node u are ``edge[first[u]:first[u + 1]]``."""

    first: Offsets
    edge: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A network as searches in one direction see it.

    Attributes
    ----------
    network, direction
        As given.
    index
        Segments by cells; new roads join these and no others.
    edges
        Edges as the search sees them.
    out, into
        Arcs by the node from which the search walks them, and by the node they reach.
    at_nodes
        Edges by all nodes at their ends.
    turns
        Pairs of nodes joined by a turn, as the search makes it, int32, t × 2.
    vertices
        Lon/lat of the network's vertices, float64, v × 2.
    """

    network: Network
    direction: Direction
    index: SegmentIndex
    edges: Edges
    out: Graph
    into: Graph
    at_nodes: AtNodes
    turns: Ints
    vertices: Floats

    @property
    def n_nodes(self) -> int:
        """How many nodes the network has."""
        return self.network.n_nodes

    @property
    def n_edges(self) -> int:
        """How many edges the network has."""
        return self.network.n_edges


def ground(
    network: Network,
    direction: Direction = "from_sources",
    *,
    index: SegmentIndex | None = None,
) -> Ground:
    """Work out what what-ifs on a network stand on.

    Parameters
    ----------
    network
        The network.
    direction
        ``"from_sources"``: the way from facilities; ``"to_sources"``: the way to them.
    index
        Of `segment_index`, made anew without it. One of some edges only keeps new roads
        from joining the others, such as bridges.

    Raises
    ------
    InputError
        If the direction is neither of the two.
    """
    seen = view(network, direction)
    back = turned(seen.graph)
    return Ground(
        network=network,
        direction=direction,
        index=segment_index(network) if index is None else index,
        edges=seen.edges,
        out=seen.graph,
        into=back,
        at_nodes=_at_nodes(seen.edges, network.n_nodes),
        turns=_turns(network, direction),
        vertices=np.column_stack([network.vertex_lon, network.vertex_lat]),
    )


def _turns(network: Network, direction: Direction) -> Ints:
    arcs = np.flatnonzero(network.edge < 0)
    leave = (np.searchsorted(network.indptr, arcs, side="right") - 1).astype(np.int32)
    pairs = [leave, network.neighbour[arcs]]
    return np.column_stack(pairs if direction == "from_sources" else pairs[::-1])


def _at_nodes(edges: Edges, n_nodes: int) -> AtNodes:
    """Sort edges by the nodes at their ends, each once for each node."""
    every = [edges.tail, edges.head]
    if edges.off_tail is not edges.tail:
        every += [edges.off_tail, edges.off_head, edges.end_tail, edges.end_head]
    ends = np.column_stack(every)
    return AtNodes(*_by_node(np.ascontiguousarray(ends), n_nodes))


@nb.njit(cache=True, nogil=True)
def _by_node(ends: Ints, n_nodes: int) -> tuple[Offsets, Ints]:
    first = np.zeros(n_nodes + 1, dtype=np.int64)
    for e in range(len(ends)):
        for i in range(ends.shape[1]):
            if _is_first(ends[e], i):
                first[ends[e, i] + 1] += 1
    for u in range(n_nodes):
        first[u + 1] += first[u]
    place, edge = first[:-1].copy(), np.empty(first[-1], dtype=np.int32)
    for e in range(len(ends)):
        for i in range(ends.shape[1]):
            if _is_first(ends[e], i):
                edge[place[ends[e, i]]] = e
                place[ends[e, i]] += 1
    return first, edge


@nb.njit(cache=True, nogil=True)
def _is_first(values: Ints, i: int) -> bool:
    same = False
    for j in range(i):
        same |= values[j] == values[i]
    return not same
