"""Files: what a file is, told from its first bytes and its suffix before anything parses it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from layers.errors import SourceError
from layers.schema import Text
from layers.sources.limits import Limits
from layers.text import printable

Kind = Literal[
    "geojson",
    "gpkg",
    "shapefile",
    "flatgeobuf",
    "parquet",
    "csv",
    "zip",
    "gzip",
    "kml",
    "gml",
    "gpx",
    "filegdb",
    "sqlite",
    "sql",
    "osm",
    "overpass",
    "nominatim",
    "tiff",
    "asciigrid",
    "hgt",
]
SUFFIXES: dict[str, Kind] = {
    ".geojson": "geojson",
    ".json": "geojson",
    ".topojson": "geojson",
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
    ".kmz": "zip",
    ".gz": "gzip",
    ".kml": "kml",
    ".gml": "gml",
    ".gpx": "gpx",
    ".gdb": "filegdb",
    ".sqlite": "sqlite",
    ".db": "sqlite",
    ".sql": "sql",
    ".tif": "tiff",
    ".tiff": "tiff",
    ".asc": "asciigrid",
    ".hgt": "hgt",
    ".osm": "osm",
    ".pbf": "osm",
    ".bz2": "osm",
}
FORMATS = (
    "GeoJSON, TopoJSON, GeoPackage, shapefile, FlatGeobuf, GeoParquet, KML, GML, GPX, "
    "FileGDB, SQLite, OpenStreetMap (PBF, XML, Overpass, Nominatim), CSV, GeoTIFF, ASCII grid"
)
ACCEPTED = Text(f"{FORMATS}, atau HGT", f"{FORMATS} or HGT")
# What the first element of an XML text makes of it; GML is told by its namespace.
XML_ROOTS: dict[str, Kind] = {"kml": "kml", "gpx": "gpx", "osm": "osm", "osmChange": "osm"}
XML_SUFFIXES = frozenset({".kml", ".gml", ".gpx", ".xml", ".osm"})
GML_NAMESPACE = "http://www.opengis.net/gml"
GML_ROOTS = frozenset({"FeatureCollection", "SimpleFeatureCollection"})
PROLOGUE = re.compile(r"(?:\s*(?:<\?.*?\?>|<!--.*?-->))*\s*", re.DOTALL)
WEB_PAGE = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
SQLITE, GPKG_IDS = b"SQLite format 3\x00", {b"GPKG", b"GP10", b"GP11"}
MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x00\x00\x27\x0a", "shapefile"),
    (b"fgb\x03fgb", "flatgeobuf"),
    (b"PAR1", "parquet"),
    (b"II*\x00", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"\x1f\x8b", "gzip"),
)
FOREIGN: tuple[tuple[bytes, Text], ...] = (
    (
        b"7z\xbc\xaf",
        Text("arsip 7-Zip", "a 7-Zip archive"),
    ),
    (
        b"Rar!",
        Text("arsip RAR", "a RAR archive"),
    ),
    (
        b"%PDF",
        Text("PDF", "a PDF"),
    ),
    (
        b"\x89PNG",
        Text("gambar PNG", "a PNG image"),
    ),
    (
        b"\xff\xd8\xff",
        Text("gambar JPEG", "a JPEG image"),
    ),
    (
        b"\x89HDF",
        Text("berkas HDF5", "an HDF5 file"),
    ),
    (
        b"PMTiles",
        Text("arsip tile", "a tile archive"),
    ),
)
OSM_PBF = b"\x0a\x09OSMHeader"  # after the length of the first header
# Answers of servers of OpenStreetMap, told from GeoJSON by what they begin with.
ANSWERS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (
        re.compile(r'\{\s*"version"\s*:\s*"?[\d.]+"?\s*,\s*"(?:generator|osm3s|elements)"'),
        "overpass",
    ),
    (re.compile(r'\[?\s*\{\s*"place_id"\s*:'), "nominatim"),
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
    if path.is_dir() and path.suffix.lower() == ".gdb":
        return _geodatabase(path, limits)
    if not path.is_file():
        raise SourceError(f"{printable(path.name)} " + _absent(path), code="file-not-found")
    size = path.stat().st_size
    if size == 0:
        raise SourceError(
            Text("berkas ini kosong", "the file is empty"),
            code="empty-file",
        )
    if size > limits.file_bytes:
        raise SourceError(
            Text(
                f"berkas ini {size / 1e6:,.0f} MB; paling besar {limits.file_bytes / 1e6:,.0f} MB "
                "yang diterima",
                f"the file has {size / 1e6:,.0f} MB; at most {limits.file_bytes / 1e6:,.0f} MB "
                "are accepted",
            ),
            code="too-big",
        )
    with path.open("rb") as handle:
        head = handle.read(HEAD)
    kind = _kind(head, path.suffix.lower())
    if not _fits(path.suffix.lower(), kind):
        raise SourceError(
            Text(
                f"nama berkas berakhiran {path.suffix or 'kosong'}, tetapi isinya "
                f"{kind}; ganti nama berkas jika isinya memang itu",
                f"the name ends in {path.suffix or 'nothing'}, but the content is {kind}; "
                "rename the file if that is right",
            ),
            code="suffix-mismatch",
        )
    return SourceFile(path, kind, size)


def _absent(path: Path) -> Text:
    if path.is_dir():
        return Text("adalah folder, bukan berkas", "is a folder, not a file")
    if path.exists():
        return Text(
            "adalah perangkat atau pipa, bukan berkas; simpan isinya sebagai berkas dahulu",
            "is a device or a pipe, not a file; save what it gives as a file first",
        )
    return Text("tidak ada", "is not there")


def _fits(suffix: str, kind: Kind) -> bool:
    if suffix == ".xml":
        return kind == "gml" or kind in XML_ROOTS.values()
    if kind in ("overpass", "nominatim"):
        return suffix == ".json"
    return SUFFIXES.get(suffix) == kind


def _geodatabase(folder: Path, limits: Limits) -> SourceFile:
    """Take the folder of an Esri file geodatabase for one file: the sum of its parts."""
    sizes = [p.stat().st_size for p in folder.iterdir() if p.is_file()]
    if not any(folder.glob("a*.gdbtable")):
        raise SourceError(
            Text(
                f"{folder.name} adalah folder tanpa tabel file geodatabase (a00000001.gdbtable)",
                f"{folder.name} is a folder without tables of a file geodatabase "
                "(a00000001.gdbtable)",
            ),
            code="source-unreadable",
        )
    if sum(sizes) > limits.file_bytes:
        raise SourceError(
            Text(
                f"geodatabase ini {sum(sizes) / 1e6:,.0f} MB; paling besar "
                f"{limits.file_bytes / 1e6:,.0f} MB yang diterima",
                f"the geodatabase has {sum(sizes) / 1e6:,.0f} MB; at most "
                f"{limits.file_bytes / 1e6:,.0f} MB are accepted",
            ),
            code="too-big",
        )
    return SourceFile(folder, "filegdb", sum(sizes))


def _kind(head: bytes, suffix: str) -> Kind:
    if suffix == ".hgt":
        return "hgt"  # plain numbers: name and size are all there is to tell it by
    if head[4:15] == OSM_PBF or (head.startswith(b"BZh") and suffix == ".bz2"):
        return "osm"
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(SQLITE):
        if head[68:72] in GPKG_IDS:
            return "gpkg"
        if suffix in (".sqlite", ".db"):
            return "sqlite"
        raise _foreign(
            Text(
                "basis data SQLite yang bukan GeoPackage",
                "an SQLite database that is no GeoPackage",
            )
        )
    for magic, what in FOREIGN:
        if head.startswith(magic):
            raise _foreign(what)
    return _text_kind(head, suffix)


def _text_kind(head: bytes, suffix: str) -> Kind:
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = head.decode(_encoding(head), "replace").lstrip("\ufeff \t\r\n\x1e")
    if text.startswith("<"):
        return _xml_kind(text, suffix)
    named = SUFFIXES.get(suffix)
    if text.startswith(("{", "[")) and named != "csv":
        return next((kind for begins, kind in ANSWERS if begins.match(text)), "geojson")
    if named == "csv" and (wide or b"\x00" not in head):
        return "csv"
    if named == "sql" and b"\x00" not in head:
        return "sql"
    if text[:5].lower() in ("ncols", "nrows") and not wide:
        return "asciigrid"
    if named == "geojson":
        raise SourceError(
            Text("awal berkas ini bukan JSON", "the file does not begin like JSON"),
            code="not-json",
        )
    if named is None:
        raise _foreign(Text("jenis yang tidak dikenal", "of a kind not known here"))
    raise _foreign(Text(f"bernama {named} tetapi isinya lain", f"not {named} inside"))


def _encoding(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    return {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}.get(head[:2], "utf-8")


def _xml_kind(text: str, suffix: str) -> Kind:
    """Tell XML by its first element, if the name says that XML is meant at all."""
    if WEB_PAGE.match(text):
        raise _foreign(
            Text(
                "halaman web (HTML), barangkali halaman masuk atau pesan galat, bukan data",
                "a web page (HTML), perhaps one to log in or with an error, and no data",
            )
        )
    if suffix not in XML_SUFFIXES:
        raise _foreign(
            Text("XML (VRT, GML, KML, WFS, atau WMS)", "XML (VRT, GML, KML, WFS or WMS)")
        )
    prologue = PROLOGUE.match(text)
    text = text[prologue.end() :] if prologue else text
    if text.startswith(("<!DOCTYPE", "<!ENTITY")):
        raise SourceError(
            Text(
                "XML ini memuat tipe dokumen atau entitas (<!DOCTYPE …>), yang tidak pernah "
                "dijabarkan; hapus deklarasinya",
                "the XML declares a document type or entities (<!DOCTYPE …>), which are never "
                "expanded; remove the declaration",
            ),
            code="xml-entities",
        )
    root = ROOT.match(text)
    named = SUFFIXES.get(suffix)
    if root is None and named is not None:
        return named  # the first element lies beyond the head; the reader looks at it
    name = root[1] if root else ""
    if name in XML_ROOTS:
        return XML_ROOTS[name]
    if name in GML_ROOTS and (GML_NAMESPACE in text or suffix == ".gml"):
        return "gml"
    if GML_NAMESPACE in text.partition(">")[0] and suffix in (".gml", ".xml"):
        return "gml"
    raise _foreign(
        Text(
            f"XML jenis lain (elemen pertamanya <{name[:40]}>)",
            f"XML of another kind (its first element is <{name[:40]}>)",
        )
    )


def _foreign(what: Text) -> SourceError:
    told = Text("berkas ini ", "the file is ") + what
    accepted = Text(
        f", yang tidak diterima; yang diminta {ACCEPTED.id}",
        f", which is not accepted; wanted {ACCEPTED.en}",
    )
    return SourceError(told + accepted, code="driver-not-allowed")
