"""R-tree: the whole spatial index of a new layer, written at once instead of row by row.

SQLite keeps an R-tree in three ordinary tables: `_node` (a page of cells each),
`_rowid` (which leaf holds a feature) and `_parent`. Filling them with neighbours
side by side takes a tenth of the time of inserting, and searches read fewer pages.
Source: SQLite, "The SQLite R*Tree Module", section 8.2 (shadow tables).
"""

from __future__ import annotations

import math

import apsw
import numpy as np
import numpy.typing as npt

from layers.stores.connection import quote

CELL = np.dtype([("id", ">i8"), ("box", ">f4", 4)])
HEAD = np.dtype([("depth", ">u2"), ("count", ">u2")])
# A page is left with room, so that later rows do not split it at once.
FILL = 0.9
ROOT = 1

Ids = npt.NDArray[np.int64]
Boxes = npt.NDArray[np.float32]


def fill_rtree(
    connection: apsw.Connection, name: str, ids: Ids, bounds: npt.NDArray[np.float64]
) -> None:
    """Fill an empty R-tree of two dimensions, inside the caller's transaction.

    Parameters
    ----------
    connection
        Where the R-tree was just created.
    name
        Name of the virtual table, unquoted.
    ids
        Ids of the features (n).
    bounds
        Their boxes, n × 4 (minx, miny, maxx, maxy), all finite.
    """
    if not len(ids):
        return
    size = int(
        connection.execute(
            f"SELECT length(data) FROM {quote(f'{name}_node')} WHERE nodeno = {ROOT}"
        ).get
    )
    capacity = (size - HEAD.itemsize) // CELL.itemsize
    order = tiled_order(bounds, capacity)
    keys, boxes = ids[order], _rounded(bounds[order])
    level, first = 0, ROOT + 1
    while True:
        starts = page_starts(len(keys), capacity)
        alone = len(starts) == 1
        numbers = np.arange(first, first + len(starts)) if not alone else np.array([ROOT])
        owner = np.repeat(numbers, np.diff([*starts, len(keys)]))
        pages = _pages(keys, boxes, starts, size, depth=level if alone else 0)
        _insert(connection, f"{name}_node", numbers, pages)
        _insert(connection, f"{name}_{'parent' if level else 'rowid'}", *_by_key(keys, owner))
        if alone:
            return
        low = np.minimum.reduceat(boxes[:, [0, 2]], starts)
        high = np.maximum.reduceat(boxes[:, [1, 3]], starts)
        keys, boxes = numbers, np.stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]], axis=1)
        level, first = level + 1, first + len(starts)


def tiled_order(bounds: npt.NDArray[np.float64], capacity: int) -> npt.NDArray[np.int64]:
    """Give the order that puts neighbours on one page: columns from west, each from south.

    Source: Leutenegger et al. 1997, "STR: a simple and efficient algorithm for
    R-tree packing".
    """
    x, y = bounds[:, 0] + bounds[:, 2], bounds[:, 1] + bounds[:, 3]
    columns = math.ceil(math.sqrt(math.ceil(len(bounds) / capacity)))
    column = np.empty(len(bounds), dtype=np.int64)
    column[np.argsort(x, kind="stable")] = np.arange(len(bounds)) * columns // len(bounds)
    return np.lexsort((y, column))


def page_starts(n: int, capacity: int) -> npt.NDArray[np.int64]:
    """Give where each page begins among n cells: as few pages as FILL allows, evenly full."""
    pages = 1 if n <= capacity else math.ceil(n / (capacity * FILL))
    return np.arange(pages, dtype=np.int64) * n // pages


def _rounded(bounds: npt.NDArray[np.float64]) -> Boxes:
    """Give (minx, maxx, miny, maxy) in single precision, never smaller than the box."""
    low, high = bounds[:, :2].astype(np.float32), bounds[:, 2:].astype(np.float32)
    low = np.where(low > bounds[:, :2], np.nextafter(low, np.float32(-np.inf)), low)
    high = np.where(high < bounds[:, 2:], np.nextafter(high, np.float32(np.inf)), high)
    return np.stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]], axis=1)


def _pages(
    keys: Ids, boxes: Boxes, starts: npt.NDArray[np.int64], size: int, *, depth: int
) -> list[bytes]:
    """Give each page's bytes: depth (of the tree, on the root only), count, then its cells."""
    counts = np.diff([*starts, len(keys)])
    cells = np.zeros(len(keys), dtype=CELL)
    cells["id"], cells["box"] = keys, boxes
    heads = np.zeros(len(starts), dtype=HEAD)
    heads["depth"], heads["count"] = depth, counts
    body, head = cells.tobytes(), heads.tobytes()
    begins = (starts * CELL.itemsize).tolist()
    ends = ((starts + counts) * CELL.itemsize).tolist()
    return [
        (head[i * HEAD.itemsize : (i + 1) * HEAD.itemsize] + body[a:b]).ljust(size, b"\0")
        for i, (a, b) in enumerate(zip(begins, ends, strict=True))
    ]


def _by_key(keys: Ids, owner: Ids) -> tuple[Ids, list[int]]:
    order = np.argsort(keys, kind="stable")
    return keys[order], owner[order].tolist()


def _insert(
    connection: apsw.Connection, table: str, keys: Ids, values: list[bytes] | list[int]
) -> None:
    """Write (key, value) rows; an empty tree already has its root page."""
    connection.executemany(
        f"INSERT OR REPLACE INTO {quote(table)} VALUES (?,?)",
        zip(keys.tolist(), values, strict=True),
    )
