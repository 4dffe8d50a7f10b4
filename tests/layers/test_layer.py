"""Layers: what may be an id, and what trust an answer carries."""

from __future__ import annotations

import json

import pytest

from layers import Layer, Schema, Text, weakest_trust
from layers.errors import SchemaError
from layers.testing import tiny_districts


def test_json_and_back_is_the_same():
    layer = tiny_districts()[0].with_(bbox=(116.8, -1.3, 117.1, -1.2), revision=3)
    assert Layer.from_dict(json.loads(json.dumps(layer.to_dict()))) == layer


def test_the_plan_is_written_only_where_there_is_one():
    layer = tiny_districts()[0]
    assert "plan" not in layer.to_dict()
    told = layer.with_(plan={"regulation": "Perwali 1/2026", "scale": 5000})
    assert Layer.from_dict(json.loads(json.dumps(told.to_dict()))) == told


def test_unknown_trust_is_refused():
    with pytest.raises(SchemaError, match="trust 'sure' is not one of official"):
        Layer(id="x", title=Text.of("x"), theme="t", schema=Schema(), trust="sure")


def test_an_answer_is_no_surer_than_its_weakest_input():
    layer = tiny_districts()[0]
    assert weakest_trust(layer.with_(trust="official"), layer.with_(trust="open_data")) == (
        "open_data"
    )
    assert weakest_trust(layer, layer.with_(trust="official")) == "modelled"
    assert weakest_trust() == "official"
