"""Landings: jetties and ferry ends, and how far each is from a road and from water."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from gis.network.chains.feet import bank_metres
from gis.network.chains.waters import Water
from gis.network.graph import Network
from layers.crs import STORAGE_CRS
from layers.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

APART_M = 500.0
KINDS = ("jetty", "ferry_end")


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
    modelled
        Whether it is a jetty whose `trust` says so, such as one of `modelled_landings`,
        bool.
    """

    lon: Floats
    lat: Floats
    kind: NDArray[np.int8]
    row: Ints
    road_m: Floats
    water_m: Floats
    on_road: Flags
    on_water: Flags
    modelled: Flags

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
            Text(
                f"dermaga: baris {points.index[there][strange[0]]} berupa "
                f"{shapes[strange[0]].geom_type}; yang diminta titik ({len(strange)} baris "
                "bukan): ambil dahulu representative_point() dari bidangnya",
                f"jetties: row {points.index[there][strange[0]]} is a "
                f"{shapes[strange[0]].geom_type}; wanted points ({len(strange)} rows are not): "
                "take representative_point() of areas first",
            )
        )
    return np.flatnonzero(there), shapely.get_coordinates(shapes), np.flatnonzero(~there)


def modelled_rows(jetties: gpd.GeoSeries | gpd.GeoDataFrame | None, rows: Ints) -> Flags:
    """Tell which rows of the jetties say in a column `trust` that they are modelled.

    Parameters
    ----------
    jetties
        With or without such a column.
    rows
        Positions in them.
    """
    if jetties is None or "trust" not in getattr(jetties, "columns", ()):
        return np.zeros(len(rows), dtype=np.bool_)
    told = jetties["trust"].astype(object).to_numpy()[rows]
    return np.asarray(told == "modelled", dtype=np.bool_)


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
    metres = bank_metres(water, lonlat, look_m=within_m)
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
