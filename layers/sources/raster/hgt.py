"""HGT: heights of one degree square, big-endian, placed by nothing but the file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from affine import Affine

from layers.errors import SourceError
from layers.schema import Text
from layers.sources.raster.head import Cells, Head
from layers.sources.reading import Progress

NAME = re.compile(r"([NS])(\d{2})([EW])(\d{3})", re.IGNORECASE)
SIDES = {2 * side * side: side for side in (1201, 3601)}
VOID = -32768
ROWS = 512


def read(path: Path, name: str, progress: Progress) -> Head:
    """Read a tile of heights in metres.

    Parameters
    ----------
    path
        The file.
    name
        What it was called, such as ``S01E116``: the corner of the square.
    progress
        Called with rows done and rows in all.

    Raises
    ------
    SourceError
        `source-unreadable` if name or size are not those of a tile.
    """
    corner = NAME.match(name)
    side = SIDES.get(path.stat().st_size)
    if corner is None or side is None:
        wanted = " or ".join(f"{n:,}" for n in SIDES)
        raise SourceError(
            Text(
                "petak HGT dinamai menurut sudutnya, misalnya S01E116.hgt, dan berukuran "
                f"{wanted} bita; yang ada {name!r} berukuran {path.stat().st_size:,}",
                f"an HGT tile is named by its corner, such as S01E116.hgt, and has {wanted} bytes; "
                f"got {name!r} with {path.stat().st_size:,}",
            ),
            code="source-unreadable",
        )
    south = float(corner[2]) * (-1 if corner[1].upper() == "S" else 1)
    west = float(corner[4]) * (-1 if corner[3].upper() == "W" else 1)
    step = 1 / (side - 1)  # the outermost heights stand on the edges of the square
    transform = Affine(step, 0, west - step / 2, 0, -step, south + 1 + step / 2)
    return Head(
        driver="SRTMHGT",
        width=side,
        height=side,
        dtype="int16",
        transform=transform,
        crs="EPSG:4326",
        nodata=float(VOID),
        chunks=lambda _: _chunks(path, side, progress),
    )


def _chunks(path: Path, side: int, progress: Progress) -> Iterator[Cells]:
    cells = np.fromfile(path, dtype=">i2").astype(np.int16).reshape(side, side)
    for first in range(0, side, ROWS):
        progress(min(first + ROWS, side), side)
        yield cells[first : first + ROWS]
