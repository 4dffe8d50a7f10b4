"""The reading process: one file in, checked rows and a report out, then gone.

Started by `layers.sources.process` with a folder that holds `job.json`. Bytes
from strangers are parsed here and nowhere else.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from layers import geometry
from layers.defects import registry
from layers.errors import LayersError
from layers.schema import Text
from layers.sources import clipping, files, isolation, opening, placement, raster, staging
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.limits import Limits
from layers.sources.reading import Geometries, Progress, Reading, of_table, table_of

EVERY_S = 0.1
MEMORY = Text(
    "berkas memerlukan memori melebihi yang boleh dipakai impor; belah berkasnya",
    "the file needs more memory than an import may use; split it",
)
NESTING = Text(
    "isi berkas bersarang lebih dalam daripada yang boleh dipakai impor",
    "the file needs more nesting than an import may use",
)
LABELS = ("kode", "code", "source_id", "nama", "name", "namobj", "nama_tempat")


@dataclass(frozen=True, slots=True)
class Job:
    """What the reading process is asked to do."""

    path: str
    kind: files.Kind
    limits: Limits
    source_layer: str | None = None
    crs: str | None = None
    repair: bool = False
    skip_invalid: bool = False
    fix: tuple[str, ...] = ()
    bbox: clipping.Box | None = None
    band: int | None = None
    nodata: float | None = None
    amounts: bool = False
    classes: bool = False
    layer_id: str = ""
    osm_theme: str | None = None
    bare: bool = False
    encoding: str | None = None

    @classmethod
    def load(cls, folder: Path) -> Job:
        """Read the job from its folder."""
        data = json.loads((folder / staging.JOB_FILE).read_text(encoding="utf-8"))
        return cls(**{**data, "limits": Limits(**data["limits"])})


def main(folder: Path) -> int:
    """Do the job in `folder`; the report says what came of it."""
    gc.disable()  # millions of small lists and no cycles: collecting only costs time
    job = Job.load(folder)
    network = isolation.apply(job.limits)["network"]
    try:
        report = work(job, folder, network)
    except LayersError as fault:
        report = staging.failure_of(fault)
    except (MemoryError, RecursionError) as fault:
        report = staging.failure("too-big", MEMORY if isinstance(fault, MemoryError) else NESTING)
    except OSError as fault:
        why = fault.strerror or fault
        told = Text(f"pembacaan gagal: {why}", f"reading failed: {why}")
        report = staging.failure("source-unreadable", told)
    if report is not None:
        staging.write_report(report, folder)
    return 0


def work(job: Job, folder: Path, network: str) -> dict[str, Any]:
    """Read, check and stage; give the report."""
    if job.kind in raster.KINDS or (job.kind == "zip" and _holds_raster(job)):
        return {**_raster(job, folder), "network": network}
    reading = _read(job, folder, _speaker("read"))
    speak = _speaker("check")
    reading = _vertices(reading, job.limits)
    reading = placement.place(reading, job.crs, job.fix)
    if job.bbox is not None:
        reading = clipping.touching(reading, job.bbox)
    speak(1, 4)
    reading = _empties(reading, bare=job.bare)
    reading = _valid(reading, repair=job.repair or "invalid-geometry" in job.fix)
    reading = _examined(reading, job.fix)
    speak(2, 4)
    reading, refused = _skip(reading, skip=job.skip_invalid)
    shapes, kind, promoted = geometry.promote(reading.geometry)
    if job.bare and (shapely.get_type_id(shapes) < 0).all():
        kind = "Point"  # of the assets the rows are about
    reading = reading.with_(*_kinds(kind, promoted, shapes), geometry=shapes)
    speak(3, 4)
    if not refused:
        staging.write(reading, kind, folder)
    speak(4, 4)
    return staging.report_of(reading, kind, network, refused=refused)


def _holds_raster(job: Job) -> bool:
    from layers.sources.raster import reading

    return reading.holds_raster(Path(job.path), job.limits)


def _raster(job: Job, folder: Path) -> dict[str, Any]:
    from layers.sources.raster import reading  # loads GDAL, which vectors may not want here

    request = reading.Request(
        Path(job.path),
        job.kind,
        job.limits,
        layer=job.source_layer,
        crs=job.crs,
        repair=job.repair,
        band=job.band,
        nodata=job.nodata,
        amounts=job.amounts,
        classes=job.classes,
    )
    return reading.read(request, folder, _speaker("read"))


def _read(job: Job, folder: Path, progress: Progress) -> Reading:
    request = opening.Request(
        Path(job.path),
        job.kind,
        job.limits,
        job.source_layer,
        box=job.bbox,
        layer_id=job.layer_id,
        osm_theme=job.osm_theme,
        bare=job.bare,
        encoding=job.encoding,
    )
    return opening.read(request, folder, progress, _speaker("open"))


def _vertices(reading: Reading, limits: Limits) -> Reading:
    places = np.flatnonzero(geometry.too_many_vertices(reading.geometry, limits.vertices))
    if not len(places):
        return reading
    shapes = reading.geometry.copy()
    shapes[places] = None
    why = Text(
        f"lebih dari {limits.vertices:,} titik sudut; belah atau sederhanakan",
        f"more than {limits.vertices:,} vertices; split or simplify it",
    )
    found = [say.error(r, "too-many-vertices", why) for r in reading.rows[places].tolist()]
    return reading.with_(*found, geometry=shapes)


def _empties(reading: Reading, *, bare: bool) -> Reading:
    bad = set(reading.bad_rows())
    shapes, empty = geometry.without_empty(reading.geometry)
    null = (shapely.get_type_id(reading.geometry) < 0) & ~np.isin(reading.rows, list(bad))
    found = []
    if empty.any():
        rows = say.rows_said(reading.rows[empty].tolist())
        found.append(say.warning("empty-geometry", rows, "kept without geometry"))
    if null.any() and not bare:
        rows = say.rows_said(reading.rows[null].tolist())
        found.append(say.warning("null-geometry", rows, "kept, left out of maps and analyses"))
    return reading.with_(*found, geometry=shapes)


def _valid(reading: Reading, *, repair: bool) -> Reading:
    if not repair:
        bad = geometry.invalid(reading.geometry)
        found = [
            say.error(int(reading.rows[i]), "invalid-geometry", geometry.reason_said(why))
            for i, why in bad.items()
        ]
        return reading.with_(*found)
    shapes, repairs = geometry.repair(reading.geometry)
    found = []
    for done in repairs:
        row = int(reading.rows[done.place])
        if done.geometry is None:
            found.append(say.error(row, "repair-failed", done.said()))
        else:
            found.append(_repaired(row, done))
    return reading.with_(*found, geometry=shapes)


def _repaired(row: int, done: geometry.Repair) -> Finding:
    """Tell a mended geometry with its area before and after."""
    areas = [
        f"{area:,.2f} ha" if area is not None else ""
        for area in (done.area_before_ha, done.area_after_ha)
    ]
    said = done.said()
    return Finding(
        row,
        "geometry-repaired",
        said.en,
        "warning",
        "repaired",
        said.id,
        "geometry",
        before=(areas[0],),
        after=(areas[1],),
    )


def _examined(reading: Reading, fixes: Sequence[str]) -> Reading:
    """Look for defects of rows, columns and shapes; mend those asked for."""
    table, found = registry.examine(table_of(reading), fixes, detectors=registry.OF_ROWS)
    return of_table(reading, table).with_(*found)


def _skip(reading: Reading, *, skip: bool) -> tuple[Reading, bool]:
    bad = reading.bad_rows()
    if not bad:
        return reading, False
    reading = _labelled(reading)
    if not skip:
        return reading, True
    kept = reading.keep(~np.isin(reading.rows, bad))
    skipped = say.warning("row-skipped", say.rows_said(bad), "left out as asked")
    return kept.with_(skipped), False


def _labelled(reading: Reading) -> Reading:
    """Name the feature in the message of each error, as far as it has a code or a name."""
    columns = [c for c in LABELS if c in reading.attributes.columns]
    place = dict(zip(reading.rows.tolist(), range(len(reading.rows)), strict=True))
    found = []
    for finding in reading.findings:
        label = ""
        if finding.severity == "error" and finding.row in place:
            values = [reading.attributes[c].iloc[place[finding.row]] for c in columns]
            label = ", ".join(v for v in values if isinstance(v, str))[:80]
        found.append(finding.with_label(label) if label else finding)
    return replace(reading, findings=tuple(found))


def _kinds(kind: str, promoted: int, shapes: Geometries) -> list[Finding]:
    found, n = [], len(shapes)
    if promoted:
        told = Text(f"{promoted} dari {n} fitur ke {kind}", f"{promoted} of {n} features to {kind}")
        found.append(say.note("promoted", told))
    if kind == "Geometry" and (shapely.get_type_id(shapes) >= 0).any():
        told = Text(
            "titik, garis, luasan, atau kumpulan dalam satu layer",
            "points, lines, areas or collections in one layer",
        )
        found.append(say.warning("mixed-geometry", told))
    return found


def _speaker(step: str) -> Progress:
    """Give a progress function that writes a line at most ten times a second."""
    last = [0.0]

    def speak(done: int, total: int) -> None:
        now = time.monotonic()
        if done >= total or now - last[0] >= EVERY_S:
            last[0] = now
            sys.stdout.write(json.dumps({"step": step, "done": done, "total": total}) + "\n")
            sys.stdout.flush()

    return speak
