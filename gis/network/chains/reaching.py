"""Reaching: places put on a chain by road, by the bank and by a jetty, all kept."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import TypeAlias

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis.checks import require_positive
from gis.geodesic import earth_centred, geodesic_m
from gis.network.chains.chain import Chain
from gis.network.chains.feet import lines_at
from gis.network.places import Snapped, placed
from gis.network.snapping import SegmentIndex, lonlat_there, segment_index, snap

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Points: TypeAlias = gpd.GeoSeries | gpd.GeoDataFrame | Floats

WAYS = ("land", "bank", "landing")
# How much the straight way through the earth may fall short of the geodesic.
_SLACK = 1.001
# What a place that is not on the network has; NaN elsewhere.
_OFF = MappingProxyType({"edge": -1, "component": -1, "side": 0})


@dataclass(frozen=True, slots=True, eq=False)
class ChainPlaces:
    """Where points may join a chain: a row for each point and way, the ways side by side.

    Rows ``g * i`` to ``g * (i + 1) - 1`` are the g ways of point i: by land, by the bank of
    each boat that stops anywhere along it, each once more to what is joined to the most
    where the nearest leads nowhere, and by the nearest jetty or ferry end. A way that is
    too far is off the network, as `Snapped` has it.

    Attributes
    ----------
    leaving, arriving
        The rows as places of the chain's network, for those who set out from a point
        and for those who get there: getting on a boat takes longer than getting off.
    way
        Position in `WAYS` of each of the g ways, int8.
    part
        Position in ``chain.parts`` of each of the g ways, int8; -1 by a landing.
    walk_m
        Metres of each row on foot, to the road, the bank or the landing, float64.
    """

    leaving: Snapped
    arriving: Snapped
    way: NDArray[np.int8]
    part: NDArray[np.int8]
    walk_m: Floats

    def __len__(self) -> int:
        """How many points there are, on the chain or not."""
        return len(self.leaving) // len(self.way)

    @property
    def n_ways(self) -> int:
        """How many rows each point has."""
        return len(self.way)

    def reached(self) -> NDArray[np.bool_]:
        """Tell which points can join the chain by any way, bool."""
        on = (self.leaving.edge >= 0).reshape(-1, self.n_ways)
        return np.asarray(on.any(axis=1), dtype=np.bool_)

    def one(self, point: int) -> ChainPlaces:
        """Give one of the points.

        Parameters
        ----------
        point
            Its position.
        """
        rows = slice(point * self.n_ways, (point + 1) * self.n_ways)
        return ChainPlaces(
            self.leaving.chosen(rows),
            self.arriving.chosen(rows),
            self.way,
            self.part,
            self.walk_m[rows],
        )


@dataclass(frozen=True, slots=True, eq=False)
class ChainIndex:
    """The segments of each part that can be joined along, to be kept beside the chain.

    `part` are positions in ``chain.parts``; `segments` the index of each, and `main` that
    of its edges in component 0 of the network.
    """

    part: tuple[int, ...]
    segments: tuple[SegmentIndex, ...]
    main: tuple[SegmentIndex, ...]


def chain_index(chain: Chain) -> ChainIndex:
    """Sort the segments of the land, and of each water with landing along it, for `snap_chain`.

    Parameters
    ----------
    chain
        The chain. Waters are for those on foot: a vehicle gets to a boat by road only.
    """
    main = chain.network.component[chain.network.tail] == 0
    marks = {
        k: chain.edge_part == k
        for k, part in enumerate(chain.parts)
        if part.kind == "land" or (part.kind == "water" and is_on_foot(chain))
    }
    chosen = [k for k, mark in marks.items() if k == 0 or (mark & chain.network.frontage).any()]
    return ChainIndex(
        tuple(chosen),
        tuple(segment_index(chain.network, only=marks[k]) for k in chosen),
        tuple(segment_index(chain.network, only=marks[k] & main) for k in chosen),
    )


def is_on_foot(chain: Chain) -> bool:
    """Tell whether people on foot travel by the chain, and not with a vehicle.

    Parameters
    ----------
    chain
        The chain.
    """
    return chain.parts[0].id == "walk"


def snap_chain(
    chain: Chain,
    points: Points,
    *,
    limit_m: float,
    access_kmh: float,
    index: ChainIndex | None = None,
    barriers: gpd.GeoSeries | gpd.GeoDataFrame | None = None,
) -> ChainPlaces:
    """Put each point on a chain by every way there is: road, bank, jetty.

    Nobody is lost because the nearest edge is a road that leads nowhere: whoever lives by
    a river that boats stop along keeps the way by boat as well, and where the nearest river
    or, if barriers are given, road hangs loose, the nearest one of component 0 within the
    limit is kept beside it.
    The search takes the quickest. Who takes a vehicle along joins by road alone. The way
    to the water ends at its bank, half the width of the nearest water off its line; getting
    on there takes the boarding time of that water.

    Parameters
    ----------
    chain
        The chain.
    points
        Points in any known CRS, or lon/lat (n × 2). A missing or empty one is not on the
        chain.
    limit_m
        How far a road, a bank or a landing may be, in metres.
    access_kmh
        Speed on foot to there.
    index
        Of `chain_index`, made anew without it.
    barriers
        What the way to a road must not cross, as for `gis.network.snap`.

    Raises
    ------
    CRSError
        If there is no CRS, or coordinates that cannot be in it.
    GeometryError
        If a geometry is no point, or a coordinate is not finite.
    InputError
        If the limit or the speed is not above 0.
    """
    require_positive(limit_m, "limit_m")
    speed = require_positive(access_kmh, "access_kmh") / 3.6
    index = chain_index(chain) if index is None else index
    how = _How(limit_m, access_kmh, barriers)
    found: list[_Way] = []
    for k, near, main in zip(index.part, index.segments, index.main, strict=True):
        way = _by_edge(chain, points, how, (k, near))
        found.append(way)
        astray = np.flatnonzero(way.places.component > 0)
        # Without a word on barriers, an island's other road is across the water.
        if len(astray) and (k > 0 or barriers is not None):
            some = points[astray] if isinstance(points, np.ndarray) else points.iloc[astray]
            other = _by_edge(chain, some, how, (k, main))
            if (other.places.edge >= 0).any():
                found.append(_spread(other, astray, len(points)))
    if is_on_foot(chain) and (chain.landing_edge >= 0).any():
        found.append(_by_landing(chain, points, limit_m))
    walk = np.column_stack([way.walk_m for way in found]).ravel()
    get_on = np.column_stack([way.boarding_s for way in found]).ravel()
    part = np.array([way.part for way in found], dtype=np.int8)
    off = np.array([chain.parts[k].alighting_s if k > 0 else 0.0 for k in part])
    rows = _side_by_side([way.places for way in found])
    walked = walk / speed
    return ChainPlaces(
        leaving=replace(rows, distance_m=walk, access_seconds=walked + get_on),
        arriving=replace(rows, distance_m=walk, access_seconds=walked + np.tile(off, len(points))),
        way=np.array([way.kind for way in found], dtype=np.int8),
        part=part,
        walk_m=walk,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _How:
    """How far and how quickly people walk, and what the way to a road must not cross."""

    limit_m: float
    access_kmh: float
    barriers: gpd.GeoSeries | gpd.GeoDataFrame | None


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """One way of all points: places, metres on foot, seconds to get on, kind and part."""

    places: Snapped
    walk_m: Floats
    boarding_s: Floats
    kind: int
    part: int


def _by_edge(
    chain: Chain,
    points: Points,
    how: _How,
    where: tuple[int, SegmentIndex],
) -> _Way:
    """Put points on the nearest road, or on the nearest water with landing along it."""
    part, segments = where
    if part > 0:
        return _by_bank(chain, points, how.limit_m, where)
    land = snap(
        chain.network,
        points,
        limit_m=how.limit_m,
        access_kmh=how.access_kmh,
        index=segments,
        barriers=how.barriers,
    )
    return _Way(land, land.distance_m, np.zeros(len(land)), WAYS.index("land"), 0)


def _spread(way: _Way, rows: NDArray[np.intp], n: int) -> _Way:
    """Give a way of some of the points as one of all n, the others off it."""
    walk, seconds = np.full(n, np.nan), np.full(n, np.nan)
    walk[rows], seconds[rows] = way.walk_m, way.boarding_s
    held = {}
    for field in fields(Snapped):
        some = getattr(way.places, field.name)
        held[field.name] = np.full(n, _OFF.get(field.name, np.nan), dtype=some.dtype)
        held[field.name][rows] = some
    return _Way(Snapped(**held), walk, seconds, way.kind, way.part)


def _side_by_side(groups: list[Snapped]) -> Snapped:
    """Put the ways of each point side by side."""
    return Snapped(
        **{
            f.name: np.column_stack([getattr(group, f.name) for group in groups]).ravel()
            for f in fields(Snapped)
        }
    )


def _by_bank(
    chain: Chain,
    points: Points,
    limit_m: float,
    where: tuple[int, SegmentIndex],
) -> _Way:
    """Put points on a water; metres are to its bank."""
    part, segments = where
    lines = chain.network.vertex_line[segments.vertex]
    widest = float(chain.lines.half_width_m[lines].max(initial=0.0))
    near = snap(chain.network, points, limit_m=limit_m + widest, access_kmh=1.0, index=segments)
    line = lines_at(chain.network, near)
    bank = np.maximum(near.distance_m - chain.lines.half_width_m[line], 0.0)
    with np.errstate(invalid="ignore"):
        off = ~(bank <= limit_m)
    return _Way(
        without(near, off),
        np.where(off, np.nan, bank),
        np.where(off, np.nan, chain.lines.boarding_s[line]),
        WAYS.index("bank"),
        part,
    )


def without(places: Snapped, off: NDArray[np.bool_]) -> Snapped:
    """Give places, some of them taken off the network.

    Parameters
    ----------
    places
        All of them.
    off
        Which are not on the network, bool.
    """
    held = {name: array.copy() for name, array in places.arrays().items()}
    for name, values in held.items():
        values[off] = _OFF.get(name, np.nan)
    return Snapped(**held)


def _by_landing(chain: Chain, points: Points, limit_m: float) -> _Way:
    """Put points on the nearest landing that is joined."""
    there, lonlat = lonlat_there(points)
    joined = np.flatnonzero(chain.landing_edge >= 0)
    places = np.column_stack([chain.landings.lon, chain.landings.lat])[joined]
    tree = cKDTree(earth_centred(places))
    _, nearest = tree.query(earth_centred(lonlat), distance_upper_bound=limit_m * _SLACK)
    edge, metres = np.full(len(points), -1, dtype=np.int64), np.full(len(points), np.nan)
    near = np.flatnonzero(nearest < len(joined))
    away = geodesic_m(lonlat[near], places[nearest[near]])
    near, away = near[away <= limit_m], away[away <= limit_m]
    edge[there[near]] = chain.landing_edge[joined[nearest[near]]]
    metres[there[near]] = away
    at = placed(chain.network, edge, np.zeros(len(points)))
    return _Way(at, metres, np.where(edge >= 0, 0.0, np.nan), WAYS.index("landing"), -1)
