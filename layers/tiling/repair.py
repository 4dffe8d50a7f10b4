"""Repairing polygons that rounding to tile units has made invalid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from layers.packed.kernels import RING


class Parts(NamedTuple):
    """The parts of a tile, in tile units: vertices, and end, owner, kind and hole of parts."""

    x: npt.NDArray[np.int32]
    y: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int64]
    owners: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.uint8]
    holes: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, xy: npt.NDArray[np.int32], rows: npt.NDArray[np.int64]) -> Parts:
        """Give parts from the tables of kernels: 2 × n vertices, 4 × m parts."""
        x, y = xy
        ends, owners, kinds, holes = rows
        return cls(x, y, ends, owners, kinds.astype(np.uint8), holes.astype(np.bool_))

    def tables(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """Give the two tables that kernels take."""
        rows = np.stack([self.ends, self.owners, self.kinds, self.holes])
        return np.stack([self.x, self.y]), rows.astype(np.int64, copy=False)


def mended(parts: Parts, owners: Iterable[int]) -> Parts:
    """Give the parts with the polygons of some owners made valid; they come last.

    An owner whose polygon has no area left is left out.
    """
    wanted = np.fromiter(owners, dtype=np.int64)
    bad = np.isin(parts.owners, wanted) & (parts.kinds == RING)
    starts = np.concatenate([[0], parts.ends[:-1]])
    sizes = parts.ends - starts
    kept = np.repeat(~bad, sizes)
    pieces = [
        Parts(
            parts.x[: len(kept)][kept],
            parts.y[: len(kept)][kept],
            np.cumsum(sizes[~bad]),
            parts.owners[~bad],
            parts.kinds[~bad],
            parts.holes[~bad],
        )
    ]
    xy = np.column_stack([parts.x, parts.y]).astype(np.float64)
    for owner in wanted.tolist():
        own = np.flatnonzero(bad & (parts.owners == owner))
        rings = [xy[starts[i] : parts.ends[i]] for i in own]
        polygons = valid_polygons(rings, parts.holes[own].tolist())
        if polygons:
            pieces.append(_as_parts(polygons, owner))
    return joined(pieces)


def valid_polygons(
    rings: Sequence[npt.NDArray[np.float64]], holes: Sequence[bool]
) -> list[shapely.Polygon]:
    """Give valid polygons on whole numbers that cover what open rings cover.

    Examples
    --------
    >>> bow = np.array([(0, 0), (4, 4), (4, 0), (0, 4)], dtype=float)
    >>> sum(polygon.area for polygon in valid_polygons([bow], [False]))
    8.0
    """
    outers: list[tuple[npt.NDArray[np.float64], list[npt.NDArray[np.float64]]]] = []
    for ring, hole in zip(rings, holes, strict=True):
        if hole and outers:
            outers[-1][1].append(ring)
        else:
            outers.append((ring, []))
    # A hole that has come to lie on its outer ring must take all away: no hole of a polygon does.
    whole = [
        shapely.difference(_ground([outer]), _ground(inner)) if inner else _ground([outer])
        for outer, inner in outers
    ]
    found = _rounded(shapely.union_all(whole))
    return [p for p in shapely.get_parts(found) if p.geom_type == "Polygon" and p.area > 0]


def _ground(rings: Sequence[npt.NDArray[np.float64]]) -> shapely.Geometry:
    """Give what open rings enclose together."""
    whole = [shapely.make_valid(shapely.Polygon(ring)) for ring in rings]
    return shapely.union_all([_areas(shape) for shape in whole])


def _areas(shape: shapely.Geometry) -> shapely.Geometry:
    """Give what has an area of a shape."""
    kept = [part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == 2]
    return shapely.union_all(kept) if len(kept) != 1 else kept[0]


def _rounded(shape: shapely.Geometry) -> shapely.Geometry:
    """Put the places where edges cross onto whole numbers too, keeping the shape valid."""
    return _areas(shapely.set_precision(shape, 1.0))


def _as_parts(polygons: Sequence[shapely.Polygon], owner: int) -> Parts:
    turned = shapely.orient_polygons(np.array(polygons, dtype=object), exterior_cw=False)
    rings, of = shapely.get_rings(turned, return_index=True)
    xy = [np.rint(shapely.get_coordinates(ring)[:-1]).astype(np.int32) for ring in rings]
    flat = np.concatenate(xy)
    return Parts(
        flat[:, 0],
        flat[:, 1],
        np.cumsum([len(ring) for ring in xy], dtype=np.int64),
        np.full(len(xy), owner, dtype=np.int64),
        np.full(len(xy), RING, dtype=np.uint8),
        np.diff(of, prepend=-1) == 0,
    )


def joined(pieces: Sequence[Parts]) -> Parts:
    """Give the parts of all pieces one after the other."""
    before = np.cumsum([0, *(len(piece.x) for piece in pieces[:-1])])
    ends = [piece.ends + n for piece, n in zip(pieces, before, strict=True)]
    columns = [np.concatenate(column) for column in zip(*pieces, strict=True)]
    columns[2] = np.concatenate(ends)
    return Parts(*columns)
