"""Who reaches a place: as many as would reach a facility there, and none where no road is."""

from __future__ import annotations

import pytest
import shapely
from pyproj import Geod

from gis.errors import InputError, NoAnswerError
from gis.processes import registry
from layers.testing import SIDE, SOUTH, WEST, write_street

REACH, COVERAGE = registry()["reach"], registry()["coverage"]
CLINIC = "116.95,-1.25"


@pytest.fixture
def region(tiny):
    """The tiny region with a road through its middle, and one clinic on it."""
    write_street(tiny)
    return tiny


def test_as_many_reach_a_place_as_would_a_clinic_there(region) -> None:
    given = {"within": "5min,15min,60min", "mode": "car", "roads": "streets"}
    rows = REACH.run(region, {"point": CLINIC, **given}).numbers["rows"]
    totals = COVERAGE.run(region, {"facilities": "klinik", **given}).numbers["totals"]
    assert [row["within_s"] for row in rows] == [300, 900, 3600]
    for row, total in zip(rows, totals, strict=True):
        assert row["people"] == pytest.approx(total["covered"])
        assert row["people_low"] == pytest.approx(total["covered_low"])
    assert 0 < rows[1]["people"] < rows[2]["people"]


def test_roads_reached_are_as_long_as_the_time_allows(region) -> None:
    answer = REACH.run(
        region, {"point": CLINIC, "within": "3min", "mode": "car", "roads": "streets"}
    )
    (row,) = answer.numbers["rows"]
    # At 30 km/h both ways along the one road.
    assert row["reached_km"] == pytest.approx(2 * 30 * 3 / 60, rel=2e-3)
    lines = answer.features["bands"].geometry.iloc[0]
    drawn = sum(Geod(ellps="WGS84").geometry_length(line) for line in lines.geoms)
    assert drawn == pytest.approx(row["reached_km"] * 1000, rel=1e-3)


def test_people_within_a_straight_distance_are_those_of_its_disc(region) -> None:
    answer = REACH.run(region, {"point": CLINIC, "within": "1km,4km", "mode": "straight"})
    near, far = answer.numbers["rows"]
    density = 3000 / (3 * SIDE * SIDE)
    lon, lat = (float(part) for part in CLINIC.split(","))
    degrees = shapely.Point(lon, lat).buffer(1000 / 111_000, quad_segs=64).area
    assert near["people"] == pytest.approx(degrees * density, rel=0.02)
    assert far["people"] > near["people"]
    assert list(answer.features["bands"]["to_m"]) == [1000, 4000]


def test_a_place_without_roads_and_a_wrong_limit_are_told(region) -> None:
    lost = {"point": f"{WEST - 2},{SOUTH}", "roads": "streets"}
    with pytest.raises(NoAnswerError, match="no network within 10 km"):
        REACH.run(region, lost)
    with pytest.raises(InputError, match="is a straight distance"):
        REACH.run(region, {"point": CLINIC, "within": "2km", "mode": "car"})
    with pytest.raises(InputError, match="point"):
        REACH.run(region, {})
