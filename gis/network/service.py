"""Service areas: the ground along the reached parts of a network, with holes where nobody gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from gis.checks import require_positive
from gis.errors import InputError
from gis.network.graph import Network
from gis.network.places import Snapped
from gis.network.portions import Portions, drawn, lengths_m, reached_portions
from gis.network.search import Direction
from gis.reach import disjoint_union
from layers.crs import STORAGE_CRS

WIDTH_M = 100.0
QUAD_SEGS = 8
# Lines widened together: more make the widening slow, fewer the uniting.
TOGETHER = 4

Shapes = NDArray[np.object_]


def service_areas(
    network: Network,
    sources: Snapped,
    *,
    limits_s: Sequence[float],
    width_m: float = WIDTH_M,
    direction: Direction = "from_sources",
) -> gpd.GeoDataFrame:
    """Draw what lies along the roads reached within times of any source.

    An area is all ground within `width_m` of a reached part of an edge that can be
    joined along it, and nothing else: no hull is drawn round the parts, so that water
    and land without roads stay holes or outside, and two banks are joined only where
    a bridge is reached. Ferries and toll roads carry travellers but add no ground.

    Parameters
    ----------
    network
        The network.
    sources
        Facilities; one at least.
    limits_s
        Times in seconds; each gives a row.
    width_m
        How far from a reached part the area extends, in metres on the ground.
    direction
        ``"from_sources"`` or ``"to_sources"``.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, a row per time, shortest first: `limit_s`, `width_m`, `reached_km`
        (of edges with frontage), `passed_km` (without) and the area as a multipolygon,
        empty where nothing is reached.

    Raises
    ------
    EmptyInputError
        If there is no source.
    InputError
        If there is no time, a time or the width is not above 0 and finite, or the
        direction is unknown.

    Examples
    --------
    >>> from gis.network.places import placed
    >>> street = Network.from_edges([[117.0, 0.0], [117.01, 0.0]], [[0, 1]], [60.0])
    >>> areas = service_areas(street, placed(street, [0], [0.0]), limits_s=[30, 60])
    >>> areas["reached_km"].round(3).tolist()
    [0.557, 1.113]
    """
    limits = sorted({require_positive(limit, "limits_s") for limit in limits_s})
    if not limits:
        raise InputError("limits_s is empty; wanted at least one time in seconds")
    require_positive(width_m, "width_m")
    rows = []
    for limit in limits:
        portions = reached_portions(network, sources, limit_s=limit, direction=direction)
        metres = lengths_m(network, portions)
        rows.append(
            {
                "limit_s": limit,
                "width_m": float(width_m),
                "reached_km": float(metres[portions.frontage].sum()) / 1000.0,
                "passed_km": float(metres[~portions.frontage].sum()) / 1000.0,
                "geometry": ground_along(network, portions, width_m=width_m),
            }
        )
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=STORAGE_CRS)


def ground_along(network: Network, portions: Portions, *, width_m: float) -> shapely.MultiPolygon:
    """Unite the ground within a distance of portions, those without frontage left out.

    Widths are measured in a plane about the middle of the portions that keeps
    distances from there; 300 km away they are 0.04 % out. Corners and ends are round,
    drawn inside the true circle, at most 0.5 % of the width short.

    Parameters
    ----------
    network
        The network they were found on.
    portions
        Parts of its edges.
    width_m
        Metres.

    Returns
    -------
    shapely.MultiPolygon
        In EPSG:4326, with holes; empty if there is no portion.
    """
    lines = drawn(network, portions)[portions.frontage]
    if not len(lines):
        return shapely.MultiPolygon()
    there, back = _plane(lines)
    flat = shapely.transform(lines, there, interleaved=False)
    starts = np.arange(0, len(flat), TOGETHER)
    bundles = [shapely.multilinestrings(flat[i : i + TOGETHER]) for i in starts]
    wide = shapely.buffer(np.array(bundles, dtype=object), width_m, quad_segs=QUAD_SEGS)
    united = disjoint_union(np.asarray(shapely.get_parts(wide)))
    return shapely.multipolygons(shapely.transform(united, back, interleaved=False))


def _plane(lines: Shapes) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Give the ways from lon/lat to a plane about the middle of lines, and back."""
    west, south, east, north = shapely.total_bounds(lines)
    middle = f"+lon_0={(west + east) / 2} +lat_0={(south + north) / 2}"
    flat = pyproj.CRS(f"+proj=aeqd {middle} +datum=WGS84 +units=m")
    there = pyproj.Transformer.from_crs(STORAGE_CRS, flat, always_xy=True)
    back = pyproj.Transformer.from_crs(flat, STORAGE_CRS, always_xy=True)
    return there.transform, back.transform
