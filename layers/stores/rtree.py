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
# Keys with more gaps than this are written one by one.
SPARSE = 4
# Bits of a step of the extent, where tiles are told apart: finer than single precision.
FINEST = 40

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
        _insert_pages(connection, f"{name}_node", numbers, pages)
        _insert_owners(connection, f"{name}_{'parent' if level else 'rowid'}", keys, owner)
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
    n = len(bounds)
    bits = max(n - 1, 1).bit_length()
    columns = math.ceil(math.sqrt(math.ceil(n / capacity)))
    room = min(64 - bits - columns.bit_length(), FINEST)
    # Each number holds column, step and place: plain sorting is several times faster than
    # sorting places by a key, and the place at the end settles ties.
    place, shift, last = np.arange(n, dtype=np.uint64), np.uint64(bits), np.uint64((1 << bits) - 1)
    eastward = np.sort(_steps(bounds[:, 0] + bounds[:, 2], room) << shift | place) & last
    column = np.empty(n, dtype=np.uint64)
    column[eastward] = place * np.uint64(columns) // np.uint64(n)
    northward = column << np.uint64(room) | _steps(bounds[:, 1] + bounds[:, 3], room)
    return (np.sort(northward << shift | place) & last).astype(np.int64)


def _steps(values: npt.NDArray[np.float64], bits: int) -> npt.NDArray[np.uint64]:
    """Give how many of 2^bits steps each value lies above the lowest."""
    low = values.min()
    span = float(values.max() - low)
    if not span:
        return np.zeros(len(values), dtype=np.uint64)
    return np.asarray((values - low) / span * ((1 << bits) - 1), dtype=np.uint64)


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


def _insert_pages(
    connection: apsw.Connection, table: str, numbers: Ids, pages: list[bytes]
) -> None:
    """Write pages; an empty tree already has its root page."""
    connection.executemany(
        f"INSERT OR REPLACE INTO {quote(table)} VALUES (?,?)",
        zip(numbers.tolist(), pages, strict=True),
    )


def _insert_owners(connection: apsw.Connection, table: str, keys: Ids, owner: Ids) -> None:
    """Write in which page each key stands: in one go where the keys follow one another."""
    first, last = int(keys.min()), int(keys.max())
    if last - first >= SPARSE * len(keys):
        order = np.argsort(keys, kind="stable")
        connection.executemany(
            f"INSERT OR REPLACE INTO {quote(table)} VALUES (?,?)",
            zip(keys[order].tolist(), owner[order].tolist(), strict=True),
        )
        return
    pages = np.zeros(last - first + 1, dtype=np.int64)
    pages[keys - first] = owner
    connection.execute(
        f"INSERT OR REPLACE INTO {quote(table)} "
        "SELECT ?1 + rowid, value FROM carray(?2) WHERE value",
        (first - 1, apsw.carray(pages)),
    )
