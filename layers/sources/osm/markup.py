"""Markup: OpenStreetMap files told apart, unpacked within limits, and XML without entities."""

from __future__ import annotations

import bz2
import gzip
import mmap
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from layers.errors import SourceError
from layers.schema import Text
from layers.sources.limits import Limits
from layers.sources.osm import blocks

PBF = b"\x0a\x09OSMHeader"
GZIP, BZIP2 = b"\x1f\x8b", b"BZh"
BLOCK = 1 << 20
DECLARATION = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T|E\x00?N\x00?T\x00?I)", re.IGNORECASE)


def prepared(path: Path, folder: Path, limits: Limits) -> tuple[Path, str]:
    """Give a file osmium can read and its format, `pbf` or `osm`.

    Raises
    ------
    SourceError
        `archive-too-big` or `archive-ratio` for a packed file that grows too much,
        `xml-entities` for XML that declares a document type or entities.
    """
    with path.open("rb") as handle:
        head = handle.read(16)
    if head[4:15] == PBF:
        blocks.guard(path, limits)
        return path, "pbf"
    if head.startswith((GZIP, BZIP2)):
        path = _unpacked(path, folder / "0001.osm", limits, packed_with=head[:2])
    refuse_declarations(path)
    return path, "osm"


def refuse_declarations(path: Path) -> None:
    """Refuse XML that declares a document type or entities, in any of its encodings.

    Raises
    ------
    SourceError
        `xml-entities`.
    """
    if path.stat().st_size == 0:
        raise SourceError(
            Text("berkas kemasan ini kosong", "the packed file is empty"), code="empty-file"
        )
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if DECLARATION.search(data):
            raise SourceError(
                Text(
                    "XML ini memuat tipe dokumen atau entitas, yang tidak pernah dibaca; hapus "
                    "DOCTYPE",
                    "the XML declares a document type or entities, which are never read; "
                    "remove the DOCTYPE",
                ),
                code="xml-entities",
            )


def _unpacked(path: Path, target: Path, limits: Limits, *, packed_with: bytes) -> Path:
    opener: Callable[[Path], Any] = gzip.open if packed_with == GZIP else bz2.open
    most = min(limits.archive_bytes, path.stat().st_size * limits.archive_ratio)
    done = 0
    try:
        with opener(path) as source, target.open("wb") as out:
            while chunk := source.read(BLOCK):
                done += len(chunk)
                if done > most:
                    raise SourceError(
                        Text(
                            f"berkas kemasan ini melebihi {most / 1000000.0:,.0f} MB bila "
                            "dibuka; buka sendiri, atau ambil PBF",
                            f"the packed file grows beyond {most / 1e6:,.0f} MB when unpacked; "
                            "unpack it yourself, or take the PBF",
                        ),
                        code="archive-too-big",
                    )
                out.write(chunk)
    except (EOFError, zlib.error, gzip.BadGzipFile, OSError) as fault:
        raise SourceError(
            Text(f"berkas kemasan ini rusak: {fault}", f"the packed file is damaged: {fault}")
        ) from fault
    return target
