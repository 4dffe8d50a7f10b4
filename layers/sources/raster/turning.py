"""Turning: a raster whose rows run askew brought to a north-up grid, counts kept whole."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import rasterio.warp
from affine import Affine
from rasterio.enums import Resampling

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.raster.head import Cells, Head

MOST_CELLS = 64_000_000
# Any plane will do: source and target are in the same one, so nothing is projected.
PLANE = "EPSG:6933"


def turn(head: Head, cells: Cells, *, amounts: bool) -> tuple[Head, Cells]:
    """Bring cells to a north-up grid of the same cell size that covers all of them.

    Parameters
    ----------
    head
        Of the turned raster.
    cells
        All cells of one band; NaN, or the head's nodata, where there is no value.
    amounts
        Whether cells hold amounts (people): then each is shared out by area and the
        total kept. Other values are taken from the nearest cell.

    Returns
    -------
    tuple
        The head of the new grid, and its cells.

    Raises
    ------
    SourceError
        `too-big`.
    """
    t = head.transform
    if abs(t.a) < 1e-12 * abs(t.b) and abs(t.e) < 1e-12 * abs(t.d):
        return _quarter(head, cells)
    side = math.sqrt(abs(t.determinant))
    corners = [
        t @ p for p in ((0, 0), (head.width, 0), (0, head.height), (head.width, head.height))
    ]
    west, north = min(c[0] for c in corners), max(c[1] for c in corners)
    width = math.ceil((max(c[0] for c in corners) - west) / side)
    height = math.ceil((north - min(c[1] for c in corners)) / side)
    if width * height > MOST_CELLS:
        raise SourceError(
            Text(
                f"raster yang diputar memerlukan {width:,} x {height:,} sel; paling banyak "
                f"{MOST_CELLS:,} yang dapat disusun ulang: potong dahulu",
                f"the turned raster needs {width:,} x {height:,} cells; at most {MOST_CELLS:,} "
                "can be resampled: cut it first",
            ),
            code="too-big",
        )
    up = Affine(side, 0, west, 0, -side, north)
    turned = _warped(head, cells, up, (height, width), amounts=amounts)
    turned, said = (
        _whole(cells, turned)
        if amounts
        else (turned, Text("dari sel terdekat", "from the nearest cell"))
    )
    new = replace(
        head,
        width=width,
        height=height,
        transform=up,
        nodata=None,
        dtype=str(turned.dtype),
        findings=(*head.findings, _finding(head, said)),
    )
    return new, turned


def _quarter(head: Head, cells: Cells) -> tuple[Head, Cells]:
    """Swap rows and columns: a quarter turn loses nothing."""
    t = head.transform
    swapped = Affine(t.b, t.a, t.c, t.e, t.d, t.f)
    found = say.note(
        "raster-turned",
        Text(
            "baris dan kolom tertukar (seperempat putaran)",
            "rows and columns swapped (a quarter turn)",
        ),
        "repaired",
    )
    new = replace(
        head,
        width=head.height,
        height=head.width,
        transform=swapped,
        findings=(*head.findings, found),
    )
    return new, np.ascontiguousarray(cells.T)


def _warped(
    head: Head, cells: Cells, up: Affine, shape: tuple[int, int], *, amounts: bool
) -> Cells:
    source = cells.astype(np.float64)
    if head.nodata is not None and not np.issubdtype(cells.dtype, np.floating):
        source[cells == head.nodata] = np.nan
    turned = np.full(shape, np.nan)
    rasterio.warp.reproject(
        source,
        turned,
        src_transform=head.transform,
        dst_transform=up,
        src_crs=PLANE,
        dst_crs=PLANE,
        src_nodata=np.nan,
        dst_nodata=np.nan,
        resampling=Resampling.sum if amounts else Resampling.nearest,
    )
    return turned


def _whole(before: Cells, after: Cells) -> tuple[Cells, Text]:
    """Scale shared-out amounts so that their sum is exactly what it was."""
    wanted, got = float(np.nansum(before.astype(np.float64))), float(np.nansum(after))
    if got > 0:
        after = after * (wanted / got)
    return after, Text(
        f"dibagi menurut luas, jumlah {wanted:.10g} dipertahankan (faktor {wanted / got:.6f})",
        f"shared out by area, total {wanted:.10g} kept (factor {wanted / got:.6f})",
    )


def _finding(head: Head, said: Text) -> Finding:
    angle = math.degrees(math.atan2(head.transform.d, head.transform.a))
    why = Text(
        f"baris miring ({angle:.2f} derajat); disusun ulang {said.id}",
        f"rows ran askew ({angle:.2f} degrees); resampled {said.en}",
    )
    return say.warning("raster-turned", why, "repaired")
