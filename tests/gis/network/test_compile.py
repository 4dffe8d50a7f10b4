"""Lines compiled to a network: hand-worked junctions, bridges, chains, and bad input."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, MultiLineString, Point

from gis.errors import EmptyInputError, GeometryError, InputError
from gis.network.compile import compile_network
from layers.crs import GEOD
from layers.errors import CRSError
from layers.infrastructure.travel import mode

CAR = mode("car")
STEP = 0.01  # degrees between two places of these tests, about 1.1 km


def roads(*shapes, crs=4326, **columns):
    """Make a layer of local roads; a shape may be given as places on a coarse grid."""
    drawn = [
        s
        if s is None or isinstance(s, shapely.Geometry)
        else LineString(np.array(s) * STEP + (117, 0))
        for s in shapes
    ]
    columns = {"class": "local", **columns}
    table = {name: v if isinstance(v, list) else [v] * len(drawn) for name, v in columns.items()}
    return gpd.GeoDataFrame(table, geometry=drawn, crs=crs)


def compiled(*shapes, mode=CAR, tolerance_m=0.5, bad_speeds="refuse", **columns):
    """Compile local roads."""
    return compile_network(
        roads(*shapes, **columns), mode=mode, tolerance_m=tolerance_m, bad_speeds=bad_speeds
    )


def grid_nodes(network):
    """Give the nodes as places on the coarse grid."""
    places = np.column_stack([network.lon - 117, network.lat]) / STEP
    return sorted(map(tuple, np.round(places, 6).tolist()))


def grid_edges(network):
    """Give the edges as pairs of places on the coarse grid, the lower one first."""
    places = np.round(np.column_stack([network.lon - 117, network.lat]) / STEP, 6)
    pairs = zip(places[network.tail].tolist(), places[network.head].tolist(), strict=True)
    return sorted(tuple(sorted((tuple(a), tuple(b)))) for a, b in pairs)


def metres(*places):
    """Give the geodesic length along places on the coarse grid."""
    lonlat = np.array(places) * STEP + (117, 0)
    return GEOD.line_length(lonlat[:, 0], lonlat[:, 1])


class TestJunctions:
    def test_a_crossing_without_a_vertex_is_a_junction(self):
        made = compiled([(0, 0), (2, 0)], [(1, -1), (1, 1)])
        assert grid_nodes(made.network) == [(0, 0), (1, -1), (1, 0), (1, 1), (2, 0)]
        assert made.network.n_edges == 4
        assert made.report.n_joined_crossings == 1

    def test_a_bridge_does_not_meet_what_is_under_it(self):
        made = compiled([(0, 0), (2, 0)], [(1, -1), (1, 1)], bridge=[False, True])
        assert made.network.n_edges == 2
        assert sorted(made.network.component.tolist()) == [0, 0, 1, 1]
        assert made.report.n_apart_plane == 1
        assert made.report.n_joined_crossings == 0

    @pytest.mark.parametrize(
        ("columns", "edges"),
        [
            ({"bridge": True}, 4),
            ({"bridge": True, "layer": [1, 2]}, 2),
            ({"tunnel": [True, False]}, 2),
            ({"tunnel": True, "layer": -2}, 4),
            ({"bridge": [True, False], "tunnel": [False, True]}, 2),
            ({"layer": [1, 0]}, 4),
        ],
    )
    def test_planes(self, columns, edges):
        made = compiled([(0, 0), (2, 0)], [(1, -1), (1, 1)], **columns)
        assert made.network.n_edges == edges

    def test_bridges_crossing_right_above_a_crossing_stay_above(self):
        cross = [[(0, 0), (2, 0)], [(1, -1), (1, 1)], [(0, -1), (2, 1)], [(0, 1), (2, -1)]]
        made = compiled(*cross, bridge=[False, False, True, True])
        assert made.network.n_nodes == 10
        assert made.network.n_edges == 8
        assert np.bincount(made.network.component).tolist() == [5, 5]

    def test_a_shared_vertex_is_a_junction_even_on_a_bridge(self):
        made = compiled([(0, 0), (1, 0), (2, 0)], [(1, -1), (1, 0), (1, 1)], bridge=[False, True])
        assert made.network.n_edges == 4

    def test_a_bridge_comes_down_at_its_end(self):
        made = compiled([(0, 0), (2, 0)], [(1, 0), (1, 1)], bridge=[False, True])
        assert made.network.n_edges == 3
        assert made.report.n_joined_touches == 1

    def test_a_road_ends_under_a_bridge(self):
        made = compiled([(0, 0), (2, 0)], [(1, 0), (1, 1)], bridge=[True, False])
        assert made.network.n_edges == 2

    def test_a_street_over_a_toll_road_does_not_join_it(self):
        made = compiled([(0, 0), (2, 0)], [(1, -1), (1, 1)], **{"class": ["toll", "local"]})
        assert made.network.n_edges == 2
        assert made.report.n_apart_access == 1

    def test_a_ramp_of_a_toll_road_ends_on_a_street(self):
        made = compiled([(0, 0), (2, 0)], [(1, 0), (1, 1)], **{"class": ["local", "toll"]})
        assert made.network.n_edges == 3
        assert made.network.frontage.sum() == 2

    def test_a_street_ends_at_the_fence_of_a_toll_road(self):
        made = compiled([(0, 0), (2, 0)], [(1, 0), (1, 1)], **{"class": ["toll", "local"]})
        assert made.network.n_edges == 2

    def test_a_line_that_crosses_itself(self):
        made = compiled([(0, 0), (2, 0), (2, 1), (1, 1), (1, -1)])
        assert grid_nodes(made.network) == [(0, 0), (1, -1), (1, 0)]
        assert made.network.n_edges == 3

    def test_a_place_where_three_lines_cross_is_one_node(self):
        made = compiled([(0, 0), (2, 0)], [(1, -1), (1, 1)], [(0, -1), (2, 1)])
        assert made.network.n_nodes == 7
        assert made.network.n_edges == 6

    def test_lines_that_overlap_in_part(self):
        made = compiled([(0, 0), (2, 0)], [(1, 0), (3, 0)])
        assert grid_edges(made.network) == [((0, 0), (3, 0))]
        assert made.report.n_duplicate_segments == 1


class TestTolerance:
    """Ends of lines within the tolerance join; 0.00001 of the grid is 1.1 cm."""

    def test_ends(self):
        near = compiled([(0, 0), (1, 0)], [(1.0003, 0), (2, 0)])
        assert near.network.n_edges == 1
        assert near.report.n_ends_moved == 1
        far = compiled([(0, 0), (1, 0)], [(1.0006, 0), (2, 0)])
        assert far.network.n_edges == 2
        assert far.network.component.max() == 1

    def test_an_end_beside_a_line(self):
        near = compiled([(0, 0), (2, 0)], [(1, 0.0003), (1, 1)])
        assert near.network.n_edges == 3
        far = compiled([(0, 0), (2, 0)], [(1, 0.0006), (1, 1)])
        assert far.network.n_edges == 2

    def test_an_end_beside_a_vertex(self):
        made = compiled([(0, 0), (1, 0), (2, 0)], [(1.0003, 0.0002), (1, 1)])
        assert grid_nodes(made.network) == [(0, 0), (1, 0), (1, 1), (2, 0)]
        assert made.network.n_edges == 3

    def test_given(self):
        assert compiled([(0, 0), (1, 0)], [(1.02, 0), (2, 0)], tolerance_m=30).network.n_edges == 1
        exact = compiled([(0, 0), (1, 0)], [(1.0003, 0), (2, 0)], tolerance_m=0)
        assert exact.network.n_edges == 2

    def test_only_ends_are_moved(self):
        made = compiled([(0, 0), (1, 0.0003), (2, 0)], [(0, 1), (1, 0.0006), (2, 1)])
        assert made.network.n_edges == 2

    def test_a_line_closely_drawn_does_not_join_itself(self):
        x = np.linspace(0, 1, 10_001)
        made = compiled(np.column_stack([x, np.zeros_like(x)]))
        assert made.network.n_edges == 1
        assert len(made.network.vertex_m) == 10_001
        assert made.network.length_m == pytest.approx([metres((0, 0), (1, 0))])

    def test_a_line_shorter_than_the_tolerance_vanishes(self):
        made = compiled([(0, 0), (1, 0)], [(1, 0), (1, 0.0003)])
        assert made.network.n_edges == 1
        assert [(e.code, e.rows.tolist()) for e in made.report.exclusions] == [("no-length", [1])]


class TestChains:
    def test_lines_end_to_end_are_one_edge(self):
        made = compiled(
            [(0, 0), (1, 0)], [(2, 0), (1, 0)], [(2, 0), (3, 0), (3, 1)], speed_kmh=[10, 20, 40]
        )
        network = made.network
        assert grid_edges(network) == [((0, 0), (3, 1))]
        assert network.n_nodes == 2
        seconds = 3.6 * (
            metres((0, 0), (1, 0)) / 10
            + metres((1, 0), (2, 0)) / 20
            + metres((2, 0), (3, 0), (3, 1)) / 40
        )
        assert network.seconds_forward == pytest.approx([seconds], rel=1e-9)
        assert network.length_m == pytest.approx([metres((0, 0), (3, 0), (3, 1))], rel=1e-9)
        lines = network.vertex_line.tolist()
        assert lines in ([0, 1, 2, 2, 2], [2, 2, 1, 0, 0])
        assert network.vertex_share[[0, -1]].tolist() == [0, 1]
        assert (np.diff(network.vertex_share) > 0).all()

    def test_time_along_an_edge_is_by_segment(self):
        network = compiled([(0, 0), (1, 0)], [(1, 0), (2, 0)], speed_kmh=[10, 30]).network
        middle = network.vertex_share[1]
        assert min(middle, 1 - middle) == pytest.approx(0.25, rel=1e-6)
        assert network.vertex_m[1] == pytest.approx(metres((0, 0), (1, 0)))

    def test_one_way_streets_end_to_end_are_one_edge(self):
        network = compiled(
            [(0, 0), (1, 0)], [(2, 0), (1, 0)], direction=["forward", "backward"]
        ).network
        assert network.n_edges == 1
        west = network.lon[network.tail[0]] == 117
        onward = network.seconds_forward if west else network.seconds_backward
        back = network.seconds_backward if west else network.seconds_forward
        assert np.isfinite(onward).all()
        assert np.isinf(back).all()

    @pytest.mark.parametrize("directions", [["forward", "forward"], ["both", "forward"]])
    def test_directions_that_change_make_a_node(self, directions):
        second = [(2, 0), (1, 0)] if directions[0] == "forward" else [(1, 0), (2, 0)]
        network = compiled([(0, 0), (1, 0)], second, direction=directions).network
        assert network.n_nodes == 3

    def test_a_toll_road_going_on_as_a_street_makes_a_node(self):
        network = compiled(
            [(0, 0), (1, 0)], [(1, 0), (2, 0)], **{"class": ["toll", "local"]}
        ).network
        assert network.n_nodes == 3

    def test_a_ring_alone_keeps_one_node(self):
        network = compiled([(0, 0), (1, 0), (1, 1), (0, 0)]).network
        assert network.n_nodes == 1
        assert network.tail.tolist() == network.head.tolist() == [0]
        assert len(network.neighbour) == 0
        assert network.length_m == pytest.approx([metres((0, 0), (1, 0), (1, 1), (0, 0))])

    def test_a_ring_on_a_road(self):
        network = compiled([(0, 0), (1, 0)], [(1, 0), (2, 0), (2, 1), (1, 0)]).network
        assert network.n_nodes == 2
        assert network.n_edges == 2
        assert (network.tail == network.head).sum() == 1

    def test_parallel_ways_stay_edges(self):
        network = compiled(
            [(0, 0), (1, 1), (2, 0)], [(0, 0), (2, 0)], [(2, 0), (3, 0)], [(0, 0), (-1, 0)]
        ).network
        assert network.n_edges == 4
        assert len(network.neighbour) == 6
        straight = 3.6 * metres((0, 0), (2, 0)) / 30
        between = network.seconds[
            (network.seconds > straight * 0.99) & (network.seconds < straight * 1.01)
        ]
        assert len(between) == 2


class TestCounts:
    def test_duplicates_are_dropped_and_counted(self):
        made = compiled([(0, 0), (1, 0), (2, 0)], [(2, 0), (1, 0), (0, 0)])
        assert made.network.n_edges == 1
        assert made.report.n_duplicate_segments == 2

    def test_a_second_line_with_another_speed_is_no_duplicate(self):
        street, spurs = [(0, 0), (1, 0)], [[(0, 0), (0, 1)], [(1, 0), (1, 1)]]
        made = compiled(street, street, *spurs, speed_kmh=[10.0, 20.0, 40.0, 40.0])
        assert made.network.n_edges == 4
        assert made.report.n_duplicate_segments == 0
        quicker = 3.6 * metres(*street) / 20
        assert made.network.seconds.max() == pytest.approx(quicker)

    def test_repeated_vertices_and_lines_without_length(self):
        made = compiled([(0, 0), (0, 0), (1, 0)], [(5, 5), (5, 5)])
        assert made.network.n_edges == 1
        assert made.report.n_repeated_vertices == 2
        assert [(e.code, e.rows.tolist()) for e in made.report.exclusions] == [("no-length", [1])]

    def test_what_is_no_line_is_left_out(self):
        made = compiled([(0, 0), (1, 0)], Point(117, 0), None, LineString())
        assert [(e.code, e.rows.tolist()) for e in made.report.exclusions] == [
            ("no-line", [1, 2, 3])
        ]
        assert made.report.n_lines == 4
        assert made.report.n_used == 1

    def test_several_parts_are_one_line(self):
        parts = MultiLineString([[(117, 0), (117.01, 0)], [(117.02, 0), (117.03, 0)]])
        made = compiled(parts)
        assert made.network.n_edges == 2
        assert set(made.network.vertex_line.tolist()) == {0}
        assert made.report.n_used == 1

    def test_heights_are_left_aside(self):
        made = compiled(LineString([(117, 0, 5), (117.01, 0, 9)]))
        assert made.network.length_m == pytest.approx([metres((0, 0), (1, 0))])


class TestBadInput:
    def test_empty(self):
        with pytest.raises(EmptyInputError, match="lines holds no geometry"):
            compile_network(roads(), mode=CAR)

    def test_nothing_that_the_mode_can_use(self):
        with pytest.raises(
            EmptyInputError, match=r"none of 2 lines .*'car' \(class barred.*: 1, no len"
        ):
            compiled([(0, 0), (1, 0)], [(2, 2), (2, 2)], **{"class": ["path", "local"]})

    def test_no_crs(self):
        with pytest.raises(CRSError, match="has no CRS"):
            compile_network(roads([(0, 0), (1, 0)], crs=None), mode=CAR)

    def test_wrong_crs(self):
        metric = roads(LineString([(500_000, 9_900_000), (501_000, 9_900_000)]))
        with pytest.raises(CRSError, match="beyond 180/90"):
            compile_network(metric, mode=CAR)

    def test_another_crs_is_taken_to_degrees(self):
        lines = roads([(0, 0), (1, 0)], [(1, 0), (1, 1)])
        network = compile_network(lines.to_crs(32750), mode=CAR).network
        assert network.length_m == pytest.approx([metres((0, 0), (1, 0), (1, 1))], rel=1e-8)

    def test_coordinates_that_are_none(self):
        with np.errstate(invalid="ignore"):
            line = LineString([(117, 0), (np.nan, 1)])
        with pytest.raises(GeometryError, match="not finite"):
            compiled(line)

    @pytest.mark.parametrize("speed", [0, -1, np.inf])
    def test_bad_speeds_are_refused_by_row(self, speed):
        with pytest.raises(InputError, match=r"row 1: speed_kmh is .*wanted .* above 0") as caught:
            compiled([(0, 0), (1, 0)], [(1, 0), (2, 0)], speed_kmh=[30.0, speed])
        assert caught.value.faults[0][0] == "row 1"

    def test_bad_speeds_can_be_left_out(self):
        made = compiled(
            [(0, 0), (1, 0)], [(1, 0), (2, 0)], speed_kmh=[30.0, 0.0], bad_speeds="exclude"
        )
        assert made.network.n_edges == 1
        assert [(e.code, e.rows.tolist()) for e in made.report.exclusions] == [("speed-bad", [1])]

    def test_a_missing_speed_is_the_planning_speed_and_reported(self):
        made = compiled([(0, 0), (1, 0)], [(1, 0), (2, 0)], speed_kmh=[12.0, np.nan])
        assert made.report.planned_rows.tolist() == [1]

    @pytest.mark.parametrize("tolerance_m", [-1, np.nan, np.inf])
    def test_bad_tolerance(self, tolerance_m):
        with pytest.raises(InputError, match="tolerance_m is"):
            compiled([(0, 0), (1, 0)], tolerance_m=tolerance_m)
