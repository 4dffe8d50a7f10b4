"""Courses: lines edge by edge, cut at places along their edges and joined again by class.

Whatever cuts them, lengths add up: the length of an edge is shared out among its parts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.checks import has_shape, require_crs, to_lonlat
from gis.exposure.pieces import Ints, Pieces, dense
from gis.geodesic import geodesic_m

Floats = NDArray[np.float64]
# Shares of an edge closer than this are one place.
SAME = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Edges of lines in EPSG:4326, a kilometre at most each, in the order of the lines.

    Attributes
    ----------
    start, end
        Lon/lat of the ends of each edge, e × 2.
    part, line
        Part (of a line of several) and line each edge belongs to.
    """

    start: Floats
    end: Floats
    part: Ints
    line: Ints

    def cut(self, edge: Ints, share: Floats, rank_of: Callable[[Floats], Ints]) -> Pieces:
        """Cut edges at places along them, and join what follows on each other in one class.

        Parameters
        ----------
        edge, share
            Where to cut: edge, and how far along it from 0 to 1, in any order.
        rank_of
            Gives the class at places, n × 2 lon/lat: it is asked for the middle of each
            part.
        """
        owner, low, high = _parts(edge, share, len(self.part))
        along = (self.end - self.start)[owner]
        first, last = (self.start[owner] + s[:, None] * along for s in (low, high))
        rank = rank_of(0.5 * (first + last))
        metres = _shared_out(geodesic_m(self.start, self.end), owner, geodesic_m(first, last))
        cut = (self.part[owner], rank, metres)
        return _joined(cut, (first, last), self.line[owner])


def course_of(lines: gpd.GeoSeries | gpd.GeoDataFrame) -> Course:
    """Take lines apart into edges; other kinds of shapes have none.

    Raises
    ------
    CRSError
        If the lines have no CRS, or coordinates that cannot be in it.
    """
    require_crs(lines, "lines")
    lonlat = to_lonlat(lines, "lines")
    rows = np.flatnonzero(has_shape(lonlat) & lonlat.geom_type.str.endswith("LineString"))
    parts, line = shapely.get_parts(lonlat.to_numpy()[rows], return_index=True)
    xy, part = shapely.get_coordinates(dense(parts), return_index=True)
    edge = np.flatnonzero((part[1:] == part[:-1]) & (xy[1:] != xy[:-1]).any(axis=1))
    return Course(xy[edge], xy[edge + 1], part[edge], rows[line[part[edge]]])


def _shared_out(edges: Floats, owner: Ints, parts: Floats) -> Floats:
    """Give the lengths of parts, made to add up to those of their edges (1e-11 of them off)."""
    total = np.bincount(owner, parts, minlength=len(edges))
    scale = np.divide(edges, total, out=np.ones(len(edges)), where=total > 0)
    return np.asarray(parts * scale[owner])


def _parts(edge: Ints, share: Floats, n_edges: int) -> tuple[Ints, Floats, Floats]:
    """Give the parts of all edges: edge, share from and to."""
    edge = np.concatenate([np.repeat(np.arange(n_edges), 2), edge])
    share = np.concatenate([np.tile([0.0, 1.0], n_edges), np.clip(share, 0.0, 1.0)])
    order = np.lexsort((share, edge))
    edge, share = edge[order], share[order]
    apart = (edge[1:] == edge[:-1]) & (share[1:] - share[:-1] > SAME)
    owner, high = edge[1:][apart].astype(np.intp), share[1:][apart]
    # What is skipped between two places that are one goes to the next part.
    begins = np.r_[True, owner[1:] != owner[:-1]][: len(owner)]
    low = np.where(begins, 0.0, np.r_[0.0, high[:-1]][: len(owner)])
    ends = np.r_[owner[1:] != owner[:-1], True][: len(owner)]
    return owner, low, np.where(ends, 1.0, high)


def _joined(cut: tuple[Ints, Ints, Floats], ends: tuple[Floats, Floats], line: Ints) -> Pieces:
    """Join what follows on each other along a line within one class."""
    part, rank, metres = cut
    if not len(part):
        none = np.zeros(0, dtype=np.intp)
        return Pieces(none, none, np.zeros(0, dtype=object), np.zeros(0))
    new = np.r_[True, (part[1:] != part[:-1]) | (rank[1:] != rank[:-1])]
    run, first = np.cumsum(new) - 1, np.flatnonzero(new)
    xy = np.concatenate([ends[0][first], ends[1]])
    owner = np.concatenate([np.arange(len(first)), run])
    order = np.lexsort((np.r_[np.full(len(first), -1), np.arange(len(run))], owner))
    shapes = shapely.linestrings(xy[order], indices=owner[order])
    total = np.bincount(run, metres)
    return Pieces(line[first], rank[first], shapes, np.asarray(total))
