"""Bad input to the network, a case each: a clear error, or an exclusion that is reported."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, MultiPoint, Point, box

from gis.access.demand import Demand, travel_coverage
from gis.errors import EmptyInputError, GeometryError, InputError, NoAnswerError
from gis.network import Network, audit_network, compile_network, placed, snap, unconnected
from gis.network.ground.barriers import barriers_of
from gis.network.nearest import k_nearest, nearest
from gis.network.paths import path
from gis.network.portions import reached_portions
from gis.network.service import service_areas
from gis.network.tables import many_to_many
from layers.errors import CRSError
from layers.infrastructure.travel import mode

CAR = mode("car")
STREET = [(117.0, 0.0), (117.01, 0.0)]
BAD_TIMES = [0, -1, math.nan]


def roads(*courses, crs=4326, **columns):
    shapes = [None if c is None else LineString(c) for c in courses]
    table = {"class": ["local"] * len(shapes), **columns}
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=crs))


def points(*places, crs=4326):
    return gpd.GeoSeries([Point(p) for p in places], crs=crs)


def at(network, *places, **asked):
    return snap(network, points(*places), **{"limit_m": 500, "access_kmh": 4.5, **asked})


@pytest.fixture
def street():
    """One street of 1113 m."""
    return compile_network(roads(STREET), mode=CAR).network


@pytest.fixture
def apart():
    """Two streets 10 km apart: no node of one is reached from the other."""
    far = [(117.1, 0.0), (117.11, 0.0)]
    return compile_network(roads(STREET, far), mode=CAR).network


class TestEmptyNetworks:
    @pytest.mark.parametrize("lines", [roads(), roads(None, None), roads(crs=4326).iloc[:0]])
    def test_no_line(self, lines):
        with pytest.raises(EmptyInputError, match=r"lines holds no geometry \(\d rows\); wanted"):
            compile_network(lines, mode=CAR)

    def test_no_line_that_a_car_may_use(self):
        lines = roads(STREET, STREET, status=["planned", "planned"])
        with pytest.raises(EmptyInputError, match=r"none of 2 lines can be used by mode 'car' \("):
            compile_network(lines, mode=CAR)

    def test_nodes_without_edges(self):
        bare = Network.from_edges([[117.0, 0.0]], np.empty((0, 2)), [])
        place = at(bare, (117.0, 0.0))
        assert place.edge.tolist() == [-1]
        found = nearest(bare, place, place)
        assert np.isnan(found.seconds).all()
        assert (found.n_unreached, found.n_sources_off, found.n_targets_off) == (1, 1, 1)
        area = service_areas(bare, place, limits_s=[60]).iloc[0]
        assert area.geometry.is_empty
        assert area["reached_km"] == 0.0

    def test_no_node(self):
        with pytest.raises(EmptyInputError, match="the network has no node; wanted at least one"):
            Network.from_edges(np.empty((0, 2)), np.empty((0, 2)), [])


class TestDisconnectedNetworks:
    def test_the_report_counts_components(self, apart):
        told = audit_network(apart).to_dict()
        assert told["n_components"] == 2
        assert told["largest_share"] == 0.5

    def test_what_is_not_reached_is_null_counted_and_listed(self, apart):
        clinic, homes = at(apart, (117.0, 0.0)), at(apart, (117.005, 0.0), (117.105, 0.0))
        found = nearest(apart, clinic, homes)
        assert np.isnan(found.seconds).tolist() == [False, True]
        assert found.owner.tolist() == [0, -1]
        assert found.n_unreached == 1
        ranks = k_nearest(apart, clinic, homes, k=3)
        assert np.isnan(ranks.seconds).sum(axis=1).tolist() == [2, 3]
        (block,) = many_to_many(apart, clinic, homes, limit_s=math.inf)
        assert block.target.tolist() == [0]
        lonely = unconnected(apart, points((117.005, 0.0), (117.105, 0.0)), limit_m=100)
        assert lonely.tolist() == [1]

    def test_no_path(self, apart):
        one, other = at(apart, (117.0, 0.0)), at(apart, (117.1, 0.0))
        with pytest.raises(NoAnswerError, match=r"no way from origin to destination .* \(comp"):
            path(apart, one, other)

    def test_a_service_area_stays_on_its_part(self, apart):
        area = service_areas(apart, at(apart, (117.0, 0.0)), limits_s=[1e6]).geometry.iloc[0]
        assert len(area.geoms) == 1

    def test_people_are_counted_as_unreached(self, apart):
        homes = at(apart, (117.005, 0.0), (117.105, 0.0))
        seconds = nearest(apart, at(apart, (117.0, 0.0)), homes).seconds
        row = travel_coverage(demand(2), seconds, limits_s=[3600]).table.iloc[0]
        assert row[["total", "covered", "unreached"]].tolist() == [20.0, 10.0, 10.0]


class TestSpeeds:
    @pytest.mark.parametrize("speed", [0, -5, math.inf, "quick"])
    def test_they_are_refused_by_row(self, speed):
        lines = roads(STREET, STREET, speed_kmh=[30, speed])
        with pytest.raises(InputError, match=rf"row 1: speed_kmh is {speed}; wanted a finite"):
            compile_network(lines, mode=CAR)

    def test_or_left_out_and_reported(self):
        other = [(117.0, 0.0), (117.0, 0.01)]
        lines = roads(STREET, other, other, speed_kmh=[30, 0, -1])
        report = compile_network(lines, mode=CAR, bad_speeds="exclude").report
        assert [(e.code, e.rows.tolist()) for e in report.exclusions] == [("speed-bad", [1, 2])]

    def test_a_missing_one_is_the_planning_speed_and_told(self):
        report = compile_network(roads(STREET, speed_kmh=[math.nan]), mode=CAR).report
        assert report.planned_rows.tolist() == [0]

    @pytest.mark.parametrize("seconds", [-1.0, math.nan])
    def test_times_given_by_edge(self, seconds):
        with pytest.raises(InputError, match=r"seconds_forward of edge 0 is (-1.0|nan); wanted 0"):
            Network.from_edges(STREET, [[0, 1]], [seconds])


class TestOddEdges:
    def test_a_loop_shortens_nothing_and_can_be_lived_on(self):
        nodes = [[117.0, 0.0], [117.01, 0.0]]
        network = Network.from_edges(nodes, [[0, 1], [1, 1]], [60.0, 100.0], length_m=[1e3, 2e3])
        found = nearest(network, placed(network, [0], [0.0]), placed(network, [1], [0.25]))
        assert found.node_seconds.tolist() == [0.0, 60.0]
        assert found.seconds.tolist() == [85.0]

    def test_a_line_that_is_a_loop(self):
        ring = [(117.0, 0.0), (117.01, 0.0), (117.01, 0.01), (117.0, 0.0)]
        made = compile_network(roads(ring), mode=CAR)
        assert (made.network.n_nodes, made.network.n_edges) == (1, 1)
        places = at(made.network, (117.005, 0.0), (117.01, 0.005))
        found = nearest(made.network, places, places)
        assert found.seconds.tolist() == [0.0, 0.0]

    def test_duplicates_are_dropped_and_counted(self):
        made = compile_network(roads(STREET, STREET, STREET[::-1]), mode=CAR)
        assert made.network.n_edges == 1
        assert made.report.n_duplicate_segments == 2

    def test_parallel_edges_are_not_summed(self):
        network = Network.from_edges(STREET, [[0, 1], [0, 1]], [60.0, 40.0])
        found = nearest(network, placed(network, [0], [0.0]))
        assert found.node_seconds.tolist() == [0.0, 40.0]

    def test_lines_without_length_are_reported(self):
        made = compile_network(roads(STREET, [STREET[0], STREET[0]]), mode=CAR)
        assert [(e.code, e.rows.tolist()) for e in made.report.exclusions] == [("no-length", [1])]

    def test_an_edge_without_length_takes_no_time(self):
        nodes = [*STREET, STREET[1]]
        network = Network.from_edges(nodes, [[0, 1], [1, 2]], [60.0, 0.0])
        found = nearest(network, placed(network, [0], [0.0]))
        assert found.node_seconds.tolist() == [0.0, 60.0, 60.0]
        areas = service_areas(network, placed(network, [1], [0.5]), limits_s=[30])
        assert areas.geometry.iloc[0].is_valid

    def test_ends_that_are_no_nodes(self):
        with pytest.raises(InputError, match="ends: 7 is no node; wanted positions 0 to 1"):
            Network.from_edges(STREET, [[0, 7]], [60.0])


class TestPlacesElsewhere:
    SEA = gpd.GeoSeries([box(117.0, 0.0005, 117.02, 0.1)], crs=4326)

    def test_a_facility_in_the_sea_is_off_and_counted(self, street):
        clinic = at(street, (117.005, 0.05), (117.005, 0.0004), barriers=self.SEA)
        assert clinic.edge.tolist() == [-1, 0]
        assert np.isnan(clinic.distance_m[0])
        assert nearest(street, clinic).n_sources_off == 1

    def test_near_the_shore_it_is_off_or_comes_ashore_as_asked(self, street):
        strict, kind = (barriers_of(self.SEA, ashore=x) for x in (False, True))
        assert at(street, (117.005, 0.001), barriers=strict).edge.tolist() == [-1]
        assert at(street, (117.005, 0.001), barriers=kind).edge.tolist() == [0]

    def test_all_facilities_in_the_sea(self, street):
        clinics, homes = at(street, (117.5, 0.5)), at(street, (117.005, 0.0))
        found = nearest(street, clinics, homes)
        assert np.isnan(found.seconds).all()
        assert (found.n_unreached, found.n_sources_off) == (1, 1)
        assert service_areas(street, clinics, limits_s=[60]).geometry.is_empty.all()
        assert next(iter(many_to_many(street, clinics, homes, limit_s=60))).source.size == 0
        with pytest.raises(NoAnswerError, match="origin is not on the network"):
            path(street, clinics, homes)

    def test_demand_outside_the_region(self, street):
        homes = at(street, (117.005, 0.0), (10.0, 60.0))
        found = nearest(street, at(street, (117.0, 0.0)), homes)
        assert np.isnan(found.seconds).tolist() == [False, True]
        assert (found.n_unreached, found.n_targets_off) == (1, 1)
        row = travel_coverage(demand(2), found.seconds, limits_s=[3600]).table.iloc[0]
        assert row["unreached"] == 10.0

    def test_missing_and_empty_points(self, street):
        places = gpd.GeoSeries([None, Point(), Point(117.0, 0.0)], crs=4326)
        assert snap(street, places, limit_m=10, access_kmh=4.5).edge.tolist() == [-1, -1, 0]

    def test_no_place_at_all(self, street):
        none = at(street)
        for search in (
            lambda: nearest(street, none),
            lambda: k_nearest(street, none, k=2),
            lambda: service_areas(street, none, limits_s=[60]),
            lambda: reached_portions(street, none, limit_s=60),
        ):
            with pytest.raises(EmptyInputError, match="there is no source; wanted at least one"):
                search()

    @pytest.mark.parametrize("shape", [box(117, 0, 118, 1), MultiPoint([(117, 0)])])
    def test_no_points(self, street, shape):
        areas = gpd.GeoSeries([Point(117, 0), shape], crs=4326)
        with pytest.raises(GeometryError, match=rf"row 1 is a {shape.geom_type}; wanted points"):
            snap(street, areas, limit_m=10, access_kmh=4.5)

    @pytest.mark.parametrize("value", [math.nan, math.inf])
    def test_coordinates_that_are_none(self, street, value):
        with pytest.raises(GeometryError, match="points holds a coordinate that is not finite"):
            at(street, (117.0, value))


class TestThresholds:
    @pytest.mark.parametrize("limit_s", BAD_TIMES)
    def test_of_searches(self, street, limit_s):
        here = at(street, (117.0, 0.0))
        for search in (
            lambda: nearest(street, here, limit_s=limit_s),
            lambda: k_nearest(street, here, k=1, limit_s=limit_s),
            lambda: many_to_many(street, here, here, limit_s=limit_s),
            lambda: reached_portions(street, here, limit_s=limit_s),
        ):
            with pytest.raises(InputError, match=rf"limit_s is {limit_s}; wanted seconds above 0"):
                search()

    @pytest.mark.parametrize("limit_s", [*BAD_TIMES, math.inf])
    def test_of_areas(self, street, limit_s):
        here = at(street, (117.0, 0.0))
        with pytest.raises(InputError, match=rf"limits_s is {limit_s}; wanted a finite number"):
            service_areas(street, here, limits_s=[60, limit_s])
        with pytest.raises(InputError, match=rf"width_m is {limit_s}; wanted a finite number"):
            service_areas(street, here, limits_s=[60], width_m=limit_s)

    @pytest.mark.parametrize("limit_s", BAD_TIMES)
    def test_of_coverage(self, limit_s):
        with pytest.raises(InputError, match="wanted one or more times in seconds above 0"):
            travel_coverage(demand(1), np.array([5.0]), limits_s=[60, limit_s])

    @pytest.mark.parametrize("limit_m", [*BAD_TIMES, math.inf])
    def test_of_snapping(self, street, limit_m):
        with pytest.raises(InputError, match=rf"limit_m is {limit_m}; wanted a finite number"):
            at(street, (117.0, 0.0), limit_m=limit_m)
        with pytest.raises(InputError, match=rf"access_kmh is {limit_m}; wanted a finite number"):
            at(street, (117.0, 0.0), access_kmh=limit_m)

    def test_none_of_them(self, street):
        with pytest.raises(InputError, match="limits_s is empty; wanted at least one time"):
            service_areas(street, at(street, (117.0, 0.0)), limits_s=[])

    @pytest.mark.parametrize("k", [0, -3])
    def test_of_ranks(self, street, k):
        with pytest.raises(InputError, match=rf"k is {k}; wanted 1 or more"):
            k_nearest(street, at(street, (117.0, 0.0)), k=k)

    def test_directions(self, street):
        with pytest.raises(InputError, match="direction is 'up'; wanted one of from_sources"):
            nearest(street, at(street, (117.0, 0.0)), direction="up")


class TestReferenceSystems:
    def test_none(self, street):
        with pytest.raises(CRSError, match="lines has no CRS"):
            compile_network(roads(STREET, crs=None), mode=CAR)
        with pytest.raises(CRSError, match="points has no CRS"):
            snap(street, points((117, 0), crs=None), limit_m=10, access_kmh=4.5)
        with pytest.raises(CRSError, match="barriers has no CRS"):
            at(street, (117, 0), barriers=gpd.GeoSeries([box(0, 0, 1, 1)]))

    def test_metres_said_to_be_degrees(self, street):
        metres = [(500_000.0, 9_950_000.0), (501_000.0, 9_950_000.0)]
        with pytest.raises(CRSError, match="lines is said to be in EPSG:4326 but reaches beyond"):
            compile_network(roads(metres), mode=CAR)
        with pytest.raises(CRSError, match="points is said to be in EPSG:4326 but reaches beyond"):
            at(street, metres[0])

    def test_southern_northings_said_to_be_northern(self, street):
        with pytest.raises(CRSError, match="UTM north"):
            snap(
                street,
                points((500_000.0, 9_950_000.0), crs=32650),
                limit_m=10,
                access_kmh=4.5,
            )


def demand(n):
    """Ten people in each of n places of one unit."""
    here = np.arange(n, dtype=np.int32)
    ten = np.full(n, 10.0)
    return Demand(ten, ten, ten, np.zeros(n, dtype=np.int32), here, np.ones(n), 1)
