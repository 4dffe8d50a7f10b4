"""Paths: the quickest way between two places, edge by edge, with its course and times."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from gis.errors import InputError, NoAnswerError
from gis.network.graph import Flags, Floats, Ints, Network, Offsets
from gis.network.kernels.arrivals import Edges, Stops, direct, left_by, reached_by
from gis.network.kernels.cutting import cut
from gis.network.kernels.ways import way
from gis.network.places import Snapped
from gis.network.portions import course_of
from gis.network.search import ends, seeds, starts, view
from layers.text import Text


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """The quickest way between two places: steps along edges, in the order of travel.

    Attributes
    ----------
    edge, forward
        Edge of each step (int32) and whether it is run from tail to head.
    start, end
        Shares of the edge's time between which it is run, float64: start is above end
        on a step backward.
    step_seconds, step_m
        Time and metres of each step, float64.
    access_seconds
        Time off the network before the first step and after the last, float64, 2.
    seconds
        Time of the whole, both ways off the network with it.
    lon, lat
        The course on the network in EPSG:4326, float64; step k runs from vertex
        ``first_vertex[k]`` to ``first_vertex[k + 1]``.
    first_vertex
        int64, one more than steps.
    """

    edge: Ints
    forward: Flags
    start: Floats
    end: Floats
    step_seconds: Floats
    step_m: Floats
    access_seconds: Floats
    seconds: float
    lon: Floats
    lat: Floats
    first_vertex: Offsets

    def line(self) -> shapely.LineString | None:
        """Draw the course in EPSG:4326; none where both places are one."""
        if len(self.lon) < 2:
            return None
        return shapely.LineString(np.column_stack([self.lon, self.lat]))


def path(network: Network, origin: Snapped, destination: Snapped) -> Path:
    """Find the quickest way from one place to another.

    Parameters
    ----------
    network
        The network.
    origin, destination
        One place each.

    Raises
    ------
    InputError
        If there is not one place each.
    NoAnswerError
        If a place is not on the network, or there is no way between them.

    Examples
    --------
    >>> from gis.network.places import placed
    >>> places = [[117.0, 0.0], [117.01, 0.0], [117.02, 0.0]]
    >>> street = Network.from_edges(places, [[0, 1], [2, 1]], [60.0, 40.0])
    >>> found = path(street, placed(street, [0], [0.5]), placed(street, [1], [0.0]))
    >>> found.seconds, found.edge.tolist(), found.forward.tolist()
    (70.0, [0, 1], [True, False])
    """
    _require_one(origin, "origin")
    _require_one(destination, "destination")
    seen, here = view(network, "from_sources"), starts(origin, "from_sources")
    there = ends(destination, "from_sources")
    straight = np.inf
    if here.edge[0] == there.edge[0]:
        straight = direct(seen.edges, here, 0, there, 0)
    nodes = np.array(reached_by(seen.edges, there, 0), dtype=np.int32)
    goal = (nodes, np.concatenate([there.by_tail, there.by_head]))
    seconds, arcs, last = way(seen.graph, seeds(here, seen.edges), goal, straight)
    if straight <= seconds < np.inf or (last < 0 and straight < np.inf):
        steps = [(int(here.edge[0]), float(here.share[0]), float(there.share[0]))]
        return _path(network, steps, (here, there), straight)
    if last < 0:
        raise NoAnswerError(
            Text(
                "tidak ada jalur dari asal ke tujuan pada jaringan ini (komponen "
                f"{origin.component[0]} dan {destination.component[0]}); periksa ruas satu arah "
                "dan sambungan yang hilang, atau pilih tempat lain",
                "there is no way from origin to destination on this network (components "
                f"{origin.component[0]} and {destination.component[0]}); look at one-way edges "
                "and missing links, or choose another place",
            ),
            code="unreachable",
        )
    steps = _steps(network, seen.edges, (here, there), (arcs, last))
    return _path(network, steps, (here, there), seconds)


def _require_one(place: Snapped, what: str) -> None:
    if len(place) != 1:
        raise InputError(
            Text(
                f"{what} memuat {len(place)} tempat; yang diminta satu",
                f"{what} holds {len(place)} places; wanted one",
            )
        )
    if place.edge[0] < 0:
        raise NoAnswerError(
            Text(
                f"{what} tidak berada di jaringan; tempatkan dengan batas lebih besar, atau "
                "pilih tempat lain",
                f"{what} is not on the network; snap it with a larger limit, or choose another "
                "place",
            ),
            code="unreachable",
        )


Step = tuple[int, float, float]


def _steps(
    network: Network, edges: Edges, ends: tuple[Stops, Stops], way: tuple[Offsets, int]
) -> list[Step]:
    """Give edge, start and end of the first part, of the arcs, and of the last part."""
    (here, there), (arcs, last) = ends, way
    node = reached_by(edges, there, 0)[last]
    if len(arcs):
        node = int(np.searchsorted(network.indptr, arcs[0], side="right")) - 1
    leaves_by_head = _leaves_by_head(edges, here, node)
    steps = [(int(here.edge[0]), float(here.share[0]), 1.0 if leaves_by_head else 0.0)]
    for arc in arcs[network.edge[arcs] >= 0]:
        onward = bool(network.forward[arc])
        steps.append((int(network.edge[arc]), 0.0 if onward else 1.0, 1.0 if onward else 0.0))
    return [*steps, (int(there.edge[0]), float(last), float(there.share[0]))]


def _leaves_by_head(edges: Edges, here: Stops, node: int) -> bool:
    """Tell by which end a way to a node leaves the origin's edge: the quicker one on a ring."""
    tail, head = left_by(edges, here, 0)
    if tail == head:
        return bool(here.by_head[0] < here.by_tail[0])
    return bool(head == node)


def _path(network: Network, steps: list[Step], ends: tuple[Stops, Stops], seconds: float) -> Path:
    """Put steps together, those of no extent left out, and draw their course."""
    run = [step for step in steps if step[1] != step[2]]
    edge = np.array([step[0] for step in run], dtype=np.int32)
    start, end = (np.array([step[i] for step in run], dtype=np.float64) for i in (1, 2))
    onward = end > start
    pace = np.where(onward, network.seconds_forward[edge], network.seconds_backward[edge])
    first, lon, lat, metres = cut(
        course_of(network), edge, np.minimum(start, end), np.maximum(start, end)
    )
    course = np.column_stack([lon, lat])
    parts = [course[a:b] for a, b in pairwise(first)]
    parts = [part if ahead else part[::-1] for part, ahead in zip(parts, onward, strict=True)]
    line = np.concatenate([*[part[:-1] for part in parts], parts[-1][-1:]]) if parts else course
    joints = np.cumsum([0, *[len(part) - 1 for part in parts]]).astype(np.int64)
    return Path(
        edge=edge,
        forward=onward,
        start=start,
        end=end,
        step_seconds=np.abs(end - start) * pace,
        step_m=metres,
        access_seconds=np.concatenate([ends[0].access, ends[1].access]),
        seconds=float(seconds),
        lon=np.ascontiguousarray(line[:, 0]),
        lat=np.ascontiguousarray(line[:, 1]),
        first_vertex=joints,
    )
