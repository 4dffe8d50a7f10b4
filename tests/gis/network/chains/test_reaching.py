"""Places put on a chain by road, by the bank and by a jetty."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point

from gis.errors import GeometryError, InputError
from gis.network import Network, snap
from gis.network.chains import (
    chain_index,
    compile_water,
    join_chain,
    nearest_by_chain,
    snap_chain,
)
from gis.network.chains.reaching import WAYS, is_on_foot, without
from gis.network.places import placed
from layers.errors import CRSError
from layers.infrastructure.boats import boat
from layers.infrastructure.travel import mode

WALK = mode("walk")
DEGREE = 110_574.4


def test_every_way_of_a_point(brook, make_points):
    chain = brook.chain()
    points = make_points((117.0005, 200 / DEGREE), (116.98, -300 / DEGREE), (118, 1))
    places = snap_chain(chain, points, limit_m=1_000, access_kmh=4.5)
    assert [WAYS[w] for w in places.way] == ["land", "bank", "landing"]
    assert [chain.parts[k].id for k in places.part[:2]] == ["walk", "klotok"]
    assert places.part[2] == -1
    assert (len(places), places.n_ways) == (3, 3)
    assert places.reached().tolist() == [True, True, False]
    on = (places.leaving.edge >= 0).reshape(3, 3)
    assert on.tolist() == [[True, True, True], [False, True, False], [False, False, False]]
    walk = places.walk_m.reshape(3, 3)
    assert walk[0] == pytest.approx([55.66, 200.0, np.hypot(55.66, 200.0)], rel=1e-3)
    assert walk[1, 1] == pytest.approx(300.0, rel=1e-3)
    assert np.isnan(walk[2]).all()


def test_getting_on_takes_longer_than_getting_off(brook, make_points):
    places = snap_chain(
        brook.chain(), make_points((116.98, -300 / DEGREE)), limit_m=1_000, access_kmh=4.5
    )
    assert places.leaving.access_seconds[1] == pytest.approx(300 / 1.25 + 600, rel=1e-3)
    assert places.arriving.access_seconds[1] == pytest.approx(300 / 1.25, rel=1e-3)


def test_land_is_as_on_the_roads_alone(random_world):
    world = random_world(5)
    chain = world.chain()
    places = snap_chain(chain, world.points, limit_m=5_000, access_kmh=4.5)
    alone = snap(world.roads, world.points, limit_m=5_000, access_kmh=4.5)
    g = places.n_ways
    np.testing.assert_allclose(places.walk_m[::g], alone.distance_m)
    np.testing.assert_allclose(places.leaving.lon[::g], alone.lon)


def test_the_bank_of_a_wide_river(make_rivers, make_streets, make_points):
    line = LineString([(117, 0), (117.1, 0)])
    river = make_rivers(line, width_m=600.0)
    water = compile_water(river, boat=boat("klotok"), rider=WALK)
    chain = join_chain(make_streets(((118, 3), (118, 4))), [water], mode=WALK)
    points = make_points(*[(117.05, m / DEGREE) for m in (200, 390, 410)])
    places = snap_chain(chain, points, limit_m=100, access_kmh=4.5)
    assert places.n_ways == 2
    assert places.reached().tolist() == [True, True, False]
    assert places.walk_m[1::2][:2] == pytest.approx([0.0, 90.0], abs=0.01)
    assert places.leaving.component[5] == -1
    assert np.isnan(places.leaving.share[5])


def test_speedboats_stop_at_jetties_only(brook, make_points):
    brook.waterways["boats"] = "speedboat"
    chain = brook.chain("speedboat")
    point = make_points((116.995, 50 / DEGREE))
    places = snap_chain(chain, point, limit_m=900, access_kmh=4.5)
    assert [WAYS[w] for w in places.way] == ["land", "landing"]
    assert places.walk_m[1] == pytest.approx(np.hypot(556.6, 50), rel=1e-3)


def test_a_motorcycle_joins_by_road_alone(brook, make_points):
    chain = brook.chain(mode_id="motorcycle")
    places = snap_chain(chain, make_points((117.0005, 0.0005)), limit_m=900, access_kmh=4.5)
    assert [WAYS[w] for w in places.way] == ["land"]
    assert chain_index(chain).part == (0,)
    assert not is_on_foot(chain)
    assert is_on_foot(brook.chain())


def test_barriers_hold_the_way_to_a_road(brook, make_points):
    chain = brook.chain()
    wall = gpd.GeoSeries([LineString([(117.0002, -1), (117.0002, 1)])], crs=4326)
    point = make_points((117.0005, 200 / DEGREE))
    places = snap_chain(chain, point, limit_m=1_000, access_kmh=4.5, barriers=wall)
    assert places.leaving.edge[0] == -1
    assert places.leaving.edge[1] >= 0


def test_the_road_that_leads_on_is_kept_beside_the_nearest(make_streets, make_rivers, make_points):
    """A track by the house leads nowhere; the road a little farther does."""
    roads = make_streets(
        ((117, 0.01), (117.1, 0.01)),
        ((117.1, 0.01), (117.2, 0.01)),
        ((117.05, 0.012), (117.06, 0.012)),
    )
    roads = _noded(roads)
    river = make_rivers(LineString([(117, 0), (117.2, 0)]))
    water = compile_water(river, boat=boat("klotok"), rider=WALK)
    jetties = make_points((117.0, 0.0), (117.2, 0.0))
    chain = join_chain(roads, [water], mode=WALK, jetties=jetties)
    points = make_points((117.055, 0.0125), (117.15, 0.0105))
    assert snap_chain(chain, points, limit_m=500, access_kmh=4.5).n_ways == 3
    far = gpd.GeoSeries([LineString([(118, 0), (118, 1)])], crs=4326)
    places = snap_chain(chain, points, limit_m=500, access_kmh=4.5, barriers=far)
    assert [WAYS[w] for w in places.way] == ["land", "land", "bank", "landing"]
    assert places.leaving.component.reshape(2, 4)[0, 0] > 0
    assert places.leaving.component.reshape(2, 4)[:, 1].tolist() == [0, -1]
    assert places.walk_m.reshape(2, 4)[0, :2] == pytest.approx([55.3, 276.4], abs=0.1)
    found = nearest_by_chain(chain, places.one(1), places, direction="to_sources").found
    assert np.isfinite(found.seconds).all()


def _noded(roads):
    """The same streets with one node where two of them meet."""
    tail, head = roads.tail.copy(), roads.head.copy()
    tail[1] = head[0]
    nodes = np.column_stack([roads.lon, roads.lat])
    return Network.from_edges(nodes, np.column_stack([tail, head]), roads.seconds_forward)


def test_an_index_kept_gives_the_same(random_world):
    world = random_world(8)
    chain = world.chain("klotok", "speedboat")
    index = chain_index(chain)
    one = snap_chain(chain, world.points, limit_m=3_000, access_kmh=4.5)
    other = snap_chain(chain, world.points, limit_m=3_000, access_kmh=4.5, index=index)
    for name, values in one.leaving.arrays().items():
        np.testing.assert_array_equal(values, getattr(other.leaving, name))


def test_points_that_are_not_there(brook):
    points = gpd.GeoSeries([None, Point(), Point(117, 0)], crs=4326)
    places = snap_chain(brook.chain(), points, limit_m=100, access_kmh=4.5)
    assert places.reached().tolist() == [False, False, True]
    none = snap_chain(brook.chain(), points.iloc[:0], limit_m=100, access_kmh=4.5)
    assert len(none) == 0


def test_one_of_many(brook):
    places = snap_chain(brook.chain(), brook.points, limit_m=100, access_kmh=4.5)
    one = places.one(1)
    assert len(one) == 1
    assert one.leaving.lon.tolist()[0] == places.leaving.lon[places.n_ways]


def test_places_taken_off(brook):
    places = placed(brook.roads, [0, 1], [0.5, 0.5])
    left = without(places, np.array([True, False]))
    assert left.edge.tolist() == [-1, 1]
    assert np.isnan(left.seconds_to_tail[0])
    assert left.side.tolist() == [0, 0]
    assert places.chosen(np.array([1])).edge.tolist() == [1]


@pytest.mark.parametrize("name", ["limit_m", "access_kmh"])
def test_limits_above_zero(brook, name):
    options = {"limit_m": 10.0, "access_kmh": 4.5} | {name: 0}
    with pytest.raises(InputError, match=f"{name} is 0; wanted a finite number above 0"):
        snap_chain(brook.chain(), brook.points, **options)


def test_points_that_cannot_be(brook):
    chain = brook.chain()
    with pytest.raises(CRSError, match="points has no CRS"):
        snap_chain(chain, gpd.GeoSeries([Point(117, 0)]), limit_m=9, access_kmh=4.5)
    lines = gpd.GeoSeries([LineString([(117, 0), (118, 0)])], crs=4326)
    with pytest.raises(GeometryError, match="wanted points"):
        snap_chain(chain, lines, limit_m=9, access_kmh=4.5)
