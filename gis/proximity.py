"""Which target is nearest, how far it is, and the band of distance each origin falls in.

Distances are geodesic metres on WGS 84. Between points the winner is exact: the
straight line through the earth never exceeds the geodesic, so a target whose
chord is longer than the best geodesic found cannot win. For lines and polygons
the nearest spot is sought in the plane (EPSG:32750, within 112-122 E, 10 S-10 N)
among every target that could win given the scale error of that plane, and the
distance to that spot is then taken along the geodesic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.checks import (
    has_shape,
    lonlat_of_points,
    require_crs,
    require_distances,
    require_not_empty,
    require_positive,
    to_lonlat,
)
from gis.errors import InputError
from gis.geodesic import count_within, geodesic_m, nearest_points
from layers.crs import METRIC_CRS, STORAGE_CRS, to_metric
from layers.text import Text

LONGEST_EDGE_DEG = 0.05
# Within the metric window EPSG:32750 stretches by -0.04 % to +0.4 % at most.
_PLANE_SLACK = 0.01
_POINT = 0

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest targets of each origin, and how many rows could not take part.

    `table` is on the origins' index: for `nearest` one row each, for `k_nearest`
    up to k rows each with a `rank` from 1. Columns: `target` (index value in the
    targets, missing where there is none) and `distance_m` (geodesic metres).
    """

    table: pd.DataFrame
    n_origins_without_shape: int
    n_targets_without_shape: int
    method: str


def nearest(
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    targets: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    max_distance_m: float | None = None,
) -> Nearest:
    """Find the nearest target of every origin, with its distance along the geodesic.

    Parameters
    ----------
    origins, targets
        Any geometries, each in a known CRS (they need not share one). Rows
        without a geometry are kept with a missing result, and counted.
    max_distance_m
        Farther targets do not count.

    Returns
    -------
    Nearest
        `table` has exactly the origins' rows, in their order. Of targets at the
        same distance the one that comes first wins.

    Raises
    ------
    CRSError
        If a frame has no CRS, or lines and polygons lie outside EPSG:32750's window.
    EmptyInputError
        If `targets` holds no geometry.

    Examples
    --------
    >>> from shapely import Point
    >>> homes = gpd.GeoSeries([Point(117.0, 0.0)], index=["home"], crs=4326)
    >>> clinics = gpd.GeoSeries([Point(117.1, 0.0), Point(117.01, 0.0)], crs=4326)
    >>> nearest(homes, clinics).table.round(1)
          target  distance_m
    home       1      1113.2
    """
    found = _search(origins, targets, 1, max_distance_m)
    table = pd.DataFrame(
        {"target": targets.index[found.target], "distance_m": found.metres}, index=found.origin
    )
    if len(table) < len(origins):
        if pd.api.types.is_integer_dtype(table["target"]):
            table["target"] = table["target"].astype("Int64")
        table = table.reindex(np.arange(len(origins)))
    return found.named(table.set_axis(origins.index))


def k_nearest(
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    targets: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    k: int,
    max_distance_m: float | None = None,
) -> Nearest:
    """Find the k nearest targets of every origin, nearest first.

    Parameters
    ----------
    origins, targets
        Any geometries, each in a known CRS (they need not share one).
    k
        How many targets at most per origin.
    max_distance_m
        Farther targets do not count.

    Returns
    -------
    Nearest
        `table` repeats the origins' index, with `rank`, `target`, `distance_m`;
        origins with no target in reach have no row.

    Raises
    ------
    CRSError
        If a frame has no CRS, or lines and polygons lie outside EPSG:32750's window.
    EmptyInputError
        If `targets` holds no geometry.
    InputError
        If `k` is below 1 or `max_distance_m` is not positive.
    """
    if k < 1:
        raise InputError(
            Text(
                f"k adalah {k}; yang diminta 1 atau lebih",
                f"k is {k}; wanted 1 or more",
            ),
            faults=[
                (
                    "k",
                    Text(
                        f"{k} di bawah 1",
                        f"{k} is below 1",
                    ),
                )
            ],
        )
    found = _search(origins, targets, k, max_distance_m)
    columns = {
        "rank": count_within(found.origin) + 1,
        "target": targets.index[found.target],
        "distance_m": found.metres,
    }
    return found.named(pd.DataFrame(columns, index=origins.index[found.origin]))


def distance_bands(
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    targets: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    edges_m: Sequence[float],
) -> pd.Series:
    """Sort every origin into the band of its geodesic distance to the nearest target.

    Parameters
    ----------
    origins, targets
        Any geometries, each in a known CRS.
    edges_m
        Upper ends of the bands; an end belongs to its band. What lies beyond
        the last falls in the band ``> last``.

    Returns
    -------
    pandas.Series
        Ordered categorical on the origins' index: ``0-1000``, ``1000-3000``,
        ``> 3000`` (metres); missing where an origin has no geometry.

    Examples
    --------
    >>> from shapely import Point
    >>> homes = gpd.GeoSeries([Point(117.0, 0.0), Point(117.2, 0.0)], crs=4326)
    >>> clinics = gpd.GeoSeries([Point(117.01, 0.0)], crs=4326)
    >>> distance_bands(homes, clinics, edges_m=[1000, 3000]).tolist()
    ['1000-3000', '> 3000']
    """
    edges = require_distances(edges_m, "edges_m")
    metres = nearest(origins, targets).table["distance_m"].to_numpy(dtype=float, na_value=np.nan)
    starts = (0.0, *edges[:-1])
    labels = [f"{a:g}-{b:g}" for a, b in zip(starts, edges, strict=True)] + [f"> {edges[-1]:g}"]
    codes = np.searchsorted(edges, metres, side="left").astype(np.intp)
    codes[np.isnan(metres)] = -1
    bands = pd.Categorical.from_codes(codes, pd.Index(labels), ordered=True)
    return pd.Series(bands, index=origins.index, name="band_m")


