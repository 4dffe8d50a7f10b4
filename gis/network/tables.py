"""Tables of travel times: from many sources to many targets, limited, a block at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from gis.errors import InputError
from gis.network.graph import Floats, Ints, Network
from gis.network.kernels.arrivals import Stops, by_edge
from gis.network.kernels.limited import Desk, Goals, goals_of, new_desk, search_block
from gis.network.kernels.piles import Span, span_of
from gis.network.places import Snapped
from gis.network.search import (
    Direction,
    View,
    ends,
    require_limit,
    require_sources,
    starts,
    view,
)
from layers.text import Text

BLOCK_PAIRS = 1_000_000
BLOCK_SOURCES = 32


@dataclass(frozen=True, slots=True, eq=False)
class TimesBlock:
    """Travel times of a run of sources: one entry per pair within the limit.

    Pairs that are not in the table are farther than the limit or not connected; they
    are counted. The pairs are sorted by source, not by target.

    Attributes
    ----------
    first, last
        The block holds sources `first` to ``last - 1``.
    source, target
        Positions in the sources and in the targets, int32.
    seconds
        Time of the pair, the ways off the network with it, float64.
    n_unreached
        How many pairs of the block are not in it.
    """

    first: int
    last: int
    source: Ints
    target: Ints
    seconds: Floats
    n_unreached: int


def many_to_many(
    network: Network,
    sources: Snapped,
    targets: Snapped,
    *,
    limit_s: float,
    direction: Direction = "from_sources",
    threads: int = 2,
) -> Iterator[TimesBlock]:
    """Give the travel times of all pairs within a limit, a block of sources at a time.

    All pairs are never in memory: a thread keeps 16 bytes per node and 12 per target,
    and at most ``2 · threads + 1`` blocks are waiting, of at most 32 sources and,
    where a source does not have more alone, a million pairs (16 bytes each).

    Parameters
    ----------
    network
        The network.
    sources, targets
        Places; a search is made from each source, so let the fewer be the sources
        and say by `direction` which way the travel goes.
    limit_s
        Seconds after which nothing is reached, the ways off the network with them.
    direction
        ``"from_sources"``: from source to target; ``"to_sources"``: from target to source.
    threads
        How many searches run side by side.

    Yields
    ------
    TimesBlock
        In the order of the sources; every source is in one block.

    Raises
    ------
    EmptyInputError
        If there is no source.
    InputError
        If the limit is not above 0, the direction is unknown, or `threads` is below 1.
    """
    require_sources(sources)
    limit = require_limit(limit_s)
    if threads < 1:
        raise InputError(
            Text(
                f"threads adalah {threads}; yang diminta 1 atau lebih",
                f"threads is {threads}; wanted 1 or more",
            )
        )
    seen = view(network, direction)
    stops = ends(targets, direction)
    on_edge = by_edge(targets.edge, network.n_edges)
    goals = goals_of(stops, on_edge, seen.edges, network.n_nodes)
    task = _Task(seen, starts(sources, direction), goals, span_of(seen.graph, limit))
    return _blocks(task, len(sources), len(targets), threads)


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What is the same for every block."""

    seen: View
    starts: Stops
    goals: Goals
    span: Span

    def block(self, first: int, last: int, desks: list[Desk]) -> TimesBlock:
        """Search from a run of sources with a desk that nobody else uses."""
        desk = desks.pop()
        try:
            source, target, seconds = search_block(
                self.seen.graph,
                self.seen.edges,
                (self.starts, first, last),
                self.goals,
                desk,
                self.span,
            )
        finally:
            desks.append(desk)
        n_unreached = (last - first) * len(self.goals.stops.edge) - len(source)
        return TimesBlock(first, last, source, target, seconds, n_unreached)


def _blocks(task: _Task, n_sources: int, n_targets: int, threads: int) -> Iterator[TimesBlock]:
    size = int(np.clip(BLOCK_PAIRS // max(n_targets, 1), 1, BLOCK_SOURCES))
    n_nodes = len(task.seen.graph.indptr) - 1
    desks = [new_desk(n_nodes, n_targets) for _ in range(threads)]
    waiting: deque[Future[TimesBlock]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for first in range(0, n_sources, size):
            last = min(first + size, n_sources)
            waiting.append(pool.submit(task.block, first, last, desks))
            if len(waiting) > 2 * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
