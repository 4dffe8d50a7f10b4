"""Styles and legends: one truth, and what MapLibre can draw."""

from __future__ import annotations

from typing import Any

import pytest

from layers import Field, Layer, Schema, Text
from server.collection import label_source
from server.documents.styling import PALETTE, map_classes, map_style

X = Text("x", "x")
CLASSES = [
    {"value": "toll", "label": {"id": "Tol", "en": "Toll"}, "colour": "#aa0000"},
    {"value": 7, "label": {"id": "Tujuh", "en": "Seven"}, "colour": "#00bb00"},
    {"value": "ferry", "label": {"id": "Feri", "en": "F"}, "colour": "#0000cc", "pattern": "dash"},
]


def layer(geometry="LineString", **styling):
    fields = (Field("class", "text", X), Field("name", "text", X))
    return Layer("roads", X, "t", Schema(fields, geometry), styling=styling)


def colours_of(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value} if value.startswith("#") else set()
    return set().union(*(colours_of(part) for part in value)) if isinstance(value, list) else set()


def drawn_colours(style):
    names = ("fill-color", "line-color", "circle-color")
    return {c for s in style.layers for n in names for c in colours_of(s["paint"].get(n))}


@pytest.mark.parametrize("geometry", ["Point", "LineString", "MultiPolygon", "Geometry"])
@pytest.mark.parametrize(
    "styling",
    [
        {},
        {"colour": "#123456"},
        {"class_field": "class", "classes": CLASSES},
        {"class_field": "class", "classes": CLASSES, "other": "#abcdef", "label_field": "name"},
        {"class_field": "absent", "classes": CLASSES},
        {"class_field": "class", "classes": []},
        {"shape": "line", "colour": "#123456", "width": 2.5, "minzoom": 7},
    ],
)
def test_legend_colours_are_style_colours(geometry, styling):
    style = map_style(layer(geometry, **styling))
    assert {entry["colour"] for entry in style.legend} == drawn_colours(style)
    assert len({s["id"] for s in style.layers}) == len(style.layers)
    assert all("source" not in s for s in style.layers)
    for s in style.layers:
        prefix = "text" if s["type"] == "symbol" else s["type"]
        assert all(name.startswith(prefix) for name in s["paint"])


def test_classes_have_labels_and_the_rest_is_named():
    entries = map_style(layer(class_field="class", classes=CLASSES)).legend
    assert [e["value"] for e in entries] == ["toll", 7, "ferry", None]
    assert entries[0]["label"] == {"id": "Tol", "en": "Toll"}
    assert entries[-1]["label"]["id"] == "Lainnya"
    assert [e.get("pattern") for e in entries] == [None, None, "dash", None]


def test_values_are_matched_as_text():
    line = map_style(layer(class_field="class", classes=CLASSES)).layers[0]
    assert line["paint"]["line-color"][:3] == ["match", ["to-string", ["get", "class"]], "toll"]
    assert "7" in line["paint"]["line-color"]


def test_dashed_classes_are_drawn_dashed_and_once():
    whole, dashed = map_style(layer(class_field="class", classes=CLASSES)).layers
    assert "line-dasharray" in dashed["paint"]
    assert "line-dasharray" not in whole["paint"]
    assert whole["filter"] == ["!", dashed["filter"]]


def test_shapes_follow_the_geometry_unless_told():
    assert [s["type"] for s in map_style(layer("Polygon")).layers] == ["fill", "line"]
    assert [s["type"] for s in map_style(layer("Polygon", shape="line")).layers] == ["line"]
    assert [s["type"] for s in map_style(layer("MultiPoint")).layers] == ["circle"]
    mixed = map_style(layer("Geometry")).layers
    assert {s["type"] for s in mixed} == {"fill", "line", "circle"}
    assert all("filter" in s for s in mixed)


def test_labels_come_last_in_a_font_that_is_there():
    label = map_style(layer("Point", label_field="name", minzoom=8)).layers[-1]
    assert label["type"] == "symbol"
    assert label["layout"]["text-font"] == ["Noto Sans"]
    assert label["minzoom"] > 8


def test_a_layer_without_hints_keeps_its_colour():
    (first,), (again,) = map_classes(layer()), map_classes(layer())
    assert first.colour == again.colour
    assert first.colour in PALETTE


def test_classes_with_zooms_of_their_own_come_and_are_named_by_rank():
    classes = [
        {"value": "city", "label": {"id": "Kota", "en": "City"}, "colour": "#111111", "minzoom": 4},
        {"value": "hamlet", "label": {"id": "D", "en": "H"}, "colour": "#222222", "minzoom": 11},
    ]
    hints = {"class_field": "class", "classes": classes, "label_field": "name"}
    drawn = map_style(layer("Point", **hints)).layers
    circles = [s for s in drawn if s["type"] == "circle"]
    labels = [s for s in drawn if s["type"] == "symbol"]
    assert [s["minzoom"] for s in circles] == [4, 11, 11]
    assert [s["minzoom"] for s in labels] == [11, 11, 4]
    assert circles[0]["filter"] == labels[-1]["filter"]
    assert len({s["id"] for s in drawn}) == 6


def test_lines_are_named_along_their_course():
    label = map_style(layer("LineString", label_field="name", label_colour="#2b5f7d")).layers[-1]
    assert label["layout"]["symbol-placement"] == "line"
    assert label["paint"]["text-color"] == "#2b5f7d"


def test_areas_are_named_from_points_of_their_own_the_largest_first():
    areas = layer("MultiPolygon", label_field="name")
    assert label_source(areas) == f"/geojson/{areas.id}/labels"
    assert map_style(areas).layers[-1]["layout"]["symbol-sort-key"] == ["get", "label_rank"]
    assert label_source(layer("Point", label_field="name")) is None
    assert label_source(layer("MultiPolygon")) is None


def test_many_points_show_their_names_later_than_few():
    zooms = [
        map_style(layer("Point", label_field="name").with_(n_features=n)).layers[-1]["minzoom"]
        for n in (28, 485, 5000)
    ]
    assert zooms == [7, 11, 12]


def test_names_of_points_of_one_kind_are_small_and_in_their_colour():
    label = map_style(layer("Point", label_field="name", colour="#8a4f7d")).layers[-1]
    assert (label["layout"]["text-size"], label["paint"]["text-color"]) == (11, "#8a4f7d")
    own = {"colour": "#8a4f7d", "label_colour": "#101010"}
    assert map_style(layer("Point", label_field="name", **own)).layers[-1]["paint"][
        "text-color"
    ] == ("#101010")
    areas = map_style(layer("Polygon", label_field="name")).layers[-1]
    assert (areas["layout"]["text-size"], areas["paint"]["text-color"]) == (12, "#14211f")
