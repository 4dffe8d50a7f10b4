"""Snapping: the nearest place on the edges of a network for each point, by segments.

Distances are taken in the plane that touches the ellipsoid half-way between the point
and its foot; within 100 km that is the geodesic to a few parts in a million, and the
distance given out is the geodesic itself. Segments are straight in lon/lat, as drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.checks import (
    has_shape,
    lonlat_of_points,
    require_crs,
    require_lonlat,
    require_positive,
)
from gis.errors import GeometryError, InputError
from gis.geodesic import geodesic_m
from gis.network.graph import Network
from gis.network.ground.barriers import Barriers, barriers_of
from gis.network.kernels.segments import Segments, free_segments, nearest_segments
from gis.network.noding.cells import cells_of
from gis.network.places import Snapped, placed
from gis.parts import in_parts
from layers.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Cells four mean segments wide: few of them are empty on the way to a far network.
_PER_CELL = 4.0
_ON_M = 1e-3
_POINT = 0
_NAMES = tuple(field.name for field in fields(Snapped))
# So many points are put on a network by one thread at a time.
PART = 20_000
# Points whose way is barred take long, each.
BARRED_PART = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class SegmentIndex:
    """The segments of a network that can be joined along, by cells; to be kept beside it.

    Attributes
    ----------
    vertex
        Vertex each segment starts from, int64, s.
    edge
        Edge of each segment, int64, s.
    key, offsets, segment
        Cells as `gis.network.noding.cells.Cells` has them.
    grid
        West and south of the grid and the size of a cell in degrees, float64, 3.
    """

    vertex: Ints
    edge: Ints
    key: Ints
    offsets: Ints
    segment: Ints
    grid: Floats

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Give all fields by name, to be saved; ``SegmentIndex(**arrays)`` gives the index back."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def segment_index(network: Network, *, only: NDArray[np.bool_] | None = None) -> SegmentIndex:
    """Sort the segments that can be joined along into cells, for `snap`.

    Parameters
    ----------
    network
        The network.
    only
        Whether an edge may be joined, bool, m: for example those of its largest
        component, ``network.component[network.tail] == 0``. Edges without frontage are
        never joined.

    Raises
    ------
    InputError
        If `only` is not one mark per edge.
    """
    chosen = network.frontage
    if only is not None:
        marks = np.asarray(only)
        if marks.shape != (network.n_edges,) or marks.dtype != np.bool_:
            raise InputError(
                Text(
                    f"only berbentuk {marks.shape} dari {marks.dtype}; yang diminta satu ya atau "
                    f"tidak untuk setiap ruas ({network.n_edges})",
                    f"only has shape {marks.shape} of {marks.dtype}; wanted one yes or no per "
                    f"edge ({network.n_edges})",
                )
            )
        chosen = chosen & marks
    sizes = np.diff(network.vertex_offsets) - 1
    edge = np.repeat(np.arange(network.n_edges), sizes)
    vertex = np.arange(len(edge)) + edge
    kept = chosen[edge]
    edge, vertex = edge[kept], vertex[kept]
    lonlat = np.column_stack([network.vertex_lon, network.vertex_lat])
    cells = cells_of(lonlat[vertex], lonlat[vertex + 1], 0.0, per_cell=_PER_CELL)
    grid = np.array([cells.west, cells.south, cells.size])
    return SegmentIndex(vertex, edge, cells.key, cells.offsets, cells.segment, grid)


def snap(
    network: Network,
    points: gpd.GeoSeries | gpd.GeoDataFrame | Floats,
    *,
    limit_m: float,
    access_kmh: float,
    index: SegmentIndex | None = None,
    barriers: Barriers | gpd.GeoSeries | gpd.GeoDataFrame | None = None,
) -> Snapped:
    """Put each point on the nearest edge, at the nearest place along it.

    Parameters
    ----------
    network
        The network.
    points
        Points in any known CRS, or lon/lat in EPSG:4326 as an array (n × 2). A missing or
        empty one is not on the network.
    limit_m
        How far a point may be from the network, in metres along the geodesic; one
        that is farther is not on it.
    access_kmh
        Speed off the network, for `access_seconds`.
    index
        Of `segment_index`, made anew without it.
    barriers
        Water that the way to the network must not cross, from
        `gis.network.ground.barriers.barriers_of`: a point whose nearest place lies
        behind some takes the nearest segment whose nearest place does not, or is not on
        the network. Lines or areas in any known CRS will do, closed to who is in them.

    Returns
    -------
    Snapped
        One entry per point, on the points' order.

    Raises
    ------
    CRSError
        If there is no CRS, or coordinates that cannot be in it.
    GeometryError
        If a geometry is no point, or a coordinate is not finite.
    InputError
        If the limit or the speed is not above 0.

    Examples
    --------
    >>> street = Network.from_edges([[117.0, 0.0], [117.01, 0.0]], [[0, 1]], [60.0])
    >>> clinic = gpd.GeoSeries([shapely.Point(117.0025, 0.001)], crs=4326)
    >>> place = snap(street, clinic, limit_m=500, access_kmh=4.5)
    >>> place.fraction.round(3).tolist(), place.distance_m.round(1).tolist(), place.side.tolist()
    ([0.25], [110.6], [1])
    """
    require_positive(limit_m, "limit_m")
    speed = require_positive(access_kmh, "access_kmh") / 3.6
    there, lonlat = lonlat_there(points)
    index = segment_index(network) if index is None else index
    feet = _nearest(network, index, lonlat, float(limit_m))
    if barriers is not None:
        held = barriers if isinstance(barriers, Barriers) else barriers_of(barriers, ashore=False)
        feet = _past(network, index, lonlat, feet, _Bounds(held, float(limit_m)))
    parts = in_parts(
        len(lonlat), lambda part: _on_edges(network, feet.of(part), lonlat[part], speed), PART
    )
    whole = Snapped(**{n: np.concatenate([getattr(part, n) for part in parts]) for n in _NAMES})
    if len(there) == len(points):
        return whole
    nowhere = placed(network, np.full(len(points), -1), 0.0, distance_m=np.nan)
    return nowhere.replaced(there, whole)


def _on_edges(network: Network, feet: _Feet, lonlat: Floats, speed: float) -> Snapped:
    """Put some points on edges where their nearest places are; `speed` (m/s) is off them."""
    rows = np.flatnonzero(feet.vertex >= 0)
    vertex, u, distance = feet.vertex[rows], feet.u[rows], feet.metres[rows]
    n = len(lonlat)
    edge, fraction = np.full(n, -1, dtype=np.int32), np.zeros(n)
    metres, side = np.full(n, np.nan), np.zeros(n, dtype=np.int8)
    edge[rows] = np.searchsorted(network.vertex_offsets, vertex, side="right") - 1
    start = network.vertex_m[vertex]
    at_m = start + u * (network.vertex_m[vertex + 1] - start)
    length = network.length_m[edge[rows]]
    share = np.divide(at_m, length, out=np.zeros(len(rows)), where=length > 0.0)
    fraction[rows] = np.clip(share, 0.0, 1.0)
    metres[rows] = distance
    inner = (fraction[rows] > 0.0) & (fraction[rows] < 1.0) & (distance > _ON_M)
    side[rows] = np.where(inner, _sides(network, vertex, lonlat[rows]), 0)
    return placed(
        network, edge, fraction, distance_m=metres, access_seconds=metres / speed, side=side
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Feet:
    """The nearest place of each point: vertex its segment starts from (-1: none), u, metres."""

    vertex: Ints
    u: Floats
    metres: Floats

    def of(self, part: slice) -> _Feet:
        """Give those of some points."""
        return _Feet(self.vertex[part], self.u[part], self.metres[part])


@dataclass(frozen=True, slots=True, eq=False)
class _Bounds:
    """What a way off the network must not cross, and how long it may be."""

    barriers: Barriers
    limit_m: float


def _nearest(network: Network, index: SegmentIndex, lonlat: Floats, limit_m: float) -> _Feet:
    """Give the nearest place of each point within the limit."""
    segments = _segments(network, index)

    def search(part: slice) -> _Feet:
        found = nearest_segments(lonlat[part], segments, limit_m)
        return _feet(network, index, lonlat[part], found, limit_m)

    return _joined(in_parts(len(lonlat), search, PART))


def _joined(parts: list[_Feet]) -> _Feet:
    return _Feet(
        np.concatenate([part.vertex for part in parts]),
        np.concatenate([part.u for part in parts]),
        np.concatenate([part.metres for part in parts]),
    )


def _segments(network: Network, index: SegmentIndex) -> Segments:
    vertices = np.column_stack([network.vertex_lon, network.vertex_lat])
    return Segments(vertices, index.vertex, index.key, index.offsets, index.segment, index.grid)


def _feet(
    network: Network,
    index: SegmentIndex,
    lonlat: Floats,
    found: tuple[Ints, Floats],
    limit_m: float,
) -> _Feet:
    """Measure the ways to segments found; those that are too long are none."""
    segment, u = found
    vertex, metres = np.full(len(lonlat), -1, dtype=np.int64), np.full(len(lonlat), np.nan)
    near = np.flatnonzero(segment >= 0)
    vertex[near] = index.vertex[segment[near]]
    metres[near] = geodesic_m(lonlat[near], _between(network, vertex[near], u[near]))
    vertex[~(metres <= limit_m)] = -1
    return _Feet(vertex, u, metres)


def _past(
    network: Network, index: SegmentIndex, lonlat: Floats, feet: _Feet, bounds: _Bounds
) -> _Feet:
    """Give points whose way crosses a barrier the nearest segment that none lies before."""
    on = np.flatnonzero(feet.vertex >= 0)
    ways = _between(network, feet.vertex[on], feet.u[on])
    cut = on[bounds.barriers.cut(lonlat[on], ways)]
    vertex, u, metres = feet.vertex.copy(), feet.u.copy(), feet.metres.copy()
    vertex[cut] = -1
    wet = bounds.barriers.in_water(lonlat[cut])
    again = cut if bounds.barriers.ashore else cut[~wet]
    crossings = wet.astype(np.int64) if bounds.barriers.ashore else np.zeros(len(again), np.int64)
    segments, points = _segments(network, index), lonlat[again]
    fences, limit_m = bounds.barriers.fences, bounds.limit_m

    def search(part: slice) -> _Feet:
        found = free_segments(points[part], segments, limit_m, fences, crossings[part])
        return _feet(network, index, points[part], found, limit_m)

    # Not on threads as a whole: geometries that are prepared are not to be shared by them.
    free = _joined(in_parts(len(points), search, BARRED_PART))
    vertex[again], u[again], metres[again] = free.vertex, free.u, free.metres
    return _Feet(vertex, u, metres)


def lonlat_there(
    points: gpd.GeoSeries | gpd.GeoDataFrame | Floats,
) -> tuple[NDArray[np.intp], Floats]:
    """Give the positions of points that are there, and their lon/lat (n × 2).

    Parameters
    ----------
    points
        As for `snap`.

    Raises
    ------
    CRSError
        If there is no CRS, or coordinates that cannot be in it.
    GeometryError
        If a geometry is no point, or a coordinate is not finite.
    """
    if isinstance(points, np.ndarray):
        return np.arange(len(points)), require_lonlat(points, "points")
    require_crs(points, "points")
    shapes = points.geometry
    there = np.flatnonzero(has_shape(shapes))
    kinds = shapely.get_type_id(shapes.to_numpy()[there])
    strange = there[kinds != _POINT]
    if len(strange):
        raise GeometryError(
            Text(
                f"points: baris {shapes.index[strange[0]]} berupa "
                f"{shapes.iloc[int(strange[0])].geom_type}; yang diminta titik ({len(strange)} "
                "baris bukan): ambil dahulu representative_point() dari bidangnya",
                f"points: row {shapes.index[strange[0]]} is a "
                f"{shapes.iloc[int(strange[0])].geom_type}; wanted points ({len(strange)} rows "
                "are not): take representative_point() of areas first",
            )
        )
    return there, lonlat_of_points(shapes.iloc[there], "points")


def _between(network: Network, vertex: Ints, u: Floats) -> Floats:
    """Give the lon/lat at a share of segments."""
    return np.column_stack(
        [
            values[vertex] * (1.0 - u) + values[vertex + 1] * u
            for values in (network.vertex_lon, network.vertex_lat)
        ]
    )


def _sides(network: Network, vertex: Ints, lonlat: Floats) -> NDArray[np.int8]:
    """Tell on which side of their segments points lie: 1 left, -1 right, 0 in line."""
    dx = network.vertex_lon[vertex + 1] - network.vertex_lon[vertex]
    dy = network.vertex_lat[vertex + 1] - network.vertex_lat[vertex]
    ex = lonlat[:, 0] - network.vertex_lon[vertex]
    ey = lonlat[:, 1] - network.vertex_lat[vertex]
    return np.sign(dx * ey - dy * ex).astype(np.int8)
