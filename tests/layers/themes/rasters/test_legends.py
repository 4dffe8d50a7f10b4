"""Legends of rasters, from their own classes or from their theme."""

from __future__ import annotations

import pytest

from layers import Field, Layer, Schema, Text, landcover
from layers.themes.rasters.legends import legend_classes

X = Text("x", "x")


def raster(layer_id, *fields, theme="land", **more):
    return Layer(layer_id, X, theme, Schema(tuple(fields)), kind="raster", **more)


def test_classes_of_the_layer_come_first():
    own = [{"value": 1, "label": {"id": "a", "en": "b"}, "colour": "#010203"}]
    assert legend_classes(raster("slope", styling={"classes": own})) == tuple(own)


@pytest.mark.parametrize(
    ("layer_id", "theme", "first"),
    [("population_2024", "", 1), ("crowd", "population", 1), ("dem", "land", 0), ("slope", "", 0)],
)
def test_quantities_have_the_ramp_of_their_theme(layer_id, theme, first):
    found = legend_classes(raster(layer_id, theme=theme))
    values = [one["value"] for one in found]
    assert values[0] == first
    assert values == sorted(set(values))
    assert len({one["colour"] for one in found}) == len(found) == 5


def test_land_cover_has_the_colours_of_the_common_legend():
    common = landcover.legend("common")
    whole = legend_classes(raster("land_cover_2019"))
    assert [(c["value"], c["colour"]) for c in whole] == [
        (int(c.code), c.colour) for c in common.classes if c.common != "0"
    ]
    some = Field("value", "integer", X, codes={"1": X, "3": X})
    assert [c["value"] for c in legend_classes(raster("land_cover_2019", some))] == [1, 3]


def test_any_other_number_has_no_legend():
    assert legend_classes(raster("hazard", theme="added")) == ()
