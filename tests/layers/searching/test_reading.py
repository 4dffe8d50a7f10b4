"""What of a layer can be found: by its description."""

from __future__ import annotations

import pytest

from layers import Field, Layer, Schema, Text
from layers.searching.reading import Columns, kind_of_layer


def layer(layer_id, theme, *names, geometry="Point", **more):
    fields = tuple(Field(name, "text", Text(name, name)) for name in names)
    return Layer(layer_id, Text("x", "x"), theme, Schema(fields, geometry), **more)


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (layer("villages", "boundaries"), "village"),
        (layer("ikn_areas", "boundaries", geometry="Polygon"), "area"),
        (layer("clinics", "facilities"), "facility"),
        (layer("schools", "infrastructure", "type", "capacity"), "facility"),
        (layer("canals", "infrastructure", "navigable", geometry="LineString"), "waterway"),
        (layer("streets", "infrastructure", "one_way", geometry="LineString"), "road"),
        (layer("hamlets", "population"), "settlement"),
        (layer("lamps", "assets"), "asset"),
        (layer("anything", "other"), "feature"),
    ],
)
def test_layers_are_known_by_their_description(one, kind):
    assert kind_of_layer(one) == kind


def test_names_are_taken_from_the_likeliest_field():
    assert Columns.of(layer("a", "other", "label", "nama")).name == "nama"
    shown = {"label_field": "alias", "class_field": "kind"}
    assert Columns.of(layer("a", "other", "alias", "title", styling=shown)).name == "alias"
    zoned = {"label_field": "kind", "class_field": "kind"}
    assert Columns.of(layer("a", "zoning", "kind", styling=zoned)).name is None
    assert Columns.of(layer("a", "other", "height")) == Columns(None, None, ())
