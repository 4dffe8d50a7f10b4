"""Gzip: one table or GeoJSON text unpacked beside, its bytes counted while they come out."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from layers.errors import SourceError
from layers.schema import Text
from layers.sources.limits import Limits
from layers.sources.readers.archives import Unpacked

INNER = (".csv", ".tsv", ".txt", ".geojson", ".geojsonl", ".geojsonseq")
CHUNK = 1 << 20


def unpack(path: Path, folder: Path, limits: Limits) -> Unpacked:
    """Unpack a gzipped file into a folder, as `0001.*`.

    Raises
    ------
    SourceError
        `driver-not-allowed` for anything but a table or GeoJSON, `archive-damaged`,
        `archive-too-big`, `archive-ratio`.
    """
    suffix = Path(path.stem).suffix.lower()
    if suffix not in INNER:
        raise SourceError(
            Text(
                "berkas gzip harus memuat satu teks dan menyebutnya dalam namanya "
                f"({', '.join(INNER)} sebelum .gz); {path.name} tidak: buka dahulu",
                f"a gzip file must hold one text and say so in its name ({', '.join(INNER)} before "
                f".gz); {path.name} does not: unpack it first",
            ),
            code="driver-not-allowed",
        )
    target = folder / f"0001{suffix}"
    size, done = path.stat().st_size, 0
    try:
        with gzip.open(path) as source, target.open("wb") as out:
            while chunk := source.read(CHUNK):
                done += len(chunk)
                _guard(done, size, limits)
                out.write(chunk)
    except (gzip.BadGzipFile, zlib.error, EOFError) as fault:
        raise SourceError(
            Text(f"berkas gzip rusak: {fault}", f"the gzip file is damaged: {fault}"),
            code="archive-damaged",
        ) from fault
    if done == 0:
        raise SourceError(
            Text("berkas gzip ini kosong", "the gzip file holds nothing"), code="empty-file"
        )
    return Unpacked(target, Path(path.stem).stem)


def _guard(done: int, size: int, limits: Limits) -> None:
    if done > limits.file_bytes:
        raise SourceError(
            Text(
                f"berkas gzip menjadi lebih dari {limits.file_bytes / 1e6:,.0f} MB bila dibuka; "
                "belah berkasnya",
                f"the gzip file unpacks to more than {limits.file_bytes / 1e6:,.0f} MB; split it",
            ),
            code="archive-too-big",
        )
    if done > limits.archive_ratio * max(size, 1) and done > CHUNK:
        raise SourceError(
            Text(
                f"berkas gzip mengemas lebih dari {limits.archive_ratio} kali",
                f"the gzip file packs more than {limits.archive_ratio} times",
            ),
            code="archive-ratio",
        )
