"""Schemas list every problem at once and survive a trip through JSON."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from layers import Field, Schema, Text
from layers.errors import SchemaError

SCHEMA = Schema(
    (
        Field("code", "text", Text("Kode", "Code"), required=True, aliases=("kode", "KDCPUM")),
        Field("class", "text", Text("Kelas", "Class"), codes={"R": Text("Rumah", "Housing")}),
        Field("built", "date", Text("Dibangun", "Built")),
        Field("height", "number", Text("Tinggi", "Height"), unit="m"),
    ),
    "Polygon",
)


def test_check_lists_every_problem():
    assert SCHEMA.check(["code", "class", "geometry"]) == []
    assert SCHEMA.check(["class", "colour", "area"]) == [
        "column 'code' is missing",
        "column 'area' is not in the schema",
        "column 'colour' is not in the schema",
    ]


def test_check_codes_counts_strangers():
    frame = pd.DataFrame({"class": ["R", "X", None, "X", "Y"]})
    assert SCHEMA.check_codes(frame) == [
        "class: unknown code 'X' (2 rows)",
        "class: unknown code 'Y' (1 rows)",
    ]


def test_a_field_by_name_and_the_time_field():
    assert SCHEMA["height"].unit == "m"
    assert SCHEMA.time_field is SCHEMA["built"]
    assert Schema().time_field is None
    with pytest.raises(SchemaError, match="no field 'colour'; the layer has code, class, built"):
        SCHEMA["colour"]


def test_json_and_back_is_the_same():
    assert Schema.from_dict(json.loads(json.dumps(SCHEMA.to_dict()))) == SCHEMA


def test_text_takes_one_phrase_or_two():
    assert Text.of("x") == Text("x", "x")
    assert Text.of({"id": "jalan", "en": "road"}) == Text("jalan", "road")
    assert Text.of(Text("a", "b")).to_dict() == {"id": "a", "en": "b"}
