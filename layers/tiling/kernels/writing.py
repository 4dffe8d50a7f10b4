"""Writing features as the Mapbox Vector Tile format has them: varints, tags, commands."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt
from numba.core import cgutils, types
from numba.extending import intrinsic

from layers.packed.kernels import POINT, RING
from layers.tiling.kernels.cutting import KIND, OWNER, Units
from layers.tiling.kernels.placing import END, Bytes, Ints, Number

MOVE_TO, LINE_TO, CLOSE = 1, 2, 15
FEATURE, FEATURE_ID, TAGS, GEOMETRY_TYPE, GEOMETRY = 0x12, 0x08, 0x12, 0x18, 0x22
# At most: a coordinate's step within a tile and its margin, the commands of a part, key and value
# of a tag, and all that stands around tags and commands of a feature.
STEP, COMMANDS, TAG, AROUND = 2, 12, 8, 48
FEW = 32

Codes = npt.NDArray[np.int32]


def _moving(_: Any, out: Any, _at: Any, data: Any, _first: Any, _size: Any) -> Any:
    """Copy so many bytes of data from one place on to a place in out; gives how many."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        to, source = (
            builder.gep(context.make_array(kind)(context, builder, array).data, [place])
            for kind, array, place in zip(
                signature.args[:4:2], values[:4:2], values[1:4:2], strict=True
            )
        )
        memcpy: Any = cgutils.raw_memcpy
        memcpy(builder, to, source, values[4], 1)
        return values[4]

    return types.int64(out, types.int64, data, types.int64, types.int64), code


# As a loop over single bytes it would take ten times as long.
moved: Any = intrinsic(_moving)


@nb.njit(cache=True, nogil=True)
def copied(out: Bytes, at: int, data: Bytes, first: int, last: int) -> int:
    """Copy the bytes [first, last) of data to a place in out; gives where the next byte goes.

    A few are copied with what follows them: moves of a fixed length need no loop.
    """
    n = last - first
    if n <= FEW and at + FEW <= len(out) and first + FEW <= len(data):
        moved(out, at, data, first, FEW)
    else:
        moved(out, at, data, first, n)
    return at + n


@nb.njit(cache=True, nogil=True)
def varint(out: Bytes, at: int, value: Number) -> int:
    """Write a number that is not negative; gives where the next byte goes."""
    while value >= 128:
        out[at] = (value & 127) | 128
        value >>= 7
        at += 1
    out[at] = value
    return at + 1


@nb.njit(cache=True, nogil=True)
def short(out: Bytes, at: int, value: Number) -> int:
    """Write a number below 2**14 as a varint, without a branch."""
    more = value > 127
    out[at] = (value & 127) | (more << 7)
    out[at + 1] = value >> 7
    return int(at + 1 + more)


@nb.njit(cache=True, nogil=True)
def step(out: Bytes, at: int, by: np.int64) -> int:
    """Write a step within a tile and its margin with its sign in the last bit."""
    return short(out, at, (by << 1) ^ (by >> 63))


@nb.njit(cache=True, nogil=True)
def varint_size(value: int) -> int:
    """Give how many bytes a number takes."""
    n = 1
    while value >= 128:
        value >>= 7
        n += 1
    return n


@nb.njit(cache=True, nogil=True)
def grouped(rows: Ints) -> Ints:
    """Give the end of each feature in the table of parts: those of one owner and kind."""
    n = rows.shape[1]
    lasts = np.empty(n, np.int64)
    k = 0
    for part in range(1, n + 1):
        if (
            part == n
            or rows[OWNER, part] != rows[OWNER, part - 1]
            or rows[KIND, part] != rows[KIND, part - 1]
        ):
            lasts[k] = part
            k += 1
    return lasts[:k]


