"""Compiled reading of GeoJSON coordinates: their numbers, and where each part ends."""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

IRREGULAR = -1
OTHER, SPACE, OPEN, CLOSE, COMMA, NUMBER = range(6)
LETTERS = np.zeros(256, dtype=np.uint8)
for _letters, _kind in (
    (b" \t\r\n", SPACE),
    (b"[", OPEN),
    (b"]", CLOSE),
    (b",", COMMA),
    (b"0123456789+-.eE", NUMBER),
):
    LETTERS[list(_letters)] = _kind
SEPARATOR, LIST, LIST_END = ord(","), ord("["), ord("]")


@nb.njit(cache=True, nogil=True)
def fits(kind: int, wanted: bool, level: int, depth: int, n: int) -> bool:
    """Say whether a letter may stand here: `wanted` a value, in a position of n numbers."""
    if kind == NUMBER:
        return wanted and level == depth
    if kind == OPEN:
        return wanted and level < depth
    if kind == CLOSE:
        return not wanted and (level < depth or n == 2)
    return kind == COMMA and not wanted and level > 0


@nb.njit(cache=True, nogil=True)
def close_part(part: int, ends: tuple[Ints, ...], counts: Ints) -> None:
    """Count a part that ends here, and how many parts within it there were."""
    counts[part] += 1
    if part:
        ends[part][counts[part] - 1] = counts[part - 1]


@nb.njit(cache=True, nogil=True)
def read_one(
    data: Bytes, depth: int, out: Bytes, at: int, ends: tuple[Ints, ...], counts: Ints
) -> int:
    """Write the numbers of one feature's coordinates; give the place after them in `out`."""
    level, n, wanted = 0, 0, True
    i = 0
    while i < len(data):
        kind = LETTERS[data[i]]
        if kind == SPACE:
            i += 1
            continue
        if not fits(kind, wanted, level, depth, n):
            return IRREGULAR
        wanted = kind in (OPEN, COMMA)
        if kind == NUMBER:
            while i < len(data) and LETTERS[data[i]] == NUMBER:
                out[at] = data[i]
                i, at = i + 1, at + 1
            out[at] = SEPARATOR
            at, n = at + 1, n + 1
            continue
        if kind == OPEN:
            level, n = level + 1, 0
        elif kind == CLOSE:
            close_part(depth - level, ends, counts)
            level -= 1
        i += 1
    return at if level == 0 and not wanted else IRREGULAR


@nb.njit(cache=True, nogil=True)
def read_coordinates(
    data: Bytes, spans: Ints, depth: int, out: Bytes, ends: tuple[Ints, ...], counts: Ints
) -> int:
    """Write the numbers of coordinates as one JSON list, and where each part ends.

    Parameters
    ----------
    data, spans
        The text, and begin and end of each feature's coordinates (n × 2).
    depth
        How many brackets stand round a number: 1 for a point, 4 for a multipolygon.
    out
        Receives the list of numbers.
    ends
        For levels 1 to 3, outwards from positions: how many parts of the level
        within there were at each part's end.
    counts
        Receives how many parts each level has (4); level 0 are positions.

    Returns
    -------
    int
        Length of the list's text; -1 when the coordinates are not regular.
    """
    out[0] = LIST
    at = 1
    for f in range(len(spans)):
        at = read_one(data[spans[f, 0] : spans[f, 1]], depth, out, at, ends, counts)
        if at == IRREGULAR:
            return IRREGULAR
    if at == 1:
        return IRREGULAR
    out[at - 1] = LIST_END
    return at
