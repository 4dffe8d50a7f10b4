"""Footprints: building tables (gzipped CSV) cut to a box in a process of their own."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers.errors import LayersError, SourceError
from layers.schema import Text
from layers.sources import isolation, leftovers, process, staging
from layers.sources.limits import Limits

PROGRAM = "layers.sources.cutting.footprints"
OUT_FILE = "footprints.csv"
COLUMNS = ("latitude", "longitude", "area_in_meters", "confidence", "geometry", "full_plus_code")
WRITTEN = COLUMNS[2:]
MOST_BYTES = 30_000_000_000
LONGEST_ROW = 1_000_000
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Wish:
    """Which buildings are wanted: those whose middle lies in the box, sure enough."""

    box: Box
    confidence: float = 0.0


def cut_apart(
    paths: Sequence[Path], wish: Wish, target: Path, listener: process.Listener = process.deaf
) -> dict[str, Any]:
    """Write the buildings of some tables that are wanted as one table.

    Returns
    -------
    dict
        `n_read`, `n_written`, `n_unsure` (in the box, below the confidence).

    Raises
    ------
    SourceError
        `not-a-table`, `too-big`, `source-unreadable`, `too-slow`.
    """
    limits = Limits()
    folder = leftovers.new_folder()
    try:
        job = {
            "paths": [str(p.resolve()) for p in paths],
            "box": list(wish.box),
            "confidence": wish.confidence,
            "limits": limits.to_dict(),
        }
        report = process.report_apart(folder, job, limits, listener, program=PROGRAM)
        part = target.with_name(f".{target.name}.part")
        shutil.move(folder / OUT_FILE, part)
        part.replace(target)
        return report
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(folder: Path) -> int:
    """Do the job in `folder`; the report says what came of it."""
    job = json.loads((folder / staging.JOB_FILE).read_text(encoding="utf-8"))
    isolation.apply(Limits(**job["limits"]))
    wish = Wish(tuple(job["box"]), float(job["confidence"]))
    try:
        report = cut([Path(p) for p in job["paths"]], wish, folder / OUT_FILE)
    except LayersError as fault:
        report = staging.failure_of(fault)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as fault:
        why = f"{type(fault).__name__}: {fault}"
        told = Text(f"satu tabel rusak: {why}", f"a table is damaged: {why}")
        report = staging.failure("source-unreadable", told)
    staging.write_report(report, folder)
    return 0


def cut(paths: Sequence[Path], wish: Wish, target: Path) -> dict[str, Any]:
    """Read tables row by row and write the rows wanted.

    Raises
    ------
    SourceError
        `not-a-table` without the columns, `too-big`.
    """
    csv.field_size_limit(LONGEST_ROW)
    counts = {"n_read": 0, "n_written": 0, "n_unsure": 0}
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(WRITTEN)
        for number, path in enumerate(paths, 1):
            with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
                _rows(lines, path.name, wish, writer, counts)
            _tell(number, len(paths))
    return counts


def _rows(lines: Any, name: str, wish: Wish, writer: Any, counts: dict[str, int]) -> None:
    west, south, east, north = wish.box
    reader = csv.reader(_counted(lines, name))
    header = next(reader, [])
    missing = [c for c in COLUMNS if c not in header]
    if missing:
        raise SourceError(
            Text(
                f"{name}: tidak ada kolom {', '.join(missing)}; kolomnya {', '.join(header[:20])}",
                f"{name}: no column {', '.join(missing)}; the columns are {', '.join(header[:20])}",
            ),
            code="not-a-table",
        )
    at = [header.index(c) for c in COLUMNS]
    lat, lon, sure, kept = at[0], at[1], at[3], at[2:]
    for row in reader:
        counts["n_read"] += 1
        try:
            inside = west <= float(row[lon]) <= east and south <= float(row[lat]) <= north
            if not inside:
                continue
            if float(row[sure]) < wish.confidence:
                counts["n_unsure"] += 1
                continue
            writer.writerow([row[i] for i in kept])
        except (ValueError, IndexError) as fault:
            raise SourceError(
                Text(
                    f"{name}: baris {reader.line_num} rusak ({fault})",
                    f"{name}: row {reader.line_num} is damaged ({fault})",
                ),
                code="not-a-table",
            ) from fault
        counts["n_written"] += 1


def _counted(lines: Any, name: str) -> Any:
    """Give lines until there are more than any such table has; a bomb is all zeros."""
    total = 0
    while line := lines.readline(LONGEST_ROW):
        total += len(line)
        if total > MOST_BYTES or len(line) >= LONGEST_ROW:
            raise SourceError(
                Text(
                    f"{name}: terlalu panjang, atau baris tanpa akhir",
                    f"{name}: too long, or a line without end",
                ),
                code="too-big",
            )
        yield line


def _tell(done: int, total: int) -> None:
    sys.stdout.write(json.dumps({"step": "read", "done": done, "total": total}) + "\n")
    sys.stdout.flush()
