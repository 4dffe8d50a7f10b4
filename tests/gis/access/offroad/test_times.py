from __future__ import annotations

import itertools
import math

import geopandas as gpd
import networkx as nx
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.access.demand import demand_of, travel_coverage
from gis.access.offroad import Roads, offroad_times
from gis.access.offroad.joining import joins_of
from gis.costdistance import Hiking, Terrain, Travel, cost_distance_of, ground_metres, starts_at
from gis.errors import EmptyInputError, InputError
from gis.network.graph import Network
from gis.network.places import placed
from gis.network.snapping import snap
from layers.raster import Raster

INF = np.inf
SIZE = 0.001  # degrees: 111.3 m by 110.6 m at the equator
WEST, NORTH = 117.0, 0.005
KNIGHTS = [(a * i, b * j) for a, b in ((1, 2), (2, 1)) for i in (1, -1) for j in (1, -1)]
ROUND = [way for way in itertools.product((-1, 0, 1), repeat=2) if any(way)]


def grid(values):
    values = np.asarray(values, dtype=float)
    return Raster(values, Affine(SIZE, 0, WEST, 0, -SIZE, NORTH), pyproj.CRS(4326))


def lonlat(column, row):
    return [WEST + SIZE * np.asarray(column), NORTH - SIZE * np.asarray(row)]


def street(nodes, ends, there, back=None):
    """A network of straight edges between places given as column and row."""
    places = np.column_stack(lonlat(*np.asarray(nodes, dtype=float).T))
    return Network.from_edges(places, ends, there, back)


def points(*places):
    return gpd.GeoSeries([shapely.Point(*lonlat(c, r)) for c, r in places], crs=4326)


def ask(network, raster, sources, **more):
    roads = more.pop("roads", None) or Roads(network)
    travel = Travel(more.pop("neighbours", 8), more.pop("limit_s", INF), more.pop("tile", None))
    return offroad_times(roads, raster, sources, travel=travel, **more)


