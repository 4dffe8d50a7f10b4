"""GeoJSON: FeatureCollections, single Features and sequences of them, read by our own hand.

GDAL is not used on purpose: it follows links in `crs` members and takes other
formats that hide behind the suffix.
"""

from __future__ import annotations

import json
import math
import mmap
from collections.abc import Iterable, Sequence
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pandas as pd

from layers.errors import CRSError, SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.limits import Limits
from layers.sources.readers import dialects
from layers.sources.readers.jsonrows import Gathered, repeated, repeated_said
from layers.sources.readers.jsonscan import (
    COMPILED_FROM,
    Places,
    Skeleton,
    documents,
    members,
    pieces,
    scan,
)
from layers.sources.readers.jsonshapes import MAKERS
from layers.sources.reading import Progress, Reading, silent

if TYPE_CHECKING:
    from layers.sources.readers.regular.columns import Columns

BATCH = 5_000
LONG_BATCH = 50_000
GEOMETRY_TYPES = {*MAKERS, "GeometryCollection"}
CRS84 = {"urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "OGC:CRS84", "CRS84"}
FOREIGN = {"gdal_streamed_alg": Text("pipa GDAL (GDALG)", "a GDAL pipeline (GDALG)")}


def read(
    path: Path,
    limits: Limits,
    progress: Progress = silent,
    opening: Progress = silent,
    *,
    wanted: str | None = None,
) -> Reading:
    """Read a GeoJSON file, or one in a dialect of JSON that holds features.

    Parameters
    ----------
    path
        A FeatureCollection, a Feature, a geometry, or Features one after another.
    limits
        Depth, rows and columns accepted.
    progress
        Called with features read and features in all.
    opening
        Called before that with bytes looked through and bytes in all.
    wanted
        Object to take of a TopoJSON file that has several.

    Returns
    -------
    Reading
        `crs` is ``EPSG:4326`` where the file names none (RFC 7946).

    Raises
    ------
    SourceError
        `not-json`, `not-geojson`, `too-deep`, `too-big`, `encoding-unknown`.
    CRSError
        `crs-not-allowed` for a `crs` member that is a link or names no EPSG code.
    """
    with path.open("rb") as handle:
        # Never closed by hand: an exception on its way up still holds views into it.
        raw = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
    data = _without_mark(memoryview(raw))
    return _read(data, _skeleton(data, limits, opening), limits, progress, wanted)


def _without_mark(view: memoryview) -> memoryview:
    head = bytes(view[:4])
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SourceError(
            Text("GeoJSON harus UTF-8, ini UTF-16", "GeoJSON must be UTF-8, this is UTF-16"),
            code="encoding-unknown",
        )
    return view[3:] if head[:3] == b"\xef\xbb\xbf" else view


def _skeleton(data: memoryview, limits: Limits, opening: Progress) -> Skeleton:
    array = np.frombuffer(data, dtype=np.uint8)
    return scan(array, depth=limits.json_depth, progress=opening)


def _read(
    data: memoryview,
    skeleton: Skeleton,
    limits: Limits,
    progress: Progress,
    wanted: str | None,
) -> Reading:
    spans = documents(data, skeleton)
    if not spans:
        raise SourceError(
            Text("berkas ini tidak memuat objek JSON", "the file holds no JSON object"),
            code="not-json",
        )
    gathered = Gathered(limits)
    if len(spans) > 1:
        _gather(data, np.array(spans), gathered, progress)
        return _reading(gathered, "EPSG:4326", "GeoJSONSeq", "")
    if bytes(data[spans[0][0] : spans[0][0] + 1]) == b"[":
        raise SourceError(
            Text(
                "berkas ini daftar JSON, bukan GeoJSON; yang diminta FeatureCollection",
                "the file is a JSON list, not GeoJSON; wanted a FeatureCollection",
            ),
            code="not-geojson",
        )
    found = _members(data, skeleton, spans[0])
    decode = dialects.decoder_of(_small(data, found, "type"), found)
    if decode is not None:
        return decode(_parse(data, spans[0]), limits, wanted)
    return _document(data, skeleton, spans[0], gathered, progress)


def _document(
    data: memoryview,
    skeleton: Skeleton,
    span: tuple[int, int],
    gathered: Gathered,
    progress: Progress,
) -> Reading:
    found = _members(data, skeleton, span)
    kind = _small(data, found, "type")
    if kind == "FeatureCollection" and "features" in found:
        _gather(data, _elements(data, skeleton, found["features"]), gathered, progress)
    elif kind == "Feature":
        _gather(data, np.array([span]), gathered, progress)
    elif kind in GEOMETRY_TYPES:
        gathered.add([{"type": "Feature", "geometry": _parse(data, span), "properties": {}}])
    else:
        raise _not_geojson(kind)
    crs = crs_of(_small(data, found, "crs"))
    return _reading(gathered, crs, "GeoJSON", str(_small(data, found, "name") or ""))


def _not_geojson(kind: Any) -> SourceError:
    if kind in FOREIGN:
        return SourceError(
            Text(
                f"berkas ini {FOREIGN[kind].id}, yang tidak diterima; ubah menjadi GeoJSON",
                f"the file is {FOREIGN[kind].en}, which is not accepted; convert it to GeoJSON",
            ),
            code="driver-not-allowed",
        )
    return SourceError(
        Text(
            f"objek JSON ini berjenis {str(kind)[:40]!r}; yang diminta FeatureCollection atau "
            "Feature",
            f"the JSON object has type {str(kind)[:40]!r}; wanted a FeatureCollection or a Feature",
        ),
        code="not-geojson",
    )


def _members(
    data: memoryview, skeleton: Skeleton, span: tuple[int, int]
) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for key, begin, end in members(data, skeleton, span):
        if key in found:
            raise SourceError(
                Text(
                    f"anggota {key[:40]!r} muncul dua kali", f"the member {key[:40]!r} occurs twice"
                ),
                code="not-geojson",
            )
        found[key] = (begin, end)
    return found


def _small(data: memoryview, found: dict[str, tuple[int, int]], key: str) -> Any:
    return _parse(data, found[key]) if key in found else None


def _elements(data: memoryview, skeleton: Skeleton, span: tuple[int, int]) -> Places:
    begin, end = span
    while begin < end and data[begin] in b" \t\r\n":
        begin += 1
    while end > begin and data[end - 1] in b" \t\r\n":
        end -= 1
    if bytes(data[begin : begin + 1]) != b"[" or bytes(data[end - 1 : end]) != b"]":
        raise SourceError(
            Text("fitur (features) harus berupa daftar", "features must be a list"),
            code="not-geojson",
        )
    inner = (begin + 1, end - 1)
    if not bytes(data[inner[0] : min(inner[1], inner[0] + 4096)]).strip():
        return np.zeros((0, 2), dtype=np.int64)
    return pieces(skeleton.elements, inner)


def _gather(data: memoryview, spans: Places, gathered: Gathered, progress: Progress) -> None:
    swift = len(data) >= COMPILED_FROM and len(spans) > 1
    size = LONG_BATCH if swift else BATCH
    batches = [spans[start : start + size] for start in range(0, len(spans), size)]
    read = _columns(data, batches, gathered) if swift else repeat(None)
    for batch, columns in zip(batches, read, strict=False):
        if columns is None:
            gathered.add(_features(data, batch.tolist(), gathered))
        else:
            gathered.extend(columns)
        progress(gathered.n, len(spans))


def _columns(
    data: memoryview, batches: list[Places], gathered: Gathered
) -> Iterable[Columns | None]:
    """Read batches by compiled loops, where all their features look like those before."""
    from layers.sources.readers.regular.ahead import columns_ahead  # takes long to load

    first = batches[0][0]

    def names() -> list[str]:
        try:
            return list(gathered.columns) or list(orjson.loads(data[slice(*first)])["properties"])
        except (orjson.JSONDecodeError, TypeError, KeyError):
            return []

    return columns_ahead(np.frombuffer(data, dtype=np.uint8), batches, names)


def _features(data: memoryview, spans: list[list[int]], gathered: Gathered) -> list[Any]:
    try:
        joined = b"[" + b",".join(bytes(data[a:b]) for a, b in spans) + b"]"
        features = list(orjson.loads(joined))
    except orjson.JSONDecodeError:
        features = []
    if len(features) == len(spans):
        # Parsing keeps the last of equal names; written again, what was lost is missing.
        if joined.count(b'"') != orjson.dumps(features).count(b'"'):
            for row, (a, b) in enumerate(spans, gathered.n + 1):
                gathered.repeated += repeated(row, bytes(data[a:b]))
        return features
    return [_lenient(data, span, gathered, i) for i, span in enumerate(spans, gathered.n + 1)]


def _lenient(data: memoryview, span: list[int], gathered: Gathered, row: int) -> Any:
    """Parse one feature on its own, so that a fault names its row."""
    text = bytes(data[span[0] : span[1]])
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        feature = json.loads(text)
    except ValueError as fault:
        gathered.findings.append(say.error(row, "bad-row", _not_json(fault)))
    else:
        gathered.findings.append(
            say.error(
                row,
                "not-finite",
                Text(
                    "berisi NaN, tak hingga, atau bilangan di atas 1e308",
                    "holds NaN, Infinity or a number beyond 1e308",
                ),
            )
        )
        return _finite(feature)
    return {"type": "Feature", "geometry": None, "properties": {}}


def _finite(value: Any) -> Any:
    """Put null in place of what JSON numbers cannot be."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {k: (None if k == "geometry" else _finite(v)) for k, v in value.items()}
    return [_finite(v) for v in value] if isinstance(value, list) else value


def _parse(data: memoryview, span: tuple[int, int]) -> Any:
    try:
        return orjson.loads(bytes(data[span[0] : span[1]]))
    except orjson.JSONDecodeError as fault:
        raise SourceError(_not_json(fault), code="not-json") from fault


def _not_json(fault: ValueError) -> Text:
    said = str(fault)[:120]
    return Text(f"bukan JSON: {said}", f"not JSON: {said}")


def crs_of(member: Any) -> str:
    """Give the reference system that a legacy `crs` member names.

    Raises
    ------
    CRSError
        `crs-not-allowed` unless it is absent, CRS84 or an EPSG code.

    Examples
    --------
    >>> crs_of({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}})
    'EPSG:3857'
    """
    if member is None:
        return "EPSG:4326"
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str) and isinstance(member, dict) and member.get("type") == "name":
        if name in CRS84:
            return "EPSG:4326"
        parts = name.upper().removeprefix("URN:OGC:DEF:CRS:").split(":")
        if parts[0] == "EPSG" and parts[-1].isascii() and parts[-1].isdigit():
            return f"EPSG:{int(parts[-1])}"
    raise CRSError(
        Text(
            f"anggota crs {json.dumps(member)[:120]} tidak diterima; yang diminta tanpa crs "
            "(bujur/lintang), CRS84, atau nama seperti urn:ogc:def:crs:EPSG::32750",
            f"crs member {json.dumps(member)[:120]} is not accepted; wanted none (lon/lat), "
            "CRS84 or a name such as urn:ogc:def:crs:EPSG::32750",
        ),
        code="crs-not-allowed",
    )


def _reading(gathered: Gathered, crs: str, driver: str, layer: str) -> Reading:
    columns = dict(gathered.columns)
    found = [*gathered.findings, *repeated_said(gathered.repeated)]
    if any(v is not None for v in gathered.ids):
        found += _twice(gathered.ids)
        columns = {_free("source_id", columns): gathered.ids, **columns}
    if gathered.n_high:
        found.append(
            say.note(
                "z-dropped",
                Text(
                    f"ketinggian {gathered.n_high} fitur dibuang",
                    f"heights of {gathered.n_high} features left out",
                ),
            )
        )
    return Reading(
        attributes=pd.DataFrame(
            {k: pd.Series(v, dtype=object) for k, v in columns.items()},
            index=pd.RangeIndex(gathered.n),
        ),
        geometry=gathered.shapes(),
        rows=np.arange(1, gathered.n + 1, dtype=np.int64),
        driver=driver,
        crs=crs,
        layer=layer,
        n_read=gathered.n,
        findings=tuple(found),
    )


def _free(name: str, taken: dict[str, Any]) -> str:
    while name in taken:
        name += "_"
    return name


def _twice(ids: Sequence[Any]) -> list[Finding]:
    if len({v for v in ids if type(v) is int}) == len(ids):
        return []
    first: dict[str, int] = {}
    found = []
    for row, value in enumerate(ids, 1):
        if value is None:
            continue
        key = f"{type(value).__name__}:{value}"
        if key in first:
            found.append(
                say.error(
                    row,
                    "duplicate-id",
                    Text(
                        f"id {str(value)[:40]!r} sudah dipakai baris {first[key]}",
                        f"id {str(value)[:40]!r} is that of row {first[key]}",
                    ),
                )
            )
        first.setdefault(key, row)
    return found
