"""Parts: work on many things done part by part, on several threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

# Compiled work and that of shapely and numpy leave the interpreter to other threads.
THREADS = 2

_T = TypeVar("_T")


def in_parts(
    count: int, work: Callable[[slice], _T], size: int, *, threads: int = THREADS
) -> list[_T]:
    """Do some work on things in parts; give what comes of each part, in order.

    Parameters
    ----------
    count
        How many things there are; where there is none, the work has one empty part.
    work
        Takes a slice of the things. It runs beside others of its kind, so it must not share
        with them what changes, such as geometries that are prepared.
    size
        How many things a part has at most, above 0.
    threads
        How many parts at once.

    Examples
    --------
    >>> in_parts(5, lambda part: list(range(5)[part]), 2)
    [[0, 1], [2, 3], [4]]
    """
    parts = [slice(at, min(at + size, count)) for at in range(0, max(count, 1), size)]
    if min(threads, len(parts)) == 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, parts))
