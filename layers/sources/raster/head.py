"""Head: what a raster file says of itself before any cell is read, and what to refuse by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from affine import Affine

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.limits import Limits

Cells = npt.NDArray[Any]
IMAGE = ({"red", "green", "blue"}, {"cyan", "magenta", "yellow"})
DTYPES = frozenset(
    {"uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"}
    | {"float16", "float32", "float64"}
)


@dataclass(frozen=True)
class Head:
    """What a raster's header says.

    `transform` takes (column, row) to coordinates as the file has it, whichever way
    up. `nodata` is the file's own word. `masked` says that a mask or an alpha band
    marks cells without a value. `chunks` gives the cells of a band (counted from 1)
    in runs of whole rows from the first to the last.
    """

    driver: str
    width: int
    height: int
    dtype: str
    transform: Affine
    chunks: Callable[[int], Iterator[Cells]]
    count: int = 1
    crs: str | None = None
    nodata: float | None = None
    colours: tuple[str, ...] = ()
    palette: Mapping[int, str] = field(default_factory=dict)
    masked: bool = False
    scale: float = 1.0
    offset: float = 0.0
    placed: bool = True
    findings: tuple[Finding, ...] = ()

    @property
    def is_complex(self) -> bool:
        """Whether cells are complex numbers."""
        return "complex" in self.dtype or self.dtype.startswith("cint")

    @property
    def is_image(self) -> bool:
        """Whether the bands are colours of a picture, not measured values."""
        has = set(self.colours)
        return self.dtype == "uint8" and any(colours <= has for colours in IMAGE)

    def itemsize(self) -> int:
        """Bytes of one cell of one band."""
        return 16 if self.is_complex else np.dtype(self.dtype).itemsize


def guard_size(head: Head, limits: Limits) -> None:
    """Refuse a raster whose cells would not fit, whatever the file's own size.

    Raises
    ------
    SourceError
        `too-big`; `raster-empty` without a row or a column.
    """
    if head.width < 1 or head.height < 1 or head.count < 1:
        raise SourceError(
            Text(
                f"raster ini memiliki {head.width} x {head.height} sel dalam {head.count} band",
                f"the raster has {head.width} x {head.height} cells in {head.count} bands",
            ),
            code="raster-empty",
        )
    size = head.width * head.height * head.count * head.itemsize()
    if size > limits.raster_bytes:
        raise SourceError(
            Text(
                f"kepala berkas menyebut {head.width:,} x {head.height:,} sel x {head.count} band "
                f"{head.dtype}: {size / 1e9:,.1f} GB bila dibuka; paling besar "
                f"{limits.raster_bytes / 1e9:,.1f} GB yang diterima. Potong ke kawasan, atau "
                "perbesar selnya",
                f"the header says {head.width:,} x {head.height:,} cells x {head.count} bands of "
                f"{head.dtype}: {size / 1e9:,.1f} GB unpacked; at most "
                f"{limits.raster_bytes / 1e9:,.1f} GB are accepted. Cut it to the region, or make "
                "the cells coarser",
            ),
            code="too-big",
        )


def judge(head: Head, band: int | None, *, classes: bool) -> list[Finding]:
    """List what keeps a raster out by its header alone.

    Parameters
    ----------
    head
        As read.
    band
        The band the caller chose.
    classes
        Whether land-cover classes are expected: a palette is then a legend.
    """
    found = []
    if head.is_complex:
        why = Text(
            f"selnya bilangan kompleks ({head.dtype}), dua nilai tiap sel; tulis salah "
            "satunya sebagai band nyata",
            f"cells are complex numbers ({head.dtype}), two values each; write one as a real band",
        )
        found.append(say.refusal("raster-complex", why))
    elif head.dtype not in DTYPES:
        found.append(
            say.refusal(
                "raster-type",
                Text(
                    f"sel bertipe {head.dtype} tidak terbaca",
                    f"cells of type {head.dtype} cannot be read",
                ),
            )
        )
    if head.is_image:
        names = ", ".join(head.colours)
        why = Text(
            f"bandnya warna ({names}): gambar dari data, bukan datanya; tambahkan data aslinya",
            f"bands are colours ({names}): a picture of data, not the data; add the data itself",
        )
        found.append(say.refusal("raster-is-image", why))
    elif head.palette and not classes:
        why = Text(
            f"selnya nomor palet {len(head.palette)} warna: gambar atau peta kelas; jika ini "
            "kelas tutupan lahan, tambahkan sebagai land_cover_YYYY",
            f"cells are numbers of a palette of {len(head.palette)} colours: a picture or a class "
            "map; if these are land-cover classes, add it as land_cover_YYYY",
        )
        found.append(say.refusal("raster-is-image", why))
    elif head.count > 1 and band is None:
        some = ", ".join(f"{n}: {c}" for n, c in enumerate(head.colours[:8], 1))
        why = Text(
            f"{head.count} band ({some}); satu layer memuat satu band: pilih dengan --band",
            f"{head.count} bands ({some}); a layer holds one: choose it with --band",
        )
        found.append(say.refusal("raster-bands", why))
    if band is not None and not 1 <= band <= head.count:
        found.append(
            say.refusal(
                "raster-band-unknown",
                Text(
                    f"tidak ada band {band}; banyaknya {head.count}",
                    f"no band {band}; there are {head.count}",
                ),
            )
        )
    return found
