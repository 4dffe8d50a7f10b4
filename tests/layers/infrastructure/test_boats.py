"""Kinds of boat: how quickly, when, whom they take, and where the numbers are from."""

from __future__ import annotations

import math

import pytest

from layers.errors import SourceError
from layers.infrastructure.boats import boat, boats, boats_carrying
from layers.infrastructure.travel import modes
from layers.infrastructure.vocabulary import code_list, rows_of
from layers.infrastructure.waterways import boat_speeds
from layers.layer import TRUST_ORDER


def test_the_boats_are_those_of_the_code_list():
    assert set(boats()) <= set(code_list("boat").codes)
    assert boat("klotok").title.id == "Klotok"
    assert {"klotok", "speedboat", "ferry"} <= set(boats())


def test_every_number_names_source_and_trust():
    known = {row["id"] for row in rows_of("sources")}
    for table in ("boats", "boat_waters", "boat_seasons", "boat_carriage"):
        for row in rows_of(table):
            assert row["trust"] in TRUST_ORDER, (table, row)
            assert row["source"] in known, (table, row)
            assert row["boat"] in boats(), (table, row)


def test_waters_and_modes_are_known():
    classes = set(code_list("waterway_class").codes)
    for kind in boats().values():
        assert set(kind.waters) <= classes
        assert set(kind.carries) <= set(modes())
        assert {season.water_class for season in kind.seasons} <= set(kind.waters)


def test_a_ferry_waits_as_long_as_the_planning_value_says():
    ferry = boat("ferry")
    assert ferry.boarding_min + ferry.headway_min / 2 == boat_speeds()["ferry"].boarding_min
    assert ferry.waters["ferry"].kmh == boat_speeds()["ferry"].speed_kmh
    assert not ferry.lands_along


def test_the_flow_helps_downstream_as_much_as_it_hinders_upstream():
    for kind in boats().values():
        for water in kind.waters.values():
            assert water.downstream - 1 == pytest.approx(1 - water.upstream)
    assert boat("klotok").waters["canal"].downstream == 1.0


def test_who_takes_whom():
    assert [b.id for b in boats_carrying("car")] == ["ferry"]
    assert [b.id for b in boats_carrying("motorcycle")] == ["klotok", "ferry"]
    assert len(boats_carrying("walk")) == len(boats())
    assert boats_carrying("raft") == ()


def test_low_water_closes_narrow_rivers():
    (season,) = boat("kapal").seasons
    assert (season.water_class, season.narrower_m, sorted(season.months)) == (
        "river",
        200.0,
        [7, 8, 9],
    )
    assert boat("ketinting").seasons == ()


def test_speeds_and_times_of_ones_own():
    own = boat("klotok").with_speeds({"river": 9, "stream": 4}).with_times(boarding_min=3)
    assert own.waters["river"].kmh == 9.0
    assert own.waters["river"].upstream == boat("klotok").waters["river"].upstream
    assert own.waters["stream"].trust == "illustrative"
    assert (own.boarding_min, own.headway_min, own.trust) == (3.0, 0.0, "illustrative")
    assert boat("klotok").waters["river"].kmh == 12.0


@pytest.mark.parametrize("value", [0, -3, math.nan, math.inf])
def test_a_speed_that_cannot_be(value):
    with pytest.raises(SourceError, match=r"speed on river is .*; wanted a finite") as caught:
        boat("klotok").with_speeds({"river": value})
    assert caught.value.code == "speed-implausible"


@pytest.mark.parametrize("value", [-1, math.nan, math.inf])
def test_a_time_that_cannot_be(value):
    with pytest.raises(SourceError, match=r"headway_min is .*; wanted finite minutes") as caught:
        boat("ferry").with_times(boarding_min=5, headway_min=value)
    assert caught.value.code == "time-implausible"


def test_what_is_not_known():
    with pytest.raises(SourceError, match="no boat 'raft'; wanted one of klotok"):
        boat("raft")
    with pytest.raises(SourceError, match="no class of waterway 'lake'") as caught:
        boat("klotok").with_speeds({"lake": 5})
    assert caught.value.code == "class-unknown"
