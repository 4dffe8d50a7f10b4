"""The child's part: one raster file in, north-up cells and a report out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import files
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.limits import Limits
from layers.sources.raster import asciigrid, geotiff, hgt, placing
from layers.sources.raster.census import Census, Counting, is_representable, remarks
from layers.sources.raster.head import Cells, Head, guard_size, judge
from layers.sources.raster.staged import CELLS_FILE
from layers.sources.raster.turning import MOST_CELLS, turn
from layers.sources.readers import archives
from layers.sources.reading import Progress

SUFFIXES = (".tif", ".tiff", ".asc", ".hgt")
BESIDE = (".prj", ".tfw", ".tifw", ".wld")
BESIDE_BYTES = 65_536
PROBE_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """Which raster is to be read, and how.

    `amounts` says that cells count something (people), `classes` that they are
    land-cover classes; `nodata` overrides the file's own.
    """

    path: Path
    kind: str
    limits: Limits
    layer: str | None = None
    crs: str | None = None
    repair: bool = False
    band: int | None = None
    nodata: float | None = None
    amounts: bool = False
    classes: bool = False


@dataclass(frozen=True, slots=True)
class Staging:
    """Where the cells lie, what they hold, and as which type they were written."""

    placed: placing.Placed
    census: Census
    dtype: str

    def nodata(self, head: Head) -> float | None:
        """Give the number that marks a missing cell; None for floats, which have NaN."""
        kind, said = np.dtype(self.dtype), head.nodata
        if np.issubdtype(kind, np.floating) or said is None:
            return None
        return said if is_representable(said, kind) else None


@dataclass(frozen=True, slots=True)
class Found:
    """A raster file copied or linked under a neutral name, with what lay beside it."""

    path: Path
    kind: str
    name: str
    companions: dict[str, Path]


def holds_raster(path: Path, limits: Limits) -> bool:
    """Whether a zip file holds a raster and nothing of vectors."""
    suffixes = {Path(name).suffix.lower() for name in archives.names(path, limits)}
    return bool(suffixes & set(SUFFIXES)) and not suffixes & {".shp", *archives.SINGLES}


def read(request: Request, folder: Path, progress: Progress) -> dict[str, Any]:
    """Read, check and stage a raster; give the report.

    Raises
    ------
    SourceError, CRSError
        The file as a whole cannot be taken; what its cells show is in the report.
    """
    found = _find(request, folder)
    head = _open(found, progress)
    guard_size(head, request.limits)
    if request.nodata is not None:
        head = replace(head, nodata=request.nodata)
    errors = [*judge(head, request.band, classes=request.classes), *_unplaced(head, request)]
    band = request.band if request.band and request.band <= head.count else 1
    if errors:
        errors += _probe(head, band)
        return _report(head, found, band, errors)
    turned = placing.is_turned(head)
    cells = head.chunks(band)
    if turned:
        head, cells = _turned(head, cells, amounts=request.amounts)
    placed = placing.settle(head, request.crs)
    census, dtype = _stage(head, placed, cells, folder)
    findings = [*head.findings, *placed.findings, *remarks(census, dtype, head.nodata)]
    return _report(head, found, band, findings, Staging(placed, census, dtype))


def _find(request: Request, folder: Path) -> Found:
    path = request.path
    if request.kind == "zip":
        chosen = archives.extract(path, folder, request.limits, _choice(request.layer))
        suffix, name = next(iter(chosen.items()))
        inner = folder / f"0001{suffix}"
        kind = files.examine(inner, request.limits).kind
        beside = {s: folder / f"0001{s}" for s in chosen if s in BESIDE}
        return Found(inner, kind, Path(name).stem, beside)
    link = folder / f"0001{path.suffix.lower()}"
    link.symlink_to(path)  # so that the driver finds nothing beside it
    beside = {}
    for suffix in BESIDE:
        for near in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
            if near.is_file() and near.stat().st_size <= BESIDE_BYTES:
                beside[suffix] = folder / f"beside{suffix}"
                shutil.copyfile(near, beside[suffix])
    return Found(link, request.kind, path.stem, beside)


def _choice(wanted: str | None) -> archives.Choice:
    def choose(names: list[str]) -> dict[str, str]:
        rasters = [n for n in names if Path(n).suffix.lower() in SUFFIXES]
        stems = [Path(n).stem for n in rasters]
        if len(rasters) > 1 and wanted not in stems:
            raise SourceError(
                Text(
                    f"berkas zip memuat {len(rasters)} raster: {', '.join(stems[:20])}; sebutkan "
                    "salah satu dengan --layer",
                    f"the zip file holds {len(rasters)} rasters: {', '.join(stems[:20])}; name "
                    "one with --layer",
                ),
                code="layer-ambiguous" if wanted is None else "layer-unknown",
            )
        chosen = rasters[stems.index(wanted)] if len(rasters) > 1 and wanted else rasters[0]
        near = {
            Path(n).suffix.lower(): n
            for n in names
            if Path(n).stem == Path(chosen).stem and Path(n).suffix.lower() in BESIDE
        }
        return {Path(chosen).suffix.lower(): chosen, **near}

    return choose


def _open(found: Found, progress: Progress) -> Head:
    if found.kind == "tiff":
        head = geotiff.read(found.path, found.companions, progress)
    elif found.kind == "asciigrid":
        head = asciigrid.read(found.path, found.companions, progress)
    elif found.kind == "hgt":
        head = hgt.read(found.path, found.name, progress)
    else:
        raise SourceError(
            Text(
                f"zip ini memuat {found.kind}, bukan raster",
                f"the zip holds {found.kind}, no raster",
            ),
            code="driver-not-allowed",
        )
    if head.crs is None and ".prj" in found.companions:
        head = replace(head, crs=asciigrid.projection(found.companions[".prj"]))
    return head


def _unplaced(head: Head, request: Request) -> list[Finding]:
    """Say what of its place keeps the raster out; all of it, not only the first."""
    found = [f for f in head.findings if f.severity == "error"]
    if not head.placed and not found:
        why = Text(
            "berkas tidak menyebut letak selnya (tanpa geotransform, tanpa world file)",
            "the file does not say where its cells lie (no geotransform, no world file)",
        )
        found.append(say.refusal("raster-not-placed", why))
    if head.crs is None and request.crs is None:
        why = Text(
            "berkas tidak menyebut CRS; sebutkan dengan --crs, misalnya EPSG:4326 untuk "
            "derajat bujur/lintang atau EPSG:32750 untuk meter UTM zona 50S",
            "the file names no CRS; name it, for example EPSG:4326 for lon/lat degrees or "
            "EPSG:32750 for UTM zone 50S metres",
        )
        found.append(say.refusal("crs-missing", why))
    if head.placed and placing.is_turned(head) and not request.repair:
        t = tuple(round(v, 6) for v in head.transform[:6])
        why = Text(
            f"baris tidak searah sumbu (transform {t}); susun ulang ke grid tegak ke utara, "
            "atau berikan --repair agar itu dilakukan",
            f"rows do not run along the axes (transform {t}); resample it to a north-up grid, or "
            "give --repair to have that done",
        )
        found.append(say.refusal("raster-rotated", why))
    return found


def _probe(head: Head, band: int) -> list[Finding]:
    """Look whether the cells of a refused raster can be read at all, as far as it is cheap."""
    if head.is_complex or head.width * head.height * head.itemsize() > PROBE_BYTES:
        return []
    try:
        for _ in head.chunks(band):
            pass
    except SourceError as fault:
        return [say.refusal(fault.code, fault.text)]
    return []


def _turned(head: Head, chunks: Iterator[Cells], *, amounts: bool) -> tuple[Head, Iterator[Cells]]:
    if head.width * head.height > MOST_CELLS:
        raise SourceError(
            Text(
                f"{head.width:,} x {head.height:,} sel tidak dapat diputar; paling banyak "
                f"{MOST_CELLS:,}",
                f"{head.width:,} x {head.height:,} cells cannot be turned; at most {MOST_CELLS:,}",
            ),
            code="too-big",
        )
    counting = Counting(head.dtype, head.nodata)
    whole = np.concatenate([counting.take(c) for c in chunks])
    new, cells = turn(head, whole, amounts=amounts)
    return new, iter([cells])


def _stage(
    head: Head, placed: placing.Placed, chunks: Iterator[Cells], folder: Path
) -> tuple[Census, str]:
    """Write the cells north-up and counted; the file's order of rows is kept or reversed."""
    counting: Counting | None = None
    kind = np.dtype(np.float64)
    row = 0
    with (folder / CELLS_FILE).open("wb") as out:
        for chunk in chunks:
            cells = _scaled(head, chunk)
            if counting is None:
                kind = cells.dtype
                scaled = head.scale != 1.0 or head.offset != 0.0
                nodata = head.nodata
                if scaled and nodata is not None:
                    nodata = nodata * head.scale + head.offset
                counting = Counting(str(kind), nodata)
            _put(out, cells, row, head, placed, counting)
            row += len(chunk)
    if counting is None:
        raise SourceError(
            Text("raster ini tidak memiliki baris", "the raster has no row"), code="raster-empty"
        )
    return counting.result(), str(kind)


