"""Blocks of a town: a turned, slightly shaken lattice that widens outward, cut by the coast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from layers.starter.curves import Floats
from layers.starter.ground import cells
from layers.starter.projection import lonlat_to_xy, to_lonlat, to_metres

RINGS = ((0.0, 0.30, 280.0), (0.30, 0.62, 460.0), (0.62, 1.0, 780.0))  # of radius; spacing in m
SHAKE = 0.16
RIM_SWING = 0.01


@dataclass(frozen=True, slots=True)
class Town:
    """A town centre with the reach of its detailed plan and the bearing of its streets."""

    code: str
    name: str
    lon: float
    lat: float
    radius_km: float
    grid_bearing: float


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks of one town (EPSG:4326) and where each lies: 0 at the centre, 1 at the rim."""

    shapes: npt.NDArray[Any]
    middle: npt.NDArray[Any]
    rim_share: Floats


def lay_blocks(town: Town, within: BaseGeometry, rng: np.random.Generator) -> Blocks:
    """Divide a town's plan area into blocks without gaps or overlaps.

    Parameters
    ----------
    town
        Centre, reach and street bearing.
    within
        Ground the plan may cover, such as the regency (EPSG:4326).
    """
    centre = lonlat_to_xy(np.array([[town.lon, town.lat]]))[0]
    radius = town.radius_km * 1_000
    lattice = _lattice(radius, town.grid_bearing, rng) + centre
    sites = cells.fenced(lattice, np.zeros(len(lattice)))
    lines, pair = cells.borders(sites, rng, step=400.0, swing=RIM_SWING)
    near = shapely.dwithin(lines, Point(centre), 1.4 * radius)
    lines = lines[near & (pair < len(lattice)).all(axis=1)]
    area = shapely.intersection(to_lonlat(Point(centre).buffer(radius, quad_segs=24)), within)
    area = max(shapely.get_parts(area), key=shapely.area)
    faces, middle = cells.split_ground(to_lonlat(lines), area)
    owner = sites.locate(shapely.get_coordinates(to_metres(middle)))
    numbers, flat = np.unique(owner, return_inverse=True)
    shapes = np.array(cells.joined(faces, flat, len(numbers)))
    away = np.hypot(*(sites.xy[numbers] - centre).T) / radius
    return Blocks(shapes, shapely.point_on_surface(shapes), away)


def _lattice(radius: float, bearing: float, rng: np.random.Generator) -> Floats:
    turn = np.radians(bearing)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    rings = []
    for inner, outer, spacing in RINGS:
        steps = np.arange(-1.15 * radius, 1.15 * radius, spacing)
        xy = np.column_stack([a.ravel() for a in np.meshgrid(steps, steps * 0.82)])
        xy = xy + rng.uniform(-SHAKE, SHAKE, xy.shape) * spacing
        far = np.abs(xy).max(axis=1) * 0.5 + np.hypot(*xy.T) * 0.5
        stop = 1.15 if outer == 1.0 else outer
        rings.append(xy[(far >= inner * radius) & (far < stop * radius)] @ rotation.T)
    return np.vstack(rings)
