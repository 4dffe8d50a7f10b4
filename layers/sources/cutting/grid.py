"""Grid: which cells of a family of tiles a box takes, and where each tile lies among them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from layers.errors import SourceError
from layers.schema import Text

Box = tuple[float, float, float, float]
METRES_PER_DEGREE = 111_319.49  # of latitude along the equator's circle, WGS 84
ALIGNED = 0.02  # of a cell
MOST_CELLS = 64_000_000


@dataclass(frozen=True, slots=True)
class Tile:
    """The head of one tile: its north-west corner, cell size in degrees, columns and rows."""

    path: Path
    west: float
    north: float
    cell: float
    columns: int
    rows: int
    dtype: str
    nodata: float | None


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of the mosaic: `factor` × `factor` of the tiles' cells make one.

    `first_column` and `first_row` count the tiles' own cells from the first
    tile's north-west corner; `columns` and `rows` count the mosaic's.
    """

    west: float
    north: float
    cell: float
    factor: int
    first_column: int
    first_row: int
    columns: int
    rows: int

    @property
    def corner(self) -> tuple[float, float]:
        """West and north of the mosaic."""
        west = self.west + self.first_column * self.cell
        return (west, self.north - self.first_row * self.cell)

    def offset(self, tile: Tile) -> tuple[int, int]:
        """Give the tile's first column and row, counted in its own cells from the mosaic's.

        Raises
        ------
        SourceError
            `tiles-unaligned` when its cells do not line up.
        """
        column = (tile.west - self.west) / self.cell - self.first_column
        row = (self.north - tile.north) / self.cell - self.first_row
        if max(abs(column - round(column)), abs(row - round(row))) > ALIGNED:
            raise SourceError(
                Text(
                    f"{tile.path.name}: selnya tidak sejajar dengan petak lain",
                    f"{tile.path.name}: its cells do not line up with the other tiles'",
                ),
                code="tiles-unaligned",
            )
        return (round(column), round(row))


def lay(tiles: Sequence[Tile], box: Box, cell_m: float | None, most: int = MOST_CELLS) -> Grid:
    """Lay the mosaic's cells over the part of the box that the tiles cover.

    Parameters
    ----------
    tiles
        One at least.
    box
        (west, south, east, north) in degrees; cells it touches are taken whole.
    cell_m
        Wanted size of a cell in metres; None for the tiles' own. It becomes a
        whole multiple of the tiles' cells.
    most
        Cells at most.

    Raises
    ------
    SourceError
        `tiles-differ`, `outside-tiles`, `too-big` saying what would fit.

    Examples
    --------
    >>> tile = Tile(Path("t.tif"), 114.0, 0.0, 0.5, 6, 6, "uint8", 0)
    >>> grid = lay([tile], (114.6, -1.2, 115.2, -0.1), None)
    >>> grid.corner, grid.columns, grid.rows
    ((114.5, 0.0), 2, 3)
    """
    first = tiles[0]
    _require_alike(tiles)
    west, south, east, north = _shared(tiles, box)
    factor = max(1, round(cell_m / (first.cell * METRES_PER_DEGREE))) if cell_m else 1
    step = first.cell * factor
    column0 = math.floor((west - first.west) / step + ALIGNED / factor)
    column1 = math.ceil((east - first.west) / step - ALIGNED / factor)
    row0 = math.floor((first.north - north) / step + ALIGNED / factor)
    row1 = math.ceil((first.north - south) / step - ALIGNED / factor)
    columns, rows = max(column1 - column0, 1), max(row1 - row0, 1)
    if columns * rows > most:
        fits = step * METRES_PER_DEGREE * math.sqrt(columns * rows / most)
        raise SourceError(
            Text(
                f"kotak ini memuat {columns * rows:,} sel berukuran "
                f"{step * METRES_PER_DEGREE:,.0f} m; paling banyak {most:,} yang diambil: berikan "
                f"kotak atau wilayah yang lebih kecil, atau cell={math.ceil(fits)}",
                f"the box holds {columns * rows:,} cells of {step * METRES_PER_DEGREE:,.0f} m; "
                f"at most {most:,} are taken: give a smaller box or region, or "
                f"cell={math.ceil(fits)}",
            ),
            code="too-big",
        )
    return Grid(
        first.west, first.north, first.cell, factor, column0 * factor, row0 * factor, columns, rows
    )


def _require_alike(tiles: Sequence[Tile]) -> None:
    first = tiles[0]
    for tile in tiles[1:]:
        same_cell = abs(tile.cell - first.cell) * max(tile.columns, tile.rows) < ALIGNED * tile.cell
        if tile.dtype != first.dtype or not same_cell:
            raise SourceError(
                Text(
                    f"{tile.path.name}: sel {tile.dtype} berukuran {tile.cell:g} derajat, tetapi "
                    f"{first.path.name} memakai {first.dtype} berukuran {first.cell:g}",
                    f"{tile.path.name}: {tile.dtype} cells of {tile.cell:g} degrees, but "
                    f"{first.path.name} has {first.dtype} of {first.cell:g}",
                ),
                code="tiles-differ",
            )


def _shared(tiles: Sequence[Tile], box: Box) -> Box:
    """Give the part of the box within the bounds of all tiles together."""
    west = max(box[0], min(t.west for t in tiles))
    north = min(box[3], max(t.north for t in tiles))
    east = min(box[2], max(t.west + t.columns * t.cell for t in tiles))
    south = max(box[1], min(t.north - t.rows * t.cell for t in tiles))
    if west >= east or south >= north:
        told = ",".join(f"{v:g}" for v in box)
        raise SourceError(
            Text(
                f"kotak {told} terletak di luar raster", f"the box {told} lies outside the raster"
            ),
            code="outside-tiles",
        )
    return (west, south, east, north)
