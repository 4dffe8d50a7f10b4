"""Reading of workbooks: what the file is, then a process of its own that reads its cells."""

from __future__ import annotations

import shutil
from pathlib import Path

from layers.errors import SourceError
from layers.sources import leftovers, process
from layers.sources.limits import Limits
from layers.sources.workbooks.grid import Grid, unpacked
from layers.text import Text

PROGRAM = "layers.sources.workbooks.child"
# A plan of thousands of rows is below a megabyte; pictures that come along are not read.
LIMITS = Limits(
    file_bytes=20_000_000,
    memory_bytes=1 << 30,
    cpu_s=60,
    wall_s=120.0,
    staging_bytes=100_000_000,
    rows=100_000,
    columns=200,
    archive_members=1_000,
    archive_bytes=100_000_000,
)
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_workbook(path: Path, limits: Limits = LIMITS) -> list[Grid]:
    """Read the cells of every sheet of a workbook.

    Formulas give the value the program that saved the file computed last.

    Parameters
    ----------
    path
        A file of XLSX.
    limits
        Sizes, memory and time.

    Raises
    ------
    SourceError
        If it is no workbook, too large, or damaged; `too-slow` if reading had to be stopped.
    """
    _require_xlsx(path, limits)
    folder = leftovers.new_folder()
    try:
        job = {"path": str(path.resolve()), "limits": limits.to_dict()}
        report = process.report_apart(folder, job, limits, program=PROGRAM)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [unpacked(one) for one in report["sheets"]]


def _require_xlsx(path: Path, limits: Limits) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb") as handle:
            head = handle.read(4)
    except OSError as error:
        raise SourceError(
            Text(
                f"{path.name}: tidak dapat dibaca ({error.strerror})",
                f"{path.name}: cannot be read ({error.strerror})",
            ),
            code="source-unreadable",
        ) from error
    if size > limits.file_bytes:
        raise SourceError(
            Text(
                f"{path.name}: {size:,} bita; buku kerja paling besar {limits.file_bytes:,}",
                f"{path.name}: {size:,} bytes; a workbook has {limits.file_bytes:,} at most",
            ),
            code="too-big",
        )
    if head == OLE:
        raise SourceError(
            Text(
                f"{path.name}: berkas .xls lama atau bersandi; buka, hapus sandinya, lalu simpan "
                "sebagai .xlsx",
                f"{path.name}: an old .xls, or behind a password; open it, take the password "
                "away and save it as .xlsx",
            ),
            code="driver-not-allowed",
        )
    if head != ZIP:
        raise SourceError(
            Text(
                f"{path.name}: bukan buku kerja XLSX; simpan ulang sebagai .xlsx",
                f"{path.name}: no XLSX workbook; save it as .xlsx",
            ),
            code="driver-not-allowed",
        )
