"""Files: what a file is, told from its first bytes and its suffix before anything parses it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from layers.errors import SourceError
from layers.sources.limits import Limits

Kind = Literal["geojson", "gpkg", "shapefile", "flatgeobuf", "parquet", "csv", "zip"]
SUFFIXES: dict[str, Kind] = {
    ".geojson": "geojson",
    ".json": "geojson",
    ".geojsonl": "geojson",
    ".geojsons": "geojson",
    ".geojsonseq": "geojson",
    ".jsonl": "geojson",
    ".ndjson": "geojson",
    ".gpkg": "gpkg",
    ".shp": "shapefile",
    ".fgb": "flatgeobuf",
    ".parquet": "parquet",
    ".geoparquet": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".zip": "zip",
}
ACCEPTED = "GeoJSON, GeoPackage, zipped shapefile, FlatGeobuf, GeoParquet or CSV"
SQLITE, GPKG_IDS = b"SQLite format 3\x00", {b"GPKG", b"GP10", b"GP11"}
MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x00\x00\x27\x0a", "shapefile"),
    (b"fgb\x03fgb", "flatgeobuf"),
    (b"PAR1", "parquet"),
)
FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"II*\x00", "a TIFF raster"),
    (b"II+\x00", "a TIFF raster"),
    (b"MM\x00*", "a TIFF raster"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89HDF", "an HDF5 file"),
    (b"PMTiles", "a tile archive"),
    (b"-- phpMyAdmin", "an SQL dump"),
    (b"\x00\x00\x00\x0d\x0a\x09OSMHeader", "an OpenStreetMap extract (PBF)"),
)
HEAD = 4096


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that may be read: where it lies, what it is, how big it is."""

    path: Path
    kind: Kind
    size: int


def examine(path: Path, limits: Limits) -> SourceFile:
    """Tell what a file is.

    Raises
    ------
    SourceError
        `file-not-found`, `empty-file`, `too-big`, `driver-not-allowed` for
        content that no accepted format has, `suffix-mismatch` where name and
        content disagree.
    """
    if not path.is_file():
        what = "a folder, not a file" if path.is_dir() else "not there"
        raise SourceError(f"{path.name} is {what}", code="file-not-found")
    size = path.stat().st_size
    if size == 0:
        raise SourceError("the file is empty", code="empty-file")
    if size > limits.file_bytes:
        raise SourceError(
            f"the file has {size / 1e6:,.0f} MB; at most {limits.file_bytes / 1e6:,.0f} MB "
            "are accepted",
            code="too-big",
        )
    with path.open("rb") as handle:
        head = handle.read(HEAD)
    kind = _kind(head, path.suffix.lower())
    named = SUFFIXES.get(path.suffix.lower())
    if named != kind:
        raise SourceError(
            f"the name ends in {path.suffix or 'nothing'}, but the content is {kind}; "
            "rename the file if that is right",
            code="suffix-mismatch",
        )
    return SourceFile(path, kind, size)


def _kind(head: bytes, suffix: str) -> Kind:
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(SQLITE):
        if head[68:72] in GPKG_IDS:
            return "gpkg"
        raise _foreign("an SQLite database that is no GeoPackage")
    for magic, what in FOREIGN:
        if head.startswith(magic):
            raise _foreign(what)
    return _text_kind(head, suffix)


def _text_kind(head: bytes, suffix: str) -> Kind:
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = head.decode("utf-16" if wide else "utf-8", "replace").lstrip("\ufeff \t\r\n\x1e")
    if text.startswith("<"):
        raise _foreign("XML (VRT, GML, KML, WFS or WMS)")
    named = SUFFIXES.get(suffix)
    if text.startswith(("{", "[")) and named != "csv":
        return "geojson"
    if named == "csv" and (wide or b"\x00" not in head):
        return "csv"
    if named == "geojson":
        raise SourceError("the file does not begin like JSON", code="not-json")
    raise _foreign("of a kind not known here" if named is None else f"not {named} inside")


def _foreign(what: str) -> SourceError:
    return SourceError(
        f"the file is {what}, which is not accepted; wanted {ACCEPTED}", code="driver-not-allowed"
    )
