"""Attribute values as the Mapbox Vector Tile format has them, ready to be copied into tiles."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.packed import PackedLayer
from layers.stores.values import SqlValue

MISSING = -1


def varint(value: int) -> bytes:
    """Give a number that is not negative as a varint.

    Examples
    --------
    >>> varint(300).hex()
    'ac02'
    """
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def message(tag: int, body: bytes) -> bytes:
    """Give a length-delimited field: its tag, its length, its bytes."""
    return bytes([tag]) + varint(len(body)) + body


def encoded_value(value: SqlValue) -> bytes | None:
    """Give one value as a field of a tile's layer; None where there is none (or no number)."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, bool):
        body = bytes([0x38, value])
    elif isinstance(value, int):
        zigzag = (value << 1) ^ (value >> 63)
        body = b"\x28" + varint(value) if value >= 0 else b"\x30" + varint(zigzag)
    elif isinstance(value, float):
        body = b"\x19" + struct.pack("<d", value)
    else:
        body = message(0x0A, str(value).encode())
    return message(0x22, body)


def value_arrays(
    packed: PackedLayer, names: Sequence[str] | None = None
) -> dict[str, npt.NDArray[np.generic]]:
    """Give every value of some fields (all) once, encoded, and which one each feature has.

    Values stand in the order in which features first have them, so that those of a tile lie
    close together.

    Returns
    -------
    dict
        `codes` (features × fields; -1: none), `value_bytes`, `value_ends`.
    """
    names = packed.layer.schema.names if names is None else names
    codes = np.full((packed.n, len(names)), MISSING, dtype=np.int32)
    encoded: list[bytes] = []
    for column, name in enumerate(names):
        own, values = packed.column(name).distinct()
        numbers, kept = _numbered(values, len(encoded))
        codes[:, column] = numbers[own]
        encoded.extend(kept)
    order = pd.unique(codes[codes != MISSING])
    places = np.full(len(encoded) + 1, MISSING, dtype=np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    encoded = [encoded[code] for code in order.tolist()]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    data = np.frombuffer(b"".join(encoded), dtype=np.uint8)
    return {"codes": places[codes], "value_bytes": data, "value_ends": ends}


def _numbered(values: Iterable[SqlValue], first: int) -> tuple[npt.NDArray[np.int32], list[bytes]]:
    """Give numbers to values that can be encoded; the last number is that of the missing."""
    numbers: list[int] = []
    kept: list[bytes] = []
    for value in values:
        told = encoded_value(value)
        numbers.append(MISSING if told is None else first + len(kept))
        if told is not None:
            kept.append(told)
    return np.array([*numbers, MISSING], dtype=np.int32), kept
