"""Reaching: places put on a chain by road, by the bank and by a jetty, all kept."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis.checks import has_shape, require_positive
from gis.geodesic import earth_centred, geodesic_m
from gis.network.chains.chain import Chain
from gis.network.chains.landings import lines_at
from gis.network.places import Snapped, placed
from gis.network.snapping import SegmentIndex, segment_index, snap

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WAYS = ("land", "bank", "landing")
# How much the straight way through the earth may fall short of the geodesic.
_SLACK = 1.001


@dataclass(frozen=True, slots=True, eq=False)
class ChainPlaces:
    """Where points may join a chain: a row for each point and way, the ways side by side.

    Rows ``g * i`` to ``g * (i + 1) - 1`` are the g ways of point i: by land, by the bank of
    each boat that stops anywhere along it, and by the nearest jetty or ferry end. A way
    that is too far is off the network, as `Snapped` has it.

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
            rows_of(self.leaving, rows),
            rows_of(self.arriving, rows),
            self.way,
            self.part,
            self.walk_m[rows],
        )


def rows_of(places: Snapped, rows: slice | Ints | NDArray[np.bool_]) -> Snapped:
    """Give some of the places.

    Parameters
    ----------
    places
        All of them.
    rows
        Which.
    """
    return Snapped(**{f.name: getattr(places, f.name)[rows] for f in fields(Snapped)})


@dataclass(frozen=True, slots=True, eq=False)
class ChainIndex:
    """The segments of each part that can be joined along, to be kept beside the chain.

    `part` are positions in ``chain.parts``; `segments` the index of each.
    """

    part: tuple[int, ...]
    segments: tuple[SegmentIndex, ...]


def chain_index(chain: Chain) -> ChainIndex:
    """Sort the segments of the land, and of each water with landing along it, for `snap_chain`.

    Parameters
    ----------
    chain
        The chain.
    """
    parts = [k for k, p in enumerate(chain.parts) if p.kind in ("land", "water")]
    marks = [chain.edge_part == k for k in parts]
    chosen = [
        (k, segment_index(chain.network, only=mark))
        for k, mark in zip(parts, marks, strict=True)
        if k == 0 or (mark & chain.network.frontage).any()
    ]
    return ChainIndex(tuple(k for k, _ in chosen), tuple(index for _, index in chosen))


def snap_chain(
    chain: Chain,
    points: gpd.GeoSeries | gpd.GeoDataFrame,
    *,
    limit_m: float,
    access_kmh: float,
    index: ChainIndex | None = None,
    barriers: gpd.GeoSeries | gpd.GeoDataFrame | None = None,
) -> ChainPlaces:
    """Put each point on a chain by every way there is: road, bank, jetty.

    Nobody is lost because the nearest edge is a road that leads nowhere: whoever lives by
    a river that boats stop along keeps the way by boat as well, and the search takes the
    quicker one. The way to the water ends at its bank, half the width of the nearest water
    off its line; getting on there takes the boarding time of that water.

    Parameters
    ----------
    chain
        The chain.
    points
        Points in any known CRS. A missing or empty one is not on the chain.
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
    found: list[tuple[Snapped, Floats, Floats, int, int]] = []
    for k, segments in zip(index.part, index.segments, strict=True):
        if k == 0:
            land = snap(
                chain.network,
                points,
                limit_m=limit_m,
                access_kmh=access_kmh,
                index=segments,
                barriers=barriers,
            )
            found.append((land, land.distance_m, np.zeros(len(land)), 0, 0))
        else:
            found.append((*_by_bank(chain, points, limit_m, segments), 1, k))
    if (chain.landing_edge >= 0).any():
        found.append((*_by_landing(chain, points, limit_m), 2, -1))
    walk = np.column_stack([metres for _, metres, *_ in found]).ravel()
    get_on = np.column_stack([seconds for _, _, seconds, *_ in found]).ravel()
    part = np.array([k for *_, k in found], dtype=np.int8)
    off = np.array([chain.parts[k].alighting_s if k > 0 else 0.0 for k in part])
    rows = _side_by_side([places for places, *_ in found])
    walked = walk / speed
    return ChainPlaces(
        leaving=replace(rows, distance_m=walk, access_seconds=walked + get_on),
        arriving=replace(rows, distance_m=walk, access_seconds=walked + np.tile(off, len(points))),
        way=np.array([way for *_, way, _ in found], dtype=np.int8),
        part=part,
        walk_m=walk,
    )


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
    points: gpd.GeoSeries | gpd.GeoDataFrame,
    limit_m: float,
    segments: SegmentIndex,
) -> tuple[Snapped, Floats, Floats]:
    """Put points on a water; give the metres to its bank and the seconds to get on."""
    line = chain.network.vertex_line[segments.vertex]
    widest = float(chain.lines.half_width_m[line].max(initial=0.0))
    near = snap(chain.network, points, limit_m=limit_m + widest, access_kmh=1.0, index=segments)
    at = lines_at(chain.network, near)
    bank = np.maximum(near.distance_m - chain.lines.half_width_m[at], 0.0)
    with np.errstate(invalid="ignore"):
        off = ~(bank <= limit_m)
    return (
        without(near, off),
        np.where(off, np.nan, bank),
        np.where(off, np.nan, chain.lines.boarding_s[at]),
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
    held = {f.name: getattr(places, f.name).copy() for f in fields(Snapped)}
    for name, values in held.items():
        values[off] = -1 if name in ("edge", "component") else 0 if name == "side" else np.nan
    return Snapped(**held)


def _by_landing(
    chain: Chain, points: gpd.GeoSeries | gpd.GeoDataFrame, limit_m: float
) -> tuple[Snapped, Floats, Floats]:
    """Put points on the nearest landing that is joined; give the metres to there."""
    shapes = points.geometry.to_crs(4326)
    there = np.flatnonzero(has_shape(shapes))
    lonlat = shapely.get_coordinates(shapes.to_numpy()[there])
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
    return at, metres, np.where(edge >= 0, 0.0, np.nan)
