"""Roads and rivers joined: cases solved in the head, and networkx on worlds at random."""

from __future__ import annotations

import json

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from gis.errors import EmptyInputError, GeometryError, InputError
from gis.network import Network, placed
from gis.network.chains import When, compile_water, join_chain, nearest_by_chain, snap_chain
from gis.network.chains.feet import feet_on_roads, feet_on_water
from gis.network.nearest import nearest
from gis.network.turns.copies import restricted
from layers.crs import GEOD
from layers.errors import CRSError
from layers.infrastructure.boats import boat
from layers.infrastructure.travel import mode

WALK = mode("walk")
# 300 m on foot, 10 min to board, 2 km down the river, 500 m on foot; and the way back.
DOWN_S = 300 / 1.25 + 600 + 2_000 / (12 * 1.17 / 3.6) + 500 / 1.25
UP_S = 500 / 1.25 + 600 + 2_000 / (12 * 0.83 / 3.6) + 300 / 1.25


def times(world, chain, direction="from_sources"):
    places = snap_chain(chain, world.points, limit_m=100, access_kmh=4.5)
    return nearest_by_chain(chain, places.one(0), places, direction=direction).found.seconds


def test_down_the_brook_and_back(brook):
    chain = brook.chain()
    assert times(brook, chain).tolist() == [0.0, pytest.approx(DOWN_S, rel=1e-6)]
    assert times(brook, chain, "to_sources")[1] == pytest.approx(UP_S, rel=1e-6)


def test_the_parts_of_the_brook(brook):
    told = json.loads(json.dumps(brook.chain().to_dict()))
    edges = {(p["id"], p["kind"]): p["n_edges"] for p in told["parts"]}
    assert edges == {
        ("walk", "land"): 2,
        ("klotok", "water"): 3,
        ("klotok", "crossing"): 0,
        ("approach", "approach"): 2,
        ("boarding", "boarding"): 2,
    }
    assert (told["n_landings"], told["n_joined"], told["unconnected"]) == (2, 2, [])


def test_old_queries_work_on_it_as_on_any_network(brook):
    chain = brook.chain()
    on_street = placed(chain.network, [0, 1], [0.0, 1.0])
    found = nearest(chain.network, placed(chain.network, [0], [0.0]), on_street)
    assert found.seconds[1] == pytest.approx(DOWN_S, rel=1e-6)


def test_without_jetties_nothing_is_joined(brook):
    chain = join_chain(brook.roads, [brook.water()], mode=WALK)
    assert not chain.edges_of("approach", "boarding").any()
    assert np.isnan(times(brook, chain)[1])


def test_landings_too_far_are_told_and_left_out(brook, make_points):
    far = make_points((117.0, 0.02), (117.0, 0.2), (120.0, 5.0), (117.0, 0.0))
    chain = join_chain(brook.roads, [brook.water()], mode=WALK, jetties=far, water_m=500.0)
    loose = chain.landings.unconnected()
    assert [place["row"] for place in loose] == [0, 1, 2]
    assert loose[0]["road_m"] == pytest.approx(2_211 - 300, abs=1)
    assert loose[0]["water_m"] == pytest.approx(2_211, abs=1)
    assert (loose[0]["on_road"], loose[0]["on_water"]) == (True, False)
    assert loose[2]["road_m"] is None
    assert loose[2]["water_m"] is None
    assert chain.landing_edge[:3].tolist() == [-1, -1, -1]
    assert chain.network.component.max() == 1


def test_a_jetty_that_no_road_reaches_still_changes_boats(make_rivers, make_streets, make_points):
    lines = make_rivers(
        LineString([(117, 0), (117.1, 0)]),
        LineString([(117.1, 0.0005), (117.2, 0.0005)]),
        boats=["klotok", "speedboat"],
        **{"class": "canal"},
    )
    waters = [compile_water(lines, boat=boat(b), rider=WALK) for b in ("klotok", "speedboat")]
    roads = make_streets(((116.9, 3), (117, 3)))
    jetties = make_points((117, 0), (117.1, 0), (117.2, 0.0005))
    chain = join_chain(roads, waters, mode=WALK, jetties=jetties)
    assert len(chain.landings.unconnected()) == 3
    ends = make_points((117, 0), (117.2, 0.0005))
    places = snap_chain(chain, ends, limit_m=50, access_kmh=4.5)
    found = nearest_by_chain(chain, places.one(0), places).found.seconds[1]
    metres = 11_131.949
    across = 0.0005 * 110_574.4 / 1.25
    expected = 600 + metres / (12 / 3.6) + 900 + across + metres / (30 / 3.6)
    assert found == pytest.approx(expected, rel=1e-4)


