"""Chains: links joined to edges where nothing else meets them."""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Shares = NDArray[np.bool_] | NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """Edges as runs of links.

    Attributes
    ----------
    link
        Links by edge, in order from its tail to its head, int64, k.
    turned
        Whether each is walked against its own direction, bool, k.
    offsets
        First entry of each edge, int64, m + 1.
    """

    link: Ints
    turned: Flags
    offsets: Ints


def chains_of(
    ends: Ints,
    n_places: int,
    forward: Shares,
    backward: Shares,
    kind: Ints,
    kept: Flags | None = None,
) -> Chains:
    """Join links through places where exactly two of them meet and go on alike.

    Links go on alike where both are of one kind, and what is allowed along the one is
    allowed along the other. A ring that meets nothing keeps one place as its node.

    Parameters
    ----------
    ends
        Places each link runs from and to, k × 2; no link joins a place to itself.
    n_places
        How many places there are.
    forward, backward
        Whether each link may be used from its first place to its second, and back, or
        at which share of its speed, k.
    kind
        Links of different kinds are not joined, k.
    kept
        Whether a place stays a node whatever meets there, n; none without it.

    Examples
    --------
    >>> way = np.array([[0, 1], [2, 1], [2, 3]])
    >>> yes = np.ones(3, dtype=bool)
    >>> chains = chains_of(way, 4, yes, yes, np.zeros(3, dtype=np.int64))
    >>> chains.link.tolist(), chains.turned.tolist(), chains.offsets.tolist()
    ([0, 1, 2], [False, True, False], [0, 3])
    """
    count = len(ends)
    incidence = np.argsort(ends.ravel(), kind="stable")
    degree = np.bincount(ends.ravel(), minlength=n_places)
    first = np.concatenate([[0], np.cumsum(degree)]).astype(np.int64)
    passes = np.zeros(n_places, dtype=np.bool_)
    double = np.flatnonzero(degree == 2)
    one, other = incidence[first[double]], incidence[first[double] + 1]
    passes[double] = _alike(one, other, (forward, backward, kind))
    if kept is not None:
        passes &= ~kept
    link, turned = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.bool_)
    offsets = np.empty(count + 1, dtype=np.int64)
    n = _walked(ends, (first, incidence), passes, link, turned, offsets)
    return Chains(link, turned, offsets[: n + 1].copy())


def _alike(one: Ints, other: Ints, marks: tuple[Shares, Shares, Ints]) -> Flags:
    """Tell where a way goes on from one half link to another through their place.

    Half link 2 i stands for the first end of link i, 2 i + 1 for its second.
    """
    forward, backward, kind = marks
    a, b = one // 2, other // 2
    a_in = np.where(one % 2 == 1, forward[a], backward[a])
    a_out = np.where(one % 2 == 1, backward[a], forward[a])
    b_in = np.where(other % 2 == 1, forward[b], backward[b])
    b_out = np.where(other % 2 == 1, backward[b], forward[b])
    alike: Flags = (a != b) & (kind[a] == kind[b]) & (a_in == b_out) & (a_out == b_in)
    return alike


@nb.njit(cache=True, nogil=True)
def _walked(
    ends: Ints,
    halves: tuple[Ints, Ints],
    passes: Flags,
    link: Ints,
    turned: Flags,
    offsets: Ints,
) -> int:
    """Walk from every node along its links to the next; then the rings that are left."""
    first, incidence = halves
    done = np.zeros(len(ends), dtype=np.bool_)
    n, edges = 0, 0
    offsets[0] = 0
    for rings in range(2):
        for place in range(len(passes)):
            if passes[place] and rings == 0:
                continue
            for k in range(first[place], first[place + 1]):
                half = incidence[k]
                if done[half // 2]:
                    continue
                here = place
                while True:
                    at = half // 2
                    done[at] = True
                    link[n], turned[n] = at, half % 2 == 1
                    n += 1
                    here = ends[at, 1 - half % 2]
                    if not passes[here] or here == place:
                        break
                    there = first[here]
                    half = incidence[there]
                    if half // 2 == at:
                        half = incidence[there + 1]
                edges += 1
                offsets[edges] = n
    return edges
