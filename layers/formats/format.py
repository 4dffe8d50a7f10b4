"""Formats: what features are written as, by their names, media types and suffixes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from layers.text import Text


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write features.

    Attributes
    ----------
    id
        Its short name, as in ``f=csv``.
    media
        Its media type.
    suffix
        Of its files, with the dot.
    title
        Its name for people.
    streams
        Whether it is written from front to back, so that it is sent while it is made.
    aliases
        Other short names.
    """

    id: str
    media: str
    suffix: str
    title: Text
    streams: bool
    aliases: tuple[str, ...] = ()


_LISTED = (
    Format(
        "geojson", "application/geo+json", ".geojson", Text("GeoJSON", "GeoJSON"), True, ("json",)
    ),
    Format(
        "geojsonseq",
        "application/geo+json-seq",
        ".geojsons",
        Text("GeoJSON baris demi baris", "GeoJSON text sequence"),
        True,
        ("geojsonl", "ndjson"),
    ),
    Format("csv", "text/csv", ".csv", Text("Tabel CSV", "CSV table"), True),
    Format(
        "fgb",
        "application/vnd.flatgeobuf",
        ".fgb",
        Text("FlatGeobuf", "FlatGeobuf"),
        False,
        ("flatgeobuf",),
    ),
    Format(
        "parquet",
        "application/vnd.apache.parquet",
        ".parquet",
        Text("GeoParquet", "GeoParquet"),
        False,
        ("geoparquet",),
    ),
    Format(
        "gpkg",
        "application/geopackage+sqlite3",
        ".gpkg",
        Text("GeoPackage", "GeoPackage"),
        False,
        ("geopackage",),
    ),
)
FORMATS: Mapping[str, Format] = MappingProxyType({one.id: one for one in _LISTED})
NAMES: Mapping[str, Format] = MappingProxyType(
    {name: one for one in _LISTED for name in (one.id, *one.aliases)}
)