def test_a_bend_near_a_road_joins_nothing(brook, make_streets):
    beside = make_streets(((117.005, 0.00001), (117.005, 0.01)))
    chain = join_chain(beside, [brook.water()], mode=WALK, jetties=brook.jetties)
    street = np.flatnonzero(chain.edges_of("land"))
    water = np.flatnonzero(chain.edges_of("water"))
    # The jetties lead there, over the 2.5 km that a landing may be from a road.
    assert chain.edges_of("approach").sum() == 2
    assert len(street) >= 1
    assert not set(chain.network.tail[street]) & set(chain.network.tail[water])


def test_wait_for_each_of_two_ferries(make_rivers, make_streets, make_points):
    """Two services meet at one jetty: whoever changes boards again; one service goes on."""
    one, other = LineString([(117, 0), (117.1, 0)]), LineString([(117.1, 0), (117.2, 0)])
    points = make_points((117, 0), (117.2, 0))
    hour = 11_131.949 / (12 / 3.6)
    for names, boardings in ((["A", "B"], 2), (["A", "A"], 1), ([None, None], 2)):
        lines = make_rivers(
            one, other, boats="ferry", name=names, headway_min=60.0, **{"class": "ferry"}
        )
        water = compile_water(lines, boat=boat("ferry"), rider=WALK)
        chain = join_chain(make_streets(((116.9, 3), (117, 3))), [water], mode=WALK)
        places = snap_chain(chain, points, limit_m=10, access_kmh=4.5)
        found = nearest_by_chain(chain, places.one(0), places).found.seconds[1]
        assert found == pytest.approx(2 * hour + boardings * (20 + 30) * 60, rel=1e-6)


def test_a_car_takes_the_ferry_and_no_klotok(make_rivers, make_streets, make_points):
    roads = make_streets(((116.9, 0), (117, 0)), ((117.05, 0), (117.15, 0)))
    line = LineString([(117, 0), (117.05, 0)])
    lines = make_rivers(line, boats="feri ro-ro, kelotok", crossing_min=25.0, **{"class": "ferry"})
    car = mode("car")
    ferry = compile_water(lines, boat=boat("ferry"), rider=car)
    klotok = compile_water(lines, boat=boat("klotok"), rider=car)
    assert klotok.is_empty
    chain = join_chain(roads, [ferry, klotok], mode=car)
    points = make_points((116.9, 0), (117.15, 0))
    places = snap_chain(chain, points, limit_m=10, access_kmh=4.5)
    found = nearest_by_chain(chain, places.one(0), places).found.seconds[1]
    assert found == pytest.approx(2 * 11_131.949 / 1.25 + 1_800 + 1_500, rel=1e-6)


def test_a_jetty_beside_a_ferry_end_leads_to_it(make_rivers, make_streets, make_points):
    lines = make_rivers(LineString([(117, 0), (117.1, 0)]), boats="ferry", **{"class": "ferry"})
    water = compile_water(lines, boat=boat("ferry"), rider=WALK)
    roads = make_streets(((116.98, 0.004), (116.99, 0.004)))
    jetty = make_points((117, 0.002))
    chain = join_chain(roads, [water], mode=WALK, jetties=jetty, road_m=1_200, water_m=300)
    kinds = [place["kind"] for place in chain.landings.unconnected()]
    assert kinds == ["ferry_end"]
    assert chain.landings.water_m[0] == pytest.approx(221.1, abs=0.1)
    assert chain.network.component.max() == 0


def test_everything_closed_is_refused_with_the_reasons(brook):
    water = brook.water(when=When(month=8))
    assert not water.is_empty
    shut = brook.waterways.assign(closed_months="8")
    closed = compile_water(shut, boat=boat("klotok"), rider=WALK, when=When(month=8))
    with pytest.raises(EmptyInputError, match="klotok: closed in that month: 1") as caught:
        join_chain(brook.roads, [closed], mode=WALK, jetties=brook.jetties)
    assert caught.value.code == "no-water"
    with pytest.raises(EmptyInputError, match="no waters given"):
        join_chain(brook.roads, [], mode=WALK)


