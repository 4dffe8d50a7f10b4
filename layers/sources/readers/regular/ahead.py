"""Batches of regular features, read ahead in threads while earlier ones are taken in."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from layers.sources.readers.regular.columns import Columns, Spans, read_columns

THREADS = 2


def columns_ahead(
    data: npt.NDArray[np.uint8], batches: Sequence[Spans], names: Callable[[], list[str]]
) -> Iterator[Columns | None]:
    """Give the columns of each batch in order, None for those the plain reader must take.

    Parameters
    ----------
    data
        The bytes of the file.
    batches
        Begin and end of the features of each batch (n × 2).
    names
        Tells the names of the properties known by now; asked again before each batch,
        and a batch that was read with other names than these is read again.
    """
    known = names()
    ahead: deque[Future[Columns | None]] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        for k in range(len(batches)):
            if known != (now := names()):
                known = now
                for future in ahead:
                    future.cancel()
                ahead.clear()
            for later in batches[k + len(ahead) : k + THREADS + 1]:
                ahead.append(pool.submit(read_columns, data, later, known))
            yield ahead.popleft().result()
