"""What a line of water is to a boat: speeds both ways, waits, and why it is left out."""

from __future__ import annotations

import math

import pytest
from shapely import LineString

from gis.errors import InputError
from gis.network.chains.watertimes import When, faults_of, water_times
from gis.network.modes import REASONS
from layers.crs import GEOD
from layers.errors import SourceError
from layers.infrastructure.boats import boat
from layers.infrastructure.travel import mode

LINE = LineString([(117, 0), (117.1, 0)])
KM = GEOD.geometry_length(LINE) / 1000


@pytest.fixture
def one(make_rivers):
    """Tell of one line."""

    def told(boat_id="klotok", mode_id="walk", when=None, **columns):
        lines = make_rivers(LINE, **columns)
        rider = mode(mode_id)
        return water_times(lines, boat(boat_id), rider=rider, when=when or When())

    return told


def reason_of(found):
    return str(found.times.reason[0])


def kmh_of(found):
    times = found.times
    return float(times.kmh[0] * times.forward[0]), float(times.kmh[0] * times.backward[0])


@pytest.mark.parametrize(
    ("columns", "both"),
    [
        ({}, (12 * 1.17, 12 * 0.83)),
        ({"flow": "forward"}, (12 * 1.17, 12 * 0.83)),
        ({"flow": "backward"}, (12 * 0.83, 12 * 1.17)),
        ({"flow": "both"}, (12, 12)),
        ({"flow": "reversible"}, (12, 12)),
        ({"class": "canal"}, (12, 12)),
        ({"speed_kmh": 10.0}, (10 * 1.17, 10 * 0.83)),
        ({"speed_kmh": 10.0, "speed_source": "default"}, (12 * 1.17, 12 * 0.83)),
        ({"speed_kmh": 10.0, "boats": "klotok, speedboat"}, (12 * 1.17, 12 * 0.83)),
        ({"class": "ferry", "crossing_min": 30.0}, (2 * KM, 2 * KM)),
        ({"class": "ferry", "crossing_min": 30.0, "speed_kmh": 50.0}, (2 * KM, 2 * KM)),
    ],
)
def test_speeds_with_the_drawing_and_against_it(one, columns, both):
    assert kmh_of(one(**columns)) == pytest.approx(both)


@pytest.mark.parametrize(
    ("columns", "planned"),
    [({}, True), ({"speed_kmh": 9.0}, False), ({"crossing_min": 9.0}, False)],
)
def test_planning_speeds_are_told(one, columns, planned):
    assert one(**columns).times.planned.tolist() == [planned]


@pytest.mark.parametrize(
    ("boat_id", "columns", "minutes"),
    [
        ("klotok", {}, 10),
        ("klotok", {"headway_min": 60.0}, 10 + 30),
        ("klotok", {"headway_min": 0.0}, 10),
        ("ferry", {"class": "ferry", "boats": "feri ro-ro"}, 20 + 10),
        ("ferry", {"class": "ferry", "boats": "ferry", "headway_min": 120.0}, 20 + 60),
        ("ferry", {"class": "ferry", "boats": "ferry", "departures": "06:00, 18:00"}, 20 + 360),
        (
            "ferry",
            {"class": "ferry", "boats": "ferry", "departures": "18:00", "headway_min": 4.0},
            20 + 360,
        ),
    ],
)
def test_minutes_to_get_on(one, boat_id, columns, minutes):
    assert one(boat_id, **columns).boarding_s.tolist() == [pytest.approx(minutes * 60)]


def test_hours_of_the_timetable(one):
    early = When(hours=(4, 6))
    found = one("ferry", when=early, boats="ferry", departures="06:00", **{"class": "ferry"})
    assert found.boarding_s[0] == (20 + 60) * 60


@pytest.mark.parametrize(
    ("boat_id", "columns", "reason"),
    [
        ("klotok", {"class": "stream"}, "class-barred"),
        ("klotok", {"class": None}, "class-unknown"),
        ("klotok", {"class": "sea"}, "class-unknown"),
        ("klotok", {"navigable": False}, "not-navigable"),
        ("klotok", {"navigable": "tidak"}, "not-navigable"),
        ("klotok", {"navigable": None}, "navigable-unknown"),
        ("klotok", {"navigable": None, "class": "boat_route"}, ""),
        ("klotok", {"navigable": False, "class": "ferry"}, "not-navigable"),
        ("klotok", {"boats": None}, "boat-unknown"),
        ("klotok", {"boats": "rakit"}, "boat-unknown"),
        ("klotok", {"boats": "speedboat"}, "boat-other"),
        ("klotok", {"boats": "Kelotok, speed boat"}, ""),
        ("klotok", {"status": "planned"}, "not-open"),
        ("klotok", {"foot": "no"}, "access-barred"),
        ("klotok", {"speed_kmh": 0.0}, "speed-bad"),
        ("klotok", {"speed_kmh": -1.0, "boats": "klotok, speedboat"}, "speed-bad"),
        ("klotok", {"speed_kmh": math.inf}, "speed-bad"),
        ("klotok", {"speed_kmh": "cepat"}, "speed-bad"),
        ("klotok", {"speed_kmh": math.nan}, ""),
        ("klotok", {"headway_min": -5.0}, "time-bad"),
        ("klotok", {"crossing_min": 0.0}, "time-bad"),
        ("klotok", {"crossing_min": math.inf}, "time-bad"),
        ("klotok", {"departures": "pagi"}, "time-bad"),
        ("ferry", {"class": "river", "boats": "ferry"}, "class-barred"),
        ("ferry", {"class": "ferry", "boats": None}, "boat-unknown"),
        ("ferry", {"class": "ferry", "boats": None, "foot": "yes"}, ""),
        ("klotok", {"class": "ferry", "boats": None, "foot": "yes"}, "boat-unknown"),
    ],
)
def test_why_a_line_is_left_out(one, boat_id, columns, reason):
    found = one(boat_id, **columns)
    assert reason_of(found) == reason
    assert math.isnan(found.times.kmh[0]) == bool(reason)


