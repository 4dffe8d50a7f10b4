"""Search: the graph of a network seen in one direction, and places as a search needs them."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from gis.errors import EmptyInputError, InputError
from gis.network.graph import Floats, Ints, Network
from gis.network.kernels.arrivals import Edges, Stops, leaving, unrestricted
from gis.network.kernels.piles import Graph, Seeds
from gis.network.kernels.turning import turned
from gis.network.places import Snapped
from layers.text import Text

Direction = Literal["from_sources", "to_sources"]
DIRECTIONS = ("from_sources", "to_sources")


class View(NamedTuple):
    """A network as a search sees it: arcs and edges turned round when it goes to sources."""

    graph: Graph
    edges: Edges


def view(network: Network, direction: Direction) -> View:
    """See a network in the direction of a search.

    A search always walks from its sources outwards. To learn how long the way *to*
    the sources is, it walks every arc against its direction.

    Parameters
    ----------
    network
        The network.
    direction
        ``"from_sources"``: times from the sources to elsewhere; ``"to_sources"``:
        times from elsewhere to the sources.

    Raises
    ------
    InputError
        If the direction is neither of the two.
    """
    require_direction(direction)
    graph = Graph(network.indptr, network.neighbour, network.seconds)
    there, back = network.seconds_forward, network.seconds_backward
    if direction == "to_sources":
        graph, there, back = turned(graph), back, there
    return View(graph, _edges(network, direction, there, back))


def _edges(network: Network, direction: Direction, there: Floats, back: Floats) -> Edges:
    if not len(network.turn_half):
        return unrestricted(network.tail, network.head, there, back)
    arrive, depart = network.half_nodes()
    onto, off = (depart, arrive) if direction == "from_sources" else (arrive, depart)
    stand = np.column_stack([network.tail, network.head])
    reach = network.met_at()[stand]
    start, end = (stand, reach) if direction == "from_sources" else (reach, stand)
    side = [np.ascontiguousarray(h[:, i]) for h in (onto, off, start, end) for i in (0, 1)]
    return Edges(side[0], side[1], there, back, *side[2:])


def tell_junctions(network: Network, direction: Direction, *by_node: Floats | Ints) -> None:
    """Give restricted nodes, in place, what a search found for those who come to them.

    From sources, a search comes to the copies of a restricted node; the node itself
    hears only of travellers whom nothing binds. To sources it is told already: whoever
    stands there may set out along any edge.

    Parameters
    ----------
    network
        The network.
    direction
        Of the search.
    by_node
        What the search found, an entry or a row for each node.
    """
    if direction == "from_sources":
        for found in by_node:
            found[network.turn_node] = found[network.turn_met]


def starts(places: Snapped, direction: Direction) -> Stops:
    """Give places as the search leaves them, which it does on its sources."""
    return _stops(places, leaving=direction == "from_sources")


def ends(places: Snapped, direction: Direction) -> Stops:
    """Give places as the search reaches them."""
    return _stops(places, leaving=direction == "to_sources")


def _stops(places: Snapped, *, leaving: bool) -> Stops:
    tail, head = places.seconds_from_tail, places.seconds_from_head
    if leaving:
        tail, head = places.seconds_to_tail, places.seconds_to_head
    access = places.access_seconds
    return Stops(places.edge, places.share, tail + access, head + access, access)


def seeds(stops: Stops, edges: Edges) -> Seeds:
    """Start a search at both nodes of each source's edge; owners are positions of sources."""
    owner = np.flatnonzero(stops.edge >= 0).astype(np.int32)
    node = np.concatenate(leaving(edges, stops, owner))
    seconds = np.concatenate([stops.by_tail[owner], stops.by_head[owner]])
    usable = np.isfinite(seconds)
    return Seeds(node[usable], seconds[usable], np.tile(owner, 2)[usable])


def require_direction(direction: str) -> None:
    """Refuse a direction that is none.

    Raises
    ------
    InputError
        If it is not one of `DIRECTIONS`.
    """
    if direction not in DIRECTIONS:
        raise InputError(
            Text(
                f"direction adalah {direction!r}; yang diminta salah satu dari "
                f"{', '.join(DIRECTIONS)}",
                f"direction is {direction!r}; wanted one of {', '.join(DIRECTIONS)}",
            )
        )


def require_limit(limit_s: float) -> float:
    """Give the limit back, or refuse what is not above zero; infinite means none.

    Raises
    ------
    InputError
        If it is zero, negative or not a number.
    """
    if not limit_s > 0:
        raise InputError(
            Text(
                f"limit_s adalah {limit_s}; yang diminta detik di atas 0, atau math.inf tanpa "
                "batas",
                f"limit_s is {limit_s}; wanted seconds above 0, or math.inf for no limit",
            ),
            faults=[
                (
                    "limit_s",
                    Text(
                        f"{limit_s} tidak di atas 0",
                        f"{limit_s} is not above 0",
                    ),
                )
            ],
        )
    return float(limit_s)


def require_sources(sources: Snapped) -> None:
    """Refuse a search from nowhere; sources off the network are no sources but may be there.

    Raises
    ------
    EmptyInputError
        If there is no source at all.
    """
    if not len(sources):
        raise EmptyInputError(
            Text(
                "tidak ada titik awal; yang diminta paling sedikit satu tempat untuk mulai mencari",
                "there is no source; wanted at least one place to search from",
            )
        )


def unreached_as_nan(seconds: Floats) -> Floats:
    """Give times with NaN, in place, where nothing is reached."""
    seconds[np.isinf(seconds)] = np.nan
    return seconds
