"""The question "may I build X here?": on squares worked out in the head, words and sources."""

from __future__ import annotations

import re

import geopandas as gpd
import orjson
import pytest
import shapely

from gis.errors import InputError
from gis.processes import registry
from gis.processes.answer import feature_collection
from gis.zoning.ground import metres_per_degree
from gis.zoning.verdicts import Rules
from layers.layer import Layer
from layers.schema import Field, Schema, Text
from layers.zoning.activities import activities
from layers.zoning.codes import known

ZONING = registry()["zoning"]
EAST_M = metres_per_degree(-1.255)[0]
# Whoever reads an answer must not take it for a decision.
FORBIDDEN = re.compile(r"permit|izin diberikan|guarant|dijamin|jaminan", re.IGNORECASE)


def ask(catalogue, **given):
    return ZONING.run(catalogue, {"activity": "A01"} | given).to_dict()


def beside(metres):
    """A place so many metres west of the line between R-3 and P-3."""
    return f"{116.81 - metres / EAST_M!r},-1.255"


def parcel(west_m, east_m):
    west, east = 116.81 + west_m / EAST_M, 116.81 + east_m / EAST_M
    return shapely.box(west, -1.2551, east, -1.2549).wkt


def test_lines_of_areas_without_a_scale_are_told_of(region, put):
    """Also where nothing of them lies over the place: that, too, rests on the assumption."""
    put(region, "flood_stated", {"name": ["Banjir"]},
        [shapely.box(116.0, -1.0, 116.1, -0.9)], theme="land", plan={"scale": 10_000})  # fmt: skip
    found = ask(region, at="116.805,-1.255")
    (note,) = found["notes"]
    assert note["en"] == (
        "layer protected_areas does not state its scale: its lines are taken to be accurate to "
        "25 m (0.5 mm at 1:50,000, the scale of a regency's general plan)"
    )
    assert "0,5 mm pada 1:50.000" in note["id"]
    inside = ask(region, at="116.825,-1.255")
    over = next(one for one in inside["overlays"] if one["kind"] == "area")
    assert over["accuracy"]["metres"] == 25.0
    assert not over["accuracy"]["scale_stated"]


def test_the_words_that_others_build_on(region):
    found = ask(region, at="116.805,-1.255")
    assert {"verdict", "zone", "conditions", "limits", "sources", "trust"} <= set(found)
    assert (found["verdict"], found["certain"], found["zone"]["code"]) == ("I", True, "R-3")
    assert found["zone"]["zone_code"] == "R"
    assert found["limits"]["kdb_max_pct"]["value"] == 50.0
    assert found["limits"]["kdb_max_pct"]["source"] == "layer:zoning"
    assert found["trust"] == "illustrative"
    assert found["reason"] is None
    assert found["summary"]["en"] == "Detached house: allowed (I) in zone R-3."


def test_every_statement_names_a_source_that_is_listed(region):
    found = ask(region, at="116.805,-1.255")
    listed = {one["id"]: one for one in found["sources"]}
    for one in [*found["conditions"], *found["overlays"], *found["limits"].values()]:
        assert one["source"] in listed
    assert all(row["source"] in listed for row in found["rows"])
    assert listed["layer:zoning"]["regulation"] == "Perda 1/2024"
    assert listed["layer:zoning"]["revision"] == "2 (r1)"
    assert listed["rules:itbx_default"]["illustrative"] is True


def test_overlays_of_attributes_and_layers_and_what_no_layer_tells_of(region):
    found = ask(region, at="116.825,-1.255")
    assert found["verdict"] == "X"
    assert [one["name"] for one in found["overlays"]] == ["Hutan Contoh (HL)"]
    assert {one["id"] for one in found["overlays_unknown"]} == {"flood", "food_land", "river"}
    (kkop,) = (o for o in ask(region, at="116.805,-1.255")["overlays"])
    assert kkop["name"] == "kkop_1"


