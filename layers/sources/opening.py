"""Opening: the reader of each kind of file, given a copy of it that is safe to look at."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import files, isolation
from layers.sources import findings as say
from layers.sources.clipping import Box
from layers.sources.columns.attributes import clean
from layers.sources.limits import Limits
from layers.sources.readers import (
    archives,
    columnar,
    dumps,
    geodatabases,
    geojson,
    gzipped,
    tables,
)
from layers.sources.readers.archives import Unpacked
from layers.sources.readers.encodings import Encoding, named, of_dbf
from layers.sources.readers.markup import gml, gpx, kml
from layers.sources.reading import Progress, Reading

GDAL_KINDS = frozenset({"gpkg", "shapefile", "flatgeobuf", "filegdb", "sqlite"})
# Kinds whose letters may be in another encoding than the one their format lays down.
LETTERED = frozenset({"csv", "shapefile", "sql"})
LAYERED = frozenset({"gpkg", "filegdb", "sqlite"})
OSM_KINDS = frozenset({"osm", "overpass", "nominatim"})


@dataclass(frozen=True, slots=True)
class Request:
    """Which file is to be read, and which layer of it."""

    path: Path
    kind: files.Kind
    limits: Limits
    layer: str | None = None
    box: Box | None = None
    layer_id: str = ""
    osm_theme: str | None = None
    bare: bool = False
    encoding: str | None = None

    @property
    def letters(self) -> Encoding | None:
        """The encoding asked for, None where it is to be told from the file."""
        return None if self.encoding is None else named(self.encoding)


def read(request: Request, folder: Path, progress: Progress, opening: Progress) -> Reading:
    """Read a file of any kind accepted.

    Parameters
    ----------
    request
        The file as examined.
    folder
        The folder of the reading process, for copies.
    progress, opening
        Called with what is done and what there is to do, of reading and before it.
    """
    kind, source = request.kind, Unpacked(request.path, request.path.stem)
    if kind == "zip":
        source = _unzipped(request, folder)
        kind = files.examine(source.path, request.limits).kind
        if kind == "zip":
            raise SourceError(
                Text("zip di dalam zip; buka yang dalam dahulu", "a zip within the zip"),
                code="archive-nested",
            )
    elif kind == "gzip":
        source = gzipped.unpack(request.path, folder, request.limits)
        kind = files.examine(source.path, request.limits).kind
    elif kind in GDAL_KINDS:
        source = _copied(request, folder)
    if kind in OSM_KINDS:
        reading = _osm(kind, source.path, request, folder, progress)
    else:
        reading = _chosen(kind, source, request, progress, opening)
    if request.letters is not None and kind not in LETTERED:
        reading = reading.with_(say.warning("encoding-ignored", _fixed(reading), "ignored"))
    return reading if reading.layer else reading.with_(layer=source.name)


def _fixed(reading: Reading) -> Text:
    return Text(
        f"format {reading.driver} menetapkan pengodean hurufnya sendiri",
        f"the format {reading.driver} lays down the encoding of its letters",
    )


def _unzipped(request: Request, folder: Path) -> Unpacked:
    path, limits, layer = request.path, request.limits, request.layer
    base = geodatabases.unpack(path, folder, limits, layer)
    return base if base is not None else archives.unpack(path, folder, limits, layer)


def _copied(request: Request, folder: Path) -> Unpacked:
    """Copy, so that GDAL neither writes beside the user's file nor looks around there."""
    path = request.path
    if request.kind == "shapefile":
        return archives.gather(path, folder)
    if request.kind == "filegdb":
        return geodatabases.gather(path, folder, request.limits)
    copy = folder / f"0001{path.suffix.lower()}"
    _copy(path, copy)
    journal = path.with_name(f"{path.name}-wal")
    if request.kind == "gpkg" and journal.is_file():  # open elsewhere: its last rows are in there
        _copy(journal, copy.with_name(f"{copy.name}-wal"))
    return Unpacked(copy, path.stem)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as incoming, target.open("wb") as out:
        while chunk := incoming.read(1 << 20):
            out.write(chunk)


