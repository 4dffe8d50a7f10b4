"""Describing: titles, map hints and what a successor takes over."""

from __future__ import annotations

import pytest

from layers.layer import Layer
from layers.schema import Field, Schema, Text
from layers.themes import describe, map_hints, succeed


@pytest.mark.parametrize(
    ("theme", "geometry", "group", "shape"),
    [
        ("regions", "MultiPolygon", "boundaries", "line"),
        ("facilities", "Point", "infrastructure", "circle"),
        ("generic", "MultiLineString", "added", "line"),
        ("generic", "Polygon", "added", "fill"),
        ("generic", "Geometry", "added", "fill"),
    ],
)
def test_map_hints(theme, geometry, group, shape):
    fields = (Field("nama", "text", Text("", "")),)
    hints = map_hints("ports", theme, fields, geometry)
    assert (hints["group"], hints["shape"], hints["visible"]) == (group, shape, False)
    assert hints["label_field"] == "nama"
    assert hints["colour"] == map_hints("ports", "generic", (), "Point")["colour"]


@pytest.mark.parametrize(
    ("names", "label"),
    [(("city", "state"), "city"), (("city", "name"), "name"), (("state", "county"), None)],
)
def test_a_list_of_towns_is_named_by_its_towns(names, label):
    fields = tuple(Field(name, "text", Text("", "")) for name in names)
    assert map_hints("settlements", "generic", fields, "Point")["label_field"] == label


def test_a_layer_has_a_title_of_its_id():
    layer = describe("fire_clusters", "generic", (), "Point")
    assert layer.title.en == "Fire clusters"
    assert layer.theme == "added"


def test_a_successor_keeps_words_and_hints_but_not_the_origin():
    title = Text("Nama resmi", "Official name")
    old = Layer(
        "districts",
        Text("Kecamatan", "Districts"),
        "boundaries",
        Schema((Field("name", "text", title), Field("gone", "text", title)), "Polygon"),
        description=Text("Batas model.", "Modelled."),
        source="model",
        trust="modelled",
        styling={"colour": "#111111", "label_field": "gone"},
    )
    fields = (Field("name", "text", Text("n", "n")), Field("area", "number", Text("a", "a")))
    new = succeed(old, describe("districts", "regions", fields, "MultiPolygon"))
    assert new.title.en == "Districts"
    assert new.schema["name"].title == title
    assert new.schema.names == ("name", "area")
    assert new.schema.geometry == "MultiPolygon"
    assert new.styling["colour"] == "#111111"
    assert new.styling["label_field"] == "name"
    assert (new.source, new.trust, new.description.en) == ("", "compiled", "")


@pytest.mark.parametrize(
    ("title", "trust", "wanted"),
    [
        (("Zonasi RDTR (model)", "Detailed zoning (modelled)"), "modelled", "Detailed zoning"),
        (("Kawasan (sketsa)", "Areas (sketch)"), "illustrative", "Areas"),
        (("Lereng (derajat)", "Slope (degrees)"), "modelled", "Slope (degrees)"),
        (("Model (model)", "Mine (modelled)"), "official", "Mine (modelled)"),
    ],
)
def test_a_successor_of_a_model_is_not_called_one(title, trust, wanted):
    styling = {"group": "zoning", "minzoom": 9, "maxzoom": 15, "label_minzoom": 11}
    held = Layer(
        "zoning", Text(*title), "zoning", Schema((), "Polygon"), trust=trust, styling=styling
    )
    new = succeed(held, describe("zoning", "generic", (), "Polygon"))
    assert new.title.en == wanted
    assert "(model)" not in new.title.id or trust == "official"
    assert new.styling == {"group": "zoning"}


@pytest.mark.parametrize(
    ("trust", "called", "wanted"),
    [
        ("modelled", "Area of the modelled cell", "Area"),
        ("modelled", "Area of the region", "Area of the region"),
        ("compiled", "Area of the modelled cell", "Area of the modelled cell"),
    ],
)
def test_values_in_the_place_of_a_model_are_not_called_modelled(trust, called, wanted):
    own = Field("area_km2", "number", Text("Luas", "Area"), unit="km2")
    model = Field("area_km2", "number", Text("Luas sel model", called), unit="km2")
    title = Text("Kabupaten", "Regencies")
    held = Layer("regencies", title, "boundaries", Schema((model,), "Polygon"), trust=trust)
    new = succeed(held, describe("regencies", "regions", (own,), "MultiPolygon"))
    assert new.schema["area_km2"].title.en == wanted


def test_a_successor_knows_the_codes_and_classes_of_both():
    held_codes = {"toll": Text("Tol", "Toll road"), "local": Text("Lokal", "Local")}
    held = Layer(
        "roads",
        Text("Jalan", "Roads"),
        "infrastructure",
        Schema((Field("class", "text", Text("Kelas", "Class"), codes=held_codes),), "LineString"),
        styling={
            "class_field": "class",
            "classes": [
                {"value": "toll", "label": {"id": "Tol", "en": "Toll"}, "colour": "#000000"}
            ],
        },
    )
    codes = {"toll": Text("x", "x"), "path": Text("Setapak", "Path")}
    fields = (Field("class", "text", Text("Kelas", "Class"), codes=codes),)
    new = succeed(held, describe("roads", "roads", fields, "LineString"))
    assert new.schema["class"].codes["toll"].en == "Toll road"
    assert set(new.schema["class"].codes) == {"toll", "local", "path"}
    values = [c["value"] for c in new.styling["classes"]]
    assert values[0] == "toll"
    assert "path" in values
    assert new.styling["class_field"] == "class"