def _scaled(head: Head, chunk: Cells) -> Cells:
    if head.scale != 1.0 or head.offset != 0.0:
        return chunk.astype(np.float64) * head.scale + head.offset
    return chunk.astype(np.float32) if chunk.dtype == np.float16 else chunk


def _put(
    out: Any, cells: Cells, row: int, head: Head, placed: placing.Placed, counting: Counting
) -> None:
    """Write the kept part of a run of rows to its place in the file."""
    first = head.height - row - len(cells) if placed.flip_rows else row
    cells = cells[::-1] if placed.flip_rows else cells
    cells = cells[:, ::-1] if placed.flip_columns else cells
    top, bottom = max(first, placed.rows[0]), min(first + len(cells), placed.rows[1])
    if bottom <= top:
        return
    kept = cells[top - first : bottom - first, placed.columns[0] : placed.columns[1]]
    kept = np.ascontiguousarray(counting.take(kept))
    out.seek((top - placed.rows[0]) * placed.shape[1] * kept.dtype.itemsize)
    out.write(kept.data)


def _report(
    head: Head, found: Found, band: int, findings: list[Finding], staged: Staging | None = None
) -> dict[str, Any]:
    refused = staged is None or any(f.severity == "error" for f in findings)
    return {
        "refused": refused,
        "findings": [f.to_dict() for f in findings],
        "driver": head.driver,
        "layer": found.name,
        "network": "",
        "raster": {
            "shape": list(staged.placed.shape if staged else (head.height, head.width)),
            "transform": list((staged.placed.transform if staged else head.transform)[:6]),
            "crs": staged.placed.crs.to_wkt() if staged else "",
            "dtype": staged.dtype if staged else "",
            "nodata": staged.nodata(head) if staged else None,
            "census": (staged.census if staged else Census()).to_dict(),
            "palette": {str(k): v for k, v in head.palette.items()},
            "band": band,
            "source_dtype": head.dtype,
        },
    }
