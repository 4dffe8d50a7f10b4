"""Pairs: travel times between points that join a network by several ways, the soonest kept.

A point on a network of roads and waters may be joined by road, by bank and by landing; a
table of travel times then has a row for each of these ways. Here they become one time for
each pair of points, a block of sources at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from gis.access.beside import Beside
from gis.network.tables import TimesBlock

Ints = NDArray[np.int32]
# Source, target and seconds.
Rows = tuple[Ints, Ints, NDArray[np.float64]]


def by_point(
    blocks: Iterable[TimesBlock], source_of: Ints, target_of: Ints, counts: tuple[int, int]
) -> Iterator[TimesBlock]:
    """Give one time for each pair of points from the times of their ways.

    Parameters
    ----------
    blocks
        Of `gis.network.tables.many_to_many`, between ways.
    source_of, target_of
        Point of each way, int32; that of the sources ascending.
    counts
        How many source and target points there are, those without a way counted.

    Yields
    ------
    TimesBlock
        Between points, in the order of the sources; no pair occurs twice.
    """
    n_sources, n_targets = counts
    rest: Rows = (np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0))
    first = 0
    for block in blocks:
        more = (source_of[block.source], target_of[block.target], block.seconds)
        rest = _joined(rest, more)
        # A point is complete once the next way is of another one.
        last = int(source_of[block.last]) if block.last < len(source_of) else n_sources
        if last > first:
            done = rest[0] < last
            yield _soonest(_chosen(rest, done), (first, last, n_targets))
            rest, first = _chosen(rest, ~done), last


def walked(
    blocks: Iterable[TimesBlock], walks: Beside, limit_s: float, n_targets: int
) -> Iterator[TimesBlock]:
    """Let straight walks compete with the ways by the network, pair by pair.

    Parameters
    ----------
    blocks
        Of `gis.network.tables.many_to_many` or `by_point`: sources are facilities.
    walks
        Between the places (targets) and the facilities.
    limit_s
        The limit of the blocks, in seconds.
    n_targets
        How many places there are.

    Yields
    ------
    TimesBlock
        In the order of the sources; no pair occurs twice.
    """
    near = walks.chosen(walks.seconds <= limit_s)
    order = np.argsort(near.facility, kind="stable")
    facility = near.facility[order].astype(np.int64)
    for block in blocks:
        few = order[slice(*np.searchsorted(facility, [block.first, block.last]))]
        if not len(few):
            yield block
            continue
        more = (near.facility[few], near.place[few], near.seconds[few])
        rows = _joined((block.source, block.target, block.seconds), more)
        yield _soonest(rows, (block.first, block.last, n_targets))


def _joined(one: Rows, two: Rows) -> Rows:
    return (
        np.concatenate([one[0], two[0]]),
        np.concatenate([one[1], two[1]]),
        np.concatenate([one[2], two[2]]),
    )


def _chosen(rows: Rows, kept: NDArray[np.bool_]) -> Rows:
    return rows[0][kept], rows[1][kept], rows[2][kept]


def _soonest(rows: Rows, span: tuple[int, int, int]) -> TimesBlock:
    """Keep the least time of each pair."""
    first, last, n_targets = span
    order = np.lexsort((rows[2], rows[1], rows[0]))
    source, target = rows[0][order], rows[1][order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (source[1:] != source[:-1]) | (target[1:] != target[:-1])
    n_unreached = (last - first) * n_targets - int(new.sum())
    return TimesBlock(first, last, source[new], target[new], rows[2][order][new], n_unreached)
