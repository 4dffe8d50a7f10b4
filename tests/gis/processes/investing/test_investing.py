"""Sites that the zoning allows, ways from them, and places for visitors, found by other ways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from pyproj import Geod

import layers
from gis.errors import InputError, NoAnswerError
from gis.processes import registry
from gis.processes.investing.criteria import chosen_for
from layers import Catalogue

CITY = "64.71"


@pytest.fixture(scope="module")
def region(starter_workspace: Path) -> Iterator[Catalogue]:
    catalogue = layers.open(starter_workspace)
    yield catalogue
    catalogue.close()


def test_sites_are_allowed_and_their_ways_are_true(region: Catalogue) -> None:
    answer = registry()["invest"].run(region, {"activity": "A27", "region": CITY, "top": 4})
    rows = answer.to_dict()["rows"]
    assert [row["rank"] for row in rows] == [1, 2, 3, 4]
    assert [row["score"] for row in rows] == sorted((r["score"] for r in rows), reverse=True)
    spots = gpd.GeoSeries.from_xy([r["lon"] for r in rows], [r["lat"] for r in rows], crs=4326)
    zones, parks = region["zoning"].read(), region["protected_areas"].read()
    for row, spot in zip(rows, spots, strict=True):
        there = set(zones[zones.contains(spot)]["kodszn"])
        assert row["subzone"] in there
        assert row["verdict"] in ("I", "T", "B", "TB")
        assert not parks.contains(spot).any()
        asked = {"point": f"{spot.x},{spot.y}", "facilities": "bandara", "mode": "car"}
        way = registry()["nearest"].run(region, asked).numbers["rows"][0]
        assert row["minutes_bandara"] == pytest.approx(way["seconds"] / 60, rel=1e-6)
        towers = region["facilities"].read()
        towers = towers[towers["type"] == "bts"].geometry
        straight = (Geod(ellps="WGS84").inv(spot.x, spot.y, t.x, t.y)[2] for t in towers)
        assert row["metres_bts"] == pytest.approx(min(straight), rel=1e-3)
    assert {way["column"] for way in answer.numbers["ways"]} <= set(rows[0])


def test_what_is_allowed_nowhere_has_no_site(region: Catalogue) -> None:
    process = registry()["invest"]
    with pytest.raises(NoAnswerError) as refused:
        process.run(region, {"activity": "A25", "region": "63.72"})
    assert refused.value.code == "nowhere-allowed"
    with pytest.raises(InputError, match="no activity 'zzzz'"):
        process.run(region, {"activity": "zzzz", "region": CITY})


def test_what_no_layer_gives_is_left_out_and_said(tiny: Catalogue) -> None:
    found = chosen_for(tiny, "facilities")
    said = " ".join(one.en for one in found.left_out)
    assert "no layer of slopes" in said
    assert not any(one.startswith("value:slope") for one in found.criteria)
    none = chosen_for(tiny, "nothing")
    assert (none.minutes, none.metres) == ((), ())


def test_places_for_visitors(region: Catalogue) -> None:
    process = registry()["visit"]
    place = "116.8,-1.1"
    answer = process.run(region, {"point": place, "max_time": "90min", "k": 100})
    rows = answer.numbers["rows"]
    seconds = [row["seconds"] for row in rows]
    assert seconds == sorted(seconds)
    assert max(seconds) <= 5400
    asked = {
        "point": place,
        "facilities": "taman,mal",
        "mode": "car",
        "k": 100,
        "max_time": "90min",
    }
    near = registry()["nearest"].run(region, asked).numbers["rows"]
    wanted = {row["name"]: row["seconds"] for row in near}
    built = {row["name"]: row["seconds"] for row in rows if row["type"] != "protected_areas"}
    assert wanted == built
    assert len(process.run(region, {"point": place, "k": 2}).numbers["rows"]) == 2
    with pytest.raises(NoAnswerError, match="longer max_time"):
        process.run(region, {"point": place, "max_time": "1s"})
