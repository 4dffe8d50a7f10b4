"""Asking: who is reached soonest by any chain of modes, the ways of each point taken as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.errors import InputError
from gis.network.chains.chain import Chain
from gis.network.chains.reaching import ChainPlaces
from gis.network.nearest import Nearest, k_nearest, nearest
from gis.network.places import Snapped
from gis.network.search import Direction, require_direction
from gis.network.tables import TimesBlock, many_to_many
from layers.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class ChainNearest:
    """The nearest sources by any chain, and the ways they are reached by.

    Attributes
    ----------
    found
        As `gis.network.nearest.nearest` gives it; owners are points of the sources,
        and targets points as well, whatever ways they have.
    way
        Position in `gis.network.chains.reaching.WAYS` of the way each target joins the
        chain by, int8; -1 where nothing is reached.
    part
        Position in ``chain.parts`` of that way, int8; -1 by a landing and where nothing
        is reached.
    """

    found: Nearest
    way: NDArray[np.int8]
    part: NDArray[np.int8]


def nearest_by_chain(
    chain: Chain,
    sources: ChainPlaces,
    targets: ChainPlaces | None = None,
    *,
    direction: Direction = "from_sources",
    limit_s: float = np.inf,
) -> ChainNearest:
    """Find the source nearest in time of every node and point, by road or by boat.

    Parameters
    ----------
    chain
        The chain.
    sources, targets
        From `snap_chain`.
    direction, limit_s
        As for `gis.network.nearest.nearest`.

    Raises
    ------
    EmptyInputError
        If there is no source.
    InputError
        If the limit is not above 0, or the direction is unknown.
    """
    here, there = _sides(sources, targets, direction)
    rows = nearest(chain.network, here, there, direction=direction, limit_s=limit_s)
    node_owner = _points(rows.node_owner, sources.n_ways)
    if targets is None:
        none = np.zeros(0, dtype=np.int8)
        found = _told(rows.node_seconds, node_owner, (rows.seconds, rows.owner), (sources, None))
        return ChainNearest(found, none, none)
    g = targets.n_ways
    seconds = np.where(np.isnan(rows.seconds), np.inf, rows.seconds).reshape(-1, g)
    best = seconds.argmin(axis=1)
    at = np.arange(len(targets)) * g + best
    owner = _points(rows.owner[at], sources.n_ways)
    on = owner >= 0
    found = _told(rows.node_seconds, node_owner, (rows.seconds[at], owner), (sources, targets))
    way = np.where(on, targets.way[best], -1).astype(np.int8)
    return ChainNearest(found, way, np.where(on, targets.part[best], -1).astype(np.int8))


def k_nearest_by_chain(
    chain: Chain,
    sources: ChainPlaces,
    targets: ChainPlaces | None = None,
    *,
    k: int,
    direction: Direction = "from_sources",
    limit_s: float = np.inf,
) -> Nearest:
    """Find the k sources nearest in time of every node and point, by road or by boat.

    Exact: of the k sources wanted, none has more rows than there are ways, so that the
    k · ways nearest rows hold them all.

    Parameters
    ----------
    chain, sources, targets, direction, limit_s
        As for `nearest_by_chain`.
    k
        How many at most, 1 or more.

    Raises
    ------
    EmptyInputError
        If there is no source.
    InputError
        If the limit is not above 0, `k` is below 1, or the direction is unknown.
    """
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
    g = sources.n_ways
    here, there = _sides(sources, targets, direction)
    rows = k_nearest(chain.network, here, there, k=k * g, direction=direction, limit_s=limit_s)
    node_seconds, node_owner = _distinct(rows.node_seconds, _points(rows.node_owner, g), k)
    seconds, owner = np.empty((0, k)), np.empty((0, k), dtype=np.int32)
    if targets is not None:
        wide = (len(targets), -1)
        seconds, owner = _distinct(
            rows.seconds.reshape(wide), _points(rows.owner, g).reshape(wide), k
        )
    return _told(node_seconds, node_owner, (seconds, owner), (sources, targets))


def many_to_many_by_chain(
    chain: Chain,
    sources: ChainPlaces,
    targets: ChainPlaces,
    *,
    limit_s: float,
    direction: Direction = "from_sources",
    threads: int = 2,
) -> Iterator[TimesBlock]:
    """Give the times of all pairs of points within a limit, by any chain, a block at a time.

    Parameters
    ----------
    chain, sources, targets
        As for `nearest_by_chain`.
    limit_s, direction, threads
        As for `gis.network.tables.many_to_many`.

    Yields
    ------
    TimesBlock
        In the order of the sources; sources and targets are points.

    Raises
    ------
    EmptyInputError
        If there is no source.
    InputError
        If the limit is not above 0, the direction is unknown, or `threads` is below 1.
    """
    here, _ = _sides(sources, targets, direction)
    there = targets.arriving if direction == "from_sources" else targets.leaving
    blocks = many_to_many(
        chain.network, here, there, limit_s=limit_s, direction=direction, threads=threads
    )
    return _by_point(blocks, sources, targets)


def _by_point(
    blocks: Iterator[TimesBlock], sources: ChainPlaces, targets: ChainPlaces
) -> Iterator[TimesBlock]:
    """Take the quickest of the ways of each pair, once all rows of a source are there."""
    g, first = sources.n_ways, 0
    held: list[tuple[Ints, Ints, Floats]] = []
    for block in blocks:
        held.append((block.source // g, block.target // targets.n_ways, block.seconds))
        source, target, seconds = (np.concatenate([part[i] for part in held]) for i in range(3))
        last = block.last // g
        whole = source < last
        held = [(source[~whole], target[~whole], seconds[~whole])]
        if last > first:
            rows = _quickest(source[whole], target[whole], seconds[whole], len(targets))
            n_unreached = (last - first) * len(targets) - len(rows[0])
            yield TimesBlock(first, last, *rows, n_unreached)
            first = last


def _quickest(source: Ints, target: Ints, seconds: Floats, n: int) -> tuple[Ints, Ints, Floats]:
    pair = source.astype(np.int64) * n + target
    order = np.lexsort((seconds, pair))
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = pair[order][1:] != pair[order][:-1]
    kept = order[new]
    return source[kept].astype(np.int32), target[kept].astype(np.int32), seconds[kept]


def _sides(
    sources: ChainPlaces, targets: ChainPlaces | None, direction: Direction
) -> tuple[Snapped, Snapped | None]:
    """Give the rows of those who set out and of those who are reached, as a search takes them."""
    require_direction(direction)
    out = direction == "from_sources"
    here = sources.leaving if out else sources.arriving
    if targets is None:
        return here, None
    return here, targets.arriving if out else targets.leaving


def _points(owner: Ints, n_ways: int) -> Ints:
    """Give the points that rows are of; -1 stays."""
    points: Ints = np.where(owner >= 0, owner // n_ways, -1).astype(np.int32)
    return points


def _distinct(seconds: Floats, owner: Ints, k: int) -> tuple[Floats, Ints]:
    """Give the k first different owners of each row, soonest first."""
    n, wide = seconds.shape
    row = np.repeat(np.arange(n), wide)
    time, who = np.where(np.isnan(seconds), np.inf, seconds).ravel(), owner.ravel()
    order = np.lexsort((time, who, row))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (row[order][1:] != row[order][:-1]) | (who[order][1:] != who[order][:-1])
    kept = order[first & (who[order] >= 0)]
    kept = kept[np.lexsort((who[kept], time[kept], row[kept]))]
    rank = np.arange(len(kept)) - np.searchsorted(row[kept], row[kept], side="left")
    kept, rank = kept[rank < k], rank[rank < k]
    out_s, out_o = np.full((n, k), np.nan), np.full((n, k), -1, dtype=np.int32)
    out_s[row[kept], rank], out_o[row[kept], rank] = time[kept], who[kept]
    return out_s, out_o


def _told(
    node_seconds: Floats,
    node_owner: Ints,
    answers: tuple[Floats, Ints],
    who: tuple[ChainPlaces, ChainPlaces | None],
) -> Nearest:
    """Count points instead of rows."""
    (seconds, owner), (sources, targets) = answers, who
    first = owner if owner.ndim == 1 else owner[:, 0]
    return Nearest(
        node_seconds=node_seconds,
        node_owner=node_owner,
        seconds=seconds,
        owner=owner,
        n_unreached=int((first < 0).sum()),
        n_targets_off=0 if targets is None else int((~targets.reached()).sum()),
        n_sources_off=int((~sources.reached()).sum()),
    )