def test_nearer_to_a_line_than_it_is_accurate_both_answers_are_given(region):
    found = ask(region, at=beside(2.4))
    assert (found["verdict"], found["certain"]) == ("I", False)
    assert [one["verdict"] for one in found["possible"]] == ["I", "B"]
    assert [(r["code"], r["holds"], r["certain"]) for r in found["rows"]] == [
        ("R-3", True, False),
        ("P-3", False, False),
    ]
    assert found["rows"][0]["distance_to_line_m"] == pytest.approx(2.4, abs=1e-3)
    assert "may as well be: allowed on conditions (B)" in found["summary"]["en"]
    assert ask(region, at=beside(2.6))["certain"] is True


def test_another_scale_moves_the_accuracy(region):
    found = ask(region, at=beside(2.4), scale=1000)
    assert (found["accuracy"]["metres"], found["certain"]) == (0.5, True)
    assert ask(region, at=beside(20.0), scale=50_000)["certain"] is False


def test_a_line_between_zones_of_the_same_verdict_makes_no_doubt(region):
    found = ask(region, at=f"{116.82 + 1.0 / EAST_M!r},-1.255", activity="A10")
    assert [r["verdict"] for r in found["rows"]] == ["X", "X"]
    assert found["certain"] is True


def test_at_the_edge_of_the_plan_it_may_lie_outside(region):
    found = ask(region, at=f"{116.80 + 1.0 / EAST_M!r},-1.255")
    assert [one["verdict"] for one in found["possible"]] == ["I", "unknown"]
    found = ask(region, at=f"{116.80 - 1.0 / EAST_M!r},-1.255")
    assert (found["verdict"], found["certain"]) == ("unknown", False)
    assert [one["verdict"] for one in found["possible"]] == ["unknown", "I"]


def test_outside_the_plan_says_what_is_missing(region):
    found = ask(region, at="117.05,-1.255")
    assert (found["verdict"], found["zone"], found["rows"]) == ("unknown", None, [])
    assert found["certain"] is True
    assert "outside the plan zoning" in found["reason"]["en"]
    assert "di luar rencana" in found["reason"]["id"]


def test_where_only_the_general_plan_reaches_it_is_told_but_decides_nothing(region, put):
    put(region, "wide", {"kodrpr": ["HL"], "name": ["Hutan"]}, [shapely.box(117, -2, 118, -1)])
    found = ask(region, at="117.05,-1.255", general="wide")
    assert found["verdict"] == "unknown"
    assert "the general plan wide has HL: not allowed (X)" in found["reason"]["en"]
    assert not any("not compared" in note["en"] for note in found["notes"])


def test_a_zone_that_was_not_recognised_is_unknown(region):
    found = ask(region, at="116.835,-1.255")
    assert found["verdict"] == "unknown"
    assert found["zone"]["as_published"] == "Kawasan Buffer Zone"
    assert "not recognised" in found["reason"]["en"]


def test_the_two_plans_stand_side_by_side(region):
    found = ask(region, at="116.815,-1.255")
    (conflict,) = found["conflicts"]
    assert (conflict["general"], conflict["detailed"], conflict["kind"]) == (
        "HL",
        "P-3",
        "protection",
    )
    assert found["verdict"] == "B"
    assert found["general_plan"]["rows"][0]["verdict"] == "X"
    assert ask(region, at="116.805,-1.255")["conflicts"] == []


def test_a_parcel_over_two_zones(region):
    found = ask(region, parcel=parcel(-30, 10))
    assert [(r["code"], round(r["share"], 3)) for r in found["rows"]] == [
        ("R-3", 0.75),
        ("P-3", 0.25),
    ]
    assert (found["verdict"], found["certain"]) == ("B", True)
    assert found["place"]["kind"] == "parcel"
    assert found["place"]["area_m2"] == pytest.approx(sum(r["area_m2"] for r in found["rows"]))
    pieces = {r["code"]: r["area_m2"] for r in found["rows"]}
    wanted = (
        pieces["R-3"] * 0.5
        + pieces["P-3"] * found["rows"][1]["limits"]["kdb_max_pct"]["value"] / 100
    )
    assert found["plot"]["footprint_m2"]["value"] == pytest.approx(wanted)


def test_a_parcel_whose_corner_may_reach_the_next_zone(region):
    found = ask(region, parcel=parcel(-30, 2))
    assert (found["verdict"], found["certain"]) == ("B", False)
    assert [one["verdict"] for one in found["possible"]] == ["B", "I"]


