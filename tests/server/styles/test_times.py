"""Times of layers: what belongs together, and what only looks like it."""

from __future__ import annotations

from layers import Layer, Schema, Text
from server.styles.times import times_of

X = Text("x", "x")


def raster(layer_id, **more):
    return Layer(layer_id, X, "land", Schema(), kind="raster", **more)


def test_layers_of_one_name_and_several_years_are_a_series():
    found = times_of([raster("cover_2024"), raster("cover_2017"), raster("cover2020")])
    assert [one["time"] for one in found["cover_2017"]] == ["2017", "2020", "2024"]
    assert found["cover_2017"] == found["cover_2024"] == found["cover2020"]


def test_what_differs_in_more_than_the_year_does_not():
    points = Layer("cover_2017", X, "land", Schema((), "Point"))
    assert times_of([raster("cover_2024"), points]) == {}
    assert times_of([raster("cover_2024"), raster("slope_2017")]) == {}
    other = raster("cover_2017", styling={"class_field": "value"})
    assert times_of([raster("cover_2024"), other]) == {}
    assert times_of([]) == {}
