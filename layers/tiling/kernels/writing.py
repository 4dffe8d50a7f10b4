"""Writing features as the Mapbox Vector Tile format has them: varints, tags, commands."""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

from layers.packed.kernels import LINE, POINT
from layers.tiling.kernels.cutting import Bytes, Ints, Units

MOVE_TO, LINE_TO, CLOSE = 1, 2, 15
FEATURE, FEATURE_ID, TAGS, GEOMETRY_TYPE, GEOMETRY = 0x12, 0x08, 0x12, 0x18, 0x22
# At most: a varint of 64 bits, and of a coordinate's step within a tile and its margin.
LONGEST, STEP = 10, 3

Codes = npt.NDArray[np.int32]
Cursor = Ints
Number = int | np.int64


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
def step(out: Bytes, at: int, vertex: tuple[np.int64, np.int64], cursor: Cursor) -> int:
    """Write the way from the cursor to a vertex, and put the cursor there."""
    at = zigzag(out, at, vertex[0] - cursor[0])
    at = zigzag(out, at, vertex[1] - cursor[1])
    cursor[0], cursor[1] = vertex
    return at


@nb.njit(cache=True, nogil=True)
def path(out: Bytes, at: int, vertices: tuple[Units, Units], run: Ints, cursor: Cursor) -> int:
    """Write a line or ring: vertices run[0] to run[1], closed where run[2] is not 0."""
    xs, ys = vertices
    a, b = run[0], run[1]
    at = varint(out, at, MOVE_TO | (1 << 3))
    at = step(out, at, (np.int64(xs[a]), np.int64(ys[a])), cursor)
    at = varint(out, at, LINE_TO | ((b - a - 1) << 3))
    for i in range(a + 1, b):
        at = step(out, at, (np.int64(xs[i]), np.int64(ys[i])), cursor)
    return varint(out, at, CLOSE) if run[2] else at


@nb.njit(cache=True, nogil=True)
def geometry(
    out: Bytes, vertices: tuple[Units, Units], ends: Ints, parts: tuple[int, int], kind: int
) -> int:
    """Write the commands of a feature's parts; gives how many bytes they took."""
    first, last = parts
    cursor = np.zeros(2, np.int64)
    start = ends[first - 1] if first else 0
    at = 0
    if kind == POINT:
        at = varint(out, at, MOVE_TO | ((ends[last - 1] - start) << 3))
        for i in range(start, ends[last - 1]):
            at = step(out, at, (np.int64(vertices[0][i]), np.int64(vertices[1][i])), cursor)
        return at
    run = np.zeros(3, np.int64)
    run[2] = kind != LINE
    for part in range(first, last):
        run[0], run[1] = ends[part - 1] if part else 0, ends[part]
        at = path(out, at, vertices, run, cursor)
    return at


@nb.njit(cache=True, nogil=True)
def tags(out: Bytes, codes: Codes, chosen: Ints, numbers: Codes, used: Codes) -> int:
    """Write pairs of key and value; a value new to the tile gets the next number.

    `numbers` maps a value to its number in the tile (-1: none yet), `used` the other way;
    its last element counts them.
    """
    at = 0
    for key in range(len(chosen)):
        code = codes[chosen[key]]
        if code < 0:
            continue
        if numbers[code] < 0:
            numbers[code] = used[-1]
            used[used[-1]] = code
            used[-1] += 1
        at = varint(out, at, key)
        at = varint(out, at, np.int64(numbers[code]))
    return at


@nb.njit(cache=True, nogil=True)
def put(out: Bytes, at: int, source: Bytes, n: int) -> int:
    """Copy bytes after their number."""
    at = varint(out, at, n)
    for i in range(n):
        out[at + i] = source[i]
    return at + n


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


@nb.njit(cache=True, nogil=True)
def features(
    vertices: tuple[Units, Units],
    parts: tuple[Ints, Ints, Bytes],
    identity: tuple[Ints, Ints],
    values: tuple[Codes, Ints, Codes, Codes],
) -> tuple[Bytes, int]:
    """Write all features of a tile.

    Parameters
    ----------
    vertices
        x and y in tile units.
    parts
        End, owner and kind of each part.
    identity
        Position of each owner in the layer, and the ids of the layer's features.
    values
        Codes of the layer's features, the columns wanted, and the two maps of `tags`.

    Returns
    -------
    (n, int)
        The bytes, and how many features they are.
    """
    ends, owners, kinds = parts
    found, ids = identity
    codes, chosen, numbers, used = values
    n_keys = len(chosen)
    tag_bytes = np.empty(2 * LONGEST * n_keys + 1, np.uint8)
    commands = np.empty(1024, np.uint8)
    out = np.empty(4096, np.uint8)
    at = count = first = 0
    while first < len(ends):
        last = first + 1
        while last < len(ends) and owners[last] == owners[first] and kinds[last] == kinds[first]:
            last += 1
        n_vertices = ends[last - 1] - (ends[first - 1] if first else 0)
        need = 2 * STEP * n_vertices + 2 * LONGEST * (last - first)
        if need > len(commands):
            commands = np.empty(2 * need, np.uint8)
        feature = found[owners[first]]
        n_commands = geometry(commands, vertices, ends, (first, last), kinds[first])
        n_tags = tags(tag_bytes, codes[feature], chosen, numbers, used)
        if at + n_commands + n_tags + 8 * LONGEST > len(out):
            grown = np.empty(2 * len(out) + n_commands + n_tags, np.uint8)
            grown[:at] = out[:at]
            out = grown
        size = 4 + varint_size(ids[feature]) + varint_size(n_tags) + n_tags
        size += 1 + varint_size(n_commands) + n_commands
        out[at] = FEATURE
        at = varint(out, at + 1, size)
        out[at] = FEATURE_ID
        at = varint(out, at + 1, ids[feature])
        out[at] = TAGS
        at = put(out, at + 1, tag_bytes, n_tags)
        out[at], out[at + 1], out[at + 2] = GEOMETRY_TYPE, kinds[first] + 1, GEOMETRY
        at = put(out, at + 3, commands, n_commands)
        count += 1
        first = last
    for i in range(used[-1]):
        numbers[used[i]] = -1
    return out[:at], count
