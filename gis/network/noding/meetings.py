"""Meetings: where segments cross, and where vertices lie on segments they are no part of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.network.noding.cells import cells_of
from gis.network.noding.comparing import (
    APART_ACCESS,
    APART_PLANE,
    CROSSES,
    DEGREE_M,
    TOUCHES,
    Levels,
    Vertices,
    compared,
)
from gis.network.noding.pieces import Pieces

# A vertex that close to a line was meant to lie on it.
TOUCH_M = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """Where lines meet other than at a vertex of both.

    Attributes
    ----------
    crossing
        Pairs of segments that cross (c × 2), as positions in `Pieces.start`.
    crossing_at
        How far along either the crossing is, 0 to 1 (c × 2).
    toucher
        Vertices that lie on a segment, or within the tolerance for ends of lines (t).
    touched
        The segment each lies on, as a position in `Pieces.start` (t).
    touched_at
        How far along it, 0 to 1 (t).
    apart_plane, apart_access
        Pairs of segments that cross without meeting: one is a bridge or a tunnel, or
        one is joined at its junctions only (k × 2).
    """

    crossing: NDArray[np.int64]
    crossing_at: NDArray[np.float64]
    toucher: NDArray[np.int64]
    touched: NDArray[np.int64]
    touched_at: NDArray[np.float64]
    apart_plane: NDArray[np.int64]
    apart_access: NDArray[np.int64]


def meetings(
    pieces: Pieces,
    plane: NDArray[np.int32],
    frontage: NDArray[np.bool_],
    *,
    tolerance_m: float,
) -> Meetings:
    """Find where lines meet.

    Segments cross at a junction where they lie in one plane and can both be joined
    anywhere along. A vertex on another line (within a millimetre) counts as crossing it.
    The end of a line joins what lies within the tolerance: another end in any case, the
    course of a line where that is in the same plane, or where a bridge or tunnel comes
    down to the ground; a line joined at its junctions only, where it is one itself.

    Parameters
    ----------
    pieces
        The lines.
    plane, frontage
        Of each part.
    tolerance_m
        How near an end of a line must be, in metres.
    """
    start = pieces.start
    a, b = pieces.lonlat[start], pieces.lonlat[start + 1]
    reach = max(tolerance_m, TOUCH_M)
    # A degree of longitude is the shorter one: enough of them for the reach.
    cos = np.cos(np.radians(min(np.abs(pieces.lonlat[:, 1]).max(initial=0.0), 89.0)))
    cells = cells_of(a, b, 1.01 * reach / (DEGREE_M * cos))
    vertices = Vertices(pieces.lonlat, start, place_ids(pieces.lonlat)[1], pieces.is_end)
    levels = Levels(pieces.part[start], plane, frontage)
    rows, at = compared((cells.offsets, cells.segment), vertices, levels, (reach, TOUCH_M))
    _, first = np.unique(rows, axis=0, return_index=True)
    rows, at = rows[first], at[first]
    crosses, touches = rows[:, 0] == CROSSES, rows[:, 0] == TOUCHES
    return Meetings(
        crossing=rows[crosses, 1:],
        crossing_at=at[crosses],
        toucher=rows[touches, 1],
        touched=rows[touches, 2],
        touched_at=at[touches, 0],
        apart_plane=rows[rows[:, 0] == APART_PLANE, 1:],
        apart_access=rows[rows[:, 0] == APART_ACCESS, 1:],
    )


def place_ids(lonlat: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Give the first vertex at each place, and the number of the place of each vertex."""
    keys = np.ascontiguousarray(lonlat).view(np.complex128).ravel()
    _, first, number = np.unique(keys, return_index=True, return_inverse=True)
    return first, number.astype(np.int64)
