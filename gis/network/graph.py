"""Network: lines compiled to nodes, edges and search arcs, as flat arrays that can be mapped."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gis.errors import EmptyInputError, InputError
from gis.geodesic import geodesic_m
from gis.network.arcs import Arcs, HalfNodes, components, search_arcs
from layers.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Offsets = NDArray[np.int64]
Flags = NDArray[np.bool_]


def _no_halves() -> Offsets:
    return np.zeros(0, dtype=np.int64)


def _no_nodes() -> Ints:
    return np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A compiled network: n nodes, m edges with v vertices, and a arcs for searching.

    Coordinates are EPSG:4326 degrees, x = longitude; lengths are geodesic metres on
    WGS 84; times are seconds, infinite where an edge must not be used that way.
    Every field is one flat array, so that a network can be saved and mapped as it is.

    An edge runs from node `tail` to node `head`; `forward` means from tail to head.
    It keeps the whole course of the lines it was made of: vertex k of edge e is
    ``vertex_offsets[e] + k``, the first and the last vertex lie on its nodes. Time
    along an edge is not even: ``vertex_share`` tells which share of the edge's time
    has passed at a vertex, the same share in both directions (edges are only joined
    where the times of the two directions stand in one proportion). Within a segment
    time passes evenly with the metres.

    Parallel edges and edges from a node back to itself are kept as edges. The arcs
    hold, for each ordered pair of nodes, only the quickest edge, and no edge from a
    node to itself: such a ring never shortens a way between two nodes, and a place
    on it is reached from its node along either of its ends.

    Where turns are restricted, edge ends have nodes of their own, after all others and
    at the same place: one to depart from on every edge of a restricted node, and one to
    arrive at by those edges from which not every turn is allowed. `tail` and `head` are
    the restricted node itself, which stands for whoever may go on anywhere, and
    `turn_met` for whoever got there.

    Attributes
    ----------
    lon, lat
        Nodes, float64, n. Those of `compile_network` lie along a Morton curve, so that
        neighbours are near each other in memory; copies for restricted turns come last.
    component
        Weak component of each node, int32, n: 0 has the most nodes.
    tail, head
        Nodes of each edge, int32, m.
    length_m
        Geodesic length of each edge, float64, m.
    seconds_forward, seconds_backward
        Time along each edge from tail to head and back, float64, m; inf: not allowed.
    frontage
        Whether an edge can be joined anywhere along it, bool, m; a toll road or a
        ferry is joined at its nodes only.
    vertex_offsets
        First vertex of each edge, int64, m + 1.
    vertex_lon, vertex_lat
        Vertices, float64, v.
    vertex_m
        Metres along the edge at each vertex, float64, v: 0 at the first vertex of an
        edge, its length at the last.
    vertex_share
        Share of the edge's time at each vertex, float64, v: 0 at the first, 1 at the last.
    vertex_line
        Position of the input line that the segment from this vertex on belongs to,
        int32, v; the last vertex of an edge repeats the one before.
    indptr
        First arc of each node, int64, n + 1.
    neighbour, seconds, edge, forward
        Node, time, edge and direction of each arc, int32, float64, int32 and bool, a;
        arcs with infinite time are left out. A turn at a restricted node is an arc of no
        time with edge -1.
    turn_half
        Edge ends at restricted nodes, int64, t, ascending: 2 e is the tail of edge e,
        2 e + 1 its head. Empty where no turn is restricted.
    turn_arrive, turn_depart
        Nodes at which a traveller comes to each of these ends and from which he sets
        out on its edge, int32, t.
    turn_node, turn_met
        Restricted nodes, ascending, and the copy at which everybody who comes there is
        met, int32, r.
    """

    lon: Floats
    lat: Floats
    component: Ints
    tail: Ints
    head: Ints
    length_m: Floats
    seconds_forward: Floats
    seconds_backward: Floats
    frontage: Flags
    vertex_offsets: Offsets
    vertex_lon: Floats
    vertex_lat: Floats
    vertex_m: Floats
    vertex_share: Floats
    vertex_line: Ints
    indptr: Offsets
    neighbour: Ints
    seconds: Floats
    edge: Ints
    forward: Flags
    turn_half: Offsets = field(default_factory=_no_halves)
    turn_arrive: Ints = field(default_factory=_no_nodes)
    turn_depart: Ints = field(default_factory=_no_nodes)
    turn_node: Ints = field(default_factory=_no_nodes)
    turn_met: Ints = field(default_factory=_no_nodes)

    @property
    def n_nodes(self) -> int:
        """How many nodes there are, the copies for restricted turns with them."""
        return len(self.lon)

    @property
    def n_copies(self) -> int:
        """How many of the nodes, the last ones, are copies for restricted turns."""
        return self.n_nodes - int(self.turn_depart.min(initial=self.n_nodes))

    @property
    def n_edges(self) -> int:
        """How many edges there are."""
        return len(self.tail)

    def half_nodes(self) -> HalfNodes:
        """Give the nodes at which travellers arrive and depart at both ends of the edges."""
        ends = np.column_stack([self.tail, self.head])
        if not len(self.turn_half):
            return HalfNodes(ends, ends)
        arrive, depart = ends.ravel().copy(), ends.ravel().copy()
        arrive[self.turn_half], depart[self.turn_half] = self.turn_arrive, self.turn_depart
        return HalfNodes(arrive.reshape(-1, 2), depart.reshape(-1, 2))

    def met_at(self) -> Ints:
        """Give for each node that is no copy where everybody who comes there is met."""
        met = np.arange(self.n_nodes - self.n_copies, dtype=np.int32)
        met[self.turn_node] = self.turn_met
        return met

    def arcs(self) -> Arcs:
        """Make the search arcs anew from the edges' times, the turns allowed as they are."""
        seconds = np.column_stack([self.seconds_forward, self.seconds_backward])
        if not len(self.turn_half):
            return search_arcs(self.n_nodes, np.column_stack([self.tail, self.head]), seconds)
        leave = np.repeat(np.arange(self.n_nodes, dtype=np.int32), np.diff(self.indptr))
        turn = self.edge < 0
        pairs = np.column_stack([leave[turn], self.neighbour[turn]])
        return search_arcs(self.n_nodes, self.half_nodes(), seconds, pairs)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Give all fields by name, to be saved; ``Network(**arrays)`` gives the network back."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def course(self, edge: int) -> Floats:
        """Give the lon/lat of an edge's vertices from tail to head (k × 2).

        Parameters
        ----------
        edge
            Position of the edge, 0 to m - 1.
        """
        part = slice(*self.vertex_offsets[edge : edge + 2])
        return np.column_stack([self.vertex_lon[part], self.vertex_lat[part]])

    def shapes(self) -> NDArray[np.object_]:
        """Draw all edges as lines in EPSG:4326, from tail to head (m)."""
        if not self.n_edges:
            return np.empty(0, dtype=object)
        owner = np.repeat(np.arange(self.n_edges), np.diff(self.vertex_offsets))
        xy = np.column_stack([self.vertex_lon, self.vertex_lat])
        lines: NDArray[np.object_] = shapely.linestrings(xy, indices=owner)
        return lines

    @classmethod
    def from_edges(
        cls,
        lonlat: ArrayLike,
        ends: ArrayLike,
        seconds_forward: ArrayLike,
        seconds_backward: ArrayLike | None = None,
        *,
        length_m: ArrayLike | None = None,
    ) -> Network:
        """Make a network of straight edges between given nodes, kept in the given order.

        Parameters
        ----------
        lonlat
            Nodes in EPSG:4326, n × 2, n at least 1.
        ends
            Tail and head of each edge as positions in `lonlat`, m × 2.
        seconds_forward
            Time from tail to head, m; inf where that way is not allowed.
        seconds_backward
            Time from head to tail, m; the same as forward without it.
        length_m
            Lengths in metres, m; the geodesic between the ends without it.

        Raises
        ------
        EmptyInputError
            If there is no node.
        InputError
            If an end is no node, or a time or length is negative or not a number.

        Examples
        --------
        >>> street = Network.from_edges([[117.0, 0.0], [117.01, 0.0]], [[0, 1]], [60.0])
        >>> street.neighbour.tolist(), street.seconds.tolist()
        ([1, 0], [60.0, 60.0])
        """
        nodes = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
        pairs = np.asarray(ends, dtype=np.int64).reshape(-1, 2)
        _require_nodes(nodes, pairs)
        a, b = nodes[pairs[:, 0]], nodes[pairs[:, 1]]
        length = geodesic_m(a, b) if length_m is None else _amounts(length_m, "length_m", pairs)
        there = _amounts(seconds_forward, "seconds_forward", pairs)
        back = there
        if seconds_backward is not None:
            back = _amounts(seconds_backward, "seconds_backward", pairs)
        m = len(pairs)
        vertices = np.stack([a, b], axis=1).reshape(-1, 2)
        return assembled(
            nodes,
            pairs.astype(np.int32),
            np.column_stack([there, back]),
            Courses(
                offsets=np.arange(0, 2 * m + 1, 2, dtype=np.int64),
                lonlat=vertices,
                metres=np.column_stack([np.zeros(m), length]).ravel(),
                share=np.tile([0.0, 1.0], m),
                line=np.repeat(np.arange(m, dtype=np.int32), 2),
                frontage=np.ones(m, dtype=bool),
            ),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Courses:
    """How the edges of a network run: the arrays by vertex of `Network`, and `frontage`.

    `lonlat` is v × 2; the others are as the fields of `Network` whose names start
    with ``vertex_``.
    """

    offsets: Offsets
    lonlat: Floats
    metres: Floats
    share: Floats
    line: Ints
    frontage: Flags


def assembled(nodes: Floats, ends: Ints, seconds: Floats, courses: Courses) -> Network:
    """Put a network together from its nodes, edges and courses: label components, make arcs.

    Parameters
    ----------
    nodes
        Lon/lat, n × 2.
    ends
        Tail and head of each edge, m × 2.
    seconds
        Time forward and backward along each edge, m × 2; inf: not allowed.
    courses
        How the edges run.
    """
    arcs = search_arcs(len(nodes), ends, seconds)
    return Network(
        lon=np.ascontiguousarray(nodes[:, 0]),
        lat=np.ascontiguousarray(nodes[:, 1]),
        component=components(len(nodes), ends),
        tail=np.ascontiguousarray(ends[:, 0]),
        head=np.ascontiguousarray(ends[:, 1]),
        length_m=courses.metres[courses.offsets[1:] - 1],
        seconds_forward=np.ascontiguousarray(seconds[:, 0]),
        seconds_backward=np.ascontiguousarray(seconds[:, 1]),
        frontage=courses.frontage,
        vertex_offsets=courses.offsets,
        vertex_lon=np.ascontiguousarray(courses.lonlat[:, 0]),
        vertex_lat=np.ascontiguousarray(courses.lonlat[:, 1]),
        vertex_m=courses.metres,
        vertex_share=courses.share,
        vertex_line=courses.line,
        indptr=arcs.indptr,
        neighbour=arcs.neighbour,
        seconds=arcs.seconds,
        edge=arcs.edge,
        forward=arcs.forward,
    )


def _require_nodes(nodes: Floats, pairs: NDArray[np.int64]) -> None:
    if not len(nodes):
        raise EmptyInputError(
            Text(
                "jaringan tidak punya simpul; yang diminta paling sedikit satu",
                "the network has no node; wanted at least one",
            )
        )
    strange = pairs[(pairs < 0) | (pairs >= len(nodes))]
    if len(strange):
        raise InputError(
            Text(
                f"ujung: {strange[0]} bukan simpul; yang diminta nomor 0 sampai {len(nodes) - 1} "
                "dalam lonlat",
                f"ends: {strange[0]} is no node; wanted positions 0 to {len(nodes) - 1} in lonlat",
            )
        )


def _amounts(values: ArrayLike, what: str, pairs: NDArray[np.int64]) -> Floats:
    amounts = np.asarray(values, dtype=np.float64)
    if amounts.shape != (len(pairs),):
        raise InputError(
            Text(
                f"{what} berbentuk {amounts.shape}; yang diminta satu bilangan untuk setiap ruas",
                f"{what} has shape {amounts.shape}; wanted one number per edge",
            )
        )
    bad = np.flatnonzero(~(amounts >= 0))
    if len(bad):
        raise InputError(
            Text(
                f"{what} ruas {bad[0]} adalah {amounts[bad[0]]}; yang diminta 0 atau lebih "
                f"({len(bad)} ruas bernilai begitu)",
                f"{what} of edge {bad[0]} is {amounts[bad[0]]}; wanted 0 or more ({len(bad)} "
                "edges have such values)",
            )
        )
    return amounts
