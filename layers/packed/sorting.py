"""Order of a packed layer's features by its columns: the missing last, equals by their id."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from layers.packed.columns import MISSING_CODE, Column
from layers.query import SortKey

Positions = npt.NDArray[np.int64]
KEPT_ORDERS = 8


def sorted_positions(
    keys: tuple[SortKey, ...], column: Callable[[str], Column], ids: npt.NDArray[np.int64]
) -> Positions:
    """Give all positions in the order of some keys, the first of them weighing most.

    Parameters
    ----------
    keys
        (name of a field, is it descending).
    column
        Gives a column by its name.
    ids
        Ids of the features, which order those that are equal otherwise.
    """
    ranks = [_ranks(column(name), descending=down) for name, down in keys]
    return np.lexsort((ids, *reversed(ranks))).astype(np.int64)


def _ranks(column: Column, *, descending: bool) -> npt.NDArray[np.int64]:
    """Give each position's place among the values there are; the missing come last."""
    codes, values = column.ranked()
    ranks = codes.astype(np.int64)
    if descending:
        ranks = values - 1 - ranks
    return np.where(codes == MISSING_CODE, values, ranks)


class Orders:
    """The orders asked for lately, so that a walk over sorted pages sorts once."""

    def __init__(self, make: Callable[[tuple[SortKey, ...]], Positions]) -> None:
        self._made = lru_cache(maxsize=KEPT_ORDERS)(make)

    def of(self, keys: tuple[SortKey, ...], chosen: npt.NDArray[np.bool_] | None) -> Positions:
        """Give the positions chosen (all of them for None) in the order of some keys."""
        order = self._made(keys)
        return order if chosen is None else order[chosen[order]]
