"""Rasters made for the tests, and the child's reading done in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine

from layers.sources import files
from layers.sources.limits import Limits
from layers.sources.raster import StagedRaster, collect, reading
from layers.sources.reading import silent

PLACE = Affine(0.01, 0, 116.0, 0, -0.01, 0.0)


@pytest.fixture
def write_tif(tmp_path) -> Callable[..., Path]:
    """Write a GeoTIFF of one or more bands; EPSG:4326 at 116 E on the equator unless told."""

    def write(values: Any, name: str = "a.tif", **profile: Any) -> Path:
        cells = np.asarray(values)
        cells = cells[None] if cells.ndim == 2 else cells
        given = {"crs": "EPSG:4326", "transform": PLACE, "nodata": None, **profile}
        given = {k: v for k, v in given.items() if not (k in ("crs", "transform") and v is None)}
        path = tmp_path / name
        shape = {"count": cells.shape[0], "height": cells.shape[1], "width": cells.shape[2]}
        with rasterio.open(path, "w", driver="GTiff", dtype=cells.dtype, **shape, **given) as out:
            out.write(cells)
        return path

    return write


@pytest.fixture
def read_here(tmp_path) -> Callable[..., StagedRaster]:
    """Read a raster as the child does, but in this process."""
    made = iter(range(1000))

    def read(path: Path, *, limits: Limits | None = None, **asked: Any) -> StagedRaster:
        bounds = limits or Limits()
        folder = tmp_path / f"job{next(made)}"
        folder.mkdir()
        kind = files.examine(path, bounds).kind
        request = reading.Request(path, kind, bounds, **asked)
        return collect(reading.read(request, folder, silent), folder)

    return read


@pytest.fixture
def codes() -> Callable[[StagedRaster], list[str]]:
    """Give the codes of what was found."""
    return lambda staged: [f.code for f in staged.findings]