def test_restricted_turns_stay_where_roads_are_cut(make_rivers, make_points):
    """No right turn at the crossing, and no turning round at a jetty behind it."""
    places = [(117.0, 0.0), (117.01, 0.0), (117.01, 0.01), (117.02, 0.0)]
    roads = Network.from_edges(places, [[0, 1], [1, 2], [1, 3]], [100.0, 100.0, 100.0])
    car = mode("car")
    lines = make_rivers(
        LineString([(117.015, 0.0), (117.015, -0.1)]), boats="ferry", **{"class": "ferry"}
    )
    water = compile_water(lines, boat=boat("ferry"), rider=car)
    # From the first street none may turn into the second.
    bound = restricted(roads, [[1, 2]])
    for network, there in ((roads, 200.0), (bound, 400.0)):
        chain = join_chain(network, [water], mode=car, road_m=1_000)
        ends = placed(chain.network, *_ends(chain, ((117.0, 0.0), (117.01, 0.01))))
        found = nearest(chain.network, _row(ends, 0), _row(ends, 1)).seconds[0]
        # Round by the end of the third street, where turning is allowed.
        assert found == pytest.approx(there)
        assert chain.network.component.max() == 0


def _ends(chain, places):
    """Edges of the roads and their ends at places."""
    network, land = chain.network, np.flatnonzero(chain.edges_of("land"))
    nodes = np.column_stack([network.lon, network.lat])
    found = [
        (e, float(side))
        for place in places
        for e in land
        for side, node in enumerate((network.tail[e], network.head[e]))
        if np.allclose(nodes[node], place, atol=1e-9)
    ]
    return [e for e, _ in found], [side for _, side in found]


def _row(places, i):
    return places.chosen(slice(i, i + 1))


def test_what_is_refused(brook):
    water = brook.water()
    with pytest.raises(InputError, match="compiled for mode 'walk'; wanted 'car'"):
        join_chain(brook.roads, [water], mode=mode("car"))
    for name in ("road_m", "water_m"):
        with pytest.raises(InputError, match=f"{name} is -1; wanted a finite number above 0"):
            join_chain(brook.roads, [water], mode=WALK, **{name: -1})
    with pytest.raises(CRSError, match="jetties has no CRS"):
        join_chain(brook.roads, [water], mode=WALK, jetties=gpd.GeoSeries([Point(117, 0)]))
    line = gpd.GeoSeries([LineString([(117, 0), (118, 0)])], crs=4326)
    with pytest.raises(GeometryError, match="jetties: row 0 is a LineString"):
        join_chain(brook.roads, [water], mode=WALK, jetties=line)


def test_jetties_without_a_geometry_are_told(brook):
    jetties = gpd.GeoSeries([None, *brook.jetties], crs=4326)
    chain = join_chain(brook.roads, [brook.water()], mode=WALK, jetties=jetties)
    assert chain.missing_rows.tolist() == [0]
    assert chain.landings.row.tolist() == [1, 2]
    assert times(brook, chain)[1] == pytest.approx(DOWN_S, rel=1e-6)


