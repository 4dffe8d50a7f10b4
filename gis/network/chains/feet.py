"""Feet: where landings meet roads and water, and how far they are from them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.geodesic import geodesic_m
from gis.network.chains.waters import Water
from gis.network.graph import Network
from gis.network.noding.comparing import DEGREE_M
from gis.network.places import Snapped, placed, segment_at
from gis.network.snapping import snap
from layers.crs import STORAGE_CRS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# How far is looked, to tell how far off an unconnected landing is.
LOOK_M = 50_000.0
ON_LINE_M = 5.0
_KMH = 4.5
_SLACK = 1.02


@dataclass(frozen=True, slots=True, eq=False)
class Feet:
    """Where landings meet a network: edge, fraction, metres to there and input line.

    `landing` tells whose: on roads there is one entry for the nearest within the limit, on
    water one for every edge within the limit.
    """

    landing: Ints
    edge: Ints
    fraction: Floats
    metres: Floats
    line: Ints


def feet_on_roads(
    roads: Network, lonlat: Floats, limit_m: float, *, water: NDArray[np.object_] | None = None
) -> tuple[Feet, Floats]:
    """Find the nearest road of each landing, on its own side of the water.

    Parameters
    ----------
    roads
        The network.
    lonlat
        The landings, h × 2.
    limit_m
        How far a road may be to be joined.
    water
        Lines that the way to a road does not cross. What lies right on a line, within
        5 m, may be on either side of it: a jetty in the stream, a road on a bridge.

    Returns
    -------
    tuple
        The roads within the limit, and the metres from each landing to the nearest
        road, NaN beyond 50 km.
    """
    near = _looked(roads, lonlat, max(limit_m, LOOK_M))
    on = near.edge >= 0
    on[on] = near.distance_m[on] <= limit_m
    across = np.zeros(len(lonlat), dtype=np.bool_)
    if water is not None and len(water):
        across[on] = _crosses(lonlat[on], near.lon[on], near.lat[on], water)
    landing = np.flatnonzero(on & ~across)
    found = [_feet(roads, near, landing, landing)]
    other = np.flatnonzero(across)
    if len(other):
        points = gpd.GeoSeries(shapely.points(lonlat[other]), crs=STORAGE_CRS)
        banks = gpd.GeoSeries(water, crs=STORAGE_CRS)
        beside = snap(roads, points, limit_m=limit_m, access_kmh=_KMH, barriers=banks)
        rows = np.flatnonzero(beside.edge >= 0)
        found.append(_feet(roads, beside, other[rows], rows))
    whole = Feet(*(np.concatenate([getattr(feet, f.name) for feet in found]) for f in fields(Feet)))
    return whole, near.distance_m


def _feet(
    roads: Network, places: Snapped, landing: NDArray[np.intp], rows: NDArray[np.intp]
) -> Feet:
    return Feet(
        landing.astype(np.int64),
        places.edge[rows].astype(np.int64),
        places.fraction[rows],
        places.distance_m[rows],
        lines_at(roads, places)[rows],
    )


def _crosses(lonlat: Floats, lon: Floats, lat: Floats, water: NDArray[np.object_]) -> Flags:
    """Tell which ways from landings to roads cross a line of water between their ends."""
    foot = np.column_stack([lon, lat])
    metres = geodesic_m(lonlat, foot)
    inner = np.flatnonzero(metres > 2.0 * ON_LINE_M)
    step = (foot - lonlat)[inner] * (ON_LINE_M / metres[inner])[:, None]
    ways = shapely.linestrings(np.stack([lonlat[inner] + step, foot[inner] - step], axis=1))
    crossing = np.zeros(len(lonlat), dtype=np.bool_)
    crossing[inner[shapely.STRtree(water).query(ways, predicate="intersects")[0]]] = True
    return crossing


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


def bank_metres(water: Water, lonlat: Floats, *, look_m: float = LOOK_M) -> Floats:
    """Give the metres from landings to the bank of the nearest water.

    Parameters
    ----------
    water
        The waterways of a boat.
    lonlat
        The landings, h × 2.
    look_m
        Banks farther than that are not looked for: NaN.
    """
    if water.network is None:
        return np.full(len(lonlat), np.nan)
    widest = float(water.half_width_m.max(initial=0.0))
    near = _looked(_open(water.network), lonlat, look_m + widest)
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
    """Put points on one edge of a network, all others left out of the look."""
    one = slice(edge, edge + 1)
    part = slice(int(network.vertex_offsets[edge]), int(network.vertex_offsets[edge + 1]))
    alone = replace(
        network,
        tail=network.tail[one],
        head=network.head[one],
        length_m=network.length_m[one],
        seconds_forward=network.seconds_forward[one],
        seconds_backward=network.seconds_backward[one],
        frontage=np.ones(1, dtype=np.bool_),
        vertex_offsets=np.array([0, part.stop - part.start], dtype=np.int64),
        vertex_lon=network.vertex_lon[part],
        vertex_lat=network.vertex_lat[part],
        vertex_m=network.vertex_m[part],
        vertex_share=network.vertex_share[part],
        vertex_line=network.vertex_line[part],
    )
    return snap(alone, points, limit_m=reach_m, access_kmh=_KMH)


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
