"""The chain of modes of a way, leg by leg."""

from __future__ import annotations

import json

import numpy as np
import pytest
from shapely import LineString

from gis.errors import InputError, NoAnswerError
from gis.network.chains import nearest_by_chain, path_by_chain, snap_chain
from layers.infrastructure.travel import mode


def test_walk_board_boat_walk(brook):
    chain = brook.chain()
    places = snap_chain(chain, brook.points, limit_m=100, access_kmh=4.5)
    found = path_by_chain(chain, places.one(0), places.one(1))
    assert [leg.mode for leg in found.legs] == ["walk", "boarding", "klotok", "walk"]
    assert [leg.metres for leg in found.legs] == pytest.approx([300, 0, 2_000, 500], abs=0.01)
    seconds = [240, 600, 2_000 / (12 * 1.17 / 3.6), 400]
    assert [leg.seconds for leg in found.legs] == pytest.approx(seconds, rel=1e-5)
    assert found.seconds == pytest.approx(sum(leg.seconds for leg in found.legs))
    assert [leg.landing for leg in found.legs] == [-1, 0, -1, -1]
    assert [leg.title.id for leg in found.legs] == [
        "Jalan kaki",
        "naik perahu",
        "Klotok",
        "Jalan kaki",
    ]
    assert found.legs[2].line().equals_exact(LineString([(117, 0), (found.legs[2].lon[-1], 0)]), 1)
    told = json.loads(json.dumps(found.to_dict()))
    assert told["legs"][2]["mode"] == "klotok"
    assert len(told["legs"][2]["coordinates"]) >= 2


def test_the_time_of_the_path_is_that_of_nearest(random_world):
    for seed in (1, 4, 9, 12):
        world = random_world(seed)
        chain = world.chain()
        places = snap_chain(chain, world.points, limit_m=6_000, access_kmh=4.5)
        found = nearest_by_chain(chain, places.one(0), places).found.seconds
        for j in np.flatnonzero(np.isfinite(found)):
            if places.reached()[0]:
                way = path_by_chain(chain, places.one(0), places.one(int(j)))
                assert way.seconds == pytest.approx(found[j], rel=1e-9, abs=1e-9)
                assert sum(leg.seconds for leg in way.legs) == pytest.approx(found[j], abs=1e-6)


def test_from_bank_to_bank(brook, make_points):
    chain = brook.chain()
    ends = make_points((116.99, 0.001), (117.01, 0.001))
    places = snap_chain(chain, ends, limit_m=200, access_kmh=4.5)
    found = path_by_chain(chain, places.one(0), places.one(1))
    assert [leg.mode for leg in found.legs] == ["walk", "boarding", "klotok", "walk"]
    assert found.legs[0].metres == pytest.approx(110.574, abs=0.01)
    assert found.legs[1].seconds == pytest.approx(600)
    assert found.legs[0].line() is None
    assert found.legs[2].metres == pytest.approx(2_226.39, rel=1e-4)


def test_a_place_and_itself(brook):
    chain = brook.chain()
    places = snap_chain(chain, brook.points, limit_m=100, access_kmh=4.5)
    found = path_by_chain(chain, places.one(0), places.one(0))
    assert found.seconds == 0.0
    assert found.legs == ()


def test_the_ways_to_landings_are_by_the_mode(make_rivers, make_streets, make_points):
    from gis.network.chains import compile_water, join_chain
    from layers.infrastructure.boats import boat

    car = mode("car")
    lines = make_rivers(LineString([(117, 0), (117.1, 0)]), boats="ferry", **{"class": "ferry"})
    water = compile_water(lines, boat=boat("ferry"), rider=car)
    roads = make_streets(((116.9, 0), (116.99, 0)), ((117.1, 0.001), (117.2, 0.001)))
    chain = join_chain(roads, [water], mode=car)
    places = snap_chain(chain, make_points((116.9, 0), (117.2, 0.001)), limit_m=9, access_kmh=4.5)
    found = path_by_chain(chain, places.one(0), places.one(1))
    assert [leg.mode for leg in found.legs] == ["car", "boarding", "ferry", "car"]
    # 1 113 m and 111 m between landing and road at the 20 km/h of the smallest roads.
    road = (10_018.75 / 1.25, 11_131.95 / 1.25)
    assert found.legs[0].seconds == pytest.approx(road[0] + 1_113.19 / (20 / 3.6), rel=1e-4)
    assert found.legs[3].seconds == pytest.approx(road[1] + 110.574 / (20 / 3.6), rel=1e-4)
    assert [leg.landing for leg in found.legs] == [-1, 0, -1, -1]


def test_what_is_refused(brook, make_points):
    chain = brook.chain()
    places = snap_chain(chain, brook.points, limit_m=100, access_kmh=4.5)
    with pytest.raises(InputError, match="origin holds 2 points; wanted one"):
        path_by_chain(chain, places, places.one(0))
    off = snap_chain(chain, make_points((119, 3)), limit_m=100, access_kmh=4.5)
    with pytest.raises(NoAnswerError, match="destination is on no road, bank or landing"):
        path_by_chain(chain, places.one(0), off)


def test_no_way(brook):
    from gis.network.chains import join_chain

    chain = join_chain(brook.roads, [brook.water()], mode=mode("walk"))
    places = snap_chain(chain, brook.points, limit_m=100, access_kmh=4.5)
    with pytest.raises(NoAnswerError, match="there is no way from origin") as caught:
        path_by_chain(chain, places.one(0), places.one(1))
    assert caught.value.code == "unreachable"
