"""Fragments of a packed layer: every feature as ready-made GeoJSON, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import repeat
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson
import shapely

from layers.packed.columns import EncodedColumn
from layers.stores.values import SqlValue

# Features turned into text at a time: bounds the memory that needs.
BLOCK = 20_000
_HEAD = b'{"type":"Feature","id":%d,"geometry":%b,"properties":'

Shapes = npt.NDArray[np.object_]


def write_fragments(
    folder: Path,
    geometries: Shapes,
    ids: npt.NDArray[np.int64],
    columns: Mapping[str, EncodedColumn],
) -> None:
    """Write every feature's GeoJSON, comma-terminated, and where each and its properties start.

    Parameters
    ----------
    folder
        Receives `fragments.bin`, `offsets.npy` (n + 1) and `splits.npy` (n).
    geometries, ids, columns
        The features in storage order.
    """
    lengths = np.zeros(len(ids) + 1, dtype=np.int64)
    heads = np.zeros(len(ids), dtype=np.int64)
    with (folder / "fragments.bin").open("wb") as out:
        for first in range(0, len(ids), BLOCK):
            rows = slice(first, first + BLOCK)
            front = _heads(geometries[rows], ids[rows])
            block = [
                head + orjson.dumps(properties) + b"},"
                for head, properties in zip(front, _properties(columns, rows), strict=False)
            ]
            out.write(b"".join(block))
            lengths[1:][rows] = list(map(len, block))
            heads[rows] = list(map(len, front))
    offsets = np.cumsum(lengths)
    np.save(folder / "offsets.npy", offsets)
    np.save(folder / "splits.npy", offsets[:-1] + heads)


def _heads(geometries: Shapes, ids: npt.NDArray[np.int64]) -> list[bytes]:
    """Give each feature up to its properties."""
    shapes = shapely.to_geojson(geometries).tolist()
    return [
        _HEAD % (fid, b"null" if shape is None else shape.encode())
        for fid, shape in zip(ids.tolist(), shapes, strict=True)
    ]


def _properties(columns: Mapping[str, EncodedColumn], rows: slice) -> Iterator[dict[str, SqlValue]]:
    """Give the properties of a block's features; without end where there are no columns."""
    if not columns:
        return repeat({})
    names = tuple(columns)
    values = zip(*(column.values(rows) for column in columns.values()), strict=True)
    return (dict(zip(names, row, strict=True)) for row in values)
