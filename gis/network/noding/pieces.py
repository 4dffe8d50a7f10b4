"""Pieces: the vertices and segments of lines, before they are cut at their meetings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

LINES = (1, 2, 5)


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Parts of lines, each a run of vertices of which no two in a row are the same.

    Attributes
    ----------
    lonlat
        Vertices of all parts one after another, EPSG:4326, float64, v × 2.
    offsets
        First vertex of each part, int64, p + 1.
    line
        Input line of each part, int64, p.
    start
        Segments, by the vertex they start from, int64, s; each ends at the next vertex.
    part
        Part of each vertex, int64, v.
    n_repeated
        How many vertices were dropped for repeating the one before.
    """

    lonlat: NDArray[np.float64]
    offsets: NDArray[np.int64]
    line: NDArray[np.int64]
    start: NDArray[np.int64]
    part: NDArray[np.int64]
    n_repeated: int

    @property
    def is_end(self) -> NDArray[np.bool_]:
        """Which vertices are the first or the last of their part (v)."""
        ends = np.zeros(len(self.lonlat), dtype=np.bool_)
        ends[self.offsets[:-1]] = True
        ends[self.offsets[1:] - 1] = True
        return ends


def are_lines(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell which shapes are lines that are not empty."""
    lines: NDArray[np.bool_] = np.isin(shapely.get_type_id(shapes), LINES)
    lines &= ~shapely.is_empty(shapes)
    return lines


def pieces_of(shapes: NDArray[np.object_], rows: NDArray[np.intp]) -> Pieces:
    """Take lines apart into parts, vertices and segments.

    Parameters
    ----------
    shapes
        Geometries in EPSG:4326, their coordinates finite.
    rows
        Positions of the lines to take; no others are looked at.

    Examples
    --------
    >>> bent = np.array([shapely.LineString([(0, 0), (1, 0), (1, 0), (1, 1)])])
    >>> pieces_of(bent, np.array([0])).start.tolist()
    [0, 1]
    """
    parts, row = shapely.get_parts(shapes[rows], return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    xy = xy + 0.0  # -0.0 and 0.0 are one place
    repeated = np.zeros(len(xy), dtype=np.bool_)
    repeated[1:] = (part[1:] == part[:-1]) & (xy[1:] == xy[:-1]).all(axis=1)
    n_repeated = int(repeated.sum())
    xy, part = xy[~repeated], part[~repeated]
    sizes = np.bincount(part, minlength=len(parts))
    long_enough = sizes > 1
    keep = long_enough[part]
    xy, part = xy[keep], (np.cumsum(long_enough) - 1)[part[keep]]
    offsets = np.concatenate([[0], np.cumsum(sizes[long_enough])]).astype(np.int64)
    is_last = np.zeros(len(xy), dtype=np.bool_)
    is_last[offsets[1:] - 1] = True
    return Pieces(
        lonlat=xy,
        offsets=offsets,
        line=np.asarray(rows)[row[long_enough]].astype(np.int64),
        start=np.flatnonzero(~is_last),
        part=part.astype(np.int64),
        n_repeated=n_repeated,
    )
