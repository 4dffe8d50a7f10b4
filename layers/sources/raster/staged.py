"""Staged rasters: cells handed from the reading process to ours as plain numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
from affine import Affine

from layers.crs import parse_crs
from layers.errors import SourceError
from layers.schema import Text
from layers.sources.findings import Finding
from layers.sources.raster.census import Census
from layers.sources.raster.head import Cells

CELLS_FILE = "cells.raw"
STAGED_DTYPES = frozenset(
    {"uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"}
    | {"float32", "float64"}
)


@dataclass(frozen=True)
class StagedRaster:
    """What the reading process handed over of a raster: north-up cells and what it saw.

    `cells` is None when the raster was refused. Floats have NaN where there is no
    value, whole numbers the declared `nodata`, if any.
    """

    cells: Cells | None
    transform: Affine
    crs: pyproj.CRS | None
    nodata: float | None
    census: Census
    palette: dict[str, str]
    findings: tuple[Finding, ...]
    driver: str
    layer: str
    band: int
    source_dtype: str
    network: str = ""


def collect(report: dict[str, Any], folder: Path) -> StagedRaster:
    """Take cells and report over, trusting neither.

    Raises
    ------
    SourceError
        `staging-damaged` if they are not what was agreed on.
    """
    said = report["raster"]
    transform = Affine(*(float(v) for v in said["transform"]))
    cells = None if report["refused"] else _cells(folder / CELLS_FILE, said, transform)
    return StagedRaster(
        cells=cells,
        transform=transform,
        crs=parse_crs(said["crs"]) if said["crs"] else None,
        nodata=None if said["nodata"] is None else float(said["nodata"]),
        census=Census.from_dict(said["census"]),
        palette={str(k): str(v) for k, v in said["palette"].items()},
        findings=tuple(Finding(**f) for f in report["findings"]),
        driver=str(report["driver"]),
        layer=str(report["layer"]),
        band=int(said["band"]),
        source_dtype=str(said["source_dtype"]),
        network=str(report["network"]),
    )


def _cells(path: Path, said: dict[str, Any], transform: Affine) -> Cells:
    rows, columns = (int(v) for v in said["shape"])
    dtype = str(said["dtype"])
    sound = (
        dtype in STAGED_DTYPES
        and rows > 0
        and columns > 0
        and all(math.isfinite(v) for v in transform)
        and transform.a > 0 > transform.e
        and path.is_file()
        and path.stat().st_size == rows * columns * np.dtype(dtype).itemsize
    )
    if not sound:
        raise SourceError(
            Text(
                f"sel yang terbaca tidak dapat diambil alih: {rows} x {columns} bertipe "
                f"{dtype[:20]}",
                f"the cells read cannot be taken over: {rows} x {columns} of {dtype[:20]}",
            ),
            code="staging-damaged",
        )
    # Mapped, not read: the folder may go, the cells stay until nobody holds them.
    return np.memmap(path, dtype=dtype, mode="r", shape=(rows, columns))
