"""Waterways compiled for a boat: rivers noded, crossings apart, and a report of the rest."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point

from gis.errors import EmptyInputError, InputError
from gis.network.chains import When, compile_water
from layers.errors import CRSError
from layers.infrastructure.boats import boat
from layers.infrastructure.travel import mode

MAIN = LineString([(117, 0), (117.1, 0), (117.2, 0)])
SIDE = LineString([(117.1, 0.1), (117.1, 0)])
WALK = mode("walk")


@pytest.fixture
def basin(make_rivers):
    """A river, its side river, a drain, a ferry across, and a line of no length."""
    return make_rivers(
        MAIN,
        SIDE,
        LineString([(117, 1), (117.1, 1)]),
        LineString([(117.15, 0.01), (117.15, -0.01)]),
        LineString([(117.3, 0), (117.3, 0)]),
        boats=["klotok", "klotok", "klotok", "klotok, ferry", "klotok"],
        **{"class": ["river", "canal", "drain", "ferry", "river"]},
    )


def test_rivers_meet_and_ferries_do_not(basin):
    water = compile_water(basin, boat=boat("klotok"), rider=WALK)
    assert (water.network.n_nodes, water.network.n_edges) == (4, 3)
    assert water.crossings.line.tolist() == [3]
    assert len(water.streams) == 3
    assert water.network.frontage.all()
    report = water.report
    assert (report.n_lines, report.n_used, report.n_crossings) == (5, 3, 1)
    assert {e.code: e.rows.tolist() for e in report.exclusions} == {
        "class-barred": [2],
        "no-length": [4],
    }
    assert report.planned_rows.tolist() == [0, 1, 3]
    told = json.loads(json.dumps(report.to_dict()))
    assert (told["boat"], told["rider"], told["month"]) == ("klotok", "walk", None)


def test_downstream_is_quicker_by_what_the_table_says(basin):
    network = compile_water(basin, boat=boat("klotok"), rider=WALK).network
    on_main = np.isin(network.vertex_line[network.vertex_offsets[:-1]], [0])
    forward, backward = network.seconds_forward[on_main], network.seconds_backward[on_main]
    ratio = np.where(network.lon[network.head[on_main]] > network.lon[network.tail[on_main]], 1, -1)
    assert (backward / forward) ** ratio == pytest.approx(1.17 / 0.83)
    canal = network.seconds_forward / network.seconds_backward
    assert canal[~on_main] == pytest.approx(1.0)


def test_lines_drawn_against_each_other_go_on_as_one_only_where_they_flow_alike(make_rivers):
    one, other = LineString([(117, 0), (117.1, 0)]), LineString([(117.2, 0), (117.1, 0)])
    against = compile_water(make_rivers(one, other), boat=boat("klotok"), rider=WALK).network
    assert against.n_edges == 2
    told = make_rivers(one, other, flow=["forward", "backward"])
    alike = compile_water(told, boat=boat("klotok"), rider=WALK).network
    assert alike.n_edges == 1
    drawn = make_rivers(LineString([(117, 0), (117.2, 0)]))
    whole = compile_water(drawn, boat=boat("klotok"), rider=WALK).network
    assert sorted([alike.seconds_forward[0], alike.seconds_backward[0]]) == pytest.approx(
        sorted([whole.seconds_forward[0], whole.seconds_backward[0]])
    )


def test_a_boat_that_stops_at_jetties_only_has_no_frontage(make_rivers):
    lines = make_rivers(MAIN, SIDE, boats="speedboat")
    water = compile_water(lines, boat=boat("speedboat"), rider=WALK)
    assert not water.network.frontage.any()
    assert water.network.n_edges == 3


def test_everything_closed_is_an_empty_water_that_tells_why(make_rivers):
    lines = make_rivers(MAIN, SIDE, closed_months="7, 8")
    water = compile_water(lines, boat=boat("klotok"), rider=WALK, when=When(month=7))
    assert water.is_empty
    assert [(e.code, len(e.rows)) for e in water.report.exclusions] == [("closed-season", 2)]
    assert water.report.to_dict()["exclusions"][0]["title"]["en"] == "closed in that month"


def test_water_of_no_length_only(make_rivers):
    still = make_rivers(LineString([(117, 0), (117, 0)]))
    water = compile_water(still, boat=boat("klotok"), rider=WALK)
    assert water.is_empty
    assert [e.code for e in water.report.exclusions] == ["no-length"]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"speed_kmh": 0.0}, "row 0: speed_kmh is 0.0; wanted a finite number above 0"),
        ({"speed_kmh": -2.0}, "row 0: speed_kmh is -2.0"),
        ({"headway_min": -1.0}, "row 0: headway_min is -1.0; wanted crossing minutes"),
        ({"crossing_min": 0.0}, "row 0: crossing_min is 0.0"),
        ({"departures": "pagi"}, "row 0: departures is pagi"),
    ],
)
def test_times_that_cannot_be(make_rivers, columns, told):
    lines = make_rivers(MAIN, **columns)
    with pytest.raises(InputError, match=told) as caught:
        compile_water(lines, boat=boat("klotok"), rider=WALK)
    assert "leave them out with bad_times='exclude'" in str(caught.value)
    water = compile_water(lines, boat=boat("klotok"), rider=WALK, bad_times="exclude")
    assert water.is_empty
    assert water.report.exclusions[0].code in ("speed-bad", "time-bad")


def test_no_waterways(make_rivers):
    with pytest.raises(EmptyInputError, match="waterways holds no geometry"):
        compile_water(make_rivers(), boat=boat("klotok"), rider=WALK)
    with pytest.raises(EmptyInputError, match="waterways holds no geometry"):
        compile_water(make_rivers(None), boat=boat("klotok"), rider=WALK)


def test_a_wrong_crs(make_rivers):
    lines = make_rivers(MAIN)
    with pytest.raises(CRSError, match="waterways has no CRS"):
        compile_water(lines.set_crs(None, allow_override=True), boat=boat("klotok"), rider=WALK)
    metres = lines.to_crs(32750).set_crs(4326, allow_override=True)
    with pytest.raises(CRSError):
        compile_water(metres, boat=boat("klotok"), rider=WALK)


def test_points_among_the_lines_are_told(make_rivers):
    lines = make_rivers(MAIN, Point(117, 0))
    water = compile_water(lines, boat=boat("klotok"), rider=WALK)
    assert [(e.code, e.rows.tolist()) for e in water.report.exclusions] == [("no-line", [1])]


def test_the_crs_does_not_matter(basin):
    one = compile_water(basin, boat=boat("klotok"), rider=WALK).network
    other = compile_water(basin.to_crs(32750), boat=boat("klotok"), rider=WALK).network
    assert one.n_nodes == other.n_nodes
    assert np.sort(one.seconds_forward) == pytest.approx(np.sort(other.seconds_forward))


def test_an_index_of_ones_own_does_not_matter(basin):
    other = compile_water(basin.set_index(basin.index + 70), boat=boat("klotok"), rider=WALK)
    assert isinstance(basin, gpd.GeoDataFrame)
    assert other.report.n_used == 3
