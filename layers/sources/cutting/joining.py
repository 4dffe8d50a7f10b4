"""Joining: the process that reads tiles, takes what a box touches, and writes one file."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from rasterio.errors import RasterioError
from rasterio.windows import Window

from layers.errors import LayersError, SourceError
from layers.schema import Text
from layers.sources import isolation, staging
from layers.sources.cutting.grid import METRES_PER_DEGREE, Box, Grid, Tile, lay
from layers.sources.cutting.reducing import Cells, How, reduce
from layers.sources.limits import Limits

OUT_FILE = "mosaic.tif"
STRIP_BYTES = 64_000_000
LONLAT = (4326, 4979)
MEMORY = Text(
    "petak-petak itu memerlukan memori melebihi yang boleh dipakai impor",
    "the tiles need more memory than an import may use",
)


@dataclass(frozen=True, slots=True)
class Job:
    """Which tiles are to be joined, and how."""

    paths: tuple[str, ...]
    box: Box
    how: How
    limits: Limits
    cell_m: float | None = None
    nodata: float | None = None

    @classmethod
    def load(cls, folder: Path) -> Job:
        """Read the job from its folder."""
        data = json.loads((folder / staging.JOB_FILE).read_text(encoding="utf-8"))
        data |= {"limits": Limits(**data["limits"]), "paths": tuple(data["paths"])}
        return cls(**{**data, "box": tuple(data["box"])})


def main(folder: Path) -> int:
    """Do the job in `folder`; the report says what came of it."""
    job = Job.load(folder)
    isolation.apply(job.limits)
    try:
        report = join(job, folder / OUT_FILE)
    except LayersError as fault:
        report = staging.failure_of(fault)
    except MemoryError:
        report = staging.failure("too-big", MEMORY)
    except (RasterioError, OSError) as fault:
        why = str(fault).splitlines()[0][:200] if str(fault) else type(fault).__name__
        told = Text(f"satu petak rusak: {why}", f"a tile is damaged: {why}")
        report = staging.failure("source-unreadable", told)
    staging.write_report(report, folder)
    return 0


def join(job: Job, target: Path) -> dict[str, Any]:
    """Read what the box touches, strip by strip, and write it as one GeoTIFF.

    Raises
    ------
    SourceError
        `crs-not-lonlat`, `tiles-differ`, `tiles-unaligned`, `outside-tiles`, `too-big`.
    """
    tiles = [head(Path(p)) for p in job.paths]
    grid = lay(tiles, job.box, job.cell_m)
    nodata = _nodata(tiles[0], job.nodata)
    west, north = grid.corner
    step = grid.cell * grid.factor
    profile = {
        "driver": "GTiff",
        "width": grid.columns,
        "height": grid.rows,
        "count": 1,
        "dtype": tiles[0].dtype,
        "crs": "EPSG:4326",
        "transform": Affine(step, 0, west, 0, -step, north),
        "nodata": nodata,
        "compress": "DEFLATE",
    }
    with rasterio.open(target, "w", **profile) as out:
        _strips(out, tiles, grid, job.how, nodata)
    return {
        "tiles": len(tiles),
        "columns": grid.columns,
        "rows": grid.rows,
        "cell_degrees": step,
        "cell_m": round(step * METRES_PER_DEGREE, 2),
        "factor": grid.factor,
        "how": job.how if grid.factor > 1 else "as they are",
    }


def head(path: Path) -> Tile:
    """Read the head of a tile.

    Raises
    ------
    SourceError
        `crs-not-lonlat`, `raster-turned`, `source-unreadable`.
    """
    try:
        with rasterio.open(path, driver="GTiff") as source:
            transform, crs = source.transform, source.crs
            if crs is None or not crs.is_geographic:
                raise SourceError(
                    Text(
                        f"{path.name}: bukan dalam bujur dan lintang ({crs})",
                        f"{path.name}: not in longitude and latitude ({crs})",
                    ),
                    code="crs-not-lonlat",
                )
            turned = transform.b or transform.d or transform.a <= 0 or transform.e >= 0
            if turned or abs(transform.a + transform.e) > 1e-6 * transform.a:
                raise SourceError(
                    Text(
                        f"{path.name}: selnya bukan persegi yang tegak ke utara",
                        f"{path.name}: cells are no squares north up",
                    ),
                    code="raster-turned",
                )
            return Tile(
                path=path,
                west=transform.c,
                north=transform.f,
                cell=transform.a,
                columns=source.width,
                rows=source.height,
                dtype=str(source.dtypes[0]),
                nodata=source.nodata,
            )
    except RasterioError as fault:
        raise SourceError(
            Text(
                f"{path.name} tidak dapat dibuka sebagai GeoTIFF",
                f"{path.name} cannot be opened as a GeoTIFF",
            ),
            code="source-unreadable",
        ) from fault


def _nodata(tile: Tile, asked: float | None) -> float | None:
    said = tile.nodata if asked is None else asked
    return float("nan") if said is None and np.issubdtype(tile.dtype, np.floating) else said


def _strips(out: Any, tiles: Sequence[Tile], grid: Grid, how: How, nodata: float | None) -> None:
    width = grid.columns * grid.factor
    per_row = width * grid.factor * np.dtype(tiles[0].dtype).itemsize
    rows = max(1, min(grid.rows, STRIP_BYTES // max(per_row, 1)))
    told = 0.0
    for row in range(0, grid.rows, rows):
        count = min(rows, grid.rows - row)
        fill = 0 if nodata is None else nodata
        buffer = np.full((count * grid.factor, width), fill, dtype=tiles[0].dtype)
        for tile in tiles:
            _lay_in(buffer, tile, grid, row * grid.factor)
        cells = reduce(buffer, grid.factor, how, nodata)
        out.write(cells, 1, window=Window(0, row, grid.columns, count))
        if time.monotonic() - told > 0.1:
            told = time.monotonic()
            done = {"step": "read", "done": row + count, "total": grid.rows}
            sys.stdout.write(json.dumps(done) + "\n")
            sys.stdout.flush()


def _lay_in(buffer: Cells, tile: Tile, grid: Grid, first_row: int) -> None:
    """Copy the part of a tile that lies in the strip beginning at `first_row`."""
    column, row = grid.offset(tile)
    row -= first_row
    top, bottom = max(0, row), min(buffer.shape[0], row + tile.rows)
    left, right = max(0, column), min(buffer.shape[1], column + tile.columns)
    if top >= bottom or left >= right:
        return
    window = Window(left - column, top - row, right - left, bottom - top)
    with rasterio.open(tile.path, driver="GTiff") as source:
        buffer[top:bottom, left:right] = source.read(1, window=window)
