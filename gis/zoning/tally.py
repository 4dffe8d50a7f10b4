"""Tally: how much land each verdict covers, by district; and what a zone leaves to build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.areas import area_m2
from gis.checks import require_polygons, require_unique_index, to_lonlat
from gis.zoning.limits import Limits
from gis.zoning.verdicts import STRICTNESS, UNKNOWN

HA = 1e4


def tally(
    shapes: NDArray[np.object_], values: Sequence[str], units: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Give the hectares of each verdict in each unit.

    Parameters
    ----------
    shapes
        Valid zones in lon/lat; each counts as drawn, overlaps of zones several times.
    values
        Verdict of each.
    units
        Disjoint polygons in any CRS, unique index.

    Returns
    -------
    pandas.DataFrame
        On the index of `units`, a column of hectares for each verdict (equal-area on the
        ellipsoid), and the last row `None`: land in no unit.

    Raises
    ------
    GeometryError
        If units are no valid polygons.
    """
    require_unique_index(units, "units")
    require_polygons(units, "units")
    lands = to_lonlat(units, "units").to_numpy()
    rank = np.array([STRICTNESS.index(v) for v in values], dtype=np.intp)
    total = area_m2(shapes)
    unit, zone = shapely.STRtree(shapes).query(lands, predicate="intersects")
    part = _common(lands[unit], shapes[zone], total[zone])
    size = (len(units), len(STRICTNESS))
    held = np.bincount(unit * size[1] + rank[zone], weights=part, minlength=size[0] * size[1])
    every = np.bincount(rank, weights=total, minlength=size[1])
    inside = held.reshape(size)
    rest = np.maximum(every - inside.sum(axis=0), 0.0)
    index = pd.Index([*units.index, None], dtype=object)
    return pd.DataFrame(np.vstack([inside, rest]) / HA, index=index, columns=list(STRICTNESS))


def _common(
    lands: NDArray[np.object_], shapes: NDArray[np.object_], whole: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give the area that pairs share; a zone within a unit is not cut."""
    shapely.prepare(lands)
    within = shapely.covers(lands, shapes)
    area = np.where(within, whole, 0.0)
    cut = np.flatnonzero(~within)
    area[cut] = area_m2(shapely.intersection(lands[cut], shapes[cut]))
    return area


def under_wishes(value: str, limits: Limits, wishes: Mapping[str, float]) -> str | None:
    """Give the verdict of a zone whose limits leave as much as is wished.

    Parameters
    ----------
    value
        Its verdict.
    limits
        Of the zone.
    wishes
        Name of a limit → how much it must leave at least, such as `klb_max` 1.2.

    Returns
    -------
    str or None
        None where a limit leaves less; `unknown` where no source states one that is wished.

    Examples
    --------
    >>> under_wishes("I", {}, {"klb_max": 1.2})
    'unknown'
    """
    stated = [name for name in wishes if name in limits]
    if any(limits[name].value < wishes[name] for name in stated):
        return None
    return value if len(stated) == len(wishes) or value == "X" else UNKNOWN
