"""WKB columns: Arrow arrays of shapes looked at whole, and points read and written at once.

A point is 21 bytes: the byte order, the number 1, and x and y as doubles.
Source: OGC 06-103r4, clause 8.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

POINT_BYTES = 21
_HEAD = np.frombuffer(b"\x01\x01\x00\x00\x00", dtype=np.uint8)
_LEAST = 5
_ARCS = (8, 12)


@dataclass(frozen=True, slots=True)
class Heads:
    """How each shape of a column begins.

    Attributes
    ----------
    lengths
        Bytes of each shape, 0 where there is none.
    kinds
        Its type number as written (1 point … 1001 point Z …), -1 where too short.
    little
        The first byte says that low bytes come first.
    """

    lengths: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]
    little: npt.NDArray[np.bool_]

    @property
    def has_arcs(self) -> bool:
        """Whether a shape holds arcs (types 8 to 12), which GEOS does not read."""
        kinds = self.kinds[self.kinds >= 0] % 1000
        return bool(((kinds >= _ARCS[0]) & (kinds <= _ARCS[1])).any())


def whole(column: Any) -> Any:
    """Give a binary column, in chunks or not, as one array."""
    column = column.cast(pa.large_binary())
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def heads(column: Any) -> Heads:
    """Look at the first five bytes of every shape.

    Parameters
    ----------
    column
        An Arrow array of large binaries.
    """
    starts, lengths, data = _parts(column)
    kinds = np.full(len(column), -1, dtype=np.int64)
    little = np.zeros(len(column), dtype=bool)
    at = np.flatnonzero(lengths >= _LEAST)
    if len(at):
        first = data[starts[at][:, None] + np.arange(_LEAST)]
        little[at] = first[:, 0] == 1
        low = np.ascontiguousarray(first[:, 1:])
        kinds[at] = np.where(little[at], low.view("<u4")[:, 0], low.view(">u4")[:, 0])
    return Heads(lengths, kinds, little)


def points_of(column: Any) -> npt.NDArray[np.object_] | None:
    """Build the shapes of a column of nothing but flat points; None where it is not one."""
    starts, lengths, data = _parts(column)
    if not len(column) or column.null_count or not (lengths == POINT_BYTES).all():
        return None
    raw = data[starts[0] : starts[0] + POINT_BYTES * len(column)].reshape(-1, POINT_BYTES)
    xy = np.ascontiguousarray(raw[:, _LEAST:]).view("<f8")
    if not (raw[:, :_LEAST] == _HEAD).all() or not np.isfinite(xy).all():
        return None
    return np.asarray(shapely.points(xy), dtype=object)


def column_of(shapes: npt.NDArray[np.object_]) -> pa.Array:
    """Write shapes as an Arrow array of large binaries, None where there is none."""
    kinds = shapely.get_type_id(shapes)
    flat = len(shapes) and (kinds == 0).all() and not shapely.has_z(shapes).any()
    if not flat or shapely.is_empty(shapes).any() or shapely.has_m(shapes).any():
        return pa.array(shapely.to_wkb(shapes).tolist(), type=pa.large_binary())
    raw = np.empty((len(shapes), POINT_BYTES), dtype=np.uint8)
    raw[:, :_LEAST] = _HEAD
    raw[:, _LEAST:] = shapely.get_coordinates(shapes).astype("<f8").view(np.uint8)
    offsets = np.arange(0, raw.size + 1, POINT_BYTES, dtype=np.int64)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(raw)]
    return pa.Array.from_buffers(pa.large_binary(), len(shapes), buffers)


def _parts(
    column: Any,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Give where each shape starts, its length (0 where null), and all bytes."""
    if not len(column):
        none = np.zeros(0, dtype=np.int64)
        return none, none, np.zeros(0, dtype=np.uint8)
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[column.offset :][: len(column) + 1]
    lengths = np.diff(ends)
    if column.null_count:
        lengths = np.where(column.is_null().to_numpy(zero_copy_only=False), 0, lengths)
    held = np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, dtype=np.uint8)
    return ends[:-1], lengths, held
