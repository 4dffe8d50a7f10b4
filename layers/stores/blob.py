"""GeoPackage geometry blobs: the one place where they are written and read.

A blob is the two letters GP, a version, a flag byte, the SRS id, an envelope
(for everything but points) and little-endian ISO WKB.
Source: OGC 12-128r19, clause 2.1.3.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import NoReturn

import numpy as np
import numpy.typing as npt
import shapely

from layers.errors import SchemaError, StoreError
from layers.schema import Text

SRS_ID = 4326
ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_HEADER = struct.Struct("<2sBBi")
_POINT_HEAD = _HEADER.pack(b"GP", 0, 0x01, SRS_ID)
_POINT_WKB = b"\x01\x01\x00\x00\x00"
_EMPTY_HEAD = _HEADER.pack(b"GP", 0, 0x11, SRS_ID)
_POINT = struct.Struct("<2d")
_POINT_BYTES = 8 + 5 + 16

Bounds = tuple[float, float, float, float]


def encode(geometries: npt.NDArray[np.object_], names: Sequence[object]) -> list[bytes | None]:
    """Give the blob of each geometry (None stays None); `names` label rows in errors.

    Raises
    ------
    SchemaError
        If a coordinate is not finite.
    """
    xy = shapely.get_coordinates(geometries)
    if not np.isfinite(xy).all():
        _refuse_infinite(geometries, names)
    kinds, empty = shapely.get_type_id(geometries), shapely.is_empty(geometries)
    if ((kinds == 0) & ~empty).all():
        return _points(xy)
    bodies = shapely.to_wkb(geometries, byte_order=1, flavor="iso", output_dimension=2)
    heads = _heads(shapely.bounds(geometries))
    heads[kinds == 0] = _POINT_HEAD
    heads[empty] = _EMPTY_HEAD
    return [
        None if body is None else head + body
        for head, body in zip(heads.tolist(), bodies.tolist(), strict=True)
    ]


def _points(xy: npt.NDArray[np.float64]) -> list[bytes | None]:
    """Give the blob of each point (n × 2), written side by side and taken out as bytes."""
    raw = np.empty((len(xy), _POINT_BYTES), dtype=np.uint8)
    head = _POINT_HEAD + _POINT_WKB
    raw[:, : len(head)] = np.frombuffer(head, dtype=np.uint8)
    raw[:, len(head) :] = xy.astype("<f8").view(np.uint8)
    return list(raw.view(f"V{_POINT_BYTES}")[:, 0].tolist())


def _heads(bounds: npt.NDArray[np.float64]) -> npt.NDArray[np.object_]:
    """Give a header with its envelope for each box (n × 4)."""
    raw = np.zeros(len(bounds), dtype=[("head", f"V{_HEADER.size}"), ("envelope", "<f8", 4)])
    raw["head"] = np.void(_HEADER.pack(b"GP", 0, 0x03, SRS_ID))
    raw["envelope"] = bounds[:, [0, 2, 1, 3]]
    size, whole = raw.dtype.itemsize, raw.tobytes()
    out = np.empty(len(bounds), dtype=object)
    out[:] = [whole[i : i + size] for i in range(0, len(whole), size)]
    return out


def _refuse_infinite(geometries: npt.NDArray[np.object_], names: Sequence[object]) -> NoReturn:
    coordinates, owner = shapely.get_coordinates(geometries, return_index=True)
    bad = np.unique(owner[~np.isfinite(coordinates).all(axis=1)])
    listed = ", ".join(str(names[i]) for i in bad[:5])
    raise SchemaError(
        Text(
            f"{len(bad)} geometri memuat koordinat tak hingga (baris {listed}); perbaiki atau "
            "hilangkan barisnya",
            f"{len(bad)} geometries hold coordinates that are not finite (rows {listed}); "
            "correct or leave out these rows",
        ),
        code="not-finite",
    )


def decode(blobs: Iterable[bytes | None]) -> npt.NDArray[np.object_]:
    """Give the geometry of each blob.

    Raises
    ------
    StoreError
        If a blob is not a GeoPackage geometry.
    """
    bodies = [None if blob is None else body_of(blob) for blob in blobs]
    try:
        return np.asarray(shapely.from_wkb(np.array(bodies, dtype=object)), dtype=object)
    except shapely.errors.GEOSException as error:
        raise StoreError(
            Text(
                "ada geometri tersimpan yang tidak terbaca; jalankan 'penyangga check'",
                "a stored geometry cannot be read; run 'penyangga check'",
            ),
            code="store-damaged",
        ) from error


def body_of(blob: bytes) -> bytes:
    """Give the WKB inside a blob.

    Raises
    ------
    StoreError
        If it is not a GeoPackage geometry.
    """
    if blob[:2] != b"GP" or len(blob) < 9:
        raise StoreError(
            Text(
                "ada geometri tersimpan yang bukan blob GeoPackage; jalankan 'penyangga check'",
                "a stored geometry is not a GeoPackage blob; run 'penyangga check'",
            ),
            code="store-damaged",
        )
    return blob[8 + ENVELOPE_BYTES.get((blob[3] >> 1) & 7, 0) :]


def bounds_of(blob: bytes | None) -> Bounds | tuple[()] | None:
    """Give (minx, maxx, miny, maxy) of a blob; () when empty, None when there is none."""
    if blob is None or blob[:2] != b"GP":
        return None
    flags = blob[3]
    if flags & 0x10:
        return ()
    order = "<" if flags & 1 else ">"
    if (flags >> 1) & 7:
        minx, maxx, miny, maxy = struct.unpack_from(order + "4d", blob, 8)
        return (minx, maxx, miny, maxy)
    if len(blob) == _POINT_BYTES and blob[8:13] == _POINT_WKB:
        x, y = _POINT.unpack_from(blob, 13)
        return (x, x, y, y)
    geometry = shapely.from_wkb(blob[8:])
    if geometry.is_empty:
        return ()
    x0, y0, x1, y1 = geometry.bounds
    return (x0, x1, y0, y1)
