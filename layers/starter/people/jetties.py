"""Jetties: where boats stop along navigable water near settlements."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from layers.starter.projection import to_metres, xy_to_lonlat

REACH_M = 2_500.0
APART_M = 5_000.0
SHORE_M = 30.0


def place_jetties(
    settlements: gpd.GeoDataFrame, waterways: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Put jetties on the banks of boat stretches, the largest settlements first, 5 km apart.

    Ferries get a jetty at both ends. A jetty stands where its settlement comes nearest
    to the water, so boats and roads can meet there.
    """
    lines = to_metres(waterways.geometry.to_numpy())
    ferry = (waterways["class"] == "ferry").to_numpy()
    boats = shapely.union_all(lines[waterways["navigable"].to_numpy() & ~ferry])
    points = to_metres(settlements.geometry.to_numpy())
    near = np.flatnonzero(shapely.dwithin(points, boats, REACH_M))
    near = near[np.argsort(-settlements["population"].to_numpy()[near], kind="stable")]
    touch = shapely.get_coordinates(shapely.shortest_line(points[near], boats))
    bank, shore = touch[0::2], touch[1::2]
    back = bank - shore
    away = np.maximum(np.hypot(*back.T), 1e-9)[:, None]
    at = shore + back / away * np.minimum(SHORE_M, away)
    chosen = _apart(at)
    ends = shapely.get_coordinates([shapely.get_point(g, k) for g in lines[ferry] for k in (0, -1)])
    names = [f"Dermaga {n}" for n in settlements["name"].to_numpy()[near[chosen]]]
    titles = waterways["name"].to_numpy()[ferry]
    names += [f"Dermaga {n} ({side})" for n in titles for side in ("A", "B")]
    return _frame(names, np.vstack([at[chosen], ends]), districts)


def _apart(xy: np.ndarray) -> np.ndarray:
    """Keep points in their order, dropping those nearer than 5 km to one kept before."""
    tree = cKDTree(xy)
    free = np.ones(len(xy), dtype=bool)
    kept = []
    for k in range(len(xy)):
        if free[k]:
            kept.append(k)
            free[tree.query_ball_point(xy[k], APART_M)] = False
    return np.array(kept, dtype=np.intp)


def _frame(names: list[str], xy: np.ndarray, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    lonlat = xy_to_lonlat(xy)
    nearest = districts.sindex.nearest(shapely.points(lonlat), return_all=False)[1]
    return pd.DataFrame(
        {
            "name": names,
            "type": "dermaga",
            "district_code": districts["code"].to_numpy()[nearest],
            "capacity": np.nan,
            "capacity_unit": None,
            "status": "operating",
            "source": "model: nearest point of a boat stretch",
            "trust": "modelled",
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
        }
    )
