"""Barriers: water that ways off the network do not cross, but where a road leads over it."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gis.checks import has_shape, to_lonlat
from gis.errors import InputError
from gis.network.graph import Network
from gis.network.kernels.fences import Fences, crossed, cuts_of
from gis.network.kernels.levels import mean_scale
from gis.network.noding.cells import cells_of
from gis.parts import in_parts
from layers.text import Text

# Shores are looked up in cells four pieces wide.
_PER_CELL = 4.0
# Roads are cut off that far from the shore, so that no way starts on it.
_OFF_M = 0.05
_AREA, _AREAS = 3, 6
# So many ways are looked at together.
_PART = 20_000

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Barriers:
    """Water in EPSG:4326, ready to be asked about many straight ways.

    Attributes
    ----------
    areas
        Polygons that do not overlap.
    fences
        Their shores, and lines without a width, by cells.
    ashore
        Whether a way may start in the water and go ashore once: that of a jetty, of a
        house on stilts, of a cell whose middle lies in a river. Without, whoever is in
        the water is cut off.
    """

    areas: Shapes
    fences: Fences
    ashore: bool = False

    def in_water(self, lonlat: Floats) -> Flags:
        """Tell which places (n × 2 lon/lat) lie in an area."""
        wet = np.zeros(len(lonlat), dtype=np.bool_)
        if not len(self.areas) or not len(lonlat):
            return wet
        place, area = shapely.STRtree(self.areas).query(shapely.points(lonlat))
        for a in np.unique(area):
            few = place[area == a]
            shapely.prepare(self.areas[a])
            wet[few] |= shapely.contains_xy(self.areas[a], lonlat[few])
        return wet

    def cut(self, here: Floats, there: Floats) -> Flags:
        """Tell which straight ways, from places to the network, are barred.

        Parameters
        ----------
        here, there
            Lon/lat, n × 2 each.
        """
        found = in_parts(
            len(here), lambda part: crossed(self.fences, here[part], there[part], 2), _PART
        )
        times = np.concatenate(found)
        barred: Flags = times > 0
        once = np.flatnonzero(times == 1)
        if self.ashore:
            barred[once] = ~self.in_water(here[once])
        else:
            dry = np.flatnonzero(times == 0)
            barred[dry] = self.in_water(here[dry])
        return barred

    def dry(self, ends: Floats) -> tuple[Floats, NDArray[np.int64]]:
        """Cut what lies in water out of straight pieces of roads.

        Parameters
        ----------
        ends
            Lon/lat of both ends, n × 4.

        Returns
        -------
        tuple
            The pieces that are left (k × 4), a little off the shore, and which piece
            each was part of.
        """
        which, along = cuts_of(self.fences, ends)
        n = len(ends)
        owner = np.concatenate([np.arange(n), np.arange(n), which])
        at = np.concatenate([np.zeros(n), np.ones(n), np.clip(along, 0.0, 1.0)])
        order = np.lexsort((at, owner))
        owner, at = owner[order], at[order]
        same = owner[1:] == owner[:-1]
        owner, start, end = owner[:-1][same], at[:-1][same], at[1:][same]
        east, north = mean_scale(float(ends[:, 1].mean())) if n else (1.0, 1.0)
        metres = np.hypot(
            (ends[owner, 2] - ends[owner, 0]) * east, (ends[owner, 3] - ends[owner, 1]) * north
        )
        with np.errstate(divide="ignore"):
            off = np.where(metres > 0.0, _OFF_M / metres, 0.0)
        start, end = start + off * (start > 0.0), end - off * (end < 1.0)
        some = (end > start) | (metres == 0.0)
        owner, start, end = owner[some], start[some, None], end[some, None]
        a, b = ends[owner, :2], ends[owner, 2:]
        parts = np.concatenate([a + start * (b - a), a + end * (b - a)], axis=1)
        kept = ~self.in_water((parts[:, :2] + parts[:, 2:]) / 2.0)
        return parts[kept], owner[kept]


def cut_at_shores(course: Floats, barriers: Barriers) -> tuple[Floats, Flags]:
    """Put a vertex on a line wherever it comes to water, and tell which segments are on land.

    Parameters
    ----------
    course
        Lon/lat of its vertices in EPSG:4326, k × 2.
    barriers
        The water.
    """
    a, b = course[:-1], course[1:]
    parts, which = barriers.dry(np.concatenate([a, b], axis=1))
    length = np.maximum(np.hypot(*(b - a).T)[which], np.finfo(float).tiny)
    along = [np.hypot(*(parts[:, i : i + 2] - a[which]).T) / length for i in (0, 2)]
    at = np.unique(np.concatenate([np.arange(len(course)), *(which + s for s in along)]))
    found = np.column_stack([np.interp(at, np.arange(len(course)), xy) for xy in course.T])
    return found, ~barriers.in_water((found[:-1] + found[1:]) / 2.0)


def barriers_of(
    water: gpd.GeoSeries | gpd.GeoDataFrame,
    *,
    width_m: ArrayLike | None = None,
    bridges: Network | None = None,
    open_m: float = 10.0,
    ashore: bool = True,
) -> Barriers:
    """Make barriers of lakes, the sea and rivers, open where roads lead over them.

    Parameters
    ----------
    water
        Areas and lines in any known CRS; missing and empty ones bar nothing.
    width_m
        Width of rivers drawn as lines, one for all or one per row: they become areas.
        A line without a width, or of none (0 or NaN), bars as the line it is.
    bridges
        A network whose edges open the water where they lead over it; ferries and
        toll roads, which have no frontage, do not.
    open_m
        How far to each side of such an edge there is no water, in metres: for bridges,
        and for quays that the water was drawn over.
    ashore
        As in `Barriers`.

    Raises
    ------
    CRSError, GeometryError
        If the water has no CRS, or a coordinate is not finite.
    InputError
        If a width is negative, there is not one for each row, or `open_m` is not above 0.

    Examples
    --------
    >>> river = gpd.GeoSeries([shapely.LineString([(117, -1), (117, 1)])], crs=4326)
    >>> barriers = barriers_of(river, width_m=200)
    >>> barriers.cut(np.array([[116.99, 0.0]]), np.array([[117.01, 0.0]])).tolist()
    [True]
    """
    if not open_m > 0.0:
        raise InputError(
            Text(
                f"open_m adalah {open_m}; yang diminta meter di atas 0",
                f"open_m is {open_m}; wanted metres above 0",
            )
        )
    lonlat = to_lonlat(water, "barriers")
    there = has_shape(lonlat)
    shapes = lonlat.to_numpy()[there]
    widths = _widths(width_m, len(lonlat))[there]
    areas = np.isin(shapely.get_type_id(shapes), (_AREA, _AREAS))
    wide = ~areas & (widths > 0.0)
    parts = np.concatenate([shapes[areas], _widened(shapes[wide], widths[wide] / 2.0)])
    united = shapely.get_parts(shapely.disjoint_subset_union_all(shapely.make_valid(parts)))
    united = united[shapely.get_type_id(united) == _AREA]
    lines = shapes[~areas & ~wide]
    if bridges is not None:
        united, lines = (_opened(some, bridges, open_m) for some in (united, lines))
    return Barriers(united, _fences(np.concatenate([shapely.boundary(united), lines])), ashore)


def _widths(width_m: ArrayLike | None, n: int) -> Floats:
    given = np.asarray(0.0 if width_m is None else width_m, dtype=np.float64)
    if given.shape not in {(), (n,)}:
        raise InputError(
            Text(
                f"width_m berbentuk {given.shape}; yang diminta satu lebar, atau satu untuk "
                f"setiap baris ({n})",
                f"width_m has shape {given.shape}; wanted one width, or one per row ({n})",
            )
        )
    widths = np.where(np.isnan(given), 0.0, np.broadcast_to(given, n))
    if (widths < 0.0).any() or not np.isfinite(widths).all():
        raise InputError(
            Text(
                f"width_m memuat {widths[(widths < 0.0) | np.isinf(widths)][0]}; yang diminta "
                "meter 0 atau lebih, hingga",
                f"width_m holds {widths[(widths < 0.0) | np.isinf(widths)][0]}; wanted metres of "
                "0 or more, finite",
            )
        )
    return widths


def _widened(lines: Shapes, radius_m: ArrayLike) -> Shapes:
    """Draw the ground within metres of lines, each by the scale at its middle."""
    if not len(lines):
        return lines
    bounds = shapely.bounds(lines)
    radius = np.broadcast_to(np.asarray(radius_m, dtype=np.float64), len(lines))
    wide = np.empty(len(lines), dtype=object)
    for i, (line, r) in enumerate(zip(lines, radius, strict=True)):
        scale = np.array(mean_scale(float(bounds[i, [1, 3]].mean())))
        flat = shapely.transform(line, lambda xy, s=scale: xy * s)
        wide[i] = shapely.transform(shapely.buffer(flat, r), lambda xy, s=scale: xy / s)
    return wide


def _opened(shapes: Shapes, bridges: Network, open_m: float) -> Shapes:
    """Take the ground beside edges with frontage out of water."""
    edges = bridges.shapes()[bridges.frontage]
    over = np.unique(shapely.STRtree(edges).query(shapes, predicate="intersects")[1])
    if not len(over):
        return shapes
    decks = _widened(edges[over], open_m)
    which, deck = shapely.STRtree(decks).query(shapes)
    left = shapes.copy()
    for i in np.unique(which):
        left[i] = shapely.difference(shapes[i], shapely.union_all(decks[deck[which == i]]))
    parts = shapely.get_parts(left)
    some: Shapes = parts[~shapely.is_empty(parts)]
    return some


def _fences(shapes: Shapes) -> Fences:
    xy, owner = shapely.get_coordinates(shapely.get_parts(shapes), return_index=True)
    same = owner[1:] == owner[:-1]
    a, b = xy[:-1][same], xy[1:][same]
    cells = cells_of(a, b, 0.0, per_cell=_PER_CELL)
    grid = np.array([cells.west, cells.south, cells.size])
    return Fences(np.concatenate([a, b], axis=1), cells.key, cells.offsets, cells.segment, grid)
