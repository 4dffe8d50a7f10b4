"""Courses: edges of a network made from chains of links, nodes along a curve that fills space."""

from __future__ import annotations

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.geodesic import geodesic_m
from gis.network.graph import Courses, Network, assembled
from gis.network.noding.chains import Chains
from gis.network.noding.links import Links

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Shares = NDArray[np.bool_] | NDArray[np.float64]

_BITS = 20


def network_of(
    links: Links, chains: Chains, line: Ints, kmh: Floats, allowed: tuple[Shares, Shares, Flags]
) -> Network:
    """Turn chains of links into a network: nodes in Morton order, edges by their tail.

    Parameters
    ----------
    links
        Links with their places.
    chains
        How links make edges.
    line
        Input line of each link.
    kmh
        Speed on each link; the time of an edge is the sum over its links.
    allowed
        Whether each link may be used along its drawing and against it, or at which
        share of its speed, and whether it is joined anywhere along.
    """
    starts, stops = chains.offsets[:-1], chains.offsets[1:] - 1
    places = np.column_stack([_side(links, chains, starts, 0), _side(links, chains, stops, 1)])
    used = np.unique(places)
    nodes = used[morton_order(links.lonlat[used])]
    number = np.full(len(links.lonlat), -1, dtype=np.int64)
    number[nodes] = np.arange(len(nodes))
    ends = number[places]
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    entry, offsets = _gathered(chains.offsets, order)
    link, turned = chains.link[entry], chains.turned[entry]
    start, stop = _side(links, chains, entry, 0), _side(links, chains, entry, 1)
    metres = geodesic_m(links.lonlat[start], links.lonlat[stop])
    seconds = metres / (kmh[link] / 3.6)
    at_metres, at_seconds = _summed(offsets, metres), _summed(offsets, seconds)
    m = len(order)
    first = offsets[:-1] + np.arange(m)
    last = offsets[1:] + np.arange(m)
    vertex = np.empty(len(entry) + m, dtype=np.int64)
    vertex_line = np.empty(len(vertex), dtype=np.int32)
    inner = np.arange(len(entry)) + np.repeat(np.arange(m), np.diff(offsets))
    vertex[inner], vertex[last] = start, stop[offsets[1:] - 1]
    vertex_line[inner], vertex_line[last] = line[link], line[link[offsets[1:] - 1]]
    total = at_seconds[last]
    head_link, head_turned = link[offsets[:-1]], turned[offsets[:-1]]
    forward = np.where(head_turned, allowed[1][head_link], allowed[0][head_link])
    backward = np.where(head_turned, allowed[0][head_link], allowed[1][head_link])
    return assembled(
        links.lonlat[nodes],
        ends[order].astype(np.int32),
        np.column_stack([_at_share(total, forward), _at_share(total, backward)]),
        Courses(
            offsets=np.append(first, len(vertex)),
            lonlat=links.lonlat[vertex],
            metres=at_metres,
            share=at_seconds / np.repeat(total, np.diff(offsets) + 1),
            line=vertex_line,
            frontage=allowed[2][head_link],
        ),
    )


def _at_share(seconds: Floats, share: Shares) -> Floats:
    """Give times at a share of the speed; infinite where the share is 0 or no."""
    slower: Floats = np.full(len(seconds), np.inf)
    return np.divide(seconds, share, out=slower, where=share > 0)


def _side(links: Links, chains: Chains, entry: Ints, side: int) -> Ints:
    """Give the place where a walked link starts (0) or ends (1)."""
    link = chains.link[entry]
    place: Ints = np.where(chains.turned[entry], links.ends[link, 1 - side], links.ends[link, side])
    return place


def _gathered(offsets: Ints, order: NDArray[np.intp]) -> tuple[Ints, Ints]:
    """Give the entries of runs put in another order, and the offsets of the runs there."""
    sizes = np.diff(offsets)[order]
    new = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    entry = np.arange(new[-1]) + np.repeat(offsets[order] - new[:-1], sizes)
    return entry, new


@nb.njit(cache=True, nogil=True)
def _summed(offsets: Ints, values: Floats) -> Floats:
    """Add values up along each run; 0 before the first of each, so one more than values."""
    out = np.empty(len(values) + len(offsets) - 1)
    n = 0
    for run in range(len(offsets) - 1):
        total = 0.0
        out[n] = 0.0
        for k in range(offsets[run], offsets[run + 1]):
            total += values[k]
            n += 1
            out[n] = total
        n += 1
    return out


def morton_order(lonlat: Floats) -> NDArray[np.intp]:
    """Give the order of places along a Morton curve: places near each other come near.

    Parameters
    ----------
    lonlat
        n × 2.

    Examples
    --------
    >>> morton_order(np.array([[1.0, 1.0], [0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])).tolist()
    [1, 2, 3, 0]
    """
    if not len(lonlat):
        return np.zeros(0, dtype=np.intp)
    low = lonlat.min(axis=0)
    span = float((lonlat.max(axis=0) - low).max()) or 1.0
    cell = ((lonlat - low) / span * (2**_BITS - 1)).astype(np.uint64)
    key = _spread(cell[:, 0]) | (_spread(cell[:, 1]) << np.uint64(1))
    return np.lexsort((lonlat[:, 1], lonlat[:, 0], key))


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Put a zero bit before each bit."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        values = (values | (values << np.uint64(shift))) & np.uint64(mask)
    return values