class Second:
    """The same world for networkx: roads and rivers cut at the feet of jetties and quays."""

    def __init__(self, world, boats, with_places):
        self.graph, self.with_places = nx.DiGraph(), with_places
        self.jetties = np.column_stack([world.jetties.x, world.jetties.y])
        self.ferries = world.waterways[world.waterways["class"] == "ferry"]
        ends = [p for line in self.ferries.geometry for p in (line.coords[0], line.coords[-1])]
        self.quays = np.array(ends).reshape(-1, 2)
        waters = [world.water(b) for b in boats]
        self.on_land(world.roads, waters[0].streams)
        for water in waters:
            self.on_water(water)
        self.by_ferry([boat(b) for b in boats])

    def join(self, a, b, seconds, back=None):
        for here, there, time in ((a, b, seconds), (b, a, seconds if back is None else back)):
            if time < self.graph.get_edge_data(here, there, {"s": np.inf})["s"]:
                self.graph.add_edge(here, there, s=time)

    def part(self, name, network, *feet):
        places = [placed(network, foot.edge, foot.fraction) for foot in feet]
        cut = self.with_places(network, *places)
        self.graph.update(nx.relabel_nodes(cut, lambda node: (name, node)))

    def on_land(self, roads, streams):
        groups = {"jetty": self.jetties, "quay": self.quays}
        feet = [feet_on_roads(roads, at, 2_500.0, water=streams)[0] for at in groups.values()]
        self.part("road", roads, *feet)
        for g, (kind, foot) in enumerate(zip(groups, feet, strict=True)):
            for i, j in enumerate(foot.landing):
                self.join((kind, j), ("road", ("on", g, i)), foot.metres[i] / 1.25)

    def on_water(self, water):
        if water.network is None:
            return
        foot = feet_on_water(water, self.jetties, 500.0)
        self.part(water.boat.id, water.network, foot)
        for i, j in enumerate(foot.landing):
            walked, wait = foot.metres[i] / 1.25, water.boarding_s[foot.line[i]]
            self.join(("jetty", j), (water.boat.id, ("on", 0, i)), walked + wait, walked)

    def by_ferry(self, boats):
        for row, line in enumerate(self.ferries.geometry):
            for kind in (b for b in boats if b.id in self.ferries["boats"].iloc[row]):
                sailed = GEOD.geometry_length(line) / (kind.waters["ferry"].kmh / 3.6)
                here, there = ("quay", 2 * row), ("quay", 2 * row + 1)
                self.join(here, there, kind.boarding_min * 60 + sailed)
        for j, jetty in enumerate(self.jetties):
            for q, quay in enumerate(self.quays):
                metres = GEOD.inv(*jetty, *quay)[2]
                if metres <= 500.0:
                    self.join(("jetty", j), ("quay", q), metres / 1.25)


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_as_networkx_on_worlds_at_random(random_world, with_places, seed):
    world = random_world(seed)
    boats = ("klotok", "speedboat")
    if all(world.water(b).is_empty for b in boats):
        return
    chain, graph = world.chain(*boats), Second(world, boats, with_places).graph
    start = int(world.roads.tail[0])
    mine = nearest(chain.network, _at_node(chain.network, start)).node_seconds
    theirs = nx.single_source_dijkstra_path_length(graph, ("road", start), weight="s")
    for node in range(world.roads.n_nodes):
        told = theirs.get(("road", node), np.nan)
        assert mine[node] == pytest.approx(told, rel=1e-9, abs=1e-6, nan_ok=True)


def _at_node(network, node):
    """A place at a node; those of the roads have the same number in the chain."""
    edge = int(np.flatnonzero((network.tail == node) | (network.head == node))[0])
    return placed(network, [edge], [0.0 if network.tail[edge] == node else 1.0])


@settings(max_examples=8)
@given(st.integers(0, 10_000))
def test_quicker_boats_never_lengthen_a_way_and_closing_never_shortens_one(random_world, seed):
    world = random_world(seed)
    rng = np.random.default_rng(seed)
    start, n = int(world.roads.tail[0]), world.roads.n_nodes
    months = np.where(rng.random(5) < 0.5, "8", None)
    lines = world.waterways.assign(closed_months=months)
    quick = boat("klotok").with_speeds({"river": 20, "canal": 20, "ferry": 20})
    told = []
    for kind, when in ((quick, When()), (boat("klotok"), When()), (boat("klotok"), When(month=8))):
        water = compile_water(lines, boat=kind, rider=WALK, when=when)
        if not water.is_empty:
            chain = join_chain(world.roads, [water], mode=WALK, jetties=world.jetties)
            told.append(nearest(chain.network, _at_node(chain.network, start)).node_seconds[:n])
    told.append(nearest(world.roads, _at_node(world.roads, start)).node_seconds)
    seconds = np.where(np.isnan(told), np.inf, told)
    # Feet found along other edges, of tens of kilometres here, lie millimetres apart.
    assert (seconds[:-1] <= seconds[1:] * (1 + 1e-6) + 1e-3).all()


@settings(max_examples=6)
@given(st.integers(0, 10_000))
def test_another_crs_changes_nothing(random_world, seed):
    world = random_world(seed)
    if world.water().is_empty:
        return
    chain = world.chain()
    other = join_chain(
        world.roads,
        [compile_water(world.waterways.to_crs(32750), boat=boat("klotok"), rider=WALK)],
        mode=WALK,
        jetties=world.jetties.to_crs(3857),
    )
    found = []
    for made, points in ((chain, world.points), (other, world.points.to_crs(32750))):
        places = snap_chain(made, points, limit_m=20_000, access_kmh=4.5)
        found.append(nearest_by_chain(made, places.one(0), places).found.seconds)
    np.testing.assert_allclose(found[0], found[1], rtol=1e-6, atol=1e-3)
