"""JSON of servers: parsed within limits, values checked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.osm.answer import number, parsed, tags, whole


def test_json_is_parsed(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"a": [1, "2"]}')
    assert parsed(path, Limits()) == {"a": [1, "2"]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 70 + "]" * 70, "too-deep"),
        ('{"a": ', "not-json"),
        ('{"a": NaN}', "not-json"),
        ("{'a': 1}", "not-json"),
    ],
)
def test_what_is_no_json_is_refused(tmp_path, text, code):
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(SourceError) as raised:
        parsed(path, replace(Limits(), json_depth=64))
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("value", "told"),
    [(1, 1.0), ("-0.5", -0.5), ("x", None), (None, None), (True, None), ("nan", None), ([], None)],
)
def test_numbers_may_be_texts(value, told):
    assert number(value) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [(5, 5), ("14921097", 14921097), (1.5, None), (2**70, None), (False, None), ("1e3", None)],
)
def test_ids_are_whole_numbers(value, told):
    assert whole(value) == told


def test_tags_are_texts_only():
    held = json.loads('{"a": "b", "n": 5, "x": null, "l": ["q"]}')
    assert tags(held) == {"a": "b"}
    assert tags(None) == {}
    assert tags("no") == {}
