"""Lines and points split by polygons: each part goes to the worst area it lies in."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.checks import to_lonlat
from gis.exposure.courses import Course, course_of
from gis.exposure.hazards import HazardAreas
from gis.exposure.pieces import NONE, Ints, Pieces, Shapes

Floats = NDArray[np.float64]


def cut_by_areas(lines: gpd.GeoSeries | gpd.GeoDataFrame, hazard: HazardAreas) -> Pieces:
    """Split lines at the borders of areas.

    Parameters
    ----------
    lines
        Lines in any known CRS; other kinds of shapes have no piece.
    hazard
        Areas with the rank of their class, 0 the worst; where they overlap the worst counts.

    Returns
    -------
    Pieces
        In the order of the lines; a piece goes on until the class changes. Lengths add up
        to those of the lines.

    Raises
    ------
    CRSError
        If the lines have no CRS.
    """
    course = course_of(lines)
    edge, share = crossings(course, hazard.shapes)
    return course.cut(edge, share, lambda lonlat: _rank_at(shapely.points(lonlat), hazard))


def on_areas(points: gpd.GeoSeries | gpd.GeoDataFrame, hazard: HazardAreas) -> Ints:
    """Give the rank of the worst area that each point lies in, `NONE` where it is in none.

    A point on a border lies in the area.
    """
    return _rank_at(to_lonlat(points, "points").to_numpy(), hazard)


def _rank_at(points: Shapes, hazard: HazardAreas) -> Ints:
    # The areas ask, so that each is indexed once, whatever the number of points.
    area, point = shapely.STRtree(points).query(hazard.shapes, predicate="intersects")
    out = np.full(len(points), hazard.n_classes, dtype=np.intp)
    np.minimum.at(out, point, hazard.rank[area])
    return np.where(out == hazard.n_classes, NONE, out)


def crossings(course: Course, shapes: Shapes) -> tuple[Ints, Floats]:
    """Find where lines cross the borders of polygons in EPSG:4326.

    Returns
    -------
    tuple
        The edge of the course, and the share of the way along it, of every crossing; edges
        along a border are cut at its corners.
    """
    if not len(course.part):
        return np.zeros(0, dtype=np.intp), np.zeros(0)
    ends = np.stack([course.start, course.end], axis=1)
    tree = shapely.STRtree(shapely.linestrings(ends))
    first, last = _borders(shapes, shapely.box(*_bounds(ends)))
    border, edge = tree.query(shapely.linestrings(np.stack([first, last], axis=1)))
    origin, along = course.start[edge], (course.end - course.start)[edge]
    other, side = first[border] - origin, (last - first)[border]
    turn = _cross(along, side)
    with np.errstate(invalid="ignore", divide="ignore"):
        share, place = _cross(other, side) / turn, _cross(other, along) / turn
        meet = (turn != 0) & (share >= 0) & (share <= 1) & (place >= 0) & (place <= 1)
    # Edges along a border run on beyond its corners: there they are cut as well.
    flat = np.flatnonzero((turn == 0) & (_cross(other, along) == 0))
    length = np.maximum((along[flat] ** 2).sum(axis=1), np.finfo(float).tiny)
    corners = [(v * along[flat]).sum(axis=1) / length for v in (other[flat], (other + side)[flat])]
    on = [np.flatnonzero((c > 0) & (c < 1)) for c in corners]
    found = [edge[meet], *(edge[flat[at]] for at in on)]
    shares = [share[meet], *(c[at] for c, at in zip(corners, on, strict=True))]
    return np.concatenate(found).astype(np.intp), np.concatenate(shares)


def _cross(a: Floats, b: Floats) -> Floats:
    product: Floats = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return product


def _bounds(ends: Floats) -> tuple[float, float, float, float]:
    xy = ends.reshape(-1, 2)
    (west, south), (east, north) = xy.min(axis=0).tolist(), xy.max(axis=0).tolist()
    return west, south, east, north


def _borders(shapes: Shapes, around: shapely.Geometry) -> tuple[Floats, Floats]:
    """Give the edges of polygons that may reach into a box."""
    near = shapes[shapely.intersects(shapely.envelope(shapes), around)]
    xy, ring = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(near)), return_index=True
    )
    same = ring[1:] == ring[:-1]
    first, last = xy[:-1][same], xy[1:][same]
    west, south, east, north = around.bounds
    low, high = np.minimum(first, last), np.maximum(first, last)
    inside = ((high >= (west, south)) & (low <= (east, north))).all(axis=1)
    return first[inside], last[inside]