def _chosen(
    kind: files.Kind, source: Unpacked, request: Request, progress: Progress, opening: Progress
) -> Reading:
    """Read the layer named, which in an archive may be the name of the data set instead."""
    try:
        return _reader(kind, source, request, progress, opening)
    except SourceError as fault:
        is_name = request.kind == "zip" and request.layer == source.name
        if not is_name or fault.code != "layer-unknown":
            raise
        return _reader(kind, source, replace(request, layer=None), progress, opening)


def _reader(
    kind: files.Kind, source: Unpacked, request: Request, progress: Progress, opening: Progress
) -> Reading:
    path, limits, layer = source.path, request.limits, request.layer
    if kind in GDAL_KINDS:
        return _gdal(kind, source, request, progress)
    letters = request.letters
    readers: Mapping[str, Callable[[], Reading]] = {
        "geojson": lambda: _json(path, limits, progress, opening, layer),
        "csv": lambda: tables.read(path, limits, progress, bare=request.bare, encoding=letters),
        "parquet": lambda: columnar.read(path, limits, progress),
        "kml": lambda: kml.read(path, limits, layer, progress),
        "gml": lambda: gml.read(path, limits, layer, progress),
        "gpx": lambda: gpx.read(path, limits, layer, progress),
        "sql": lambda: dumps.read(path, limits, progress, encoding=letters),
    }
    if kind not in readers:
        raise SourceError(
            Text(f"tidak ada pembaca untuk {kind} di sini", f"no reader for {kind} here"),
            code="driver-not-allowed",
        )
    return readers[kind]()


def _osm(
    kind: files.Kind, path: Path, request: Request, folder: Path, progress: Progress
) -> Reading:
    """Read OpenStreetMap; its own library is loaded only here."""
    from layers.sources.osm import extract, nominatim, overpass, theme

    if kind == "nominatim":
        return nominatim.read(path, request.limits)
    chosen = theme.choose(request.layer_id, request.osm_theme)
    if kind == "overpass":
        path = overpass.as_extract(path, folder, request.limits)
    return extract.read(path, folder, chosen, request.limits, box=request.box, progress=progress)


def _json(
    path: Path, limits: Limits, progress: Progress, opening: Progress, layer: str | None
) -> Reading:
    reading = geojson.read(path, limits, progress, opening, wanted=layer)
    return reading if reading.fields else clean(reading)


def _gdal(kind: files.Kind, source: Unpacked, request: Request, progress: Progress) -> Reading:
    isolation.leave_only(kind)
    from layers.sources.readers import ogr

    foreign = ogr.foreign_drivers(kind)
    if foreign:
        _start_over(foreign)
    encoding = None
    if kind == "shapefile":
        encoding = request.letters or of_dbf(source.path.with_suffix(".dbf"), source.cpg)
    if source.cpg:
        source.cpg.unlink()  # its word is in `encoding`; GDAL would recode once more
    wanted = request.layer if kind in LAYERED else None
    reading = ogr.read(
        source.path, kind, request.limits, layer=wanted, encoding=encoding, progress=progress
    )
    return reading if kind in LAYERED else reading.with_(layer=source.name)


def _start_over(foreign: list[str]) -> None:
    """Begin again with drivers switched off that this GDAL has and our list did not know."""
    folder = Path(sys.argv[1])
    if os.environ.get("PENYANGGA_SECOND_TRY"):
        raise SourceError(
            Text(
                f"GDAL masih memuat penggerak yang tidak diizinkan: {', '.join(foreign)}",
                f"GDAL keeps drivers that are not allowed: {', '.join(foreign)}",
            ),
            code="driver-not-allowed",
        )
    again = {**isolation.environment(folder, tuple(foreign)), "PENYANGGA_SECOND_TRY": "1"}
    command = isolation.command(folder)
    os.execve(command[0], command, again)  # noqa: S606 (no shell is the point)