def test_a_parcel_partly_outside(region):
    wkt = shapely.box(116.795, -1.2551, 116.805, -1.2549).wkt
    found = ask(region, parcel=wkt)
    assert found["outside_share"] == pytest.approx(0.5, rel=1e-3)
    assert found["verdict"] == "unknown"
    assert "50.0 % of the parcel is outside" in found["reason"]["en"]
    assert found["plot"] is None


def test_a_plot_and_a_building_in_mind(region):
    found = ask(region, at="116.805,-1.255", area=200, footprint=120, floors=2, green=60)
    assert found["plot"]["footprint_m2"] == {"value": 100.0, "binds": ["KDB"]}
    checks = {c["name"]: (c["got"], c["wanted"], c["kept"]) for c in found["proposal"]}
    assert checks["KDB"] == (60.0, 50.0, False)
    assert checks["KDH"][2] is True


def write_limits(catalogue, **limits):
    """Write a city's table with the limits of R-3."""
    columns = {"subzone": ["R-3"]} | {name: [value] for name, value in limits.items()}
    rules = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([None], crs=4326))
    fields = tuple(
        Field(name, "text" if name == "subzone" else "number", Text(name, name)) for name in columns
    )
    about = Layer(
        "limits_city",
        Text("Intensitas", "Intensities"),
        "zoning_rules",
        Schema(fields, "Geometry"),
        plan={"region": "64.71", "regulation": "Perda 7/2025"},
        trust="official",
    )
    catalogue.write(about, rules, provenance={"source": "test"})


@pytest.mark.parametrize(("storeys", "told"), [({}, True), ({"storeys_max": 3.0}, False)])
def test_a_height_is_not_turned_into_storeys(region, storeys, told):
    """No source says how high a storey is; a number of storeys of its own is taken as it is."""
    write_limits(region, kdb_max_pct=50.0, klb_max=1.5, height_max_m=12.5, **storeys)
    found = ask(region, parcel=parcel(-40, -20))
    assert found["plot"]["height_m"]["value"] == 12.5
    assert found["plot"]["storeys"] == {"value": 3, "binds": ["storeys" if storeys else "KLB"]}
    notes = [note for note in found["notes"] if "storey" in note["en"]]
    assert bool(notes) == told
    if told:
        assert "height of at most 12.5 m was not turned into storeys" in notes[0]["en"]
        assert "tinggi maksimum 12,5 m tidak diubah" in notes[0]["id"]


def test_setbacks_of_a_citys_table_bind_a_narrow_parcel(region):
    """20 m by 40 m with 8 m kept free all around leave 4 m by 24 m, less than half."""
    write_limits(
        region,
        kdb_max_pct=50.0,
        klb_max=1.0,
        setback_front_m=10.0,
        setback_side_m=8.0,
        setback_back_m=8.0,
    )
    west, north = 116.805, 40.0 / metres_per_degree(-1.255)[1]
    shape = shapely.box(west, -1.255, west + 20.0 / EAST_M, -1.255 + north)
    found = ask(region, parcel=shape.wkt)
    assert found["plot"]["footprint_m2"]["binds"] == ["front", "side", "back"]
    assert found["plot"]["footprint_m2"]["value"] == pytest.approx(96.0, rel=1e-3)
    assert found["limits"]["setback_front_m"]["source"] == "rules:limits_city"
    listed = {one["id"]: one for one in found["sources"]}
    assert listed["rules:limits_city"]["regulation"] == "Perda 7/2025"


def write_rules(catalogue, layer_id, letter, day):
    """A city's table of one rule, valid from a day on."""
    rules = gpd.GeoDataFrame(
        {"subzone": ["R-3"], "activity": ["Rumah tunggal"], "permission": [letter]},
        geometry=gpd.GeoSeries([None], crs=4326),
    )
    fields = tuple(Field(n, "text", Text(n, n)) for n in ("subzone", "activity", "permission"))
    about = Layer(
        layer_id,
        Text("ITBX", "ITBX"),
        "zoning_rules",
        Schema(fields, "Geometry"),
        plan={"region": "64.71", "regulation": f"Perda {day}"},
        data_date=day,
        trust="official",
    )
    catalogue.write(about, rules, provenance={"source": "test"})


