"""Landings: jetties and ferry ends, and how far each is from a road and from water."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis.checks import has_shape, require_positive, to_lonlat
from gis.errors import GeometryError
from gis.geodesic import earth_centred, geodesic_m
from gis.network.chains.crossings import clustered
from gis.network.chains.waters import Water
from gis.network.graph import Network
from gis.network.noding.comparing import DEGREE_M
from gis.network.places import Snapped, placed, segment_at
from gis.network.snapping import segment_index, snap
from layers.crs import STORAGE_CRS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# How far is looked, to tell how far off an unconnected landing is.
LOOK_M = 50_000.0
APART_M = 500.0
KINDS = ("jetty", "ferry_end")
_KMH = 4.5
_SLACK = 1.02


@dataclass(frozen=True, slots=True, eq=False)
class Landings:
    """Where people get on and off boats; one entry per landing.

    Attributes
    ----------
    lon, lat
        EPSG:4326, float64.
    kind
        Position in `KINDS`, int8.
    row
        Row in the jetties or, for the end of a ferry, in the waterways, int64.
    road_m, water_m
        Metres to the nearest road, and to the bank of the nearest water of any of the
        boats or the nearest ferry end, float64; NaN where there is none within 50 km.
    on_road, on_water
        Whether it is joined, bool.
    """

    lon: Floats
    lat: Floats
    kind: NDArray[np.int8]
    row: Ints
    road_m: Floats
    water_m: Floats
    on_road: Flags
    on_water: Flags

    def __len__(self) -> int:
        """How many landings there are."""
        return len(self.lon)

    def unconnected(self) -> list[dict[str, Any]]:
        """List the landings without a road or without water, with the distances."""
        return [
            {
                "kind": KINDS[self.kind[i]],
                "row": int(self.row[i]),
                "lon": round(float(self.lon[i]), 6),
                "lat": round(float(self.lat[i]), 6),
                "on_road": bool(self.on_road[i]),
                "on_water": bool(self.on_water[i]),
                "road_m": _metres(self.road_m[i]),
                "water_m": _metres(self.water_m[i]),
            }
            for i in np.flatnonzero(~(self.on_road & self.on_water))
        ]


def _metres(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 1)


def jetty_places(jetties: gpd.GeoSeries | gpd.GeoDataFrame | None) -> tuple[Ints, Floats, Ints]:
    """Give rows and lon/lat of jetties, and the rows of those without a geometry.

    Raises
    ------
    CRSError
        If there is no CRS, or coordinates that cannot be in it.
    GeometryError
        If a geometry is no point, or a coordinate is not finite.
    """
    if jetties is None:
        return np.zeros(0, dtype=np.int64), np.empty((0, 2)), np.zeros(0, dtype=np.int64)
    points = to_lonlat(jetties, "jetties")
    there = has_shape(points)
    shapes = points.to_numpy()[there]
    strange = np.flatnonzero(shapely.get_type_id(shapes) != 0)
    if len(strange):
        raise GeometryError(
            f"jetties: row {points.index[there][strange[0]]} is a {shapes[strange[0]].geom_type}; "
            f"wanted points ({len(strange)} rows are not): take representative_point() of areas "
            "first"
        )
    return np.flatnonzero(there), shapely.get_coordinates(shapes), np.flatnonzero(~there)


def crossing_ends(waters: Sequence[Water]) -> tuple[Floats, Ints, list[Ints]]:
    """Give the ends of ferry crossings, one for all boats that meet there.

    Returns
    -------
    tuple
        Lon/lat of the ends, the waterways' row of each, and for each water the end
        that each node of its crossings lies at.
    """
    nodes = [water.crossings.stretches.nodes for water in waters]
    rows = [_row_of_nodes(water) for water in waters]
    whole, row = np.concatenate(nodes), np.concatenate(rows)
    number = clustered(whole)
    _, first = np.unique(number, return_index=True)
    sizes = np.cumsum([0, *[len(n) for n in nodes]])
    of = [number[a:b] for a, b in pairwise(sizes)]
    return whole[first], row[first], of


def beside_ends(jetties: Floats, ends: Floats, limit_m: float) -> tuple[Ints, Ints, Floats]:
    """Pair jetties with the ends of ferries within a limit.

    Parameters
    ----------
    jetties, ends
        Lon/lat, j × 2 and f × 2.
    limit_m
        How far the end may be, in metres.

    Returns
    -------
    tuple
        Jetty and end of each pair, int64, and the metres between them.
    """
    none = np.zeros(0, dtype=np.int64)
    if not len(jetties) or not len(ends):
        return none, none, np.zeros(0)
    tree = cKDTree(earth_centred(ends))
    lists = tree.query_ball_point(earth_centred(jetties), limit_m, return_sorted=True)
    jetty = np.repeat(np.arange(len(jetties)), [len(few) for few in lists]).astype(np.int64)
    end = np.concatenate([np.asarray(few, dtype=np.int64) for few in lists])
    metres = geodesic_m(jetties[jetty], ends[end])
    near = metres <= limit_m
    return jetty[near], end[near], metres[near]


def _row_of_nodes(water: Water) -> Ints:
    rows = np.full(len(water.crossings.stretches.nodes), -1, dtype=np.int64)
    ends = water.crossings.stretches.ends
    rows[ends.ravel()] = np.repeat(water.crossings.line, 2)
    return rows


@dataclass(frozen=True, slots=True, eq=False)
class Feet:
    """Where landings meet a network: edge, fraction, metres to there and input line.

    On roads there is one entry per landing, edge and line -1 where the nearest is too far;
    on water one for each landing and each edge within the limit. `landing` tells which.
    """

    landing: Ints
    edge: Ints
    fraction: Floats
    metres: Floats
    line: Ints


def feet_on_roads(roads: Network, lonlat: Floats, limit_m: float) -> Feet:
    """Find the nearest road of each landing.

    Parameters
    ----------
    roads
        The network.
    lonlat
        The landings, h × 2.
    limit_m
        How far a road may be to be joined.
    """
    near = _looked(roads, lonlat, max(limit_m, LOOK_M))
    on = near.edge >= 0
    on[on] = near.distance_m[on] <= limit_m
    edge = np.where(on, near.edge, -1).astype(np.int64)
    line = np.where(on, lines_at(roads, near), -1)
    return Feet(np.arange(len(lonlat)), edge, near.fraction, near.distance_m, line)


def feet_on_water(water: Water, lonlat: Floats, limit_m: float) -> Feet:
    """Find the water within reach of landings: the nearest place of every edge.

    All of it, not the nearest alone, so that closing a river never opens another one.

    Parameters
    ----------
    water
        The waterways of a boat.
    lonlat
        The landings, h × 2.
    limit_m
        How far the bank, half the width off the line, may be.

    Returns
    -------
    Feet
        Metres are to the bank.
    """
    network = water.network
    if network is None or not len(lonlat):
        none = np.zeros(0, dtype=np.int64)
        return Feet(none, none, np.zeros(0), np.zeros(0), none)
    reach = limit_m + float(water.half_width_m.max(initial=0.0))
    landing, edge = _near_edges(network, lonlat, reach)
    points = gpd.GeoSeries(shapely.points(lonlat), crs=STORAGE_CRS)
    fraction, metres = np.zeros(len(edge)), np.full(len(edge), np.nan)
    for e in np.unique(edge):
        here = np.flatnonzero(edge == e)
        near = _on_edge(network, int(e), points.iloc[landing[here]], reach)
        fraction[here], metres[here] = near.fraction, near.distance_m
    found = np.isfinite(metres)
    places = placed(network, edge[found], fraction[found])
    line = lines_at(network, places)
    bank = np.maximum(metres[found] - water.half_width_m[line], 0.0)
    within = bank <= limit_m
    return Feet(
        landing[found][within],
        edge[found][within],
        fraction[found][within],
        bank[within],
        line[within],
    )


def bank_metres(water: Water, lonlat: Floats) -> Floats:
    """Give the metres from landings to the bank of the nearest water; NaN beyond 50 km.

    Parameters
    ----------
    water
        The waterways of a boat.
    lonlat
        The landings, h × 2.
    """
    if water.network is None:
        return np.full(len(lonlat), np.nan)
    near = _looked(_open(water.network), lonlat, LOOK_M)
    line = lines_at(water.network, near)
    half = np.where(line >= 0, water.half_width_m[line], 0.0)
    return np.maximum(near.distance_m - half, 0.0)


def _open(network: Network) -> Network:
    """Let a landing lie anywhere along water, wherever else boats stop."""
    return replace(network, frontage=np.ones(network.n_edges, dtype=np.bool_))


def _near_edges(network: Network, lonlat: Floats, reach_m: float) -> tuple[Ints, Ints]:
    """Pair landings with the edges whose boxes are within reach."""
    boxes = shapely.bounds(network.shapes())
    degrees = _SLACK * reach_m / DEGREE_M
    wide = degrees / np.cos(np.radians(np.clip(np.abs(lonlat[:, 1]) + degrees, 0.0, 85.0)))
    around = shapely.box(
        lonlat[:, 0] - wide, lonlat[:, 1] - degrees, lonlat[:, 0] + wide, lonlat[:, 1] + degrees
    )
    landing, edge = shapely.STRtree(shapely.box(*boxes.T)).query(around)
    order = np.lexsort((edge, landing))
    return landing[order].astype(np.int64), edge[order].astype(np.int64)


def _on_edge(network: Network, edge: int, points: gpd.GeoSeries, reach_m: float) -> Snapped:
    """Put points on one edge of a network."""
    only = np.zeros(network.n_edges, dtype=np.bool_)
    only[edge] = True
    index = segment_index(_open(network), only=only)
    return snap(network, points, limit_m=reach_m, access_kmh=_KMH, index=index)


def _looked(network: Network, lonlat: Floats, look_m: float) -> Snapped:
    points = gpd.GeoSeries(shapely.points(lonlat), crs=STORAGE_CRS)
    return snap(network, points, limit_m=look_m, access_kmh=_KMH)


def lines_at(network: Network, places: Snapped) -> Ints:
    """Give the input line at places on a network; -1 for those that are not on it."""
    line = np.full(len(places), -1, dtype=np.int64)
    on = np.flatnonzero(places.edge >= 0)
    edge = places.edge[on]
    metres = places.fraction[on] * network.length_m[edge]
    line[on] = network.vertex_line[segment_at(network, edge, metres)]
    return line


def modelled_landings(
    roads: Network, water: Water, *, within_m: float, apart_m: float = APART_M
) -> gpd.GeoDataFrame:
    """Take for landings, where no jetties are known, places on roads close to navigable water.

    A rule, not knowledge: use it where there is none, and say so.

    Parameters
    ----------
    roads
        The road network: the vertices of the edges that can be joined along are looked at.
    water
        The waterways of a boat.
    within_m
        How far the bank may be from the road, in metres.
    apart_m
        How far landings are from each other at least, the nearest to the water first.

    Returns
    -------
    geopandas.GeoDataFrame
        Points in EPSG:4326, with `distance_m` to the bank and `trust` ``modelled``.

    Raises
    ------
    InputError
        If a distance is not above 0.
    """
    require_positive(within_m, "within_m")
    require_positive(apart_m, "apart_m")
    along = np.repeat(roads.frontage, np.diff(roads.vertex_offsets))
    lonlat = np.unique(np.column_stack([roads.vertex_lon, roads.vertex_lat])[along], axis=0)
    if water.network is None:
        lonlat, metres = lonlat[:0], np.zeros(0)
    else:
        widest = float(water.half_width_m.max(initial=0.0))
        found = _looked(_open(water.network), lonlat, within_m + widest)
        line = lines_at(water.network, found)
        metres = np.maximum(found.distance_m - water.half_width_m[line], 0.0)
    near = np.flatnonzero(metres <= within_m)
    near = near[np.lexsort((lonlat[near, 0], metres[near].round(3)))]
    kept = near[_apart(lonlat[near], apart_m)]
    return gpd.GeoDataFrame(
        {"distance_m": metres[kept], "trust": "modelled"},
        geometry=shapely.points(lonlat[kept]),
        crs=STORAGE_CRS,
    )


def _apart(lonlat: Floats, apart_m: float) -> Ints:
    """Keep places in their order, dropping those too near to one kept before."""
    if not len(lonlat):
        return np.zeros(0, dtype=np.int64)
    xyz = earth_centred(lonlat)
    tree, free, kept = cKDTree(xyz), np.ones(len(xyz), dtype=np.bool_), []
    for k in range(len(xyz)):
        if free[k]:
            kept.append(k)
            free[tree.query_ball_point(xyz[k], apart_m)] = False
    return np.array(kept, dtype=np.int64)
