"""The nearest facilities by time, worked out by hand on the one road of the tiny region."""

from __future__ import annotations

import pytest
from pyproj import Geod

from gis.errors import InputError, NoAnswerError
from gis.processes import registry

NEAREST = registry()["nearest"]
GEOD = Geod(ellps="WGS84")
MS = 30.0 / 3.6
WALK_MS = 4.5 / 3.6


def ask(region, **given):
    asked = {"point": "116.83,-1.26", "mode": "car", "roads": "streets", "facilities": "rs"}
    return NEAREST.run(region, asked | given)


def metres(lon1, lat1, lon2, lat2):
    return GEOD.inv(lon1, lat1, lon2, lat2)[2]


def test_the_way_is_a_walk_to_the_road_and_the_road(region):
    answer = ask(region, k=2)
    first, second = answer.numbers["rows"]
    assert [first["name"], second["name"]] == ["RS Satu", "RS Dua"]
    walk = metres(116.83, -1.26, 116.83, -1.25) / WALK_MS
    for row, lon in ((first, 116.85), (second, 117.05)):
        road = metres(116.83, -1.25, lon, -1.25)
        assert [leg["mode"] for leg in row["legs"]] == ["walk", "car"]
        assert row["legs"][0]["seconds"] == pytest.approx(walk, rel=1e-6)
        assert sum(leg["seconds"] for leg in row["legs"]) == pytest.approx(row["seconds"])
        assert row["distance_m"] == pytest.approx(road + walk * WALK_MS, rel=1e-6)
        assert row["seconds"] == pytest.approx(walk + road / MS, rel=1e-6)
    lines = answer.features["lines"]
    assert lines["rank"].tolist() == [1, 2]
    for line, lon in zip(lines.geometry, (116.85, 117.05), strict=True):
        assert line.coords[0] == pytest.approx((116.83, -1.25))
        assert line.coords[-1] == pytest.approx((lon, -1.25))
    assert set(answer.features) == set(NEAREST.outputs)


def test_an_ambulance_comes_the_other_way(region):
    line = ask(region, mode="ambulance").features["lines"].geometry.iloc[0]
    assert line.coords[-1] == pytest.approx((116.83, -1.25))


def test_a_facility_where_one_stands_takes_no_time(region):
    answer = ask(region, point="116.95,-1.25", facilities="klinik")
    row = answer.numbers["rows"][0]
    assert row["seconds"] == pytest.approx(0.0, abs=1e-6)
    assert answer.features["lines"].geometry.iloc[0].length == pytest.approx(0.0, abs=1e-9)


def test_time_is_limited(region):
    rows = ask(region, k=5, max_time="25min").numbers["rows"]
    assert [row["name"] for row in rows] == ["RS Satu"]
    with pytest.raises(NoAnswerError, match="car: no facility is reached from ") as caught:
        ask(region, max_time="5min")
    assert caught.value.code == "none-in-reach"
    assert " within 5min; the nearest in a straight line is RS " in str(caught.value)
    assert caught.value.text.id.endswith("pilih moda lain, atau perpanjang max_time")
    assert "--max-time 25min" in ask(region, max_time="25min").replay["cli"]


def test_what_does_not_fit_or_is_not_there(region):
    with pytest.raises(InputError, match="max_distance: 3km is a straight distance; with mode"):
        ask(region, max_distance="3km")
    with pytest.raises(InputError, match="mode: 5min needs a way to travel; wanted one of walk"):
        ask(region, mode="straight", max_time="5min")
    with pytest.raises(InputError, match="max_time: '5' is no time"):
        ask(region, max_time="5")
    with pytest.raises(NoAnswerError, match=r"car: no network within 10 km of 118\.9,1\.5") as off:
        ask(region, point="118.9,1.5")
    assert " km away; the place is outside the region of layer 'streets' " in str(off.value)
    with pytest.raises(InputError, match="roads: no layer 'tracks'"):
        ask(region, roads="tracks")


def test_the_python_lines_give_the_same_numbers(region, monkeypatch):
    answer = ask(region, k=2, max_time="60min")
    monkeypatch.chdir(region.path)
    found = {}
    exec(answer.replay["python"], found)
    assert found["answer"].numbers == answer.numbers
    found["catalogue"].close()


def test_a_month_in_which_nothing_closes_is_told(region):
    notes = [note.en for note in ask(region, mode="walk", month=8).notes]
    assert "Month 8 changes nothing: walking takes no water." in notes
    assert not any("Month" in note.en for note in ask(region, mode="walk").notes)
