"""Writing features as the Mapbox Vector Tile format has them: varints, tags, commands."""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

from layers.packed.kernels import POINT, RING
from layers.tiling.kernels.cutting import KIND, OWNER, Units
from layers.tiling.kernels.placing import END, Bytes, Ints, Number

MOVE_TO, LINE_TO, CLOSE = 1, 2, 15
FEATURE, FEATURE_ID, TAGS, GEOMETRY_TYPE, GEOMETRY = 0x12, 0x08, 0x12, 0x18, 0x22
# At most: a varint of 64 bits, a coordinate's step within a tile and its margin, the commands of
# a part, key and value of a tag, and all that stands around tags and commands of a feature.
LONGEST, STEP, COMMANDS, TAG, AROUND = 10, 3, 12, 8, 48

Codes = npt.NDArray[np.int32]


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
def zigzag(out: Bytes, at: int, value: Number) -> int:
    """Write a number with its sign in the last bit."""
    return varint(out, at, (value << 1) ^ (value >> 63))


@nb.njit(cache=True, nogil=True)
def varint_size(value: int) -> int:
    """Give how many bytes a number takes."""
    n = 1
    while value >= 128:
        value >>= 7
        n += 1
    return n


@nb.njit(cache=True, nogil=True)
def path(out: Bytes, at: int, xy: Units, run: tuple[int, int, int], fresh: bool) -> int:
    """Write points, a line or a ring: `run` holds where its vertices begin and end, and its kind.

    Steps begin at the vertex before, or at the corner of the tile where it is the first.
    """
    a, b, kind = run
    cx, cy = (
        (np.int64(0), np.int64(0)) if fresh else (np.int64(xy[0, a - 1]), np.int64(xy[1, a - 1]))
    )
    at = varint(out, at, MOVE_TO | ((b - a if kind == POINT else 1) << 3))
    for i in range(a, b):
        if i == a + 1 and kind != POINT:
            at = varint(out, at, LINE_TO | ((b - a - 1) << 3))
        x, y = np.int64(xy[0, i]), np.int64(xy[1, i])
        at = zigzag(out, at, x - cx)
        at = zigzag(out, at, y - cy)
        cx, cy = x, y
    return varint(out, at, CLOSE) if kind == RING else at


@nb.njit(cache=True, nogil=True)
def tags(out: Bytes, codes: Codes, feature: int, chosen: Ints, numbers: Codes, used: Codes) -> int:
    """Write pairs of key and value; a value new to the tile gets the next number.

    `numbers` maps a value to its number in the tile (-1: none yet), `used` the other way;
    its last element counts them.
    """
    at, n = 0, used[-1]
    for key in range(len(chosen)):
        code = codes[feature, chosen[key]]
        if code < 0:
            continue
        number = numbers[code]
        if number < 0:
            number = numbers[code] = n
            used[n] = code
            n += 1
        at = varint(out, at, key)
        at = varint(out, at, np.int64(number))
    used[-1] = n
    return at


@nb.njit(cache=True, nogil=True)
def copied(out: Bytes, at: int, body: Bytes, first: int, last: int) -> int:
    """Copy some bytes after their number."""
    at = varint(out, at, last - first)
    for i in range(first, last):
        out[at] = body[i]
        at += 1
    return at


@nb.njit(cache=True, nogil=True)
def framed(out: Bytes, at: int, head: tuple[int, int, int, int], body: Bytes) -> int:
    """Write a feature: `head` holds its id, kind, and where tags and commands end in `body`."""
    number, kind, n_tags, end = head
    size = 4 + varint_size(number) + varint_size(n_tags) + 1 + varint_size(end - n_tags) + end
    out[at] = FEATURE
    at = varint(out, at + 1, size)
    out[at] = FEATURE_ID
    at = varint(out, at + 1, number)
    out[at] = TAGS
    at = copied(out, at + 1, body, 0, n_tags)
    out[at], out[at + 1], out[at + 2] = GEOMETRY_TYPE, kind + 1, GEOMETRY
    return copied(out, at + 3, body, n_tags, end)


@nb.njit(cache=True, nogil=True)
def features(
    xy: Units,
    rows: Ints,
    identity: tuple[Ints, Ints],
    tables: tuple[Codes, Ints],
    numbers: Codes,
    used: Codes,
) -> Bytes:
    """Write all features of a tile.

    Parameters
    ----------
    xy
        Vertices in tile units.
    rows
        The table of parts: end, owner, kind.
    identity
        Position of each owner in the layer, and the ids of the layer's features.
    tables
        Codes of the layer's features, and the columns wanted.
    numbers, used
        The two maps of `tags`; the first is as it was when this ends.
    """
    found, ids = identity
    codes, chosen = tables
    n = rows.shape[1]
    room = 2 * STEP * (rows[END, n - 1] if n else 0) + COMMANDS * n
    body = np.empty(TAG * len(chosen) + room, np.uint8)
    out = np.empty(room + n * (TAG * len(chosen) + AROUND), np.uint8)
    at = n_tags = end = a = first = 0
    for part in range(n):
        owner, kind, b = rows[OWNER, part], rows[KIND, part], rows[END, part]
        if a == first:
            end = n_tags = tags(body, codes, found[owner], chosen, numbers, used)
        last = part + 1 == n or rows[OWNER, part + 1] != owner or rows[KIND, part + 1] != kind
        # Points go together by one command.
        if last or kind != POINT:
            end = path(body, end, xy, (first if kind == POINT else a, b, kind), end == n_tags)
        a = b
        if last:
            at = framed(out, at, (ids[found[owner]], kind, n_tags, end), body)
            first = b
    for i in range(used[-1]):
        numbers[used[i]] = -1
    return out[:at]


@nb.njit(cache=True, nogil=True)
def gathered(data: Bytes, ends: Ints, used: Codes) -> Bytes:
    """Give the values of a tile one after the other, in the order of their numbers."""
    total = 0
    for code in used:
        total += ends[code + 1] - ends[code]
    out = np.empty(total, np.uint8)
    at = 0
    for code in used:
        for i in range(ends[code], ends[code + 1]):
            out[at] = data[i]
            at += 1
    return out
