"""Restrictions between lines, applied when a network is compiled."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point

from gis.errors import InputError, NoAnswerError
from gis.network import Compiled, compile_network
from gis.network.paths import path
from gis.network.places import Snapped
from gis.network.snapping import snap
from layers.errors import CRSError
from layers.infrastructure.travel import mode

CAR, STEP = mode("car"), 0.01


def spot(x: float, y: float) -> tuple[float, float]:
    return 117 + x * STEP, -1 + y * STEP


def roads(courses: dict[str, list[tuple[float, float]]], **columns: object) -> gpd.GeoDataFrame:
    lines = [LineString([spot(*xy) for xy in course]) for course in courses.values()]
    table = {"code": list(courses), "class": "local", "direction": "both", **columns}
    return gpd.GeoDataFrame(table, geometry=lines, crs=4326)


def signs(*rows: tuple) -> gpd.GeoDataFrame:
    """Rows of (from, via, to, kind), then except and modes."""
    names = ("from_line", "via", "to_line", "kind", "except", "modes")
    filled = [(*row, *(None,) * (6 - len(row))) for row in rows]
    table = {name: [row[i] for row in filled] for i, name in enumerate(names)}
    via = [Point(spot(*xy)) if xy is not None else None for xy in table.pop("via")]
    return gpd.GeoDataFrame(table, geometry=via, crs=4326)


# A block of four streets round a crossing in the middle of a cross of four arms; all
# that leads away from the crossing but for the north is one-way.
CROSS = {
    "west": [(0, 1), (1, 1)],
    "east": [(1, 1), (2, 1)],
    "north": [(1, 1), (1, 2)],
    "south": [(1, 1), (1, 0)],
    "block": [(2, 1), (2, 2), (1, 2)],
}
ONE_WAY = ["forward", "forward", "both", "forward", "both"]


def on(compiled: Compiled, *xy: tuple[float, float]) -> Snapped:
    points = gpd.GeoSeries([Point(spot(*place)) for place in xy], crs=4326)
    return snap(compiled.network, points, limit_m=5, access_kmh=4.5)


def way(compiled: Compiled, start: tuple, end: tuple) -> list[tuple[float, float]]:
    found = path(compiled.network, on(compiled, start), on(compiled, end))
    lon, lat = (found.lon - 117) / STEP, (found.lat + 1) / STEP
    assert found.seconds == pytest.approx(found.step_seconds.sum())
    return [(round(float(x), 3), round(float(y), 3)) for x, y in zip(lon, lat, strict=True)]


def cross(*rows: tuple, **more: object) -> Compiled:
    lines = roads(CROSS, direction=ONE_WAY)
    return compile_network(lines, mode=more.pop("mode", CAR), turns=signs(*rows), **more)


LEFT = ("west", (1, 1), "north", "no_left_turn")
ROUND_THE_BLOCK = [(0.5, 1), (1, 1), (2, 1), (2, 2), (1, 2), (1, 1.5)]


def test_no_left_turn_sends_round_the_block():
    free = cross()
    assert way(free, (0.5, 1), (1, 1.5)) == [(0.5, 1), (1, 1), (1, 1.5)]
    bound = cross(LEFT)
    assert (bound.report.n_turns, bound.report.n_turns_applied) == (1, 1)
    assert way(bound, (0.5, 1), (1, 1.5)) == ROUND_THE_BLOCK
    # Nobody else is bound: from the crossing itself, straight on, and out of the north.
    assert way(bound, (1, 1), (1, 1.5)) == [(1, 1), (1, 1.5)]
    assert way(bound, (0.5, 1), (1.5, 1)) == [(0.5, 1), (1, 1), (1.5, 1)]
    assert way(bound, (1, 1.5), (1.5, 1)) == [(1, 1.5), (1, 1), (1.5, 1)]


def test_two_places_on_one_edge_and_the_crossing_itself():
    bound = cross(LEFT)
    assert way(bound, (0.25, 1), (0.75, 1)) == [(0.25, 1), (0.75, 1)]
    assert way(bound, (0.25, 1), (1, 1)) == [(0.25, 1), (1, 1)]


@pytest.mark.parametrize(
    "kind", ["only_straight_on", "only_right_turn", "no_straight_on", "no_right_turn"]
)
def test_what_is_left_of_a_crossing(kind):
    to = {"straight_on": "east", "right_turn": "south"}[kind.split("_", 1)[1]]
    bound = cross(("west", (1, 1), to, kind))
    ends = {"east": (1.5, 1), "south": (1, 0.5), "north": (1, 1.5)}
    direct = set()
    for name, place in ends.items():
        try:
            if len(way(bound, (0.5, 1), place)) == 3:
                direct.add(name)
        except NoAnswerError:
            pass
    assert direct == ({to} if kind.startswith("only") else set(ends) - {to})


def test_an_order_forbids_turning_back_too():
    lines = roads({"in": [(0, 0), (1, 0)], "on": [(1, 0), (2, 0)], "spur": [(1, 0), (1, 1)]})
    turns = signs(("in", (1, 0), "on", "only_straight_on"))
    found = compile_network(lines, mode=CAR, turns=turns)
    # Into the spur by turning back at the end of the road.
    expected = [(0.5, 0), (1, 0), (2, 0), (1, 0), (1, 0.5)]
    assert way(found, (0.5, 0), (1, 0.5)) == expected


def test_no_u_turn_where_a_road_only_goes_on():
    """A ramp that may not cross the road it meets: back only where turning is allowed."""
    courses = {
        "ramp": [(0, -1), (0, 0)],
        "a": [(0, 0), (1, 0)],
        "b": [(1, 0), (2, 0)],
        "other": [(-1, 0), (0, 0)],
    }
    lines = roads(courses, direction=["forward", "both", "both", "both"])
    left = ("ramp", (0, 0), "other", "no_left_turn")
    free = compile_network(lines, mode=CAR, turns=signs(left))
    assert free.report.n_turns_applied == 1
    # Without a sign the place (1, 0) is no node at all.
    assert way(free, (0, -0.5), (-0.5, 0)) == [
        (0, -0.5), (0, 0), (1, 0), (2, 0), (1, 0), (0, 0), (-0.5, 0),
    ]  # fmt: skip
    cut = roads({**courses, "stub": [(1, 0), (1, 1)]})
    cut["direction"] = ["forward", "both", "both", "both", "forward"]
    back = compile_network(cut, mode=CAR, turns=signs(left))
    short = [(0, -0.5), (0, 0), (1, 0), (0, 0), (-0.5, 0)]
    assert way(back, (0, -0.5), (-0.5, 0)) == short
    no_u = signs(left, ("a", (1, 0), "a", "no_u_turn"))
    bound = compile_network(cut, mode=CAR, turns=no_u)
    assert way(bound, (0, -0.5), (-0.5, 0)) == [
        (0, -0.5), (0, 0), (1, 0), (2, 0), (1, 0), (0, 0), (-0.5, 0),
    ]  # fmt: skip


def test_a_via_amid_a_road_stays_a_node():
    lines = roads({"a": [(0, 0), (1, 0)], "b": [(1, 0), (2, 0)]})
    free = compile_network(lines, mode=CAR)
    assert (free.network.n_nodes, free.network.n_edges) == (2, 1)
    bound = compile_network(lines, mode=CAR, turns=signs(("a", (1, 0), "b", "no_straight_on")))
    assert (bound.network.n_nodes - bound.network.n_copies, bound.network.n_edges) == (3, 2)
    with pytest.raises(NoAnswerError):
        way(bound, (0.5, 0), (1.5, 0))
    assert way(bound, (1.5, 0), (0.5, 0)) == [(1.5, 0), (1, 0), (0.5, 0)]


@pytest.mark.parametrize(("kind", "side"), [("no_left_turn", -1), ("no_right_turn", 1)])
def test_a_line_that_passes_through_a_t(kind, side):
    lines = roads({"main": [(-1, 0), (0, 0), (1, 0)], "stem": [(0, -1), (0, 0)]})
    found = compile_network(lines, mode=CAR, turns=signs(("stem", (0, 0), "main", kind)))
    assert found.report.n_turns_applied == 1
    assert len(way(found, (0, -0.5), (side * 0.5, 0))) > 3
    assert len(way(found, (0, -0.5), (-side * 0.5, 0))) == 3


def test_a_turn_that_fits_both_ends_of_a_line_is_not_guessed():
    courses = {"main": [(-1, 0), (0, 0), (1, 0)], "stem": [(0, -1), (0, 0)]}
    turns = signs(
        ("stem", (0, 0), "main", "no_straight_on"),
        ("stem", (0, 0), "main", "no_u_turn"),
        ("main", (0, 0), "stem", "only_straight_on"),
    )
    found = compile_network(roads(courses), mode=CAR, turns=turns)
    assert excluded(found) == {"turn-ambiguous": [0, 1, 2]}
    entry = signs(("stem", (0, 0), "main", "no_exit"))
    found = compile_network(roads(courses), mode=CAR, turns=entry)
    with pytest.raises(NoAnswerError):
        way(found, (0, -0.5), (0.5, 0))


def test_no_entry_from_several_lines():
    found = cross(("west;south", (1, 1), "north", "no_entry"))
    # South leads away only: the west alone is told.
    assert found.report.n_turns_applied == 1
    assert way(found, (0.5, 1), (1, 1.5)) == ROUND_THE_BLOCK


def excluded(compiled: Compiled) -> dict[str, list[int]]:
    return {e.code: e.rows.tolist() for e in compiled.report.turn_exclusions}


def test_two_restrictions_share_a_node():
    found = cross(LEFT, ("west", (1, 1), "south", "no_right_turn"))
    assert found.report.n_turns_applied == 2
    assert way(found, (0.5, 1), (1, 1.5)) == ROUND_THE_BLOCK
    with pytest.raises(NoAnswerError):
        way(cross(LEFT, ("west", (1, 1), "east", "no_straight_on")), (0.5, 1), (1.5, 1))
    assert len(way(found, (0.5, 1), (1.5, 1))) == 3


def test_two_restricted_nodes_side_by_side():
    second = ("block", (1, 2), "north", "no_left_turn")
    found = cross(LEFT, second)
    assert found.report.n_turns_applied == 2
    with pytest.raises(NoAnswerError):
        way(found, (0.5, 1), (1, 1.5))


def test_duplicates_and_contradictions():
    order = ("west", (1, 1), "east", "only_straight_on")
    assert excluded(cross(LEFT, LEFT)) == {"turn-duplicate": [1]}
    assert excluded(cross(order, order)) == {"turn-duplicate": [1]}
    assert excluded(cross(order, LEFT)) == {}
    other = ("west", (1, 1), "south", "only_right_turn")
    assert excluded(cross(order, other, LEFT)) == {"turn-contradiction": [0, 1]}
    against = ("west", (1, 1), "east", "no_straight_on")
    both = cross(order, against)
    assert excluded(both) == {"turn-contradiction": [0, 1]}
    assert both.network.n_copies == 0


def test_every_reason_is_told():
    found = cross(
        LEFT,
        ("west", None, "north", "no_left_turn"),
        ("west", (1, 1), None, "no_left_turn"),
        ("west", (1, 1), "north", "no_parking"),
        ("west", (1, 1), "north", "no_left_turn", None, "hgv"),
        ("west", (1, 1), "north", "no_left_turn", "motorcar;bus"),
        ("west", (1, 1), "nowhere", "no_left_turn"),
        ("west", (1, 1), "block", "no_left_turn"),
        ("west", (1.5, 1), "east", "no_u_turn"),
        ("east", (1, 1), "north", "no_right_turn"),
        ("north", (1, 1), "west", "no_right_turn"),
    )
    assert excluded(found) == {
        "turn-no-via": [1],
        "turn-no-lines": [2],
        "turn-kind-unknown": [3],
        "turn-not-bound": [4],
        "turn-exempt": [5],
        "turn-line-unknown": [6],
        "turn-apart": [7, 8],
        "turn-closed": [9, 10],
    }
    told = found.report.to_dict()
    assert (told["n_turns"], told["n_turns_applied"]) == (11, 1)
    assert told["turn_exclusions"][0]["title"]["en"] == "no via point"


def test_a_line_the_mode_does_not_use():
    lines = roads(CROSS, access=[None, None, "no", None, None])
    found = compile_network(lines, mode=CAR, turns=signs(LEFT))
    assert excluded(found) == {"turn-line-unused": [0]}


def test_people_on_foot_are_not_bound():
    found = cross(LEFT, mode=mode("walk"))
    assert excluded(found) == {"turn-not-bound": [0]}
    free = compile_network(roads(CROSS, direction=ONE_WAY), mode=mode("walk"))
    for name, held in free.network.arrays().items():
        assert np.array_equal(found.network.arrays()[name], held), name


def test_only_motorcycles_are_bound():
    row = (*LEFT, None, "motorcycle")
    assert cross(row).report.n_turns_applied == 0
    assert cross(row, mode=mode("motorcycle")).report.n_turns_applied == 1
    assert cross((*LEFT, "emergency"), mode=mode("ambulance")).report.n_turns_applied == 0


def test_a_line_drawn_twice_is_bound_by_either_name():
    lines = roads({**CROSS, "again": CROSS["west"]}, direction=[*ONE_WAY, "forward"])
    turns = signs(("again", (1, 1), "north", "no_left_turn"))
    found = compile_network(lines, mode=CAR, turns=turns)
    assert found.report.n_duplicate_segments == 1
    assert found.report.n_turns_applied == 1
    assert way(found, (0.5, 1), (1, 1.5)) == ROUND_THE_BLOCK


def test_a_via_within_the_tolerance_and_in_another_crs():
    turns = signs(LEFT).to_crs(32750)
    turns.geometry = turns.geometry.translate(0.3, 0.2)
    lines = roads(CROSS, direction=ONE_WAY).rename(columns={"code": "osm_id"})
    found = compile_network(lines, mode=CAR, turns=turns)
    assert found.report.n_turns_applied == 1
    exact = compile_network(lines, mode=CAR, turns=turns, tolerance_m=0.1)
    assert excluded(exact) == {"turn-apart": [0]}


def test_a_via_that_is_no_point_is_told():
    turns = signs(LEFT, LEFT, LEFT, LEFT)
    turns.geometry = [
        Point(),
        Point(np.nan, 1),
        LineString([spot(0, 1), spot(1, 1)]),
        Point(spot(1, 1)),
    ]
    found = compile_network(roads(CROSS, direction=ONE_WAY), mode=CAR, turns=turns)
    assert excluded(found) == {"turn-no-via": [0, 1, 2]}
    assert found.report.n_turns_applied == 1


def test_turns_that_cannot_be_read_are_refused():
    lines = roads(CROSS)
    with pytest.raises(CRSError, match="turns has no CRS"):
        compile_network(lines, mode=CAR, turns=signs(LEFT).set_crs(None, allow_override=True))
    far = signs(LEFT).to_crs(32750).set_crs(4326, allow_override=True)
    with pytest.raises(CRSError, match="beyond 180/90"):
        compile_network(lines, mode=CAR, turns=far)
    with pytest.raises(InputError, match="turns lack the columns to_line, kind"):
        compile_network(lines, mode=CAR, turns=signs(LEFT)[["from_line", "geometry"]])
    with pytest.raises(InputError, match="no column code or osm_id"):
        compile_network(lines.drop(columns="code"), mode=CAR, turns=signs(LEFT))


def test_no_turns_at_all():
    found = compile_network(roads(CROSS), mode=CAR, turns=signs())
    assert (found.report.n_turns, found.network.n_copies) == (0, 0)
