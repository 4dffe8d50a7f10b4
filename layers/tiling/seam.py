"""The seam of the world: tiles beside it show in their margin what lies beyond 180 degrees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from layers.tiling.kernels.cutting import COLLAPSED, DRAWN, OUTSIDE
from layers.tiling.kernels.placing import Bytes, Ints
from layers.tiling.repair import Parts, joined


def columns_beyond(column: int, columns: int) -> Iterator[int]:
    """Give the columns, a world further, whose window shows what lies beyond the seam.

    Examples
    --------
    >>> list(columns_beyond(0, 8)), list(columns_beyond(7, 8)), list(columns_beyond(3, 8))
    ([8], [-1], [])
    """
    if column == 0:
        yield columns
    if column == columns - 1:
        yield -1


def union(lists: Sequence[Ints]) -> Ints:
    """Give the positions in any of several lists, ascending."""
    found: Ints = np.unique(np.concatenate(lists))
    return found


def woven(pieces: Sequence[Parts]) -> Parts:
    """Give what several windows hold as one, the parts of each feature side by side."""
    parts = joined(pieces)
    order = np.lexsort((parts.kinds, parts.owners))
    starts = np.concatenate([[0], parts.ends[:-1]]).astype(np.int64)
    sizes = (parts.ends - starts)[order]
    ends = np.cumsum(sizes)
    at = np.repeat(starts[order] - ends + sizes, sizes) + np.arange(sizes.sum())
    return Parts(
        parts.x[at],
        parts.y[at],
        ends,
        parts.owners[order],
        parts.kinds[order],
        parts.holes[order],
    )


def outcome(seen: Sequence[Bytes]) -> Bytes:
    """Say what became of each feature in all windows: drawn where one of them draws it."""
    told = np.stack(seen)
    out = np.where((told == DRAWN).any(axis=0), DRAWN, told.max(axis=0, initial=OUTSIDE))
    # What has shrunk to nothing in one window and gave way in the other has shrunk.
    out[(out > COLLAPSED) & (told == COLLAPSED).any(axis=0)] = COLLAPSED
    found: Bytes = out.astype(np.uint8)
    return found
