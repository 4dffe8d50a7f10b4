"""A vector layer as it is published."""

from __future__ import annotations

from layers import Field, Layer, Schema, Text
from server.collection import PAGING, Collection

X = Text("x", "x")


def test_every_field_is_a_filter_and_every_parameter_is_known():
    schema = Schema((Field("name", "text", X), Field("limit", "integer", X)), "Point")
    collection = Collection.of(Layer("a", X, "assets", schema))
    assert list(collection.filters) == ["name"]
    assert collection.known == {*PAGING, "name"}
