"""Exposure as a process, on the tiny region and worked out by hand."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine

import layers
from gis.errors import EmptyInputError, GeometryError, InputError, NoAnswerError
from gis.processes import registry
from layers.layer import Layer
from layers.raster import Raster
from layers.schema import Field, Schema, Text
from layers.testing import SIDE, SOUTH, WEST, fill_tiny_region

PROCESS = registry()["exposure"]


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    """The tiny region with a flood in the west, in two grades, and a raster of depths."""
    tiny = fill_tiny_region(layers.open(tmp_path_factory.mktemp("exposed"), create=True))
    flood = gpd.GeoDataFrame(
        {"grade": ["low", "high"]},
        geometry=[
            shapely.box(WEST, SOUTH, WEST + 0.16, SOUTH + SIDE),
            shapely.box(WEST, SOUTH, WEST + 0.05, SOUTH + SIDE),
        ],
        crs=4326,
    )
    schema = Schema((Field("grade", "text", Text("Kelas", "Grade")),), "Polygon")
    layer = Layer("flood", Text("Banjir", "Flood"), "hazard", schema=schema, trust="modelled")
    tiny.write(layer, flood, provenance={"source": "test"})
    depth = np.zeros((10, 40), dtype=np.float32)
    depth[:, :5], depth[:, 5:16], depth[:, 35:] = 2.0, 0.7, -1.0
    people = tiny["population"]
    place = Affine(0.01, 0, WEST, 0, -0.01, SOUTH + SIDE)
    raster = Raster(depth, place, people.raster().crs, -1.0)
    tiny.write_raster(
        people.layer.with_(id="depth", theme="land", revision=0),
        raster,
        provenance={"source": "test"},
    )
    stated(tiny)
    yield tiny
    tiny.close()


def stated(tiny):
    """Write the facilities with a state: one hospital closed, one planned."""
    handle = tiny["facilities"]
    frame = handle.read().assign(status="operating")
    frame.loc[frame["type"] == "rs", "status"] = ["closed", "planned"]
    fields = (*handle.layer.schema.fields, Field("status", "text", Text("Status", "Status")))
    schema = Schema(fields, handle.layer.schema.geometry)
    layer = handle.layer.with_(id="stated", schema=schema, revision=0)
    tiny.write(layer, frame, provenance={"source": "test"})


def ask(catalogue, **given):
    return PROCESS.run(catalogue, {"hazard": "flood"} | given)


def by_class(answer):
    return {row["class"]: row for row in answer.to_dict()["totals"]}


@pytest.mark.parametrize(
    "given",
    [
        {"field": "grade", "classes": "high,low"},
        {"hazard": "depth", "breaks": "0.5,1.5"},
    ],
)
def test_polygons_and_cells_give_what_is_counted_by_hand(region, given):
    answer = ask(region, **given)
    worst, less, missing, rest = by_class(answer).values()
    assert [worst["people"], less["people"], rest["people"]] == pytest.approx([500, 1100, 1400])
    road = 0.05 * 111.3
    assert worst["km"] == pytest.approx(road, rel=2e-3)
    # The crossing road runs at 116.95: 0.08 degrees from south to north.
    assert less["km"] == pytest.approx(0.11 * 111.3 + 0.08 * 110.6, rel=2e-3)
    assert missing["people"] == missing["km"] == 0
    # The west holds a hospital on the border and two more places; a clinic is at 116.95.
    assert worst["facilities"] + less["facilities"] + rest["facilities"] == 6
    assert worst["facilities"] >= 1
    rows = answer.to_dict()["rows"]
    west = {row["class"]: row["people"] for row in rows if row["code"] == "64.71.01"}
    assert list(west.values()) == pytest.approx([500, 500, 0, 0], abs=1e-6)


def test_everything_is_kept(region):
    for given in ({}, {"field": "grade"}, {"hazard": "depth", "classes": "2"}):
        answer = ask(region, **given)
        numbers = answer.to_dict()
        rows = numbers["rows"]
        assert sum(row["people"] for row in rows) == pytest.approx(3000, rel=1e-9)
        assert sum(row["facilities"] for row in rows) == 6
        whole = sum(line["km"] for line in numbers["lines"])
        assert sum(row["km"] for row in rows) == pytest.approx(whole, rel=1e-12)
        assert answer.features["lines"]["km"].sum() == pytest.approx(whole, rel=1e-12)
        assert len(answer.features["facilities"]) == 6
        json.dumps(answer.to_dict(features=True))


def test_steps_are_named_in_both_languages(region):
    classes = ask(region, hazard="depth", breaks="0.5,1.5").to_dict()["hazard"]["classes"]
    assert [one["label"]["en"] for one in classes[:2]] == ["≥ 1.5", "0.5–1.5"]
    assert classes[1]["label"]["id"] == "0,5–1,5"
    assert [one["id"] for one in classes] == [">=1.5", ">=0.5", "no-data", "none"]


def test_one_class_without_a_field(region):
    answer = ask(region)
    assert by_class(answer)["flood"]["people"] == pytest.approx(1600)
    assert answer.to_dict()["hazard"]["classes"][0]["label"]["id"] == "Banjir"
    assert set(answer.features) == set(PROCESS.outputs)


def test_parts_of_the_region_and_of_the_facilities(region):
    answer = ask(region, region="64.71.03", facilities="rs,sd").to_dict()
    assert {row["code"] for row in answer["rows"]} == {"64.71.03"}
    assert [one["type"] for one in answer["facilities"]] == ["rs"]
    assert answer["facilities"][0]["exposed"] == 0
    assert sum(row["people_exposed"] for row in answer["units"]) == 0


def test_cells_without_data_and_beyond_the_raster_are_told(region):
    half = region["depth"].raster()
    short = Raster(half.values[:, :12], half.transform, half.crs, half.nodata)
    layer = region["depth"].layer.with_(id="short", revision=0)
    region.write_raster(layer, short, provenance={"source": "test"})
    totals = by_class(ask(region, hazard="short", breaks="1"))
    assert totals["no-data"]["people"] == pytest.approx(1800, rel=1e-6)
    assert totals["no-data"]["km"] > 15
    assert totals["no-data"]["facilities"] >= 2


def test_the_answer_can_be_repeated(region):
    answer = ask(region, field="grade", classes="high,low")
    again = PROCESS.run(region, answer.replay["api"]["body"]["inputs"])
    assert again.to_dict()["rows"] == answer.to_dict()["rows"]
    used = {one["layer"] for one in answer.to_dict()["inputs"]}
    assert used == {"flood", "population", "roads", "facilities", "districts"}


def test_layers_that_were_named_must_be_there(region):
    for given in ({"hazard": "storm"}, {"lines": "rails"}, {"population": "nobody"}):
        with pytest.raises(InputError, match="no layer"):
            ask(region, **given)


def test_usual_layers_that_are_missing_are_left_out_and_told(workspace):
    fill_tiny_region(workspace)
    workspace.delete("roads")
    answer = ask(workspace, hazard="districts", field="code")
    assert answer.to_dict()["lines"] == []
    assert len(answer.features["lines"]) == 0
    assert "no layer roads" in answer.notes[0].en
    assert {row["people"] for row in answer.to_dict()["rows"]} >= {0.0}
    workspace.delete("facilities")
    workspace.delete("population")
    with pytest.raises(NoAnswerError, match="no layer of people, lines or facilities"):
        ask(workspace, hazard="districts")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"hazard": "depth"}, "needs --breaks"),
        ({"hazard": "depth", "field": "value", "breaks": "1"}, "a raster has no fields"),
        ({"hazard": "depth", "breaks": "x"}, "breaks: 'x'"),
        ({"hazard": "depth", "classes": "1.5"}, "codes are whole numbers"),
        ({"classes": "high"}, "classes need a field"),
        ({"field": "depth"}, "has no field 'depth'"),
        ({"field": "grade", "classes": "high,top"}, "holds no top; there are high, low"),
        ({"field": "grade", "breaks": "1"}, "breaks are for rasters only"),
        ({"lines": "facilities"}, "holds no lines"),
        ({"lines": "population"}, "holds no lines"),
        ({"population": "depth"}, "not people per cell"),
    ],
)
def test_what_cannot_be_asked_is_refused(region, given, words):
    with pytest.raises(InputError) as refused:
        ask(region, **given)
    assert words in str(refused.value)
    assert refused.value.text.id != refused.value.text.en


def test_a_hazard_must_be_an_area_and_units_must_be_there(region):
    with pytest.raises(GeometryError, match="wanted polygons"):
        ask(region, hazard="roads")
    with pytest.raises(NoAnswerError, match="holds no unit"):
        ask(region, region="99")
    assert issubclass(EmptyInputError, ValueError)


def test_closed_and_planned_facilities_are_not_exposed_and_it_is_said(region):
    every, some = ask(region), ask(region, layer="stated")
    n = {"all": every, "left": some}
    n = {key: sum(f["n"] for f in one.to_dict()["facilities"]) for key, one in n.items()}
    assert n["all"] - n["left"] == 2
    assert "Facilities left out: 1 closed, 1 planned." in [note.en for note in some.notes]
    none = ask(region, layer="stated", facilities="rs")
    assert none.to_dict()["facilities"] == []
    assert all(row["facilities"] == 0 for row in none.to_dict()["totals"])
    assert "tutup" in none.notes[-1].id
