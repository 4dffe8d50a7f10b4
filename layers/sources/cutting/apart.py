"""Apart: tiles joined in a process of their own, the file put where it is wanted."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from layers.sources import leftovers, process
from layers.sources.cutting.grid import Box
from layers.sources.cutting.reducing import How
from layers.sources.limits import Limits

PROGRAM = "layers.sources.cutting.joining"
FILE = "mosaic.tif"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which part of the tiles is wanted, and how.

    Attributes
    ----------
    box
        (west, south, east, north) in degrees.
    how
        How cells are put together when `cell_m` is larger than theirs.
    cell_m
        Wanted size of a cell in metres, None for the tiles' own.
    nodata
        Value of missing cells where the tiles name none.
    """

    box: Box
    how: How
    cell_m: float | None = None
    nodata: float | None = None


def join_apart(
    paths: Sequence[Path], wish: Wish, target: Path, listener: process.Listener = process.deaf
) -> dict[str, Any]:
    """Join what a box touches of GeoTIFF tiles into one file.

    Parameters
    ----------
    paths
        Tiles in longitude and latitude, of one cell size and type.
    wish
        The part wanted.
    target
        The file to make; it appears whole or not at all.
    listener
        Called with step, done and total.

    Returns
    -------
    dict
        `tiles`, `columns`, `rows`, `cell_m`, `cell_degrees`, `factor`, `how`.

    Raises
    ------
    SourceError
        What `joining.join` raises; `too-slow`, `source-unreadable`.
    """
    limits = Limits()
    folder = leftovers.new_folder()
    try:
        job = {
            "paths": [str(p.resolve()) for p in paths],
            "limits": limits.to_dict(),
            **asdict(wish),
        }
        report = process.report_apart(folder, job, limits, listener, program=PROGRAM)
        part = target.with_name(f".{target.name}.part")
        shutil.move(folder / FILE, part)
        part.replace(target)
        return report
    finally:
        shutil.rmtree(folder, ignore_errors=True)
