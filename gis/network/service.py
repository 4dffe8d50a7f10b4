"""Service areas: the ground along the reached parts of a network, with holes where nobody gets."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.checks import require_positive
from gis.errors import InputError
from gis.network.graph import Network
from gis.network.ground.bands import ground_of
from gis.network.ground.barriers import Barriers
from gis.network.places import Snapped
from gis.network.portions import Portions, drawn, lengths_m, reached_portions
from gis.network.search import Direction
from layers.crs import STORAGE_CRS
from layers.text import Text

WIDTH_M = 100.0

Shapes = NDArray[np.object_]


def service_areas(
    network: Network,
    sources: Snapped,
    *,
    limits_s: Sequence[float],
    width_m: float = WIDTH_M,
    direction: Direction = "from_sources",
    barriers: Barriers | None = None,
) -> gpd.GeoDataFrame:
    """Draw what lies along the roads reached within times of any source.

    An area is all ground within `width_m` of a reached part of an edge that can be
    joined along it, and nothing else: no hull is drawn round the parts, so that water
    and land without roads stay holes or outside, and two banks are joined only where
    a bridge is reached. With barriers no ground reaches over water from the road on the
    other bank either. Ferries and toll roads carry travellers but add no ground. How
    exact the edge of an area is, `gis.network.ground.bands.ground_of` tells.

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
    barriers
        Water, from `gis.network.ground.barriers.barriers_of`.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, a row per time, shortest first: `limit_s`, `width_m`, `reached_km`
        (of edges with frontage), `passed_km` (without) and the area as a multipolygon,
        exactly within that of the next row; empty where nothing is reached.

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
        raise InputError(
            Text(
                "limits_s kosong; yang diminta paling sedikit satu waktu dalam detik",
                "limits_s is empty; wanted at least one time in seconds",
            )
        )
    require_positive(width_m, "width_m")
    rows, lines, whole = [], [], np.zeros(network.n_edges, dtype=np.bool_)
    for limit in limits:
        portions = reached_portions(network, sources, limit_s=limit, direction=direction)
        metres = lengths_m(network, portions)
        lines.append(_new_lines(network, portions, whole))
        rows.append(
            {
                "limit_s": limit,
                "width_m": float(width_m),
                "reached_km": float(metres[portions.frontage].sum()) / 1000.0,
                "passed_km": float(metres[~portions.frontage].sum()) / 1000.0,
            }
        )
    areas = ground_of(lines, width_m=width_m, barriers=barriers)
    return gpd.GeoDataFrame(rows, geometry=areas, crs=STORAGE_CRS)


def ground_along(
    network: Network, portions: Portions, *, width_m: float, barriers: Barriers | None = None
) -> shapely.MultiPolygon:
    """Unite the ground within a distance of portions, those without frontage left out.

    Parameters
    ----------
    network
        The network they were found on.
    portions
        Parts of its edges.
    width_m
        Metres.
    barriers
        Water that the ground does not reach across.

    Returns
    -------
    shapely.MultiPolygon
        In EPSG:4326, with holes; empty if there is no portion.
    """
    lines = drawn(network, portions)[portions.frontage]
    return ground_of([lines], width_m=width_m, barriers=barriers)[0]


def _new_lines(network: Network, portions: Portions, whole: NDArray[np.bool_]) -> Shapes:
    """Draw portions along which there is ground, but for edges that were whole before."""
    new = portions.frontage & ~whole[portions.edge]
    whole[portions.edge[(portions.start == 0.0) & (portions.end == 1.0)]] = True
    return drawn(
        network,
        Portions(
            portions.edge[new], portions.start[new], portions.end[new], portions.frontage[new]
        ),
    )
