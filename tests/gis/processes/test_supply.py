"""Capacity and equity as a process, against the access package and worked out by hand."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from access import fca
from inequality.gini import Gini
from inequality.theil import TheilD

import layers
from gis.access.supply import zone_decay
from gis.errors import InputError, NoAnswerError
from gis.processes import registry
from layers.schema import Field, Schema, Text
from layers.testing import SIDE, SOUTH, WEST, add_tiny_wards, fill_tiny_region

SUPPLY = registry()["supply"]
KMH = 30.0
MIDDLE = SOUTH + SIDE / 2
METHODS = ("2sfca", "e2sfca", "3sfca", "bfca")
BEDS = {116.83: 10.0, 116.96: 20.0, 117.05: 5.0}


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    """The tiny region with a street and three wards with beds, and a raster of slopes."""
    tiny = fill_tiny_region(layers.open(tmp_path_factory.mktemp("supply"), create=True))
    add_tiny_wards(tiny)
    slope = tiny["population"].layer.with_(id="slope", theme="terrain", revision=0)
    tiny.write_raster(slope, tiny["population"].raster(), provenance={"source": "test"})
    wards = tiny["wards"].read()
    spots = [*wards.geometry[:2], shapely.Point(118.9, 1.5)]
    apart = tiny["wards"].layer.with_(id="apart", revision=0)
    tiny.write(apart, wards.set_geometry(spots, crs=4326), provenance={"source": "test"})
    river = gpd.GeoDataFrame(
        {"class": ["river"], "navigable": [True], "boats": ["klotok"], "width_m": [100.0]},
        geometry=[shapely.LineString([(WEST, MIDDLE - 0.02), (WEST + 3 * SIDE, MIDDLE - 0.02)])],
        crs=4326,
    )
    kinds = {"class": "text", "navigable": "boolean", "boats": "text", "width_m": "number"}
    columns = tuple(Field(name, kind, Text(name, name)) for name, kind in kinds.items())
    streets = tiny["streets"].layer
    waters = streets.with_(id="rivers", schema=Schema(columns, "LineString"), revision=0)
    tiny.write(waters, river, provenance={"source": "test"})
    yield tiny
    tiny.close()


def ask(catalogue, **given):
    asked = {"facilities": "rs", "within": "45min", "roads": "streets", "layer": "wards"}
    return SUPPLY.run(catalogue, asked | given)


def times(catalogue):
    """Give seconds from each cell to each ward: a walk to the road, and the road."""
    raster = catalogue["population"].raster()
    rows, columns = np.indices(raster.values.shape)
    lon = raster.transform.c + (columns.ravel() + 0.5) * raster.transform.a
    lat = raster.transform.f + (rows.ravel() + 0.5) * raster.transform.e
    walk = np.abs(lat - MIDDLE) * 110_574.0 / (4.5 / 3.6)
    east = np.abs(lon[:, None] - np.array(list(BEDS))) * 111_319.49 * np.cos(np.radians(MIDDLE))
    return lon, walk[:, None] + east / (KMH / 3.6)


def by_access(catalogue, method, limit_s):
    """Give the capacity a person of each cell has by the access package, and its district."""
    lon, seconds = times(catalogue)
    decay = zone_decay(limit_s, method)
    place, ward = (a.ravel() for a in np.indices(seconds.shape))
    near = seconds.ravel() <= limit_s
    edges = np.array([limit_s / 3, limit_s * 2 / 3, limit_s])
    assert np.abs(seconds.ravel()[:, None] - edges).min() > 0.5, "a time too close to tell"
    demand = pd.DataFrame({"demand": np.full(len(lon), 10.0)})
    supply = pd.DataFrame({"supply": list(BEDS.values())})
    for frame in (demand, supply):
        frame.index.name = "geoid"
    cost = pd.DataFrame({"origin": place, "dest": ward, "cost": seconds.ravel()})[near]
    stages = fca.three_stage_fca if method == "3sfca" else fca.two_stage_fca
    found = stages(
        demand,
        supply,
        cost,
        max_cost=limit_s,
        demand_index=True,
        supply_index=True,
        weight_fn=lambda s: float(decay(np.array([s]))[0]),
    )
    have = found.reindex(range(len(lon))).fillna(0).to_numpy()
    return have, ((lon - WEST) / SIDE).astype(int)


@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize("method", ["2sfca", "e2sfca", "3sfca"])
def test_supply_is_that_of_the_access_package(region, method):
    have, district = by_access(region, method, 2700.0)
    answer = ask(region, method=method).numbers
    for k, row in enumerate(answer["rows"]):
        mine = have[district == k]
        assert row["supply"] == pytest.approx(10 * mine.sum(), rel=1e-6)
        assert row["per_1000"] == pytest.approx(1000 * mine.mean(), rel=1e-6)
        assert row["unreached"] == pytest.approx(10 * (mine == 0).sum(), abs=1e-6)
    equity, parts = answer["equity"], TheilD(have, district)
    assert equity["gini"] == pytest.approx(Gini(have).g, rel=1e-6)
    assert equity["theil"] == pytest.approx(float(parts.T), rel=1e-6)
    assert equity["theil_between"] == pytest.approx(float(np.ravel(parts.bg)[0]), rel=1e-5)
    assert equity["theil_within"] == pytest.approx(float(np.ravel(parts.wg)[0]), rel=1e-5)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("within", ["20min", "45min", "10h"])
def test_nothing_is_lost_and_nobody_counted_twice(region, method, within):
    numbers = ask(region, method=method, within=within).numbers
    held, whole = numbers["capacity"], numbers["totals"][0]
    assert held["handed_out"] + held["idle"] + held["off_network"] == pytest.approx(35, rel=1e-9)
    assert whole["supply"] == pytest.approx(held["handed_out"], rel=1e-9)
    for key in ("total", "supply", "met", "over_capacity", "unreached"):
        assert sum(r[key] for r in numbers["rows"]) == pytest.approx(whole[key], rel=1e-7)
    carried = sum(f["people"] for f in numbers["facilities"])
    assert carried == pytest.approx(whole["total"] - whole["unreached"], rel=1e-9)
    for one in numbers["facilities"]:
        assert one["served"] + one["over"] == pytest.approx(one["people"], rel=1e-9)
    parts = whole["met"] + whole["over_capacity"] + whole["unreached"]
    assert parts == pytest.approx(whole["total"], rel=1e-9)
    equity = numbers["equity"]
    between, within_ = equity["theil_between"], equity["theil_within"]
    assert between + within_ == pytest.approx(equity["theil"], rel=1e-9, abs=1e-12)
    assert sum(r["between"] for r in equity["rows"]) == pytest.approx(between, rel=1e-9, abs=1e-12)
    assert sum(r["within"] for r in equity["rows"]) == pytest.approx(within_, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("method", ["2sfca", "bfca"])
def test_by_hand_where_all_reach_all_of_one_zone(region, method):
    """35 beds for 3,000 people, all in the first zone: the same for each."""
    numbers = ask(region, method=method, within="24h", people_per_unit=40).numbers
    for row in numbers["rows"]:
        assert (row["total"], row["per_1000"]) == (pytest.approx(1000), pytest.approx(35 / 3))
        # 35 beds are enough for 1,400 of 3,000.
        assert row["share"] == pytest.approx(1400 / 3000)
        assert (row["over_capacity"], row["unreached"]) == (pytest.approx(1600 / 3), 0)
    carried = {f["name"]: f["people"] for f in numbers["facilities"]}
    by_beds = {"Barat": 3000 * 10 / 35, "Tengah": 3000 * 20 / 35, "Timur": 3000 * 5 / 35}
    shared_alike = dict.fromkeys(by_beds, 1000)
    assert carried == pytest.approx(by_beds if method == "2sfca" else shared_alike)
    assert numbers["equity"]["gini"] == pytest.approx(0, abs=1e-9)
    assert numbers["equity"]["palma"] == pytest.approx(0.25)
    if method == "bfca":
        # The smallest ward is the most crowded: 1,000 people for 5 beds, enough for 200.
        first = numbers["facilities"][0]
        assert (first["rank"], first["name"]) == (1, "Timur")
        assert (first["load"], first["over"]) == (pytest.approx(200), pytest.approx(800))


def test_without_a_number_the_mean_is_enough(region):
    numbers = ask(region, method="2sfca", within="24h").numbers
    assert numbers["enough"]["people_per_unit"] == pytest.approx(3000 / 35)
    assert numbers["enough"]["origin"] == "mean"
    assert numbers["totals"][0]["share"] == pytest.approx(1)
    assert numbers["gaps"] == []
    assert ask(region, people_per_unit=40).numbers["enough"]["origin"] == "given"


def test_a_gap_names_the_place_and_the_load_of_those_near(region):
    numbers = ask(region).numbers
    gap = numbers["gaps"][0]
    assert [g["rank"] for g in numbers["gaps"]] == [1, 2, 3]
    assert gap["uncovered"] == pytest.approx(gap["over_capacity"] + gap["unreached"])
    assert gap["reason"] in {"over-capacity", "out-of-reach"}
    assert set(gap["reason_text"]) == {"id", "en"}
    near = gap["nearest_facilities"]
    assert 1 <= len(near) <= 3
    assert [n["seconds"] for n in near] == sorted(n["seconds"] for n in near)
    assert (gap["nearest"], gap["seconds"]) == (near[0]["name"], near[0]["seconds"])
    loads = {f["name"]: f["load"] for f in numbers["facilities"]}
    assert all(n["load"] == loads[n["name"]] for n in near)


def test_others_share_too_where_only_some_units_are_asked_for(region):
    whole, part = ask(region).numbers, ask(region, region="64.71.01").numbers
    assert part["rows"] == [r for r in whole["rows"] if r["code"] == "64.71.01"]
    assert part["gaps"][0]["uncovered"] in [g["uncovered"] for g in whole["gaps"]]
    assert part["enough"] == whole["enough"]
    near = ask(region, region="64.71.01", within="20min").numbers["facilities"]
    assert [f["name"] for f in near] == ["Barat"]
    assert near[0]["in_reach"] <= near[0]["people"]


def test_nobody_in_reach_is_an_answer(region):
    numbers = ask(region, within="1s").numbers
    assert numbers["totals"][0]["share"] == 0
    assert numbers["totals"][0]["unreached"] == pytest.approx(3000)
    assert numbers["capacity"]["idle"] == 35
    assert "nobody has anything" in numbers["equity"]["reason"]["en"]
    told = ask(region, within="1s").to_dict()
    assert told["enough"]["people_per_unit"] is None
    assert {g["reason"] for g in told["gaps"]} == {"out-of-reach"}


def test_a_facility_off_the_network_is_told_and_gives_nothing(region):
    answer = ask(region, layer="apart")
    held = answer.numbers["capacity"]
    assert (held["off_network"], held["idle"]) == (5, 0)
    assert held["handed_out"] == pytest.approx(30, rel=1e-9)
    assert (answer.numbers["n_facilities"], answer.numbers["n_facilities_off_network"]) == (2, 1)
    last = answer.to_dict()["facilities"][-1]
    assert (last["name"], last["people"], last["to_network_m"]) == ("Timur", 0, None)
    assert answer.numbers["people_off_network"] == 0


def test_the_balanced_form_also_tells_the_level_as_published(region):
    rows = ask(region, method="bfca").numbers["rows"]
    facilities = ask(region, method="bfca").numbers["facilities"]
    levels = sum(row["level_of_service"] for row in rows)
    assert levels == pytest.approx(sum(f["capacity"] / f["demand"] for f in facilities), rel=1e-6)
    assert "level_of_service" not in ask(region).numbers["rows"][0]


@pytest.mark.parametrize("mode", ["car", "walk", "ambulance", "boat"])
def test_those_in_reach_are_those_of_coverage(region, mode):
    asked = {"mode": mode, "within": "45min", "waterways": "rivers"}
    mine = ask(region, **asked).numbers
    asked |= {"facilities": "rs", "roads": "streets", "layer": "wards"}
    covered = registry()["coverage"].run(region, asked).numbers["totals"][0]["covered"]
    assert mine["totals"][0]["total"] - mine["totals"][0]["unreached"] == pytest.approx(covered)
    assert sum(f["people"] for f in mine["facilities"]) == pytest.approx(covered, rel=1e-9)
    assert mine["totals"][0]["supply"] == pytest.approx(mine["capacity"]["handed_out"], rel=1e-9)
    assert 0 < covered < 3000


def test_an_ambulance_comes_and_people_go(region):
    assert "from the facility to people" in ask(region, mode="ambulance").method.en
    assert "from people to the facility" in ask(region).method.en
    assert ask(region).numbers["mode"]["id"] == "car"
    assert "at jetties" not in ask(region).method.en
    assert "at jetties" in ask(region, mode="boat", waterways="rivers").method.en


def test_features_are_ready_for_a_map(region):
    answer = ask(region)
    assert set(answer.features) == set(SUPPLY.outputs)
    assert all(frame.crs.to_epsg() == 4326 for frame in answer.features.values())
    assert {"per_1000", "share", "over_capacity"} <= set(answer.features["units"].columns)
    assert {"load", "people", "over"} <= set(answer.features["facilities"].columns)
    assert answer.features["gaps"]["rank"].tolist() == [1, 2, 3]
    assert json.loads(json.dumps(answer.to_dict(features=True)))["features"]["units"]["features"]


def test_a_standard_stands_in_where_asked_and_weakens_the_trust(region):
    numbers = ask(region, standard="all").numbers
    held = numbers["capacity"]
    assert (held["unit"], held["total"], held["n_by_standard"]) == ("people", 3 * 240_000, 3)
    one = held["standards"][0]
    assert (one["facility_type"], one["id"], one["value"]) == ("rs", "HEA-RS", 240_000)
    assert one["source"]
    assert one["trust"] in {"compiled", "illustrative"}
    assert (numbers["enough"]["people_per_unit"], numbers["enough"]["origin"]) == (1, "people")
    assert ask(region, standard="all").trust in {"modelled", "illustrative"}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"within": "15min,30min"}, "within: 15min,30min is not one time of travel"),
        ({"within": "3km"}, "within: 3km is not one time of travel; wanted e.g. 30min"),
        ({"within": "standard"}, "within: standard is not one time"),
        ({"mode": "straight"}, "mode: 'straight' is not among walk"),
        ({"method": "4sfca"}, "method: '4sfca' is not among 2sfca, e2sfca, 3sfca, bfca"),
        ({"capacity": "beds"}, "capacity: layer 'wards' has no field 'beds' of numbers"),
        ({"people_per_unit": 0}, "people_per_unit: 0 is below"),
        ({"population": "slope"}, "is of theme 'terrain', not people per cell"),
    ],
)
def test_what_does_not_fit_is_refused(region, given, why):
    with pytest.raises((InputError, NoAnswerError), match=why):
        ask(region, **given)


def test_no_facility_no_unit_and_no_layer_are_told(region):
    with pytest.raises(NoAnswerError, match="no facility of type klinik"):
        ask(region, facilities="klinik")
    with pytest.raises(NoAnswerError, match="no unit with the code or the name"):
        ask(region, region="99")
    with pytest.raises(InputError, match="roads: no layer 'tracks'; there are districts"):
        ask(region, roads="tracks")
    with pytest.raises(InputError, match="has no field 'capacity' of numbers; of numbers it has"):
        ask(region, layer="facilities")


def test_the_python_lines_give_the_same_numbers(region, monkeypatch):
    answer = ask(region)
    monkeypatch.chdir(region.path)
    found = {}
    exec(answer.replay["python"], found)
    assert found["answer"].to_dict() == answer.to_dict()
    assert answer.replay["cli"].startswith("penyangga supply --facilities rs --within 45min")
    found["catalogue"].close()
