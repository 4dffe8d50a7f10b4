"""What if: in the head on the tiny region, and as if the change had really been made."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gis.errors import InputError, NoAnswerError
from gis.processes import registry
from layers.schema import Field
from layers.text import Text

WHATIF, COVERAGE = registry()["whatif"], registry()["coverage"]
ASKED = {"facilities": "klinik", "within": "15min", "roads": "streets"}
WEST_END = "116.85,-1.25"


def ask(catalogue, **given):
    return WHATIF.run(catalogue, ASKED | given)


def clinic_id(catalogue):
    frame = catalogue["facilities"].read()
    return str(frame.index[frame["type"] == "klinik"][0])


def by_name(answer, *keys):
    return {row["name"]: tuple(row[key] for key in keys) for row in answer.numbers["rows"]}


def same_as_written(catalogue, answer, **given):
    """Compare with coverage of layers in which the change was made."""
    asked = {key: value for key, value in answer.process.check(ASKED).items() if value is not None}
    asked = {key: asked[key] for key in ("facilities", "mode")} | {"within": "15min"} | given
    written = COVERAGE.run(catalogue, {"roads": "streets"} | asked).numbers
    after = {row["code"]: row for row in answer.numbers["rows"]}
    for row in written["rows"]:
        assert after[row["code"]]["covered_after"] == pytest.approx(row["covered"], abs=1e-9)
        assert after[row["code"]]["total"] == pytest.approx(row["total"], abs=1e-9)
    whole = answer.numbers["totals"][0]["covered_after"]
    assert whole == pytest.approx(written["totals"][0]["covered"], abs=1e-9)


def write_more(catalogue, layer_id, rows, new_id, *fields):
    handle = catalogue[layer_id]
    frame = handle.read().assign(**{field.name: None for field in fields})
    rows = gpd.GeoDataFrame(rows, crs=4326).reindex(columns=frame.columns)
    both = pd.concat([frame, rows.set_crs(4326)], ignore_index=True)
    schema = handle.layer.schema
    schema = replace(schema, fields=(*schema.fields, *fields))
    layer = handle.layer.with_(id=new_id, revision=0, schema=schema)
    catalogue.write(layer, both, provenance={"source": "test"})


def test_a_clinic_in_the_west_serves_the_same_number_there(region):
    """Two rows of cells are 553 m off the street, 442 s on foot; six of a row are in time."""
    answer = ask(region, add=WEST_END)
    told = by_name(answer, "covered_before", "covered_after", "gained", "lost")
    assert told["Barat"] == pytest.approx((0, 120, 120, 0))
    assert told["Tengah"] == pytest.approx((120, 120, 0, 0))
    assert told["Timur"] == pytest.approx((0, 0, 0, 0))
    assert answer.numbers["rows"][0]["name"] == "Barat"
    whole = answer.numbers["totals"][0]
    assert whole["share_before"] == pytest.approx(0.04)
    assert whole["share_after"] == pytest.approx(0.08)
    # Everybody west of half-way between the two clinics.
    edit = answer.numbers["edits"][0]
    assert (edit["kind"], edit["status"], edit["component"]) == ("add", "used", 0)
    assert edit["unit"] == {"code": "64.71.01", "name": "Barat"}
    assert edit["people_nearest"] == whole["sooner"] == pytest.approx(1000)
    assert edit["to_network_m"] == pytest.approx(0, abs=1e-3)


def test_a_clinic_moved_is_one_taken_off_and_one_added(region):
    answer = ask(region, add=WEST_END, remove=clinic_id(region))
    told = by_name(answer, "gained", "lost", "difference")
    assert told["Barat"] == pytest.approx((120, 0, 120))
    assert told["Tengah"] == pytest.approx((0, 120, -120))
    whole = answer.numbers["totals"][0]
    assert (whole["gained"], whole["lost"]) == pytest.approx((120, 120))
    assert whole["difference"] == pytest.approx(0)
    assert [edit["kind"] for edit in answer.numbers["edits"]] == ["add", "remove"]
    assert answer.numbers["edits"][1]["name"] == "Klinik Tengah"
    places = answer.features["places"]
    assert places["change"].tolist() == ["gained", "lost"]
    assert places["people"].tolist() == pytest.approx([120, 120])
    assert answer.features["facilities"]["status"].tolist() == ["removed", "added"]


def test_the_only_clinic_taken_off_leaves_nobody_served(region):
    whole = ask(region, remove=clinic_id(region)).numbers["totals"][0]
    assert (whole["covered_after"], whole["lost"]) == pytest.approx((0, 120))
    assert whole["cut_off"] == pytest.approx(3000)


def test_the_first_of_a_type_may_be_added(region):
    answer = ask(region, facilities="bandara", add=WEST_END)
    assert answer.numbers["totals"][0]["reached"] == pytest.approx(3000)
    assert answer.numbers["totals"][0]["covered_before"] == 0
    with pytest.raises(NoAnswerError, match="no facility of type bandara"):
        ask(region, facilities="bandara", speed="local=20")


@pytest.mark.parametrize("mode", ["car", "walk", "ambulance"])
def test_facilities_really_written_are_counted_the_same(region, mode):
    spots = [(116.853, -1.243), (117.04, -1.27)]
    rows = {
        "name": ["Satu", "Dua"],
        "type": "klinik",
        "geometry": [shapely.Point(p) for p in spots],
    }
    write_more(region, "facilities", rows, "more")
    answer = ask(region, add=[list(spot) for spot in spots], mode=mode, within="50min")
    same_as_written(region, answer, layer="more", mode=mode, within="50min")
    assert answer.numbers["totals"][0]["gained"] > 0


@pytest.mark.parametrize(
    "course",
    [[(116.85, -1.25), (116.85, -1.21)], [(116.92, -1.29), (116.92, -1.21), (116.99, -1.21)]],
    ids=["from the street", "across the street"],
)
def test_a_road_really_written_is_counted_the_same(region, course):
    rows = {"class": ["local"], "speed_kmh": [60.0], "geometry": [shapely.LineString(course)]}
    write_more(region, "streets", rows, "wider")
    answer = ask(region, road=course, road_kmh=60, within="15min")
    same_as_written(region, answer, roads="wider")
    assert answer.numbers["totals"][0]["sooner"] > 0
    road = answer.numbers["edits"][0]
    assert (road["kind"], road["kmh"]) == ("road", 60)
    assert road["n_places_moved"] > 0
    assert len(answer.features["roads"]) == 1
    assert answer.trust == "illustrative"


def test_facilities_join_a_new_road_that_is_nearer(region):
    """The school is 4.4 km from the street; the new road passes 111 m from it."""
    course = [(116.912, -1.25), (116.912, -1.2)]
    rows = {"class": ["local"], "speed_kmh": [40.0], "geometry": [shapely.LineString(course)]}
    write_more(region, "streets", rows, "wider")
    answer = ask(region, facilities="sd", road=course)
    same_as_written(region, answer, roads="wider", facilities="sd")
    assert answer.numbers["edits"][0]["n_facilities_moved"] == 1
    assert answer.numbers["totals"][0]["gained"] > 0


def test_other_speeds_are_counted_as_if_written(region):
    slow = region["streets"].read().assign(speed_kmh=12.0)
    layer = region["streets"].layer.with_(id="slow", revision=0)
    region.write(layer, slow, provenance={"source": "test"})
    answer = ask(region, speed="local=12")
    same_as_written(region, answer, roads="slow")
    assert answer.numbers["totals"][0]["lost"] > 0
    assert answer.numbers["edits"][0]["n_lines"] == 1


def test_people_join_a_bridge_on_land_as_if_it_was_written(region):
    """From the clinic west over a bridge across a street, three times as fast as that."""
    lane = [(116.92, -1.26), (116.92, -1.21)]
    rows = {"class": ["local"], "speed_kmh": [20.0], "geometry": [shapely.LineString(lane)]}
    write_more(region, "streets", rows, "laned")
    course = [(116.95, -1.25), (116.95, -1.23), (116.85, -1.23), (116.85, -1.25)]
    rows = {"class": ["local"], "speed_kmh": [90.0], "bridge": [True]}
    rows["geometry"] = [shapely.LineString(course)]
    bridge = ask(region, roads="laned", road=course, road_kmh=90, bridge=True, within="15min")
    told = bridge.numbers["edits"][0]
    assert (told["bridge"], told["n_crossings"]) == (True, 0)
    assert told["n_places_moved"] > 0
    road = ask(region, roads="laned", road=course, road_kmh=90, within="15min").numbers
    assert road["edits"][0]["n_crossings"] == 1
    assert 0 < bridge.numbers["totals"][0]["gained"] <= road["totals"][0]["gained"]
    write_more(region, "laned", rows, "bridged", Field("bridge", "boolean", Text.of("Bridge")))
    same_as_written(region, bridge, roads="bridged")


@pytest.mark.parametrize(
    ("place", "status", "said"),
    [
        ("118.9,-1.25", "elsewhere", "far outside the region of the data"),
        ("117.3,-1.25", "off-network", "is in reach of no road"),
        ("116.95,-1.32", "off-land", "in no unit (in the sea?)"),
    ],
)
def test_a_facility_off_the_roads_or_the_land_is_told_and_changes_nothing(
    region, place, status, said
):
    answer = ask(region, add=place)
    assert answer.numbers["edits"][0]["status"] == status
    assert said in answer.numbers["edits"][0]["text"]["en"]
    whole = answer.numbers["totals"][0]
    assert whole["covered_before"] == whole["covered_after"]
    assert (whole["gained"], whole["sooner"], answer.numbers["n_added_unused"]) == (0, 0, 1)
    assert answer.features["facilities"]["status"].tolist() == ["kept", "added-unused"]


def test_only_units_asked_for_are_told_and_gaps_close_there(region):
    answer = ask(region, region="64.71.01", add="116.82,-1.25;116.86,-1.25", within="15min,3h")
    assert {row["code"] for row in answer.numbers["rows"]} == {"64.71.01"}
    assert [row["within_s"] for row in answer.numbers["rows"]] == [900, 10800]
    assert answer.features["units"].columns.tolist()[-4:] == [
        "before_10800s", "after_10800s", "gained_10800s", "lost_10800s"
    ]  # fmt: skip
    # From the corner, 66 minutes on foot to the street and 10 along it.
    gaps = ask(region, add=WEST_END, within="77min").numbers["gaps"]
    assert [(gap["name"], gap["closed"], gap["uncovered_after"]) for gap in gaps] == [
        ("Barat", True, 0)
    ]
    assert gaps[0]["uncovered_before"] > 0


def test_gained_less_lost_is_the_difference_and_the_units_sum_up(region):
    numbers = ask(
        region, add=WEST_END, remove=clinic_id(region), within="10min,20min,70min"
    ).numbers
    for row in [*numbers["rows"], *numbers["totals"]]:
        assert row["gained"] - row["lost"] == pytest.approx(row["difference"], abs=1e-9)
        assert row["covered_before"] + row["difference"] == pytest.approx(row["covered_after"])
    for whole in numbers["totals"]:
        mine = [row["gained"] for row in numbers["rows"] if row["within_s"] == whole["within_s"]]
        assert sum(mine) == pytest.approx(whole["gained"], abs=1e-9)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "nothing is changed; wanted at least one of add, remove, road, speed (to move"),
        ({"add": "116.8"}, "add: '116.8' is no place"),
        ({"remove": "999"}, "remove: 999 is no id of these 1 facilities"),
        ({"road": "116.8,-1.21 116.9,-1.21"}, "road: the road joins nothing"),
        ({"road": "116.8,-1.25 116.9,-1.2", "road_kmh": 0}, "road_kmh: 0 km/h is below 1"),
        ({"speed": "toll=30"}, "speed: no road of class toll that car uses; there are local"),
        ({"speed": "local=0"}, "speed: local=0: wanted a speed above 0"),
        ({"add": WEST_END, "within": "1km"}, "within: 1km is no time of travel"),
        ({"add": WEST_END, "within": "standard"}, "within: standard is no time of travel"),
        ({"add": WEST_END, "mode": "straight"}, "mode: 'straight' is not among walk"),
        ({"add": WEST_END, "join": "9km"}, "join: 9000 m is above 5000 m"),
    ],
)
def test_what_cannot_be_is_refused_by_its_input(region, given, why):
    with pytest.raises(InputError) as caught:
        ask(region, **given)
    assert why in str(caught.value)


def test_the_same_question_by_other_doors(region, monkeypatch):
    answer = ask(region, add=WEST_END, road="116.9,-1.25 116.9,-1.22", speed="local=25")
    assert ask(region, **answer.replay["api"]["body"]["inputs"]).to_dict() == answer.to_dict()
    assert "--add 116.85,-1.25" in answer.replay["cli"]
    monkeypatch.chdir(region.path)
    found = {}
    exec(answer.replay["python"], found)
    assert found["answer"].numbers == answer.numbers
    found["catalogue"].close()


def test_nothing_changed_is_a_fault_of_every_edit_there_is(region):
    with pytest.raises(InputError) as caught:
        ask(region)
    assert [name for name, _ in caught.value.faults] == ["add", "remove", "road", "speed"]


def test_new_places_are_as_good_as_a_guess(region):
    assert ask(region, add=WEST_END).trust == "illustrative"
    assert ask(region, remove=clinic_id(region)).trust == "modelled"


def test_one_place_added_twice_is_told(region):
    twice = ask(region, add=f"{WEST_END};{WEST_END};116.9,-1.25")
    assert [note.en for note in twice.notes][:1] == [
        "1 of 3 new facilities are in the place of another new one."
    ]
    assert not any("another new" in note.en for note in ask(region, add=WEST_END).notes)
