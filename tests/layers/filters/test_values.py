"""Values of a filter: fields of the layer, written ones, computed ones."""

from __future__ import annotations

import pytest

from layers import Field, Schema, Text
from layers.errors import QueryError
from layers.filters.tree import Arithmetic, Column, Constant, Folded
from layers.filters.values import arguments, is_geometry, read_value


def test_each_field_has_its_kind(things_schema):
    kinds = {
        f.name: read_value({"property": f.name}, things_schema).kind for f in things_schema.fields
    }
    assert kinds == {
        "name": "text",
        "other name": "text",
        "floors": "number",
        "height": "number",
        "public": "boolean",
        "built": "date",
        "seen": "moment",
        'x"y': "text",
    }


def test_constants_are_computed_and_the_rest_is_kept(things_schema):
    two = {"op": "+", "args": [1, 1]}
    assert read_value(two, things_schema) == Constant(2.0, "number")
    column = {"op": "*", "args": [{"property": "floors"}, two]}
    assert read_value(column, things_schema) == Arithmetic(
        "*", Column("floors", "number"), Constant(2.0, "number")
    )
    folded = {"op": "casei", "args": [{"op": "accenti", "args": ["É"]}]}
    assert read_value(folded, things_schema) == Constant("e", "text")
    name = {"op": "casei", "args": [{"property": "name"}]}
    assert read_value(name, things_schema) == Folded("casei", Column("name", "text"))
    assert read_value(None, things_schema).value is None


def test_a_field_called_geometry_hides_the_geometry(things_schema):
    odd = Schema((Field("geometry", "text", Text("x", "x")),), "Point")
    assert is_geometry({"property": "geometry"}, things_schema)
    assert not is_geometry({"property": "geometry"}, odd)
    assert is_geometry({"property": "geom"}, odd)
    assert not is_geometry("geometry", things_schema)
    assert read_value({"property": "geometry"}, odd) == Column("geometry", "text")


def test_arguments_are_counted():
    assert arguments({"op": "not", "args": [1]}, 1) == [1]
    with pytest.raises(QueryError, match="takes 2 arguments, got 1"):
        arguments({"op": "=", "args": [1]}, 2)


@pytest.mark.parametrize("number", [2**53, -(2**53), 640905000100200302, 1e300])
def test_numbers_that_doubles_cannot_tell_apart_are_refused(number, things_schema):
    with pytest.raises(QueryError, match="compared exactly") as refused:
        read_value(number, things_schema)
    assert refused.value.text.id.count("tepat") == 1
    assert read_value(2**53 - 1, things_schema) == Constant(float(2**53 - 1), "number")
