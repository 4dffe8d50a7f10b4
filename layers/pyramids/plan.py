"""Which tiles a pyramid may hold: those that the boxes of features reach, zoom by zoom."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from layers.errors import QueryError
from layers.pyramids.numbering import tile_numbers
from layers.text import Text
from layers.tiling import TileLayer
from layers.tiling.grid import BUFFER, EXTENT, MAX_ZOOM, WORLD_BITS

Ints = npt.NDArray[np.int64]
# More cells than this at one zoom are not looked through: more tiles than a file should hold.
MOST_CELLS = 1 << 24


def require_zooms(least: int, most: int) -> None:
    """Refuse zooms that are not those of tiles.

    Raises
    ------
    QueryError
        With code ``bad-zoom``.
    """
    if not 0 <= least <= most <= MAX_ZOOM:
        raise QueryError(
            Text(
                f"zum {least} sampai {most}; yang diminta 0 <= terkecil <= terbesar <= {MAX_ZOOM}",
                f"zooms {least} to {most}; wanted 0 <= least <= most <= {MAX_ZOOM}",
            ),
            code="bad-zoom",
        )


def planned(sources: Sequence[TileLayer], zooms: tuple[int, int]) -> list[tuple[int, Ints]]:
    """Give the tiles that features of some layers may reach, zoom by zoom.

    Raises
    ------
    QueryError
        If the zooms are not those of tiles, or the tiles are too many.
    """
    require_zooms(*zooms)
    # The deepest first: it has the most tiles, and may be refused.
    found = [(zoom, reached(sources, zoom)) for zoom in range(zooms[1], zooms[0] - 1, -1)]
    return found[::-1]


def reached(sources: Sequence[TileLayer], zoom: int) -> Ints:
    """Give the tiles of a zoom that features of some layers may reach.

    Returns
    -------
    n × 3
        Number, column and row, in order of their numbers.

    Raises
    ------
    QueryError
        If they are too many.
    """
    corners = [_corners(source, zoom) for source in sources]
    west, north, east, south = np.concatenate([np.empty((4, 0), dtype=np.int64), *corners], axis=1)
    if not len(west):
        return np.empty((0, 3), dtype=np.int64)
    left, top = int(west.min()), int(north.min())
    width, height = int(east.max()) - left + 1, int(south.max()) - top + 1
    if width * height > MOST_CELLS:
        raise QueryError(
            Text(
                f"lapisan-lapisan ini terbentang di {width} × {height} petak pada zum {zoom}; "
                "pilih zum terbesar yang lebih kecil",
                f"these layers spread over {width} × {height} tiles at zoom {zoom}; choose a "
                "smaller largest zoom",
            ),
            code="too-many-tiles",
        )
    # Each box adds one at its first corner and takes it away after its last.
    count = np.zeros((height + 1) * (width + 1), dtype=np.int64)
    for rows, columns, sign in (
        (north, west, 1),
        (south + 1, west, -1),
        (north, east + 1, -1),
        (south + 1, east + 1, 1),
    ):
        cells = (rows - top) * (width + 1) + columns - left
        count += sign * np.bincount(cells, minlength=len(count))
    reach = count.reshape(height + 1, width + 1).cumsum(axis=0).cumsum(axis=1)
    rows, columns = np.nonzero(reach[:-1, :-1])
    columns, rows = columns + left, rows + top
    numbers = tile_numbers(zoom, columns, rows)
    order = np.argsort(numbers)
    return np.stack([numbers, columns, rows], axis=1)[order]


def _corners(source: TileLayer, zoom: int) -> Ints:
    """Give the first and last column and row that each box reaches with the margin: 4 × n."""
    side = 2.0 ** (WORLD_BITS - zoom - source.grid.deeper)
    margin = side * (BUFFER + 1) / EXTENT
    x0, y0, x1, y1 = source.boxes
    columns, rows = source.grid.shape(zoom)
    west, east = np.floor((x0 - margin) / side), np.floor((x1 + margin) / side)
    north = np.clip(np.floor((y0 - margin) / side), 0, rows - 1)
    south = np.clip(np.floor((y1 + margin) / side), 0, rows - 1)
    found = [np.stack([np.clip(west, 0, columns - 1), north, np.clip(east, 0, columns - 1), south])]
    # What reaches over the seam of the world is seen in the tiles beyond it.
    for over, column in ((west < 0, columns - 1), (east >= columns, 0)):
        beyond = np.full(int(over.sum()), float(column))
        found.append(np.stack([beyond, north[over], beyond, south[over]]))
    return np.concatenate(found, axis=1).astype(np.int64)
