"""Walks over land through the process: as the library has them, barred by water."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gis.access.demand import demand_of, travel_coverage
from gis.access.offroad import Roads, offroad_times
from gis.costdistance import Hiking, walking_friction
from gis.errors import InputError, NoAnswerError
from gis.processes import registry
from gis.processes.travel import travel_of
from layers.landcover.walking import hiking_numbers, walking_speeds
from layers.raster import Raster

COVERAGE = registry()["coverage"]
SPEEDS = {int(code): walk.speed_kmh for code, walk in walking_speeds("common").items()}
WATER = next(code for code, kmh in SPEEDS.items() if kmh is None)
LAND = max((kmh, code) for code, kmh in SPEEDS.items() if kmh is not None)[1]


def write_cover(region, codes, name="cover"):
    raster = region["population"].raster()
    layer = region["population"].layer.with_(id=name, theme="land", revision=0)
    values = np.asarray(codes, dtype=np.uint8)
    cover = dataclasses.replace(raster, values=values, nodata=None)
    region.write_raster(layer, cover)
    return cover


def ask(region, **given):
    asked = {
        "facilities": "klinik",
        "within": "30min,60min",
        "mode": "car",
        "roads": "streets",
        "surface": "cover",
    }
    return COVERAGE.run(region, asked | given)


def by_library(region, friction):
    network = travel_of(region, "streets", "car").ways.network
    sites = region["facilities"].read()
    points = sites[sites["type"] == "klinik"].geometry
    found = offroad_times(Roads(network), friction, points, direction="to_sources")
    people = demand_of(region["districts"].read(), region["population"].raster())
    seconds = found.at(people.lon, people.lat, aside=True)[0]
    return travel_coverage(people, seconds, limits_s=[1800, 3600]).totals["covered"].tolist()


def test_numbers_are_those_of_the_library(region):
    codes = np.full((10, 30), LAND)
    codes[:3, 5:9] = WATER
    cover = write_cover(region, codes)
    answer = ask(region)
    totals = [t["covered"] for t in answer.numbers["totals"]]
    assert totals == by_library(region, walking_friction(cover, SPEEDS).raster)
    assert 0 < totals[0] < totals[1]
    assert [i["layer"] for i in answer.inputs][-1] == "cover"
    assert "by land cover and slope" in answer.method.en
    assert "--surface cover" in answer.replay["cli"]


def test_slope_slows_and_need_not_be_on_the_same_grid(region):
    cover = write_cover(region, np.full((10, 30), LAND))
    flat = [t["covered"] for t in ask(region).numbers["totals"]]
    fine = region["population"].raster()
    steep = Raster(
        np.full((20, 60), 20.0, dtype=np.float32),
        fine.transform @ fine.transform.scale(0.5),
        fine.crs,
        None,
    )
    region.write_raster(
        region["population"].layer.with_(id="slope", theme="land", revision=0), steep
    )
    up = ask(region)
    totals = [t["covered"] for t in up.numbers["totals"]]
    assert totals < flat
    assert [i["layer"] for i in up.inputs][-2:] == ["cover", "slope"]
    numbers = hiking_numbers()
    slopes = dataclasses.replace(cover, values=np.full((10, 30), 20.0), nodata=None)
    hiking = Hiking(numbers.rate, numbers.best)
    friction = walking_friction(cover, SPEEDS, slope_deg=slopes, hiking=hiking).raster
    assert totals == by_library(region, friction)


def test_water_bars_whoever_lives_beyond_it(region):
    codes = np.full((10, 30), LAND)
    codes[:, 12] = WATER
    codes[4:6, 12] = LAND
    write_cover(region, codes)
    dry = [t["covered"] for t in ask(region).numbers["totals"]]
    codes[4:6, 12] = WATER
    write_cover(region, codes, "flooded")
    wet = ask(region, surface="flooded").numbers
    # The road still leads over it; those who walked beside it do so no more.
    assert all(w <= d for w, d in zip((t["covered"] for t in wet["totals"]), dry, strict=True))


def test_a_facility_in_the_water_serves_nobody(region):
    write_cover(region, np.full((10, 30), WATER))
    with pytest.raises(NoAnswerError, match="no facility stands on ground of layer 'cover'"):
        ask(region)


def test_what_cannot_be_taken_is_refused(region):
    write_cover(region, np.full((10, 30), 250))
    with pytest.raises(InputError, match="holds 250, which is no class of the common legend"):
        ask(region)
