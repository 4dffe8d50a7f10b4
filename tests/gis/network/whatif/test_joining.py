"""Joining new roads, against the same lines compiled together."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString

from gis.network import compile_network, segment_index, snap
from gis.network.nearest import nearest
from gis.network.places import placed
from gis.network.search import ends
from gis.network.whatif.edits import AddRoad
from gis.network.whatif.feet import nearest_foot
from gis.network.whatif.ground import ground
from gis.network.whatif.joining import add_road
from gis.network.whatif.overlay import no_overlay
from gis.network.whatif.situation import edited, situation
from layers.infrastructure.travel import mode

STREETS = [[(117, 0.005 * i), (117.02, 0.005 * i)] for i in range(5)]
STREETS += [[(117, 0), (117, 0.02)]]
NEW = [(117.005, 0.0), (117.011, 0.0123), (117.0153, 0.02)]


def lines(courses) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"class": ["local"] * len(courses), "speed_kmh": [30.0] * len(courses)},
        geometry=[LineString(course) for course in courses],
        crs=4326,
    )


@pytest.mark.parametrize("direction", ["from_sources", "to_sources"])
def test_a_joined_road_is_as_good_as_a_compiled_one(direction):
    base = compile_network(lines(STREETS), mode=mode("car")).network
    whole = compile_network(lines([*STREETS, NEW]), mode=mode("car")).network
    kmh = base.length_m[0] / base.seconds_forward[0] * 3.6
    there = gpd.GeoSeries.from_xy([117.02, 117.01, 117.003, 117.018], [0.02, 0.01, 0.0, 0.0151], crs=4326)  # fmt: skip
    here = gpd.GeoSeries.from_xy([117.0, 117.019], [0.0, 0.0], crs=4326)
    how = {"limit_m": 50, "access_kmh": 4.5}
    found = nearest(whole, snap(whole, here, **how), snap(whole, there, **how), direction=direction)
    road = AddRoad(np.array(NEW), kmh, kmh, crossings=True)
    change = edited(situation(ground(base, direction), snap(base, here, **how)), [road])
    assert change.roads[0].n_crossings == 3
    assert change.roads[0].moved_stop_m == pytest.approx(0, abs=1e-6)
    mine = reach(change.after, snap(base, there, **how))
    np.testing.assert_allclose(mine, found.seconds, rtol=1e-7)


def reach(one, places):
    from gis.network.kernels.arrivals import by_edge
    from gis.network.whatif.stops import arrive

    n_edges = one.ground.n_edges + len(one.overlay.roads)
    seconds, owner = np.full(len(places), np.nan), np.full(len(places), -1, dtype=np.int32)
    every = np.arange(n_edges, dtype=np.int32)
    stops = ends(places, one.ground.direction)
    arrive(one.scene(), stops, by_edge(places.edge, n_edges), every, (seconds, owner))
    return seconds


def test_a_road_joins_a_road_added_before_it():
    base = compile_network(lines(STREETS), mode=mode("car")).network
    made = ground(base)
    one, first = add_road(made, no_overlay(), AddRoad(np.array([[117.01, 0.02], [117.01, 0.03]]), 30.0, 30.0))  # fmt: skip
    assert (first.edge, first.joins_stop) == (base.n_edges, -1)
    branch = AddRoad(np.array([[117.0101, 0.025], [117.02, 0.025]]), 30.0, 30.0)
    two, second = add_road(made, one, branch)
    assert (second.joins_start, second.joins_stop) == (base.n_edges, -1)
    across = AddRoad(np.array([[117.005, 0.029], [117.015, 0.023]]), 30.0, 30.0, crossings=True)
    three, third = add_road(made, two, across)
    assert (third.n_crossings, len(three.roads)) == (2, 3)
    assert len(no_overlay().roads) == 0
    assert len(one.roads) == 1


def test_edges_out_of_the_index_are_not_joined():
    base = compile_network(lines(STREETS), mode=mode("car")).network
    only = np.zeros(base.n_edges, dtype=bool)
    made = ground(base, index=segment_index(base, only=only))
    middle = placed(base, [int(np.argmax(base.length_m))], [0.4])
    lonlat = np.array([middle.lon[0], middle.lat[0]])
    assert nearest_foot(made, no_overlay(), lonlat, 25.0) is None
    assert nearest_foot(ground(base), no_overlay(), lonlat, 25.0).metres < 1e-3


def test_an_end_near_a_node_joins_the_node():
    base = compile_network(lines(STREETS), mode=mode("car")).network
    foot = nearest_foot(ground(base), no_overlay(), np.array([117.02 + 1e-5, 0.02]), 25.0)
    assert foot.share in (0.0, 1.0)
    assert foot.metres == pytest.approx(1.113, abs=0.01)
    assert nearest_foot(ground(base), no_overlay(), np.array([117.03, 0.05]), 25.0) is None
