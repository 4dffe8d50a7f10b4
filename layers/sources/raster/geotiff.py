"""GeoTIFF: opened by the one driver that may, read in runs of rows."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.raster.head import Cells, Head
from layers.sources.reading import Progress

CHUNK_BYTES = 32_000_000
WORLD_FILES = (".tfw", ".tifw", ".wld")


def read(path: Path, companions: dict[str, Path], progress: Progress) -> Head:
    """Open a GeoTIFF and tell what it says of itself.

    Parameters
    ----------
    path
        The file, in a folder where nothing lies beside it.
    companions
        World file and .prj that lay beside it, by suffix.
    progress
        Called with rows done and rows in all.

    Raises
    ------
    SourceError
        `source-unreadable` if the driver cannot open it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            source = rasterio.open(path, driver="GTiff")
    except RasterioError as fault:
        raise SourceError(
            Text(
                f"berkas ini berawal seperti TIFF tetapi tidak dapat dibuka: {_short(fault)}",
                f"the file begins like a TIFF but cannot be opened: {_short(fault)}",
            ),
            code="source-unreadable",
        ) from fault
    transform, placed, found = _transform(source, companions)
    colours = tuple(c.name for c in source.colorinterp)
    flags = source.mask_flag_enums[0]
    return Head(
        driver="GTiff",
        width=source.width,
        height=source.height,
        count=source.count,
        dtype=_dtype(source),
        transform=transform,
        placed=placed,
        crs=_crs(source),
        nodata=source.nodata,
        colours=colours,
        palette=_palette(source),
        masked=MaskFlags.per_dataset in flags and MaskFlags.all_valid not in flags,
        scale=float(source.scales[0]),
        offset=float(source.offsets[0]),
        chunks=lambda band: _chunks(source, band, progress),
        findings=tuple(found),
    )


def _dtype(source: Any) -> str:
    kinds = set(source.dtypes)
    return str(source.dtypes[0]) if len(kinds) == 1 else "float64"


def _crs(source: Any) -> str | None:
    return str(source.crs.to_wkt()) if source.crs else None


def _transform(source: Any, companions: dict[str, Path]) -> tuple[Affine, bool, list[Finding]]:
    """Take the place from the file; from a world file beside it only where it has none."""
    if not source.transform.is_identity or source.gcps[0]:
        if source.gcps[0] and source.transform.is_identity:
            why = Text(
                "letaknya hanya ditentukan titik kontrol; luruskan (warp) dahulu ke grid",
                "placed by control points only; warp it to a grid first",
            )
            return source.transform, False, [say.refusal("raster-not-placed", why)]
        return source.transform, True, []
    beside = next((companions[s] for s in WORLD_FILES if s in companions), None)
    if beside is None:
        return source.transform, False, []
    transform = world_file(beside)
    return (
        transform,
        True,
        [
            say.note(
                "world-file-used",
                Text(f"letak sel dari {beside.suffix}", f"place of the cells from {beside.suffix}"),
            )
        ],
    )


def world_file(path: Path) -> Affine:
    """Read the six numbers of a world file.

    Raises
    ------
    SourceError
        `source-unreadable` if they are not six numbers.
    """
    try:
        a, d, b, e, c, f = (float(v) for v in path.read_text("ascii")[:2000].split())
    except (ValueError, UnicodeDecodeError) as fault:
        raise SourceError(
            Text(
                f"world file {path.suffix} tidak memuat enam bilangan",
                f"the world file {path.suffix} does not hold six numbers",
            ),
            code="source-unreadable",
        ) from fault
    return Affine(a, b, c, d, e, f) @ Affine.translation(-0.5, -0.5)


def _palette(source: Any) -> dict[int, str]:
    if ColorInterp.palette not in source.colorinterp:
        return {}
    table = source.colormap(source.colorinterp.index(ColorInterp.palette) + 1)
    return {k: f"#{r:02X}{g:02X}{b:02X}" for k, (r, g, b, _) in table.items()}


def _chunks(source: Any, band: int, progress: Progress) -> Iterator[Cells]:
    """Read runs of whole rows, a multiple of the file's blocks."""
    height, width = source.height, source.width
    block = source.block_shapes[band - 1][0]
    size = np.dtype(source.dtypes[band - 1].replace("_int16", "64")).itemsize * width
    rows = max(1, CHUNK_BYTES // size)
    rows = max(rows // block * block, min(block, rows))
    masked = MaskFlags.per_dataset in source.mask_flag_enums[0]
    for first in range(0, height, rows):
        window = Window(0, first, width, min(rows, height - first))
        try:
            cells = source.read(band, window=window)
            valid = source.read_masks(band, window=window) if masked else None
        except RasterioError as fault:
            raise SourceError(
                Text(
                    f"baris {first + 1} sampai {first + window.height} dari {height} tidak terbaca "
                    f"({_short(fault)}): berkas rusak atau terpotong; ambil lagi",
                    f"rows {first + 1} to {first + window.height} of {height} cannot be read "
                    f"({_short(fault)}): the file is damaged or cut off; get it again",
                ),
                code="raster-damaged",
            ) from fault
        progress(first + window.height, height)
        yield cells if valid is None else np.where(valid > 0, _floats(cells), np.nan)


def _floats(cells: Cells) -> Cells:
    small = cells.dtype.itemsize <= 2 or cells.dtype == np.float32
    return cells.astype(np.float32 if small else np.float64)


def _short(fault: Exception) -> str:
    """Give a library's message without the path in it."""
    text = str(fault.__cause__ or fault)
    return " ".join(word for word in text.split() if "/" not in word)[:160]