@dataclass(frozen=True, slots=True)
class _Found:
    """Positions of origins and targets, by origin and then nearest first, and their metres."""

    origin: Ints
    target: Ints
    metres: Floats
    n_without_shape: tuple[int, int]
    method: str

    def named(self, table: pd.DataFrame) -> Nearest:
        return Nearest(table, *self.n_without_shape, self.method)


def _search(
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    targets: gpd.GeoDataFrame | gpd.GeoSeries,
    k: int,
    max_distance_m: float | None,
) -> _Found:
    limit = np.inf
    if max_distance_m is not None:
        limit = require_positive(max_distance_m, "max_distance_m")
    require_crs(targets, "targets")
    require_not_empty(targets, "targets")
    sound, aims = np.flatnonzero(has_shape(origins)), np.flatnonzero(has_shape(targets))
    here, there = origins.geometry.iloc[sound], targets.geometry.iloc[aims]
    if _all_points(here) and _all_points(there):
        a, b = lonlat_of_points(here, "origins"), lonlat_of_points(there, "targets")
        rows, columns, metres = nearest_points(a, b, k)
        method = "geodesic, exact (WGS 84)"
    else:
        shapes = to_lonlat(here, "origins"), to_lonlat(there, "targets")
        rows, columns, metres = _between_shapes(*shapes, k)
        method = f"nearest spot in {METRIC_CRS}, its distance along the geodesic (WGS 84)"
    keep = metres <= limit
    without = (len(origins) - len(sound), len(targets) - len(aims))
    return _Found(sound[rows[keep]], aims[columns[keep]], metres[keep], without, method)


def _all_points(shapes: gpd.GeoSeries) -> bool:
    return bool((shapely.get_type_id(shapes.to_numpy()) == _POINT).all())


def _xy(points: gpd.GeoSeries) -> Floats:
    xy: Floats = shapely.get_coordinates(points.to_numpy())
    return xy


# Lines and polygons: the plane proposes, the geodesic decides.


def _between_shapes(here: gpd.GeoSeries, there: gpd.GeoSeries, k: int) -> tuple[Ints, Ints, Floats]:
    a, b = _in_plane(here), _in_plane(there)
    rows, columns = _candidates(a, b, min(k, len(b)))
    ends = shapely.shortest_line(a[rows], b[columns])
    lonlat = _xy(gpd.GeoSeries(ends, crs=METRIC_CRS).to_crs(STORAGE_CRS)).reshape(-1, 2, 2)
    metres = geodesic_m(lonlat[:, 0], lonlat[:, 1])
    order = np.lexsort((columns, metres, rows))
    rows, columns, metres = rows[order], columns[order], metres[order]
    place = count_within(rows)
    return rows[place < k], columns[place < k], metres[place < k]


def _in_plane(shapes: gpd.GeoSeries) -> NDArray[np.object_]:
    """Project to EPSG:32750; long edges are split first, so that they stay where they lie."""
    dense = shapes.segmentize(LONGEST_EDGE_DEG)
    flat: NDArray[np.object_] = to_metric(gpd.GeoDataFrame(geometry=dense)).geometry.to_numpy()
    return flat


def _candidates(a: NDArray[np.object_], b: NDArray[np.object_], k: int) -> tuple[Ints, Ints]:
    """Give every pair that could be among the k nearest, whatever the plane's scale error."""
    tree = shapely.STRtree(b)
    reach = _kth_distance(tree, a, k) * (1.0 + _PLANE_SLACK) + 0.01
    rows, columns = tree.query(a, predicate="dwithin", distance=reach)
    return rows.astype(np.intp), columns.astype(np.intp)


def _kth_distance(tree: shapely.STRtree, a: NDArray[np.object_], k: int) -> Floats:
    """Give for each of `a` a planar distance within which at least k of the tree's shapes lie."""
    (rows, _), metres = tree.query_nearest(a, return_distance=True, all_matches=False)
    reach = np.zeros(len(a))
    reach[rows] = metres
    open_rows = np.arange(len(a)) if k > 1 else np.empty(0, dtype=np.intp)
    while len(open_rows):
        found, _ = tree.query(a[open_rows], predicate="dwithin", distance=reach[open_rows])
        short = np.bincount(found, minlength=len(open_rows)) < k
        open_rows = open_rows[short]
        reach[open_rows] = reach[open_rows] * 2.0 + 100.0
    return reach
