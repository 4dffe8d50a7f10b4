"""The part of each unit that lies within a set of disjoint polygons, for many of both.

Large polygons are first cut by a grid about the size of the units. Then most pairs
are settled without any construction (a piece inside a unit, a unit inside a piece),
and the rest are small intersections.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.parts import THREADS

# A polygon of fewer vertices is not worth cutting.
VERTICES_WORTH_CUTTING = 200
_POLYGON = 3

Shapes = NDArray[np.object_]
Ints = NDArray[np.intp]


def inside_parts(units: Shapes, parts: Shapes, *, least_cell: float) -> tuple[Ints, Shapes]:
    """Give the pieces of each unit that lie within any of the parts.

    Parameters
    ----------
    units
        Valid polygons; missing and empty ones have no piece.
    parts
        Disjoint valid polygons in the same plane.
    least_cell
        Smallest side of the cutting grid, in units of the plane.

    Returns
    -------
    tuple
        For every piece the position of its unit, and the piece itself (a
        polygon). Pieces of a unit do not overlap; they may touch along the grid.
    """
    side = median_side(units)
    if side is None or not len(parts):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=object)
    unit, _, pieces = shared_pieces(units, cut_by_grid(parts, cell=max(least_cell, side / 2.0)))
    return unit, pieces


def median_side(shapes: Shapes) -> float | None:
    """Give the middle of the longer sides of the shapes' boxes, None where there is no box."""
    bounds = shapely.bounds(shapes)
    sides = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    sides = sides[np.isfinite(sides)]
    return float(np.median(sides)) if len(sides) else None


def shared_pieces(units: Shapes, others: Shapes) -> tuple[Ints, Ints, Shapes]:
    """Give what each of some polygons shares with each of others, in polygons.

    Returns
    -------
    tuple
        For every piece the position of its unit and of its other, and the piece. Both
        arrays are left prepared.
    """
    shapely.prepare(others)
    shapely.prepare(units)
    other, unit = shapely.STRtree(units).query(others, predicate="intersects")
    pair, pieces = _polygons_of(_settle(units[unit], others[other]))
    return unit[pair], other[pair], pieces


def cut_by_grid(parts: Shapes, *, cell: float) -> Shapes:
    """Cut large polygons by a square grid; small ones stay as they are.

    Returns
    -------
    numpy.ndarray
        Polygons that cover the same area, without overlaps.
    """
    return owned_by_grid(parts, cell=cell)[1]


def owned_by_grid(parts: Shapes, *, cell: float) -> tuple[Ints, Shapes]:
    """Cut large polygons by a square grid, and tell of which one each piece is.

    Returns
    -------
    tuple
        Position of the polygon each piece is of, and the pieces.
    """
    bounds = shapely.bounds(parts)
    wide = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) > cell
    large = wide & (shapely.get_num_coordinates(parts) > VERTICES_WORTH_CUTTING)
    few, many = np.flatnonzero(~large), np.flatnonzero(large)
    cells = [_cells(part, cell) for part in parts[many]]
    sizes = np.array([len(c) for c in cells], dtype=np.intp)
    owner = np.concatenate([few, np.repeat(many, sizes)])
    piece, flat = _polygons_of(np.concatenate([parts[few], *cells]))
    return owner[piece], flat


def _cells(part: shapely.Geometry, cell: float) -> Shapes:
    """Cut one polygon into the cells of the grid: into columns, then all of them row by row."""
    west, south, east, north = part.bounds
    lefts = np.arange(np.floor(west / cell) * cell, east, cell)
    # Many at a time: each call leaves the interpreter to other threads.
    columns = np.array([shapely.clip_by_rect(part, x, south, x + cell, north) for x in lefts])
    low, high = shapely.bounds(columns)[:, [1, 3]].T
    pieces: list[Shapes] = []
    corners: list[NDArray[np.float64]] = []
    for y in np.arange(np.floor(south / cell) * cell, north, cell):
        here = (low < y + cell) & (high > y)
        pieces.append(shapely.clip_by_rect(columns[here], west, y, east, y + cell))
        corners.append(np.stack([lefts[here], np.full(here.sum(), y)], axis=1))
    out, at = np.concatenate(pieces), np.concatenate(corners)
    # The fast clip may leave something invalid: there the sure way, from the whole polygon.
    wrong = np.flatnonzero(~shapely.is_valid(out))
    boxes = shapely.box(*at[wrong].T, *(at[wrong] + cell).T)
    out[wrong] = shapely.intersection(part, boxes)
    return out


def _settle(units: Shapes, pieces: Shapes) -> Shapes:
    """Intersect pair by pair; a shape inside the other is taken as it is.

    Prepared geometries build their indexes on first use, so only the plain
    intersections, which change nothing, run in threads.
    """
    out = np.empty(len(units), dtype=object)
    whole_unit = shapely.contains_properly(pieces, units)
    whole_piece = shapely.contains_properly(units, pieces) & ~whole_unit
    out[whole_unit], out[whole_piece] = units[whole_unit], pieces[whole_piece]
    rest = np.flatnonzero(~(whole_unit | whole_piece))
    with ThreadPoolExecutor(THREADS) as pool:
        halves = np.array_split(rest, THREADS)
        found = pool.map(lambda rows: shapely.intersection(units[rows], pieces[rows]), halves)
        out[rest] = np.concatenate(list(found))
    return out


def _polygons_of(shapes: Shapes) -> tuple[Ints, Shapes]:
    """Take the polygons out of collections: where shapes only touch, there is no area."""
    flat, owner = shapely.get_parts(shapes, return_index=True)
    nested = shapely.get_type_id(flat) > _POLYGON
    if nested.any():
        flat, deeper = shapely.get_parts(flat, return_index=True)
        owner = owner[deeper]
    keep = (shapely.get_type_id(flat) == _POLYGON) & ~shapely.is_empty(flat)
    return owner[keep], flat[keep]