@nb.njit(cache=True, nogil=True)
def commands(xy: Units, rows: Ints, lasts: Ints) -> tuple[Bytes, Ints]:
    """Write the commands of features: points together, lines and rings one after the other.

    Returns
    -------
    (n, k)
        The bytes, and where those of each feature end.
    """
    n = rows.shape[1]
    out = np.empty(2 * STEP * (rows[END, n - 1] if n else 0) + COMMANDS * n, np.uint8)
    ends = np.empty(len(lasts), np.int64)
    at = part = a = 0
    for k in range(len(lasts)):
        kind = rows[KIND, part]
        cx = cy = np.int64(0)
        if kind == POINT:
            part = lasts[k] - 1
        while part < lasts[k]:
            b = rows[END, part]
            at = varint(out, at, MOVE_TO | ((b - a if kind == POINT else 1) << 3))
            for i in range(a, b):
                if i == a + 1 and kind != POINT:
                    at = varint(out, at, LINE_TO | ((b - a - 1) << 3))
                x, y = np.int64(xy[0, i]), np.int64(xy[1, i])
                at = step(out, step(out, at, x - cx), y - cy)
                cx, cy = x, y
            if kind == RING:
                at = varint(out, at, CLOSE)
            a = b
            part += 1
        ends[k] = at
    return out, ends


@nb.njit(cache=True, nogil=True)
def tags(
    drawn: Ints, codes: Codes, chosen: Ints, numbers: Codes, used: Codes
) -> tuple[Bytes, Ints]:
    """Write pairs of key and value for features; a value new to the tile gets the next number.

    `numbers` maps a value to its number in the tile (-1: none yet), `used` the other way;
    its last element counts them, those of features written before among them.

    Returns
    -------
    (n, k)
        The bytes, and where those of each feature end.
    """
    out = np.empty(TAG * len(chosen) * len(drawn), np.uint8)
    ends = np.empty(len(drawn), np.int64)
    at, n = 0, np.int64(used[-1])
    for k in range(len(drawn)):
        # Numbers that cannot be negative need no look at whether they count from the end.
        feature = np.uint64(drawn[k])
        for key in range(len(chosen)):
            code = codes[feature, np.uint64(chosen[key])]
            if code < 0:
                continue
            at_code = np.uint64(code)
            number = np.int64(numbers[at_code])
            new = number < 0
            number = n if new else number
            numbers[at_code], used[np.uint64(n)] = number, code
            n += new
            at = short(out, at, np.int64(key))
            at = short(out, at, number) if number < 1 << 14 else varint(out, at, number)
        ends[k] = at
    used[-1] = n
    return out, ends


@nb.njit(cache=True, nogil=True)
def features(ids: Ints, kinds: Ints, tagged: tuple[Bytes, Ints], told: tuple[Bytes, Ints]) -> Bytes:
    """Write features.

    Parameters
    ----------
    ids, kinds
        Of each feature.
    tagged, told
        Their tags and their commands.
    """
    (tag_bytes, tag_ends), (command_bytes, command_ends) = tagged, told
    n = len(ids)
    total = AROUND * n + (tag_ends[n - 1] + command_ends[n - 1] if n else 0)
    out = np.empty(total, np.uint8)
    at = a = c = 0
    for k in range(n):
        b, d = tag_ends[k], command_ends[k]
        size = 5 + varint_size(ids[k]) + varint_size(b - a) + b - a
        out[at] = FEATURE
        at = varint(out, at + 1, size + varint_size(d - c) + d - c)
        out[at] = FEATURE_ID
        at = varint(out, at + 1, ids[k])
        out[at] = TAGS
        at = varint(out, at + 1, b - a)
        at = copied(out, at, tag_bytes, a, b)
        out[at], out[at + 1], out[at + 2] = GEOMETRY_TYPE, kinds[k] + 1, GEOMETRY
        at = varint(out, at + 3, d - c)
        at = copied(out, at, command_bytes, c, d)
        a, c = b, d
    return out[:at]


@nb.njit(cache=True, nogil=True)
def gathered(data: Bytes, ends: Ints, used: Codes) -> Bytes:
    """Give the values of a tile one after the other, in the order of their numbers."""
    starts, sizes = np.empty(len(used), np.int64), np.empty(len(used), np.int64)
    total = 0
    for i in range(len(used)):
        starts[i] = ends[used[i]]
        sizes[i] = ends[used[i] + 1] - starts[i]
        total += sizes[i]
    out = np.empty(total + FEW, np.uint8)
    at = 0
    for i in range(len(used)):
        at = copied(out, at, data, starts[i], starts[i] + sizes[i])
    return out[:total]
