"""Resnapping, against snapping to the lines compiled together."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString

from gis.errors import InputError
from gis.network import compile_network, snap
from gis.network.whatif.edits import AddRoad
from gis.network.whatif.ground import ground
from gis.network.whatif.joining import add_road
from gis.network.whatif.overlay import no_overlay
from gis.network.whatif.resnapping import Off, resnapped
from layers.infrastructure.travel import mode

OLD, NEW = [(117, 0), (117.05, 0)], [(117.01, 0.0), (117.02, 0.03), (117.04, 0.02)]
HOW = {"limit_m": 1500, "access_kmh": 4.5}
OFF = Off(**HOW)


def network(*courses):
    lines = gpd.GeoDataFrame(
        {"class": ["local"] * len(courses), "speed_kmh": 30.0},
        geometry=[LineString(course) for course in courses],
        crs=4326,
    )
    return compile_network(lines, mode=mode("car")).network


def points(count: int = 400) -> gpd.GeoSeries:
    rng = np.random.default_rng(7)
    return gpd.GeoSeries.from_xy(rng.uniform(116.99, 117.06, count), rng.uniform(-0.02, 0.05, count), crs=4326)  # fmt: skip


def test_places_are_where_a_fresh_snap_puts_them():
    base, where = network(OLD), points()
    made = ground(base)
    overlay, road = add_road(made, no_overlay(), AddRoad(np.array(NEW), 30.0, 30.0))
    before = snap(base, where, **HOW)
    there, moved = resnapped(made, overlay, before, (where.x.to_numpy(), where.y.to_numpy()), OFF)
    after = before.replaced(moved, there)
    fresh = snap(network(OLD, NEW), where, **HOW)
    np.testing.assert_allclose(after.distance_m, fresh.distance_m, atol=1e-6)
    np.testing.assert_allclose(after.lon, fresh.lon, atol=1e-9)
    np.testing.assert_allclose(after.access_seconds, fresh.access_seconds, atol=1e-6)
    assert (after.edge[moved] == road.edge).all()
    assert np.isin(np.flatnonzero(after.edge != before.edge), moved).all()
    assert 0 < len(moved) < len(where)
    assert (after.component[moved] == 0).all()


def test_a_road_without_frontage_or_far_away_serves_no_place():
    base, where = network(OLD), points()
    made, before = ground(base), snap(base, where, **HOW)
    bridge = AddRoad(np.array(NEW), 30.0, 30.0, frontage=False)
    overlay, _ = add_road(made, no_overlay(), bridge)
    lonlat = (where.x.to_numpy(), where.y.to_numpy())
    for one in (overlay, no_overlay()):
        there, moved = resnapped(made, one, before, lonlat, OFF)
        assert len(there) == len(moved) == 0


@pytest.mark.parametrize("limit_m", [0, np.nan])
def test_a_limit_is_above_zero(limit_m):
    base, where = network(OLD), points(2)
    before = snap(base, where, **HOW)
    with pytest.raises(InputError, match="limit_m"):
        resnapped(ground(base), no_overlay(), before, (where.x, where.y), Off(limit_m, 4.5))
