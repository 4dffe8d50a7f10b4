"""A packed layer's features as simple geometries, made of its flat vertices in one go."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from layers.packed.build import Shapes

POINT, LINE, RING = 0, 1, 2

Positions = npt.NDArray[np.int64]


def simple_pieces(
    shapes: Shapes, positions: Positions
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.intp]]:
    """Give points, lines and polygons of some features.

    Parameters
    ----------
    shapes
        The vertices of a layer, as `PackedLayer.shapes` gives them.
    positions
        Positions of features in storage order; those without vertices have no piece.

    Returns
    -------
    tuple
        The pieces, and for each the place of its feature among `positions`.
    """
    n_boxed = len(shapes.feature_parts) - 1
    place = np.flatnonzero(positions < n_boxed)
    part, row = _ranges(shapes.feature_parts, positions[place])
    owner = place[row]
    vertex, ring = _ranges(shapes.parts, part)
    xy, kind = shapes.coordinates[vertex], shapes.kinds[part]
    pieces = [_points(xy, ring, kind), _lines(xy, ring, kind)]
    owners = [owner[kind == POINT], owner[kind == LINE]]
    is_ring = kind == RING
    # A hole follows the outer ring it lies in.
    polygon = np.cumsum(~shapes.holes[part][is_ring]) - 1
    rings = _renumbered(ring, is_ring)
    here = is_ring[ring]
    if is_ring.any():
        pieces.append(
            shapely.polygons(shapely.linearrings(xy[here], indices=rings), indices=polygon)
        )
        owners.append(owner[is_ring][~shapes.holes[part][is_ring]])
    return np.concatenate(pieces), np.concatenate(owners)


def _points(
    xy: npt.NDArray[np.float64], part: npt.NDArray[np.intp], kind: npt.NDArray[np.uint8]
) -> npt.NDArray[np.object_]:
    points: npt.NDArray[np.object_] = np.atleast_1d(shapely.points(xy[(kind == POINT)[part]]))
    return points


def _lines(
    xy: npt.NDArray[np.float64], part: npt.NDArray[np.intp], kind: npt.NDArray[np.uint8]
) -> npt.NDArray[np.object_]:
    is_line = kind == LINE
    if not is_line.any():
        return np.empty(0, dtype=object)
    here = is_line[part]
    lines: npt.NDArray[np.object_] = shapely.linestrings(
        xy[here], indices=_renumbered(part, is_line)
    )
    return lines


def _renumbered(part: npt.NDArray[np.intp], wanted: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Give the part of each vertex of the parts wanted, counted among these."""
    number = np.cumsum(wanted) - 1
    return np.asarray(number[part[wanted[part]]], dtype=np.intp)


def _ranges(
    starts: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.intp]]:
    """Give all members of some groups, one group after the other, and the group of each."""
    first, count = starts[wanted], starts[wanted + 1] - starts[wanted]
    group = np.repeat(np.arange(len(wanted)), count)
    before = np.cumsum(count) - count
    return np.arange(len(group)) - np.repeat(before - first, count), group
