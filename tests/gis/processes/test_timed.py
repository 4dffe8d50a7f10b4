"""Coverage by time, against networkx and worked out by hand on the tiny region."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from gis.errors import InputError, NoAnswerError
from gis.processes import registry
from layers.testing import SIDE, SOUTH, WEST

COVERAGE = registry()["coverage"]
KMH = 30.0  # the only road, of `region`
MIDDLE = SOUTH + SIDE / 2


def ask(catalogue, **given):
    asked = {"facilities": "klinik", "within": "15min,60min", "mode": "car", "roads": "streets"}
    return COVERAGE.run(catalogue, asked | given)


def by_networkx(catalogue):
    """Give each cell's minutes to the clinic: a walk to the road, and the road, node by node."""
    raster = catalogue["population"].raster()
    rows, columns = np.indices(raster.values.shape)
    lon = raster.transform.c + (columns.ravel() + 0.5) * raster.transform.a
    lat = raster.transform.f + (rows.ravel() + 0.5) * raster.transform.e
    clinic = (116.95, -1.25)
    graph, metre = nx.Graph(), 111_319.49
    stops = sorted({*lon.round(9).tolist(), clinic[0]})
    for a, b in pairwise(stops):
        east = (b - a) * metre * np.cos(np.radians(MIDDLE))
        graph.add_edge(a, b, weight=east / (KMH / 3.6))
    ways = nx.single_source_dijkstra_path_length(graph, clinic[0])
    walk = np.abs(lat - MIDDLE) * 110_574.0 / (4.5 / 3.6)
    return lon, np.array([ways[x] for x in lon.round(9).tolist()]) + walk


def test_people_within_times_are_those_of_networkx(region):
    answer = ask(region)
    lon, seconds = by_networkx(region)
    district = ((lon - WEST) / SIDE).astype(int)
    for row in answer.numbers["rows"]:
        mine = district == int(row["code"][-1]) - 1
        assert row["total"] == pytest.approx(1000.0)
        assert row["covered"] == pytest.approx(10.0 * (seconds[mine] <= row["within_s"]).sum())
        assert row["covered_low"] <= 0.9 * row["covered"] + 1e-9
        assert row["covered_high"] >= 1.1 * row["covered"] - 1e-9
        assert row["share_low"] <= row["share"] <= row["share_high"]
    whole = [t["covered"] for t in answer.numbers["totals"]]
    assert whole == [10.0 * (seconds <= limit).sum() for limit in (900, 3600)]


def test_a_gap_names_place_facility_time_and_reason(region):
    numbers = ask(region, within="15min").numbers
    first = numbers["gaps"][0]
    assert (first["rank"], first["within_s"], first["nearest"]) == (1, 900, "Klinik Tengah")
    assert first["code"] in {"64.71.01", "64.71.03"}
    assert first["seconds"] > 900
    # Five kilometres to the road on foot are over an hour: most are too far from it.
    assert first["reason"] == "far-from-network"
    assert set(first["reason_text"]) == {"id", "en"}
    covered = {r["code"]: r["total"] - r["covered"] for r in numbers["rows"]}
    for gap in numbers["gaps"]:
        assert gap["uncovered"] == pytest.approx(covered[gap["code"]])


def test_the_second_time_gives_the_same_from_what_was_kept(region):
    one, two = ask(region), ask(region)
    assert one.to_dict() == two.to_dict()
    kept = {path.name for path in (region.path / "derived").iterdir()}
    assert kept >= {"network", "demand", "places"}


def test_a_new_revision_of_the_roads_is_another_network(region):
    before = ask(region).numbers["totals"][0]["covered"]
    handle = region["streets"]
    slower = handle.read().assign(speed_kmh=10.0)
    region.write(handle.layer, slower, mode="replace", provenance={"source": "test"})
    assert ask(region).numbers["totals"][0]["covered"] < before


def test_a_region_is_counted_alone_but_may_be_served_from_outside(region):
    whole, part = ask(region).numbers, ask(region, region="64.71.01").numbers
    wanted = [r for r in whole["rows"] if r["code"] == "64.71.01"]
    assert part["rows"] == wanted
    assert [t["covered"] for t in part["totals"]] == [r["covered"] for r in wanted]
    assert part["n_facilities"] == 1


def test_an_ambulance_comes_and_people_go(region):
    assert "from the facility to people" in ask(region, mode="ambulance").method.en
    assert "from people to the facility" in ask(region).method.en
    assert ask(region, mode="Mobil").numbers["mode"]["id"] == "car"


def test_no_doubt_leaves_one_number(region):
    for row in ask(region, speed_error=0, people_error=0).numbers["rows"]:
        assert row["covered_low"] == row["covered"] == row["covered_high"]
        assert row["share_low"] == row["share"] == row["share_high"]


def test_features_are_ready_for_a_map(region):
    answer = ask(region)
    assert set(answer.features) == set(COVERAGE.outputs)
    assert all(frame.crs.to_epsg() == 4326 for frame in answer.features.values())
    bands = answer.features["bands"]
    assert bands["to_s"].tolist() == [3600, 900]
    length = bands.geometry.to_crs(32750).length
    # A quarter of an hour each way at 30 km/h; within the hour, all of the road.
    assert length[1] == pytest.approx(2 * 7500, rel=2e-3)
    assert length[0] == pytest.approx(3 * SIDE * 111_300, rel=2e-3)
    assert {"share_900s", "covered_3600s", "total"} <= set(answer.features["units"].columns)
    assert answer.features["gaps"]["rank"].tolist() == [1, 2, 3]


def test_what_does_not_fit_together_is_refused(region):
    with pytest.raises(InputError, match="mode: 15min,60min needs a way to travel; wanted one of"):
        ask(region, mode="straight")
    with pytest.raises(InputError, match="within: 1km is a straight distance; with mode car"):
        ask(region, within="1km")
    with pytest.raises(InputError, match="mode: 'fly' is not among straight, walk"):
        ask(region, mode="fly")
    with pytest.raises(InputError, match="speed_error: 95 % is above 90 %"):
        ask(region, speed_error=95)
    with pytest.raises(InputError, match=r"within: with mode car wanted times, e.g. 15min,30min"):
        COVERAGE.run(region, {"facilities": "klinik", "mode": "car", "roads": "streets"})
    with pytest.raises(InputError, match=r"roads: no layer 'tracks'; there are .*--as tracks"):
        ask(region, roads="tracks")


def test_no_road_and_no_facility_on_it_are_no_answers(region):
    with pytest.raises(NoAnswerError, match="gives no network") as caught:
        ask(region, roads="roads")
    assert caught.value.code == "no-network"
    far = region["facilities"].read()
    far = far[far["type"] == "klinik"].set_geometry([far.geometry.iloc[0].__class__(118.9, 1.5)])
    layer = region["facilities"].layer.with_(id="distant", revision=0)
    region.write(layer, far.set_crs(4326), provenance={"source": "test"})
    with pytest.raises(NoAnswerError, match="none of the 1 facilities is within 10 km"):
        ask(region, layer="distant")


def test_the_python_lines_give_the_same_numbers(region, monkeypatch):
    answer = ask(region)
    monkeypatch.chdir(region.path)
    found = {}
    exec(answer.replay["python"], found)
    assert found["answer"].numbers == answer.numbers
    assert "--mode car" in answer.replay["cli"]
    assert "--within 15min,60min" in answer.replay["cli"]
    found["catalogue"].close()
