"""Bands: the ground within a width of reached pieces of roads, one area per time, nested."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.network.ground.barriers import Barriers
from gis.network.kernels.contours import (
    SIDE,
    Grid,
    links_of,
    mark_corners,
    node_levels,
    points_on,
    rings_of,
)
from gis.network.kernels.fences import near_boxes, no_fences
from gis.network.kernels.levels import Bands, mean_scale
from gis.network.noding.cells import MOST_CELLS, Cells, cells_of

# Cells per width: what the ground may be out in a corner between two roads follows from it.
PER_WIDTH = 10
# Blocks take in pieces a little beyond the width: degrees are longer elsewhere in the grid.
_SLACK = 1e-6

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]


def ground_of(
    lines: Sequence[Shapes], *, width_m: float, barriers: Barriers | None = None
) -> list[shapely.MultiPolygon]:
    """Unite the ground within a width of lines, for each of several sets of lines.

    A place belongs to the ground of a line if the straight way to the nearest place on
    one of its straight pieces is no longer than the width and crosses no barrier. The
    edge is traced through a grid of a tenth of the width: on the sides of its cells it is
    exact to a millionth of the width, between two of them straight. It is nowhere more
    than 0.08 of the width from where it should be, that much only in the corners
    between two roads and where a gap is narrower than a cell (such a gap may be
    closed); along straight roads it is exact, round ends 0.3 % of the width short. The
    work grows with the length of the edge over the width: wide bands cost less.

    Parameters
    ----------
    lines
        Sets of lines in EPSG:4326, at most 127: each adds to the ground of those before.
    width_m
        Metres on the ground.
    barriers
        What ground does not reach across; lines and parts of lines in water have none.

    Returns
    -------
    list of shapely.MultiPolygon
        In EPSG:4326, one per set, valid, with holes, each within the next exactly:
        empty where there is no line so far.
    """
    ends, level = _pieces(lines, barriers)
    if not len(ends):
        return [shapely.MultiPolygon() for _ in lines]
    fences = no_fences() if barriers is None else barriers.fences
    grid, cells = _blocks(ends, width_m)
    wet = np.zeros(len(cells.key), dtype=np.bool_)
    if barriers is not None:
        wet = near_boxes(fences, *_boxes(grid, cells, width_m))
    bands = Bands(ends, level, cells.key, cells.offsets, cells.segment, wet, float(width_m))
    levels = node_levels(bands, fences, grid, len(lines))
    points = points_on(bands, fences, grid, levels, len(lines))
    after = [links_of(bands.key, levels, points, k) for k in range(len(lines))]
    kept = np.zeros(len(points.lon), dtype=np.bool_)
    for links in after:
        mark_corners(links, points, kept)
    lonlat = np.column_stack([points.lon, points.lat])
    return [_area(rings_of(links), lonlat, kept) for links in after]


def _pieces(lines: Sequence[Shapes], barriers: Barriers | None) -> tuple[Floats, NDArray[np.int8]]:
    """Give the straight pieces of lines and the first set each is in, what is in water left out."""
    ends, level = [np.empty((0, 4))], [np.empty(0, dtype=np.int8)]
    for k, some in enumerate(lines):
        xy, owner = shapely.get_coordinates(some, return_index=True)
        same = owner[1:] == owner[:-1]
        pieces = np.concatenate([xy[:-1], xy[1:]], axis=1)[same]
        if barriers is not None:
            pieces = barriers.dry(pieces)[0]
        ends.append(pieces)
        level.append(np.full(len(pieces), k, dtype=np.int8))
    return np.concatenate(ends), np.concatenate(level)


def _blocks(ends: Floats, width_m: float) -> tuple[Grid, Cells]:
    """Lay blocks over the ground, and put pieces into all blocks they come near."""
    low, high = ends[:, [1, 3]].min(), ends[:, [1, 3]].max()
    # By tens of degrees, and from whole steps: other lines are mostly laid on the same grid.
    scale = np.array(mean_scale(round(float(low + high) / 2.0, -1)))
    # A width takes more of the grid where a degree is shorter: most of all farthest out.
    out = 1.1 * width_m / float(scale[1])
    widest = max(
        float((scale / np.array(mean_scale(float(lat)))).max())
        for lat in (low - out, low + out, high - out, high + out, 0.0)
    )
    step = width_m / PER_WIDTH
    cells = cells_of(
        ends[:, :2] * scale,
        ends[:, 2:] * scale,
        width_m * widest * (1.0 + _SLACK),
        size=SIDE * step,
    )
    west, south = round(cells.west / step), round(cells.south / step)
    return Grid(float(west), float(south), step, float(scale[0]), float(scale[1])), cells


def _boxes(grid: Grid, cells: Cells, width_m: float) -> tuple[Floats, Floats]:
    """Give the corners of blocks, a width and a half added all round."""
    scale = np.array([grid.east, grid.north])
    at = np.column_stack([cells.key % MOST_CELLS, cells.key // MOST_CELLS])
    low = at * cells.size + [cells.west, cells.south]
    return (low - 1.5 * width_m) / scale, (low + cells.size + 1.5 * width_m) / scale


def _area(
    rings: tuple[NDArray[np.int32], NDArray[np.int64]], lonlat: Floats, kept: NDArray[np.bool_]
) -> shapely.MultiPolygon:
    """Make polygons of rings: those that turn left are shells, those that turn right holes."""
    order, first = rings
    ring = np.repeat(np.arange(len(first) - 1), np.diff(first))
    needed = kept[order]
    if not len(order):
        return shapely.MultiPolygon()
    closed = shapely.linearrings(lonlat[order[needed]], indices=ring[needed])
    is_hole = ~shapely.is_ccw(closed)
    shells, holes = closed[~is_hole], closed[is_hole]
    whose = np.concatenate([np.arange(len(shells)), _shell_of(shells, holes)])
    by_shell = np.argsort(whose, kind="stable")
    every = np.concatenate([shells, holes])[by_shell]
    return shapely.multipolygons(shapely.polygons(every, indices=whose[by_shell]))


def _shell_of(shells: Shapes, holes: Shapes) -> NDArray[np.int64]:
    """Find for each hole the smallest shell around it."""
    filled = shapely.polygons(shells)
    size = shapely.area(filled)
    start = shapely.get_coordinates(shapely.get_point(holes, 0))
    hole, shell = shapely.STRtree(filled).query(holes)
    whose = np.full(len(holes), -1, dtype=np.int64)
    for s in np.unique(shell)[np.argsort(-size[np.unique(shell)])]:
        few = hole[shell == s]
        shapely.prepare(filled[s])
        whose[few[shapely.contains_xy(filled[s], start[few])]] = s
    return whose
