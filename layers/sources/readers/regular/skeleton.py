"""Compiled look through JSON bytes: where values are cut and brackets close."""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

PLAIN, QUOTE, BACKSLASH, OPEN, CLOSE, COMMA = range(6)
KINDS = np.zeros(256, dtype=np.uint8)
for _letters, _kind in ((b'"', 1), (b"\\", 2), (b"{[", 3), (b"}]", 4), (b",", 5)):
    KINDS[list(_letters)] = _kind
STEPS = np.array([0, 0, 0, 1, -1, 0], dtype=np.int64)
# Commas at depth 1 and 2 and what closes depth 0 are kept; anything deeper is not.
SLOTS = np.full((6, 4), -1, dtype=np.int64)
SLOTS[COMMA, 1], SLOTS[COMMA, 2], SLOTS[CLOSE, 0] = 0, 1, 2


@nb.njit(cache=True, nogil=True)
def scan_block(
    data: Bytes, span: tuple[int, int], limit: int, state: Ints, found: Ints, counts: Ints
) -> None:
    """Find commas at depth 1 and 2 and closing brackets of depth 0 in one block.

    Parameters
    ----------
    data, span
        The text, and begin and end of the block to look at.
    limit
        Deepest nesting accepted; the look ends above it, and below depth 0.
    state
        Carried from block to block: inside a text, depth, after a backslash.
    found, counts
        Receive the places (3 × at least the block's length) and how many there are (3).
    """
    inside, depth, escaped = state[0] == 1, state[1], state[2] == 1
    for i in range(span[0], span[1]):
        kind = KINDS[data[i]]
        if kind == PLAIN:
            escaped = False
            continue
        if inside:
            inside = escaped or kind != QUOTE
            escaped = kind == BACKSLASH and not escaped
            continue
        inside = kind == QUOTE
        depth += STEPS[kind]
        slot = SLOTS[kind, max(0, min(depth, 3))]
        if slot >= 0:
            found[slot, counts[slot]] = i
            counts[slot] += 1
        if depth < 0 or depth > limit:
            break
    state[0], state[1], state[2] = inside, depth, escaped