class Union:
    """Cells, nodes and joins as one networkx graph, made by plain loops and shapely."""

    def __init__(self, network, raster, neighbours=8, terrain=None):
        self.network, self.raster = network, raster
        metres = ground_metres(raster)
        self.width, self.height = float(metres.across[0]), float(metres.down[0])
        self.graph = nx.DiGraph()
        self.add_steps(ROUND + (KNIGHTS if neighbours == 16 else []), terrain)
        self.add_roads()

    def link(self, a, b, seconds):
        if seconds < INF and seconds < self.graph.get_edge_data(a, b, {"s": INF})["s"]:
            self.graph.add_edge(a, b, s=seconds)

    def add_steps(self, ways, terrain):
        values = self.raster.values
        rows, columns = values.shape
        for r, c in np.ndindex(rows, columns):
            self.graph.add_node((r, c))
            for dr, dc in ways:
                if 0 <= r + dr < rows and 0 <= c + dc < columns:
                    metres = math.hypot(dr * self.height, dc * self.width)
                    pace = 1.0
                    if terrain is not None:
                        rise = terrain.height_m[r + dr, c + dc] - terrain.height_m[r, c]
                        pace = terrain.hiking.pace(rise / metres)
                    met = self.met((r, c), (dr, dc))
                    self.link((r, c), (r + dr, c + dc), metres * met * float(pace))

    def met(self, place, way):
        values, (r, c), (dr, dc) = self.raster.values, place, way
        ends = [values[r, c], values[r + dr, c + dc]]
        if abs(dr) + abs(dc) == 1:
            return np.mean(ends)
        if abs(dr) == abs(dc):
            barred = np.isinf([values[r + dr, c], values[r, c + dc]]).all()
            return INF if barred else np.mean(ends)
        if abs(dr) == 2:
            return np.mean([*ends, values[r + dr // 2, c], values[r + dr // 2, c + dc]])
        return np.mean([*ends, values[r, c + dc // 2], values[r + dr, c + dc // 2]])

    def add_roads(self):
        net = self.network
        x, y = (net.vertex_lon - WEST) / SIZE, (NORTH - net.vertex_lat) / SIZE
        for e in range(net.n_edges):
            part = slice(*net.vertex_offsets[e : e + 2])
            xy = np.column_stack([x[part] * self.width, y[part] * self.height])
            line = shapely.LineString(xy)
            joins = self.meet(line) if net.frontage[e] else self.meet_ends(line)
            there, back = net.seconds_forward[e], net.seconds_backward[e]
            stops = [(0.0, ("node", net.tail[e])), (1.0, ("node", net.head[e]))]
            for k, (share, cell, walk) in enumerate(joins):
                self.link(("join", e, k), cell, walk)
                self.link(cell, ("join", e, k), walk)
                stops.append((share, ("join", e, k)))
            for (s, a), (t, b) in itertools.permutations(stops, 2):
                seconds = there if t > s else back
                self.link(a, b, 0.0 if s == t else abs(t - s) * seconds)

    def meet(self, line):
        for r, c in np.ndindex(self.raster.values.shape):
            w, h = self.width, self.height
            cell = shapely.box(c * w, r * h, (c + 1) * w, (r + 1) * h)
            inside = line.intersection(cell)
            centre = shapely.Point((c + 0.5) * w, (r + 0.5) * h)
            friction = self.raster.values[r, c]
            if inside.length > 1e-9 and friction < INF:
                near = inside.interpolate(inside.project(centre))
                share = line.project(near) / line.length
                yield share, (r, c), near.distance(centre) * friction

    def meet_ends(self, line):
        rows, columns = self.raster.values.shape
        for share, (x, y) in zip((0.0, 1.0), (line.coords[0], line.coords[-1]), strict=True):
            r, c = int(y // self.height), int(x // self.width)
            if 0 <= r < rows and 0 <= c < columns and self.raster.values[r, c] < INF:
                apart = math.hypot(x - (c + 0.5) * self.width, y - (r + 0.5) * self.height)
                yield share, (r, c), apart * self.raster.values[r, c]

    def seconds(self, sources, direction):
        graph = self.graph.reverse() if direction == "to_sources" else self.graph.copy()
        for k, (c, r) in enumerate(sources):
            cell = int(r), int(c)
            apart = math.hypot((c - int(c) - 0.5) * self.width, (r - int(r) - 0.5) * self.height)
            walk = apart * self.raster.values[cell]
            if walk < INF:
                graph.add_edge("start", ("source", k), s=0.0)
                graph.add_edge(("source", k), cell, s=walk)
        found = nx.single_source_dijkstra_path_length(graph, "start", weight="s")
        shape = self.raster.values.shape
        return np.array([found.get(cell, np.nan) for cell in np.ndindex(shape)]).reshape(shape)


def region(seed, shape=(9, 11)):
    """Random ground with water, and a network of quick and slow streets, some of them one-way."""
    draw = np.random.default_rng(seed)
    values = draw.uniform(0.7, 4.0, shape)
    values[draw.random(shape) < 0.25] = INF
    n = 9
    nodes = draw.uniform((-1, -1), (shape[1] + 1, shape[0] + 1), (n, 2))
    ends = np.array([draw.permutation(n)[:2] for _ in range(10)])
    length = np.hypot(*(nodes[ends[:, 0]] - nodes[ends[:, 1]]).T) * 111
    there, back = length / draw.choice([1.0, 5.0, 20.0], 10), length / draw.choice([2.0, 10.0], 10)
    there[draw.random(10) < 0.2] = INF
    network = street(nodes, ends, there, back)
    frontage = draw.random(10) < 0.75
    network = type(network)(**{**network.arrays(), "frontage": frontage})
    free = np.argwhere(np.isfinite(values))
    picked = free[draw.permutation(len(free))[:2]][:, ::-1]
    return grid(values), network, [tuple(p) for p in picked + draw.uniform(0.05, 0.95, (2, 2))]


class TestOneGraph:
    @pytest.mark.parametrize("direction", ["to_sources", "from_sources"])
    @pytest.mark.parametrize("neighbours", [8, 16])
    @pytest.mark.parametrize("seed", range(12))
    def test_the_same_as_networkx_on_cells_and_edges_together(self, seed, neighbours, direction):
        raster, network, sources = region(seed)
        expected = Union(network, raster, neighbours).seconds(sources, direction)
        found = ask(network, raster, points(*sources), neighbours=neighbours, direction=direction)
        assert found.seconds == pytest.approx(expected, rel=1e-6, nan_ok=True)
        assert np.isfinite(expected).sum() > 20
        assert found.n_unreached == np.isnan(expected[np.isfinite(raster.values)]).sum()

    @pytest.mark.parametrize("direction", ["to_sources", "from_sources"])
    def test_up_and_down(self, direction):
        raster, network, sources = region(40)
        height = np.random.default_rng(3).uniform(0, 60, raster.shape)
        terrain = Terrain(height, Hiking(3.5, 0.05), direction)
        expected = Union(network, raster, terrain=terrain).seconds(sources, direction)
        found = ask(network, raster, points(*sources), direction=direction, terrain=terrain)
        assert found.seconds == pytest.approx(expected, rel=1e-6, nan_ok=True)

    def test_the_ways_change_between_the_two_more_than_once(self):
        """Two streets with a gap between them, walked over; and the far one is one-way."""
        nodes = [(0.5, 0.5), (8.5, 0.5), (10.5, 0.5), (18.5, 0.5)]
        network = street(nodes, [[0, 1], [2, 3]], [40.0, 40.0], [40.0, INF])
        raster = grid(np.full((1, 19), 1.0))
        found = ask(network, raster, points((18.5, 0.5)))
        width = float(ground_metres(raster).across[0])
        assert found.seconds[0, 0] == pytest.approx(40 + 2 * width + 40)
        assert found.by_road[0, :-1].all()
        back = ask(network, raster, points((18.5, 0.5)), direction="from_sources")
        assert back.seconds[0, 0] == pytest.approx(10 * width + 40)
        assert back.rounds >= 2


class TestByHead:
    def test_walk_ride_walk(self):
        """A street along the middle row: 10 s for 8 cells, walking takes 1 s a metre."""
        network = street([(0.5, 1.5), (8.5, 1.5)], [[0, 1]], [10.0])
        raster = grid(np.ones((3, 9)))
        found = ask(network, raster, points((0.5, 0.5)))
        metres = ground_metres(raster)
        down, across = metres.down[0], metres.across[0]
        assert found.seconds[1, 8] == pytest.approx(down + 10)
        assert found.seconds[2, 8] == pytest.approx(2 * down + 10)
        assert found.seconds[0, 1] == pytest.approx(across)
        assert not found.by_road[0, 1]
        assert found.by_road[0, 8]
        assert found.n_joins == 9

    def test_a_place_beside_the_road_walks_to_it(self):
        """The street runs a quarter of a cell off the centres; the source stands on it."""
        network = street([(0.5, 0.75), (4.5, 0.75)], [[0, 1]], [4.0])
        raster = grid(np.full((2, 5), 2.0))
        found = ask(network, raster, points((0.5, 0.75)))
        quarter = float(ground_metres(raster).down[0]) / 4 * 2.0
        assert found.seconds[0, 0] == pytest.approx(quarter)
        assert found.seconds[0, 4] == pytest.approx(quarter * 3 + 4.0)

    def test_a_toll_road_is_left_at_its_ends_only(self):
        network = street([(0.5, 0.5), (8.5, 0.5)], [[0, 1]], [10.0])
        tolled = Network(**{**network.arrays(), "frontage": np.array([False])})
        raster = grid(np.ones((1, 9)))
        width = float(ground_metres(raster).across[0])
        found = ask(tolled, raster, points((0.5, 0.5)))
        assert found.seconds[0, [4, 7, 8]] == pytest.approx([4 * width, width + 10, 10])
        assert found.by_road[0].tolist() == [False] * 5 + [True] * 4
        assert found.n_joins == 2

    def test_a_bridge_carries_over_water_and_is_not_left_there(self):
        network = street([(0.5, 0.5), (8.5, 0.5)], [[0, 1]], [8.0])
        values = np.ones((1, 9))
        values[0, 3:6] = INF
        found = ask(network, grid(values), points((0.5, 0.5)))
        assert found.seconds[0].round(6).tolist()[6:] == [6.0, 7.0, 8.0]
        assert np.isnan(found.seconds[0, 3:6]).all()
        assert (found.n_barriers, found.n_unreached) == (3, 0)

    def test_without_a_road_near_it_is_cost_distance(self):
        raster, _, sources = region(5)
        far = street([(900, 900), (901, 900)], [[0, 1]], [1.0])
        found = ask(far, raster, points(*sources))
        begun = found.seconds[tuple(np.array(sources, dtype=int).T[::-1])]
        starts = starts_at(points(*sources), raster, seconds=begun)
        plain = cost_distance_of(raster, starts)
        assert found.seconds == pytest.approx(plain.seconds, rel=1e-12, nan_ok=True)
        assert np.array_equal(found.owner, plain.owner)
        assert not found.by_road.any()
        assert found.n_joins == 0

    def test_a_source_on_the_network_that_lies_in_the_water(self):
        network = street([(0.5, 0.5), (4.5, 0.5)], [[0, 1]], [4.0])
        raster = grid([[INF, 1, 1, 1, 1]])
        jetty = points((0.5, 0.5))
        with pytest.raises(EmptyInputError, match="1 on barriers; wanted at least one on a cell"):
            ask(network, raster, jetty)
        at = snap(network, jetty, limit_m=50, access_kmh=4.5)
        found = ask(network, raster, jetty, roads=Roads(network, sources=at))
        assert found.seconds[0, 1:] == pytest.approx([1, 2, 3, 4])
        assert not len(found.on_barrier) + len(found.off_grid)

    def test_two_sources_on_one_edge_and_cells_between(self):
        network = street([(0.5, 0.5), (8.5, 0.5)], [[0, 1]], [80.0], [INF])
        at = placed(network, [0, 0], [0.0, 0.5], access_seconds=[0.0, 5.0])
        raster = grid(np.full((1, 9), 1000.0))
        both = points((0.5, 0.5), (4.5, 0.5))
        came = ask(
            network, raster, both, roads=Roads(network, sources=at), direction="from_sources"
        )
        assert came.seconds[0] == pytest.approx([0, 10, 20, 30, 0, 10, 20, 30, 40], abs=1e-6)
        assert came.owner[0].tolist() == [0] * 4 + [1] * 5

    def test_equal_times_go_to_the_lower_source(self):
        network = street([(0.5, 0.5), (8.5, 0.5)], [[0, 1]], [8.0])
        raster = grid(np.ones((1, 9)))
        one = ask(network, raster, points((0.5, 0.5), (8.5, 0.5))).owner[0].tolist()
        assert one == [0, 0, 0, 0, 0, 1, 1, 1, 1]
        other = ask(network, raster, points((8.5, 0.5), (0.5, 0.5))).owner[0].tolist()
        assert other == [1, 1, 1, 1, 0, 0, 0, 0, 0]

    def test_the_limit_holds_for_walk_and_ride_together(self):
        network = street([(0.5, 0.5), (8.5, 0.5)], [[0, 1]], [8.0])
        raster = grid(np.ones((2, 9)))
        found = ask(network, raster, points((0.5, 0.5)), limit_s=5.5)
        assert np.isfinite(found.seconds[0]).tolist() == [True] * 6 + [False] * 3
        assert np.isnan(found.seconds[1]).all()
        assert found.n_unreached == 12

    def test_a_course_with_corners(self):
        """One edge with a bend on the border of two cells is as two edges that meet there."""
        xy = [(0.5, 0.6), (3.0, 0.6), (3.0, 3.4)]
        two = street(xy, [[0, 1], [1, 2]], [5.0, 6.0])
        lonlats = np.column_stack(lonlat(*np.array(xy).T))
        raster = grid(np.random.default_rng(1).uniform(1, 3, (4, 5)))
        a, b = two.length_m
        one = Network.from_edges(lonlats[[0, 2]], [[0, 1]], [11.0], length_m=[a + b])
        fields = {
            "vertex_offsets": np.array([0, 3]),
            "vertex_lon": lonlats[:, 0],
            "vertex_lat": lonlats[:, 1],
            "vertex_m": np.array([0, a, a + b]),
            "vertex_share": np.array([0, 5 / 11, 1]),
            "vertex_line": np.zeros(3, dtype=np.int32),
        }
        one = Network(**{**one.arrays(), **fields})
        apart, whole = (ask(n, raster, points((0.5, 0.5))) for n in (two, one))
        assert whole.seconds == pytest.approx(apart.seconds, rel=1e-9)
        assert whole.by_road.sum() == apart.by_road.sum() > 5


class TestTiles:
    @pytest.mark.parametrize("tile", [8, 11])
    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_the_same_whatever_the_tiles(self, seed, tile):
        raster, network, sources = region(seed, (30, 41))
        whole, tiled = (ask(network, raster, points(*sources), tile=t) for t in (None, tile))
        assert np.array_equal(whole.seconds, tiled.seconds, equal_nan=True)
        assert np.array_equal(whole.owner, tiled.owner)
        assert np.array_equal(whole.by_road, tiled.by_road)


class TestProperties:
    @settings(deadline=None, max_examples=15)
    @given(st.integers(0, 2**31))
    def test_a_road_more_never_takes_longer(self, seed):
        raster, network, sources = region(seed)
        bare = street([(900, 900), (901, 900)], [[0, 1]], [1.0])
        walked, helped = (ask(n, raster, points(*sources)).seconds for n in (bare, network))
        assert (np.nan_to_num(helped, nan=INF) <= np.nan_to_num(walked, nan=INF)).all()
        more = ask(network, raster, points(*sources, (0.5, 0.5)))
        assert (np.nan_to_num(more.seconds, nan=INF) <= np.nan_to_num(helped, nan=INF)).all()

    @settings(deadline=None, max_examples=15)
    @given(st.integers(0, 2**31))
    def test_no_way_by_road_where_the_time_is_that_of_walking(self, seed):
        raster, network, sources = region(seed)
        bare = street([(900, 900), (901, 900)], [[0, 1]], [1.0])
        walked, helped = (ask(n, raster, points(*sources)) for n in (bare, network))
        quicker = np.isfinite(helped.seconds) & ~(helped.seconds >= walked.seconds)
        assert np.array_equal(helped.by_road, quicker)


class TestDemand:
    def test_people_within_a_time(self):
        network = street([(0.5, 1.5), (8.5, 1.5)], [[0, 1]], [80.0])
        raster = grid(np.ones((3, 9)))
        people = Raster(np.full((3, 9), 10.0), raster.transform, raster.crs)
        unit = gpd.GeoSeries([shapely.box(*raster.bounds)], crs=4326)
        found = ask(network, raster, points((0.5, 1.5)))
        demand = demand_of(unit, people)
        seconds, owner, by_road = found.at(demand.lon, demand.lat)
        covered = travel_coverage(demand, seconds, limits_s=[81]).table["covered"]
        assert covered.iloc[0] == pytest.approx(90)
        assert (owner == 0).all()
        assert by_road.sum() == np.count_nonzero(found.by_road)

    def test_off_the_grid(self):
        found = ask(
            street([(0, 0), (1, 0)], [[0, 1]], [1.0]), grid(np.ones((2, 2))), points((1, 1))
        )
        seconds, owner, by_road = found.at([116.0, 117.0005], [0.0, 0.0045])
        assert np.isnan(seconds[0])
        assert (owner.tolist(), by_road[0]) == ([-1, 0], False)


class TestRefusals:
    def test_terrain_of_the_other_way(self):
        raster, network, sources = region(1)
        terrain = Terrain(np.zeros(raster.shape), Hiking(3.5, 0.05), "from_sources")
        with pytest.raises(InputError, match="terrain goes from_sources, the search to_sources"):
            ask(network, raster, points(*sources), terrain=terrain)

    def test_places_for_other_sources(self):
        raster, network, sources = region(1)
        at = placed(network, [0], [0.5])
        with pytest.raises(InputError, match="1 places on the network for 2 sources"):
            ask(network, raster, points(*sources), roads=Roads(network, sources=at))

    def test_direction(self):
        raster, network, sources = region(1)
        with pytest.raises(InputError, match="direction is 'back'"):
            ask(network, raster, points(*sources), direction="back")

    def test_joins_given_are_used(self):
        raster, network, sources = region(2)
        none = joins_of(network, raster, only=np.zeros(network.n_edges, dtype=bool))
        found = ask(network, raster, points(*sources), roads=Roads(network, joins=none))
        assert not found.by_road.any()
