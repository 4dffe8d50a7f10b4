"""Power cells: a weighted Voronoi partition of the ground among points, without gaps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import ConvexHull, cKDTree
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from layers.starter.curves import Floats, smooth_noise, subdivide

GRID = 1e-6  # degrees; every stored boundary vertex lies on this grid (about 0.1 m)


@dataclass(frozen=True, slots=True)
class Sites:
    """Points in metres with their weights (square metres): the power distance is |p - s|² - w."""

    xy: Floats
    weight: Floats

    def locate(self, xy: Floats) -> npt.NDArray[np.intp]:
        """Name the site in whose cell each point lies (an array of site numbers)."""
        height = np.sqrt(self.weight.max() - self.weight)
        tree = cKDTree(np.column_stack([self.xy, height]))
        found = tree.query(np.column_stack([xy, np.zeros(len(xy))]))[1]
        return np.asarray(found, dtype=np.intp)


def fenced(xy: Floats, weight: Floats) -> Sites:
    """Add eight far sites around the given ones, so that every cell of theirs is closed."""
    centre, reach = xy.mean(axis=0), np.ptp(xy, axis=0).max()
    ring = np.array([[1, 0], [0, 1], [-1, 0], [0, -1], [1, 1], [-1, 1], [-1, -1], [1, -1]])
    return Sites(np.vstack([xy, centre + 1.2 * reach * ring]), np.r_[weight, np.zeros(len(ring))])


def relax(xy: Floats, weight: Floats, *, keep: float = 0.6, neighbours: int = 48) -> Floats:
    """Lower heavy weights until every site lies well inside its own cell.

    A site keeps its point when no neighbour's weight exceeds its own by more than the
    squared distance between them; `keep` < 1 leaves a margin.
    """
    distance, near = cKDTree(xy).query(xy, k=min(neighbours + 1, len(xy)))
    room = keep * distance[:, 1:] ** 2
    weight = weight.copy()
    for _ in range(100):
        allowed = weight[near[:, 1:]] + room
        lower = np.minimum(weight, allowed.min(axis=1))
        if np.allclose(lower, weight, rtol=0, atol=1.0):
            break
        weight = lower
    return weight


def match_areas(sites: Sites, wanted: Floats, sample: Floats, cell: float) -> Sites:
    """Shift weights so that cells come near their wanted areas, by counting sample points.

    Parameters
    ----------
    sites
        Sites to start from.
    wanted
        Wanted area of each site's cell in square metres; NaN leaves the weight alone.
    sample
        Points spread evenly over the ground, shape (m, 2).
    cell
        Ground that each sample point stands for, in square metres.
    """
    weight = sites.weight
    steady = ~(wanted > 3 * cell)
    for _ in range(14):
        owner = Sites(sites.xy, weight).locate(sample)
        have = np.bincount(owner, minlength=len(weight)) * cell
        missing = np.where(steady, 0.0, np.nan_to_num(wanted) - have)
        weight = relax(sites.xy, weight + 0.6 * missing / np.pi)
    return Sites(sites.xy, weight)


def borders(
    sites: Sites, rng: np.random.Generator, *, step: float, swing: float
) -> tuple[Any, Any]:
    """Draw the lines between neighbouring cells, bending a little.

    Each line stays within the two triangles it forms with the sites beside it, so lines
    never cross each other and never pass a site.

    Returns
    -------
    tuple
        LineStrings in metres, and the pair of site numbers beside each (shape (n, 2)).
    """
    start, end, pair = _ridges(sites)
    owner, t, xy = subdivide(start, end, step, 16)
    along = (end - start)[owner]
    length = np.maximum(np.hypot(*along.T), 1e-9)
    normal = np.column_stack([-along[:, 1], along[:, 0]]) / length[:, None]
    offset = swing * length * np.sqrt(np.clip(4 * t * (1 - t), 0, 1))
    offset *= smooth_noise(t, owner, rng)
    for side in (0, 1):
        to_site = sites.xy[pair[owner, side]] - start[owner]
        height = (to_site * normal).sum(axis=1)
        foot = (to_site * along).sum(axis=1) / length**2
        room = np.abs(height) * _tent(t, foot) * 0.6
        towards = np.sign(height) == np.sign(offset)
        offset = np.where(towards, np.clip(offset, -room, room), offset)
    xy = xy + normal * offset[:, None]
    xy[t == 1] = end[owner[t == 1]]
    return shapely.linestrings(xy, indices=owner), pair


def _tent(t: Floats, foot: Floats) -> Floats:
    rising = np.where(foot > 0, t / np.maximum(foot, 1e-9), np.inf)
    falling = np.where(foot < 1, (1 - t) / np.maximum(1 - foot, 1e-9), np.inf)
    return np.asarray(np.minimum(rising, falling))


def _ridges(sites: Sites) -> tuple[Floats, Floats, npt.NDArray[np.intp]]:
    centre = sites.xy.mean(axis=0)
    scale = np.ptp(sites.xy, axis=0).max()
    points = (sites.xy - centre) / scale
    lifted = np.column_stack([points, (points**2).sum(axis=1) - sites.weight / scale**2])
    hull = ConvexHull(lifted)
    down = hull.equations[:, 2] < -1e-12
    vertex = np.full((len(down), 2), np.nan)
    vertex[down] = hull.equations[down, :2] / (-2 * hull.equations[down, 2:3])
    face, slot = np.nonzero(down[:, None] & down[hull.neighbors])
    other = hull.neighbors[face, slot]
    once = face < other
    face, slot, other = face[once], slot[once], other[once]
    corners = hull.simplices[face]
    keep = np.arange(3)[None, :] != slot[:, None]
    pair = np.sort(corners[keep].reshape(-1, 2), axis=1)
    order = np.lexsort((pair[:, 1], pair[:, 0]))
    back = [vertex[f[order]] * scale + centre for f in (face, other)]
    return back[0], back[1], pair[order].astype(np.intp)


def partition(
    lines: npt.NDArray[Any], ground: BaseGeometry, points: npt.NDArray[Any]
) -> list[BaseGeometry]:
    """Cut the ground along lines and give each point the pieces of its cell.

    A piece that water cuts off from its own point goes to the neighbour it borders on most;
    islands, which border on nobody, stay. Everything is noded on one grid of 1e-6 degrees, so
    neighbours share every vertex.

    Parameters
    ----------
    lines
        Borders between cells (EPSG:4326); together they close every cell.
    ground
        Polygon or MultiPolygon to be shared out (EPSG:4326).
    points
        One point in each cell.

    Returns
    -------
    list
        One Polygon or MultiPolygon for each point, empty where it has no ground.
    """
    closed = _polygons(lines)
    cells = closed[_first_hit(closed, points)]
    faces, inside = split_ground(lines, ground)
    face, cell = STRtree(cells).query(inside, predicate="within")
    return joined(faces[face], settled(faces[face], cell, points), len(points))


def settled(
    faces: npt.NDArray[Any], owner: npt.NDArray[np.intp], points: npt.NDArray[Any]
) -> npt.NDArray[np.intp]:
    """Give faces that do not hold their owner's point to the neighbour they border on most.

    Parameters
    ----------
    faces
        Polygons that share their vertices (a coverage).
    owner
        Which point each face belongs to.
    points
        The owners' points.

    Returns
    -------
    numpy.ndarray
        The owner of each face after that; a face without neighbours keeps its own.
    """
    out = owner.copy()
    home = np.asarray(shapely.intersects(faces, points[owner]), dtype=bool)
    homeless = ~np.isin(owner, owner[home])
    stray, other = STRtree(faces).query(faces[~home & ~homeless], predicate="touches")
    stray = np.flatnonzero(~home & ~homeless)[stray]
    border = shapely.length(shapely.intersection(faces[stray], faces[other]))
    placed = home | homeless
    while True:
        usable = ~placed[stray] & placed[other] & (border > 0)
        if not usable.any():
            return out
        best = np.lexsort((border[usable], stray[usable]))
        a, b = stray[usable][best], other[usable][best]
        last = np.r_[a[1:] != a[:-1], True]
        out[a[last]] = out[b[last]]
        placed[a[last]] = True


def split_ground(
    lines: npt.NDArray[Any], ground: BaseGeometry
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Cut the ground along lines into faces that share every vertex with their neighbours.

    Returns
    -------
    tuple
        The faces (Polygons, EPSG:4326), and a point inside each.
    """
    noded = shapely.union_all(np.r_[lines, shapely.boundary(ground)], grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([noded]))
    inside = shapely.point_on_surface(faces)
    shapely.prepare(ground)
    keep = shapely.contains_properly(ground, inside)
    return faces[keep], inside[keep]


def joined(faces: npt.NDArray[Any], owner: npt.NDArray[Any], n_owners: int) -> list[BaseGeometry]:
    """Join the faces of each owner; an owner without faces gets an empty polygon."""
    order = np.argsort(owner, kind="stable")
    split = np.searchsorted(owner[order], np.arange(n_owners + 1))
    groups = (faces[order[a:b]] for a, b in pairwise(split))
    return [shapely.coverage_union_all(g) if len(g) else shapely.Polygon() for g in groups]


def _polygons(lines: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.asarray(shapely.get_parts(shapely.polygonize([shapely.union_all(lines)])))


def _first_hit(faces: npt.NDArray[Any], points: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    point, face = STRtree(faces).query(points, predicate="intersects")
    found = np.full(len(points), -1, dtype=np.intp)
    found[point[::-1]] = face[::-1]
    return found
