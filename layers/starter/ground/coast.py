"""Land of the starter region: the clipped coast, with islands and shores where villages stand."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from layers.starter import facts
from layers.starter.curves import bend, blob
from layers.starter.projection import lonlat_to_xy, to_lonlat, to_metres

SHORE_STEP_M = 450.0
SHORE_SWING = 0.05
NOTCH_M = 1_100.0
DRY_M = 250.0
SMALL_HOLE_M2 = 4e7


def coast() -> MultiPolygon:
    """Read the clipped Natural Earth land (EPSG:4326)."""
    geometry = facts.geojson("coast")["features"][0]["geometry"]
    return MultiPolygon(shapely.get_parts(shapely.from_geojson(json.dumps(geometry))))


def natural_shore(land: BaseGeometry, rng: np.random.Generator) -> BaseGeometry:
    """Let the straight segments of a coarse coast bend a little (metres in, metres out)."""
    polygons = []
    for part in shapely.get_parts(land):
        ring = shapely.get_coordinates(shapely.get_exterior_ring(part))
        lines = bend(ring[:-1], ring[1:], rng, step=SHORE_STEP_M, swing=SHORE_SWING)
        polygons.append(shapely.Polygon(shapely.get_coordinates(lines)))
    return shapely.make_valid(shapely.union_all(shapely.make_valid(polygons)))


def mended_land(villages: pd.DataFrame, rng: np.random.Generator) -> BaseGeometry:
    """Give land to every village: where the coast misses one, add a shore of its area.

    Parameters
    ----------
    villages
        Village points with `lon`, `lat` and `area_km2`.

    Returns
    -------
    shapely geometry
        Land in metres (EPSG:32750).
    """
    land = natural_shore(to_metres(coast()), rng)
    xy = shapely.get_coordinates(to_metres(shapely.points(villages["lon"], villages["lat"])))
    radius = np.sqrt(villages["area_km2"].to_numpy() * 1e6 / np.pi)
    share = _land_share(land, xy, radius)
    lobes = [
        blob(x, y, max(r, 250.0), rng, swing=0.22)
        for (x, y), r, s in zip(xy, radius, share, strict=True)
        if s < 0.55
    ]
    return _with_straits(_smoothed(land, shapely.union_all(lobes)), xy)


def _with_straits(land: BaseGeometry, village_xy: np.ndarray) -> BaseGeometry:
    """Open the straits that the mended shores would close, but keep the ground of villages."""
    known = facts.table("straits")
    water = []
    for text, width in zip(known["points"], known["width_m"], strict=True):
        points = np.array([[float(v) for v in p.split()] for p in text.split(";")])
        water.append(shapely.LineString(lonlat_to_xy(points)).buffer(width / 2))
    dry = shapely.union_all(shapely.buffer(shapely.points(village_xy), DRY_M))
    return shapely.difference(land, shapely.difference(shapely.union_all(water), dry))


def _smoothed(land: BaseGeometry, lobes: BaseGeometry) -> BaseGeometry:
    """Join new shores to the land beside them without scalloped edges."""
    beside = shapely.intersection(land, lobes.buffer(3 * NOTCH_M))
    closed = shapely.union_all([beside, lobes]).buffer(NOTCH_M).buffer(-NOTCH_M)
    joined = shapely.get_parts(shapely.union_all([land, closed.simplify(20.0), lobes]))
    return shapely.union_all([_without_small_holes(part) for part in joined])


def _without_small_holes(part: Polygon) -> Polygon:
    holes = [h for h in part.interiors if shapely.area(shapely.Polygon(h)) > SMALL_HOLE_M2]
    return shapely.Polygon(part.exterior, holes)


def _land_share(land: BaseGeometry, xy: np.ndarray, radius: np.ndarray) -> np.ndarray:
    disc = shapely.buffer(shapely.points(xy), radius, quad_segs=6)
    shapely.prepare(land)
    share = np.ones(len(xy))
    near = ~shapely.contains_properly(land, disc)
    part = shapely.intersection(disc[near], land)
    share[near] = shapely.area(part) / shapely.area(disc[near])
    on_land = shapely.contains_properly(land, shapely.points(xy))
    return np.where(on_land, share, 0.0)


def land_lonlat(land: BaseGeometry) -> BaseGeometry:
    """Bring land from metres to EPSG:4326, on the grid of stored vertices."""
    return shapely.set_precision(to_lonlat(land), 1e-6)
