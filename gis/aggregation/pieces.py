"""Simple: features taken apart into points, lines and polygons, each knowing its feature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.areas import area_m2
from gis.exposure.pieces import dense, line_metres

POINT, LINES, POLYGON = 0, (1, 2), 3
# Areas of less are rounding: about a hand's breadth each way.
LEAST_M2 = 0.01

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Simple:
    """Features as simple geometries in EPSG:4326, and how large each is.

    What has no extent (a line of one place, a polygon without an area) counts as a point.
    Points of features that have lines or areas are left out, and lines of those that have
    areas take no part in their shares.

    Attributes
    ----------
    n
        How many features there are, those without a geometry with them.
    points, lines, areas
        Points, LineStrings with edges of a kilometre at most, Polygons.
    point_of, line_of, area_of
        The feature of each.
    area_m2, length_m
        Of each feature: geodesic area of its polygons, length of its lines.
    n_mended
        Features whose polygons crossed or overlapped themselves; see `sound`.
    """

    n: int
    points: Shapes
    point_of: Ints
    lines: Shapes
    line_of: Ints
    areas: Shapes
    area_of: Ints
    area_m2: Floats
    length_m: Floats
    n_mended: int = 0

    @classmethod
    def of(cls, shapes: Shapes) -> Simple:
        """Take any geometries apart; missing and empty ones have no part."""
        pieces, owner = np.asarray(shapes, dtype=object), np.arange(len(shapes))
        while (shapely.get_type_id(pieces) > POLYGON).any():
            pieces, inner = shapely.get_parts(pieces, return_index=True)
            owner = owner[inner]
        return cls.of_pieces(pieces, owner, len(shapes))

    @classmethod
    def of_pieces(cls, pieces: Shapes, owner: Ints, n: int) -> Simple:
        """Sort simple geometries by what they are.

        Parameters
        ----------
        pieces
            Points, LineStrings, LinearRings and Polygons.
        owner
            The feature of each, 0 to n - 1.
        n
            How many features there are.
        """
        there = ~(shapely.is_missing(pieces) | shapely.is_empty(pieces))
        pieces, owner, n_mended = mended(pieces[there], owner[there].astype(np.intp))
        kind = shapely.get_type_id(pieces)
        is_area, is_line = kind == POLYGON, np.isin(kind, LINES)
        size = np.zeros(len(pieces))
        size[is_area] = area_m2(pieces[is_area])
        pieces = pieces.copy()
        pieces[is_line] = dense(pieces[is_line])
        size[is_line] = line_metres(pieces[is_line])
        is_area, is_line = is_area & (size > LEAST_M2), is_line & (size > 0)
        area, length = (
            np.bincount(owner[one], size[one], minlength=n).astype(np.float64)
            for one in (is_area, is_line)
        )
        alone = ~(is_area | is_line) & (area + length == 0)[owner]
        return cls(
            n,
            _first_places(pieces[alone]),
            owner[alone],
            pieces[is_line],
            owner[is_line],
            pieces[is_area],
            owner[is_area],
            area,
            length,
            n_mended,
        )

    @property
    def placed(self) -> NDArray[np.bool_]:
        """Mark the features that have a place."""
        mask = np.zeros(self.n, dtype=np.bool_)
        mask[self.point_of] = mask[self.line_of] = mask[self.area_of] = True
        return mask

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of all; None where no feature has a place."""
        boxes = shapely.bounds(np.concatenate([self.points, self.lines, self.areas]))
        if not len(boxes):
            return None
        (west, south), (east, north) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        return float(west), float(south), float(east), float(north)


def sound(areas: Shapes) -> tuple[Shapes, NDArray[np.bool_]]:
    """Give valid polygons: of those that cross or overlap themselves, what they enclose.

    Parameters
    ----------
    areas
        Polygons and multipolygons; missing and empty ones stay as they are.

    Returns
    -------
    tuple
        The polygons, and a mask of those that were not valid.

    Examples
    --------
    >>> bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> areas, wrong = sound(np.array([bow]))
    >>> float(areas[0].area), wrong.tolist()
    (2.0, [True])
    """
    wrong: NDArray[np.bool_] = ~(shapely.is_valid(areas) | shapely.is_missing(areas))
    out = areas.copy()
    out[wrong] = shapely.make_valid(areas[wrong], method="structure", keep_collapsed=False)
    return out, wrong


def mended(pieces: Shapes, owner: Ints) -> tuple[Shapes, Ints, int]:
    """Replace the polygons of features that are not sound.

    Returns
    -------
    tuple
        The pieces, the feature of each, and how many features were replaced.
    """
    at = np.flatnonzero(shapely.get_type_id(pieces) == POLYGON)
    at = at[np.argsort(owner[at], kind="stable")]
    if not len(at):
        return pieces, owner, 0
    owners, number = np.unique(owner[at], return_inverse=True)
    areas, wrong = sound(shapely.multipolygons(pieces[at], indices=number))
    if not wrong.any():
        return pieces, owner, 0
    parts, of = shapely.get_parts(areas[wrong], return_index=True)
    flat, inner = shapely.get_parts(parts, return_index=True)
    kept = (shapely.get_type_id(flat) == POLYGON) & ~shapely.is_empty(flat)
    place = np.flatnonzero(wrong)[of[inner[kept]]]
    # What encloses nothing stays as it is: it still has a place.
    replaced = np.zeros(len(owners), dtype=np.bool_)
    replaced[place] = True
    stays = np.ones(len(pieces), dtype=np.bool_)
    stays[at[replaced[number]]] = False
    return (
        np.concatenate([pieces[stays], flat[kept]]),
        np.concatenate([owner[stays], owners[place]]),
        int(replaced.sum()),
    )


def _first_places(pieces: Shapes) -> Shapes:
    """Give the first vertex of each shape as a point."""
    xy, index = shapely.get_coordinates(pieces, return_index=True)
    _, first = np.unique(index, return_index=True)
    points: Shapes = shapely.points(xy[first])
    return points
