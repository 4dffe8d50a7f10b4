"""Columns of a batch of regular features: values by name, and shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import shapely

from layers.sources.readers.regular import kernels
from layers.sources.readers.regular.coordinates import IRREGULAR, read_coordinates
from layers.sources.reading import Geometries, geometry_array

# How many brackets stand round a number, by kind.
DEPTHS = (1, 2, 3, 2, 3, 4)
Spans = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Columns:
    """A batch of features as columns: properties by name, ids, shapes."""

    properties: dict[str, list[Any]]
    ids: list[Any]
    geometry: Geometries


def read_columns(
    data: npt.NDArray[np.uint8], bounds: Spans, names: Sequence[str]
) -> Columns | None:
    """Read a batch of features whose properties are among `names`.

    Parameters
    ----------
    data
        The bytes of the file.
    bounds
        Begin and end of each feature (n × 2).
    names
        Names of the properties; those a feature has not are None.

    Returns
    -------
    Columns or None
        None when a feature is not regular, be it in the least: the plain reader
        takes the batch then, and says what is wrong with it.
    """
    keys = [name.encode() for name in names]
    if any(b'"' in key or b"\\" in key or min(key, default=32) < 32 for key in keys):
        return None
    n = len(bounds)
    offsets = np.concatenate([[0], np.cumsum([len(key) for key in keys])]).astype(np.int64)
    values = np.zeros((n, len(keys) + 1, 2), dtype=np.int64)
    spans, kinds = np.zeros((n, 2), dtype=np.int64), np.full(n, -1, dtype=np.int64)
    table = (np.frombuffer(b"".join(keys) or b" ", dtype=np.uint8), offsets)
    if not kernels.read_features(data, bounds, table, values, spans, kinds):
        return None
    try:
        listed = [_listed(data, values[:, k]) for k in range(len(keys) + 1)]
        geometry = _shapes(data, spans, kinds)
    except (orjson.JSONDecodeError, shapely.errors.ShapelyError, ValueError):
        return None
    if geometry is None or any(len(column) != n for column in listed):
        return None
    return Columns(dict(zip(names, listed, strict=False)), listed[-1], geometry)


def _listed(data: npt.NDArray[np.uint8], spans: Spans) -> list[Any]:
    if not spans.any():
        return [None] * len(spans)
    out = np.empty(int((spans[:, 1] - spans[:, 0]).sum()) + 5 * len(spans) + 2, dtype=np.uint8)
    return list(orjson.loads(out[: kernels.gather(data, spans, out)].data))


def _shapes(
    data: npt.NDArray[np.uint8], spans: Spans, kinds: npt.NDArray[np.int64]
) -> Geometries | None:
    out = geometry_array([None] * len(kinds))
    for kind in np.unique(kinds[kinds >= 0]).tolist():
        places = np.flatnonzero(kinds == kind)
        made = _of_kind(data, np.ascontiguousarray(spans[places]), kind)
        if made is None:
            return None
        out[places] = made
    return out


def _of_kind(data: npt.NDArray[np.uint8], spans: Spans, kind: int) -> Geometries | None:
    """Make the shapes of one kind, or None where a ring is open or a part too short."""
    depth = DEPTHS[kind]
    size = int((spans[:, 1] - spans[:, 0]).sum())
    text, counts = np.empty(size + 2, dtype=np.uint8), np.zeros(4, dtype=np.int64)
    ends = tuple(np.empty(size // 2 + 1 if 0 < k < depth else 0, np.int64) for k in range(4))
    length = read_coordinates(data, spans, depth, text, ends, counts)
    if length == IRREGULAR:
        return None
    xy = np.array(orjson.loads(text[:length].data), dtype=np.float64).reshape(-1, 2)
    if len(xy) != counts[0]:
        return None
    offsets = tuple(np.concatenate([[0], ends[k][: counts[k]]]) for k in range(1, depth))
    if offsets and not _sound(kernels.KINDS[kind], xy, offsets[0]):
        return None
    wanted = shapely.GeometryType[kernels.KINDS[kind].upper()]
    return np.asarray(shapely.from_ragged_array(wanted, xy, offsets or None), dtype=object)


def _sound(kind: str, xy: npt.NDArray[np.float64], offsets: Spans) -> bool:
    """Say whether rings are closed and long enough, and lines have two positions."""
    lengths = np.diff(offsets)
    if kind == "MultiPoint":
        return True
    if "Line" in kind:
        return bool((lengths >= 2).all())
    first, last = xy[offsets[:-1]], xy[offsets[1:] - 1]
    return bool((lengths >= 4).all() and (first == last).all())