def test_the_rules_of_a_day(region):
    write_rules(region, "itbx_old", "X", "2015-01-01")
    write_rules(region, "itbx_new", "T", "2024-01-01")
    new = ask(region, at="116.805,-1.255", activity="Rumah tunggal")
    assert new["verdict"] == "T"
    assert new["rows"][0]["source"] == "rules:itbx_new"
    old = ask(region, at="116.805,-1.255", activity="Rumah tunggal", day="2020-06-30")
    assert old["verdict"] == "X"
    assert "Perda 2015-01-01" in {one["regulation"] for one in old["sources"]}
    assert "--day 2020-06-30" in old["replay"]["cli"]


def test_features_are_zones_place_and_parts(region):
    answer = ZONING.run(region, {"activity": "A01", "parcel": parcel(-30, 10)})
    assert list(answer.features) == list(ZONING.outputs)
    assert [len(f) for f in answer.features.values()] == [2, 1, 2]
    document = orjson.dumps(feature_collection(answer.features["parts"]))
    assert b'"verdict":"B"' in document
    away = ZONING.run(region, {"activity": "A01", "at": "117.05,-1.255"})
    assert [len(f) for f in away.features.values()] == [0, 1, 0]
    assert feature_collection(away.features["zones"])["features"] == []


def test_the_replay_asks_the_same(region):
    answer = ZONING.run(region, {"activity": "A01", "parcel": parcel(-30, 10)})
    again = ZONING.run(region, answer.replay["api"]["body"]["inputs"])
    assert again.to_dict() == answer.to_dict()


def test_a_workspace_without_a_general_plan_or_overlays(region):
    for layer_id in ("spatial_plan", "protected_areas", "roads"):
        region.delete(layer_id)
    found = ask(region, at="116.805,-1.255")
    assert found["general_plan"] is None
    assert "was not compared" in found["notes"][0]["en"]
    assert {"protected", "road"} <= {one["id"] for one in found["overlays_unknown"]}


def test_without_the_plan_it_says_how_to_get_one(region):
    region.delete("zoning")
    with pytest.raises(InputError, match="zoning"):
        ask(region, at="116.805,-1.255")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "either a point"),
        ({"at": "116.8,-1.2", "parcel": parcel(0, 9)}, "either a point"),
        ({"parcel": parcel(0, 9), "area": 100}, "leave one of them out"),
        ({"at": "116.8,-1.2", "footprint": 10}, "needs the area of the plot"),
        ({"at": "116.8,-1.2", "activity": "xyzzy"}, "no activity 'xyzzy'"),
        ({"at": "116.8,-1.2", "activity": "rumah skit"}, r"did you mean A17 \(Hospital\)"),
        ({"at": "116.8,-1.2", "activity": "rumah"}, "may mean A01"),
        ({"parcel": "116.80,-1.26 116.81,-1.25 116.81,-1.26 116.80,-1.25"}, "crosses itself"),
        ({"at": "116.8,-1.2", "scale": 0}, "scale"),
        ({"at": "116.8,-1.2", "day": "last week"}, "is no date"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_what_is_missing(region, given, why):
    with pytest.raises(InputError, match=why):
        ask(region, **given)


def texts(value):
    if isinstance(value, dict):
        for key, one in value.items():
            if key != "replay":
                yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif isinstance(value, str):
        yield value


def test_no_answer_speaks_like_a_decision(region):
    """Every text of many answers, of the declarations, and of each verdict there can be."""
    places = ("116.805,-1.255", beside(1.0), "116.835,-1.255", "117.05,-1.255", "116.825,-1.255")
    said = [t for at in places for t in texts(ask(region, at=at, area=100, footprint=10))]
    said += list(
        texts([registry()[name].to_dict() for name in ("zoning", "allowed", "activities")])
    )
    said += [t for a in activities() for t in (a.name.id, a.name.en)]
    assert len(said) > 500
    assert [text for text in said if FORBIDDEN.search(text)] == []


@pytest.mark.parametrize("code", sorted(known())[::7])
def test_no_sentence_about_any_zone_speaks_like_a_decision(code):
    for activity in activities()[::9]:
        verdict = Rules().verdict(code, "64.71", activity)
        parts = (verdict.meaning, verdict.condition, verdict.reason)
        assert not any(FORBIDDEN.search(p.id + p.en) for p in parts)
