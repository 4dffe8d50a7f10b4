"""A brook with two jetties worked out in the head, and worlds of roads and rivers at random."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from gis.network import Network
from gis.network.chains import Chain, Water, compile_water, join_chain
from layers.crs import GEOD
from layers.infrastructure.boats import boat
from layers.infrastructure.travel import mode


def east_of(lonlat, metres):
    return GEOD.fwd(*lonlat, 90.0, metres)[:2]


def north_of(lonlat, metres):
    return GEOD.fwd(*lonlat, 0.0, metres)[:2]


A = (117.0, 0.0)
B = east_of(A, 2_000.0)


@dataclass(frozen=True)
class World:
    """Roads, waterways, jetties and points, and how they are joined."""

    roads: Network
    waterways: gpd.GeoDataFrame
    jetties: gpd.GeoSeries
    points: gpd.GeoSeries

    def water(self, boat_id: str = "klotok", mode_id: str = "walk", **options) -> Water:
        return compile_water(self.waterways, boat=boat(boat_id), rider=mode(mode_id), **options)

    def chain(self, *boat_ids: str, mode_id: str = "walk", **options) -> Chain:
        waters = [self.water(b, mode_id) for b in boat_ids or ("klotok",)]
        return join_chain(self.roads, waters, mode=mode(mode_id), jetties=self.jetties, **options)


def points_of(*places) -> gpd.GeoSeries:
    return gpd.GeoSeries([Point(p) for p in places], crs=4326)


def rivers_of(*lines, **columns) -> gpd.GeoDataFrame:
    held = {"class": "river", "navigable": True, "boats": "klotok"} | columns
    return gpd.GeoDataFrame(
        {
            name: [v] * len(lines) if isinstance(v, str | bool | float | int) else v
            for name, v in held.items()
        },
        geometry=list(lines),
        crs=4326,
    )


def walked(*streets) -> Network:
    """Streets of two places each, walked at 4.5 km/h."""
    nodes = np.array([place for street in streets for place in street])
    ends = np.arange(len(nodes)).reshape(-1, 2)
    metres = GEOD.inv(*nodes[ends[:, 0]].T, *nodes[ends[:, 1]].T)[2]
    return Network.from_edges(nodes, ends, metres / 1.25)


@pytest.fixture
def brook() -> World:
    """300 m of street down to jetty A, 2 km of river to jetty B, 500 m of street from there."""
    return World(
        roads=walked((north_of(A, 300.0), A), (B, north_of(B, 500.0))),
        waterways=rivers_of(LineString([east_of(A, -3_000.0), A, B, east_of(B, 3_000.0)])),
        jetties=points_of(A, B),
        points=points_of(north_of(A, 300.0), north_of(B, 500.0)),
    )


def _random_world(seed: int) -> World:
    """Islands of one-way and two-way roads in a net of rivers, with jetties here and there."""
    rng = np.random.default_rng(seed)
    nodes = np.column_stack([rng.uniform(117, 117.3, 24), rng.uniform(-0.3, 0, 24)])
    ends = rng.integers(0, 24, (26, 2))
    ends = ends[ends[:, 0] != ends[:, 1]]
    metres = GEOD.inv(*nodes[ends[:, 0]].T, *nodes[ends[:, 1]].T)[2]
    back = np.where(rng.random(len(ends)) < 0.3, np.inf, metres / 1.25)
    lines = [
        LineString(np.column_stack([np.sort(rng.uniform(117, 117.3, 4)), rng.uniform(-0.3, 0, 4)]))
        for _ in range(5)
    ]
    waterways = rivers_of(
        *lines,
        boats=rng.choice(["klotok", "klotok, speedboat", "speedboat"], 5).tolist(),
        width_m=rng.choice([0.0, 40.0, 300.0], 5).tolist(),
        flow=rng.choice(["forward", "backward", "both"], 5).tolist(),
        **{"class": rng.choice(["river", "canal", "ferry"], 5, p=[0.5, 0.3, 0.2]).tolist()},
    )
    along = shapely.line_interpolate_point(
        rng.choice(np.array(lines, dtype=object), 8), rng.random(8), normalized=True
    )
    jetties = shapely.get_coordinates(along) + rng.normal(0, 0.002, (8, 2))
    points = np.column_stack([rng.uniform(117, 117.3, 12), rng.uniform(-0.3, 0, 12)])
    return World(
        Network.from_edges(nodes, ends, metres / 1.25, back),
        waterways,
        points_of(*jetties),
        points_of(*points),
    )


@pytest.fixture(scope="session")
def random_world() -> Callable[[int], World]:
    return _random_world


@pytest.fixture(scope="session")
def make_rivers() -> Callable[..., gpd.GeoDataFrame]:
    return rivers_of


@pytest.fixture(scope="session")
def make_points() -> Callable[..., gpd.GeoSeries]:
    return points_of


@pytest.fixture(scope="session")
def make_streets() -> Callable[..., Network]:
    return walked