@pytest.mark.parametrize(
    ("boat_id", "mode_id", "reason"),
    [
        ("ferry", "car", ""),
        ("ferry", "motorcycle", ""),
        ("klotok", "motorcycle", ""),
        ("klotok", "car", "class-barred"),
        ("speedboat", "motorcycle", "class-barred"),
        ("speedboat", "walk", ""),
    ],
)
def test_who_is_taken_on(one, boat_id, mode_id, reason):
    columns = {"class": "ferry", "boats": "ferry, klotok, speedboat"}
    assert reason_of(one(boat_id, mode_id, **columns)) == reason


def test_the_unknown_may_be_allowed(one):
    allow = When(unknown="allow")
    silent = {"navigable": None, "boats": None}
    assert reason_of(one(when=allow, **silent)) == ""
    # A crossing that names no boat is a ferry's; a boat that is named stays the only one.
    assert reason_of(one(when=allow, boats=None, **{"class": "ferry"})) == "boat-unknown"
    assert reason_of(one("ferry", when=allow, boats=None, **{"class": "ferry"})) == ""
    assert reason_of(one(when=allow, navigable=False, boats=None)) == "not-navigable"
    assert reason_of(one(when=allow, boats="speedboat")) == "boat-other"


@pytest.mark.parametrize(
    ("boat_id", "month", "columns", "reason"),
    [
        ("klotok", 8, {"closed_months": "7, 8, 9"}, "closed-season"),
        ("klotok", 6, {"closed_months": "7, 8, 9"}, ""),
        ("klotok", None, {"closed_months": "7, 8, 9"}, ""),
        ("kapal", 8, {"width_m": 150.0}, "closed-season"),
        ("kapal", 8, {"width_m": 250.0}, ""),
        ("kapal", 8, {"width_m": None}, ""),
        ("kapal", 8, {"width_m": 150.0, "closed_months": "1"}, ""),
        ("kapal", 6, {"width_m": 150.0}, ""),
        ("ketinting", 8, {"width_m": 10.0}, ""),
    ],
)
def test_months_in_which_water_is_closed(one, boat_id, month, columns, reason):
    found = one(boat_id, when=When(month=month), boats=boat_id, **columns)
    assert reason_of(found) == reason


def test_months_that_cannot_be_read_are_refused(one):
    with pytest.raises(SourceError, match="months 'kemarau'; wanted numbers 1 to 12") as caught:
        one(when=When(month=8), closed_months="kemarau")
    assert caught.value.code == "months-unreadable"


def test_half_of_the_width(one):
    assert one(width_m=300.0).half_width_m.tolist() == [150.0]
    assert one().half_width_m.tolist() == [0.0]
    assert one(width_m=-4.0).half_width_m.tolist() == [0.0]


def test_every_reason_has_a_title(one):
    assert reason_of(one(speed_kmh=0)) in REASONS


@pytest.mark.parametrize("month", [0, 13, 7.5, "Juli"])
def test_a_month_that_is_none(month):
    with pytest.raises(InputError, match=r"month is .*wanted 1 to 12, or None") as caught:
        When(month=month)
    assert caught.value.faults[0][0] == "month"


def test_other_questions_that_make_no_sense():
    with pytest.raises(InputError, match=r"hours is \(18, 6\); wanted a window"):
        When(hours=(18, 6))
    with pytest.raises(InputError, match="unknown is 'maybe'; wanted 'exclude' or 'allow'"):
        When(unknown="maybe")


def test_faults_name_the_rows(make_rivers):
    lines = make_rivers(LINE, LINE, speed_kmh=[5.0, 0.0], headway_min=[-3.0, 4.0])
    found = water_times(lines, boat("klotok"), rider=mode("walk"))
    faults = faults_of(lines, found.times.reason, 5)
    assert [row for row, _ in faults] == ["row 0", "row 1"]
    assert faults[0][1].en.startswith("headway_min is -3.0; wanted crossing minutes above 0")
    assert faults[0][1].id.startswith("headway_min adalah -3.0; yang diminta menit")
    assert faults[1][1].en == "speed_kmh is 0.0; wanted a finite number above 0"
