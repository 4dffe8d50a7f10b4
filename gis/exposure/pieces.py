"""Pieces of lines: which line and which class each belongs to, and how long it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.geodesic import geodesic_m

# Edges are split to at most this many degrees (a kilometre), so that a line straight in
# degrees and the geodesic differ by less than a billionth.
LONGEST_EDGE_DEG = 0.01
NONE = -1

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Parts of lines in EPSG:4326.

    Attributes
    ----------
    line
        Position of the line each piece is of, int.
    rank
        Class of the piece, `NONE` where it lies in none, int.
    shape
        The piece, a LineString or MultiLineString.
    metres
        Its geodesic length.
    """

    line: Ints
    rank: Ints
    shape: Shapes
    metres: Floats

    def sums(self, group: Ints, n_groups: int, n_classes: int) -> Floats:
        """Add up metres by group and class.

        Parameters
        ----------
        group
            Group of each piece, `NONE` to leave it out.
        n_groups, n_classes
            How many there are.

        Returns
        -------
        numpy.ndarray
            Groups × (classes and, last, no class).
        """
        used = group >= 0
        rank = np.where(self.rank < 0, n_classes, self.rank)[used]
        flat = np.bincount(
            group[used] * (n_classes + 1) + rank,
            self.metres[used],
            minlength=n_groups * (n_classes + 1),
        )
        return np.asarray(flat, dtype=np.float64).reshape(n_groups, n_classes + 1)


def dense(lines: Shapes) -> Shapes:
    """Split long edges of lon/lat lines, so that their lengths add up however they are cut."""
    split = np.array(lines, dtype=object)
    # GEOS does not split lines without a length.
    long = np.flatnonzero(shapely.length(lines) > LONGEST_EDGE_DEG)
    split[long] = shapely.segmentize(split[long], LONGEST_EDGE_DEG)
    return split


def line_metres(lines: Shapes) -> Floats:
    """Give the geodesic length of lon/lat lines, edge by edge; missing and empty ones are 0."""
    parts, owner = shapely.get_parts(lines, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    if len(xy) < 2:
        return np.zeros(len(lines))
    same = part[1:] == part[:-1]
    metres = geodesic_m(xy[:-1][same], xy[1:][same])
    summed = np.bincount(owner[part[1:][same]], metres, minlength=len(lines))
    return np.asarray(summed, dtype=np.float64)
