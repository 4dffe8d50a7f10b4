"""Suitability as a process, on the tiny region and worked out by hand."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine

import layers
from gis.errors import InputError, NoAnswerError
from gis.processes import registry
from gis.suitability.fields import Distances
from layers.errors import LayerNotFoundError
from layers.layer import Layer
from layers.raster import Raster
from layers.schema import Field, Schema, Text
from layers.testing import SIDE, SOUTH, WEST, add_tiny_wards, fill_tiny_region

PROCESS = registry()["suitability"]
ROADS = "distance:streets:0-5km:less"


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    """The tiny region with land cover, slope, and a reserve in the west."""
    tiny = fill_tiny_region(layers.open(tmp_path_factory.mktemp("suit"), create=True))
    add_tiny_wards(tiny)
    shape = (20, 60)
    place = Affine(SIDE / 20, 0, WEST, 0, -SIDE / 20, SOUTH + SIDE)
    cover = np.full(shape, 4, dtype=np.uint8)
    cover[:, 40:] = 10
    slope = np.full(shape, 1.0, dtype=np.float32)
    slope[:10, :20] = 30.0
    slope[:, 20:22] = -1.0
    people = tiny["population"].layer
    for name, values, nodata in (("cover", cover, 0.0), ("slope", slope, -1.0)):
        layer = people.with_(id=name, theme="land", revision=0)
        raster = Raster(values, place, tiny["population"].raster().crs, nodata)
        tiny.write_raster(layer, raster, provenance={"source": "test"})
    reserve = gpd.GeoDataFrame(
        {"kind": ["TN", "HL"]},
        geometry=[
            shapely.box(WEST, SOUTH, WEST + 0.02, SOUTH + SIDE),
            shapely.box(WEST + 0.05, SOUTH, WEST + 0.06, SOUTH + SIDE),
        ],
        crs=4326,
    )
    schema = Schema((Field("kind", "text", Text("Jenis", "Kind")),), "Polygon")
    title = Text("Lindung", "Reserve")
    layer = Layer("reserve", title, "protected", schema=schema, trust="modelled")
    tiny.write(layer, reserve, provenance={"source": "test"})
    yield tiny
    tiny.close()


def ask(catalogue, **given):
    return PROCESS.run(catalogue, {"cell": "100m"} | given)


def test_land_in_the_reserve_and_on_water_is_apart_from_scores(region):
    answer = ask(region, criteria=ROADS, exclude="reserve,cover=10,slope>25").to_dict()
    rows = {row["code"]: row for row in answer["rows"]}
    whole = rows["64.71.01"]["area_ha"]
    assert whole == pytest.approx(12_300, rel=0.02)
    # The west: 3 of 10 parts are reserve, and the northern half of the others is steep.
    assert rows["64.71.01"]["excluded_ha"] == pytest.approx(whole * 0.65, rel=0.03)
    assert rows["64.71.03"]["excluded_ha"] == pytest.approx(whole, rel=0.02)
    assert rows["64.71.03"]["mean"] is None
    assert [row["code"] for row in answer["rows"]][-1] == "64.71.03"
    held = {one["item"]: one for one in answer["constraints"]}
    assert held["cover=10"]["alone_ha"] == pytest.approx(held["cover=10"]["excluded_ha"])
    assert held["reserve"]["alone_ha"] == pytest.approx(whole * 0.15, rel=0.05)
    for row in answer["rows"]:
        parts = row["excluded_ha"] + row["no_data_ha"] + row["scored_ha"]
        assert parts == pytest.approx(row["area_ha"], rel=1e-12)
    # Slopes are not known on two of twenty columns of the middle.
    assert rows["64.71.02"]["no_data_ha"] == pytest.approx(whole * 0.1, rel=0.1)


def test_where_no_land_fits_what_keeps_out_most_is_named(region):
    assert "standing" not in ask(region, criteria=ROADS).to_dict()
    # The east is water from end to end, and of the west the reserve takes 3 of 10 parts.
    wet = ask(region, criteria=ROADS, exclude="reserve,cover=10", region="64.71.03").to_dict()
    assert wet["standing"]["kind"] == "no-match"
    assert "keeps out most: cover=10 (12,3" in wet["standing"]["text"]["en"]
    strict = ask(region, criteria=ROADS, exclude="roads<500m", region="64.71.01", least=1).to_dict()
    assert "menyingkirkan paling banyak: skor di bawah 1,00 (1" in strict["standing"]["text"]["id"]


def test_scores_follow_the_curve(region):
    row = ask(region, criteria=ROADS).to_dict()["rows"][0]
    # Up to 5 km from a road through the middle of 11 km: the mean over a triangle.
    far = 11.06 / 2
    assert row["mean"] == pytest.approx((5 / far) * 0.5, abs=0.03)


def test_judgements_replace_weights(region):
    both = f"{ROADS},value:slope:0-10:less"
    by_weights = ask(region, criteria=f"{ROADS}*3,value:slope:0-10:less").to_dict()
    by_ahp = ask(region, criteria=both, judgements="3").to_dict()
    assert by_ahp["criteria"][0]["weight"] == pytest.approx(0.75)
    assert by_ahp["rows"][0]["mean"] == pytest.approx(by_weights["rows"][0]["mean"])
    assert by_ahp["ahp"]["consistent"] is True
    weights = [one["weight"] for one in by_ahp["criteria"]]
    assert by_ahp["candidates"]
    for one in by_ahp["candidates"]:
        assert one["score"] == pytest.approx(np.dot(weights, one["scores"]))
    assert by_weights["ahp"] is None
    third = f"{both},density:population:0-100:more"
    wild = ask(region, criteria=third, judgements="5 1/3,5").to_dict()["ahp"]
    assert wild["consistent"] is False
    assert "think over" in wild["revision"]["text"]["en"]
    assert wild["revision"]["ratio"] < 0.1 < wild["ratio"]


def test_features_fit_the_numbers(region):
    answer = ask(region, criteria=ROADS, exclude="reserve", top=4, spacing="3km")
    numbers, features = answer.to_dict(), answer.features
    assert set(features) == set(PROCESS.outputs)
    assert len(features["zones"]) == 3
    assert len(features["candidates"]) == len(numbers["candidates"]) == 4
    assert all(one["score"] >= 0.6 for one in numbers["candidates"])
    assert features["patches"]["area_ha"].sum() == pytest.approx(numbers["patches_ha"])
    drawn = features["classes"].set_index("code").to_crs(6933).area / 1e4
    for code, one in enumerate(numbers["classes"], start=1):
        assert drawn.get(code, 0.0) == pytest.approx(one["area_ha"], rel=1e-5)
    assert drawn[11] == pytest.approx(numbers["constraints"][0]["excluded_ha"], rel=1e-5)
    labels = {label["en"] for label in features["classes"]["label"]}
    assert "excluded: reserve" in labels
    json.dumps(answer.to_dict(features=True))


def test_travel_time_is_a_criterion(region):
    criteria = "time:wards@walk:0-60min:less"
    answer = ask(region, criteria=criteria, roads="streets", layer="wards").to_dict()
    assert 0 < answer["rows"][0]["mean"] < 1
    assert "walking" in answer["criteria"][0]["method"]["en"]
    assert {one["layer"] for one in answer["inputs"]} >= {"wards", "districts"}
    with pytest.raises(InputError, match="there is no mode 'fly'"):
        ask(region, criteria="time:wards@fly:0-60min:less", roads="streets")


def test_values_of_a_field_are_classes(region):
    answer = ask(region, criteria="class:reserve.kind:TN=1|HL=0.5|other=0.1").to_dict()
    whole = answer["rows"][0]["area_ha"]
    west = next(row for row in answer["rows"] if row["code"] == "64.71.01")
    assert west["mean"] == pytest.approx(0.2 * 1 + 0.1 * 0.5 + 0.7 * 0.1, abs=0.02)
    assert whole > 0


def test_presets_need_their_layers_and_say_what_was_left_out(region):
    answer = ask(region, facility="sma").to_dict()
    assert answer["trust"] == "illustrative"
    used = {one["item"] for one in answer["criteria"]}
    left_out = {one["item"] for one in answer["skipped"]}
    assert "distance:roads:0-2km:less*3" in used
    assert "distance:facilities.type=sma:0-10km:more*2" in left_out
    assert "protected_areas" in left_out
    assert not used & left_out
    assert all(one["source"] for one in answer["criteria"])


def test_the_answer_can_be_repeated(region):
    answer = ask(region, criteria=f"{ROADS},value:slope:0-10:less", exclude="slope>25")
    again = PROCESS.run(region, answer.replay["api"]["body"]["inputs"])
    assert again.to_dict()["rows"] == answer.to_dict()["rows"]
    assert "--criteria" in answer.replay["cli"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "criteria: no criterion; give criteria"),
        ({"criteria": f"x,{ROADS},y"}, "'x' is no criterion"),
        ({"criteria": "value:roads:0-1:less"}, "wanted a raster"),
        ({"criteria": "distance:slope:0-1km:less"}, "wanted a layer of shapes"),
        ({"criteria": "distance:streets.klass=a:0-1km:less"}, "has no field 'klass'"),
        ({"criteria": "class:reserve:TN=1"}, "wanted a field of the layer"),
        ({"criteria": "class:reserve.kind:XX=1"}, "there are HL, TN"),
        ({"criteria": "density:slope:0-1:more"}, "wanted a raster of amounts"),
        ({"criteria": "density:wards@far:0-1:more"}, "wanted a radius"),
        ({"criteria": ROADS, "exclude": "cover"}, "wanted a raster"),
        ({"criteria": ROADS, "exclude": "cover=x"}, "wanted class codes"),
        ({"criteria": ROADS, "exclude": "reserve=TN"}, "wanted a layer with a field"),
        ({"criteria": ROADS, "judgements": "3 5,2"}, "2 rows of judgements; for 1 criteria"),
        ({"criteria": f"{ROADS}*0"}, "wanted above 0"),
        ({"criteria": ROADS, "cell": "1m"}, "cells; at most"),
        ({"criteria": "distance:streets:5km-1km:less"}, "ascending"),
    ],
)
def test_what_cannot_be_asked_is_refused(region, given, words):
    with pytest.raises(InputError) as refused:
        ask(region, **given)
    assert words in str(refused.value)
    assert refused.value.text.id != refused.value.text.en


def test_all_faults_are_named_at_once(region):
    with pytest.raises(InputError) as refused:
        ask(region, criteria="x,y", exclude="only:")
    assert [name for name, _ in refused.value.faults] == ["criteria", "criteria", "exclude"]


def test_layers_and_values_that_are_not_there(region):
    with pytest.raises(LayerNotFoundError):
        ask(region, criteria="distance:canals:0-1km:less")
    with pytest.raises(NoAnswerError, match="holds no kind=XX; there are TN, HL"):
        ask(region, criteria=ROADS, exclude="reserve.kind=XX")
    with pytest.raises(NoAnswerError, match="holds no unit"):
        ask(region, criteria=ROADS, region="99")


def test_what_is_nearer_than_a_distance_is_excluded(region):
    answer = ask(region, criteria=ROADS, exclude="streets<1km").to_dict()
    total = answer["totals"][0]
    assert total["excluded_ha"] / total["area_ha"] == pytest.approx(2 / 11.06, abs=0.03)


def test_distances_finer_than_cells_and_wild_judgements_are_noted(region):
    three = f"{ROADS},value:slope:0-10:less,density:population:0-100:more"
    answer = ask(region, criteria=three, judgements="5 1/3,5", exclude="streets<50m,slope>25")
    wild, fine = answer.notes
    assert "contradict" in wild.en
    assert fine.en.startswith("streets<50m: finer than cells of 100m")
    assert ask(region, criteria=ROADS, exclude="streets<100m").notes == ()


def test_method_says_it_is_no_approval():
    texts = [PROCESS.description, *PROCESS.outputs.values()]
    assert all(text.id != text.en for text in texts)
    assert isinstance(Distances.method.fget(Distances(None)).en, str)
