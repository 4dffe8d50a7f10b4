"""Styles of rasters: which there are, and legends that are those of the layers."""

from __future__ import annotations

from layers import Field, Layer, Schema, Text
from layers.picturing import note_of, style_ids
from layers.picturing.styles import legend_of
from layers.themes.rasters.legends import legend_classes


def raster(layer_id: str, **styling: object) -> Layer:
    schema = Schema((Field("value", "number", Text("Nilai", "Value")),), "Geometry")
    return Layer(layer_id, Text("", ""), "land", schema, kind="raster", styling=styling)


def test_the_styles_there_are():
    assert style_ids(raster("land_cover_2024")) == ("default", "safe")
    assert style_ids(raster("population")) == ("default", "safe", "smooth")
    assert style_ids(raster("elevation")) == ("default", "safe", "smooth", "hillshade")
    high = Schema((Field("value", "number", Text("Ketinggian", "Elevation"), unit="m"),))
    other = Layer("hills", Text("", ""), "land", high, kind="raster")
    assert "hillshade" in style_ids(other)


def test_the_default_legend_is_the_layers_own():
    for layer_id in ("population", "slope", "elevation"):
        layer = raster(layer_id)
        own = [(one["value"], one["colour"]) for one in legend_classes(layer)]
        assert [(e.value, e.colour) for e in legend_of(layer, "default")] == own
        safe = legend_of(layer, "safe")
        assert [e.value for e in safe] == [value for value, _ in own]
        assert safe[0].colour != own[0][1]
    cover = raster("land_cover_2024")
    assert len(legend_of(cover, "default")) == len(legend_classes(cover)) + 1


def test_a_hillshade_says_its_light_instead_of_a_legend():
    assert legend_of(raster("elevation"), "hillshade") == ()
    note = note_of("hillshade")
    assert note is not None
    assert "315" in note.en
    assert note_of("default") is None
