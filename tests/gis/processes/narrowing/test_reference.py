"""References to parts of layers: every way to write one, and its one text."""

from __future__ import annotations

import json

import pytest

from gis.errors import BadValueError
from gis.processes.narrowing.reference import (
    Reference,
    is_reference,
    read_reference,
    reference_of,
)
from layers.layer import LAYER_ID

PARSED = {"op": "=", "args": [{"property": "code"}, "1"]}


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ({"collection": "districts"}, "districts"),
        ({"collection": "districts", "filter": None}, "districts"),
        (
            {"collection": "districts", "filter": "code = '1'"},
            '{"collection":"districts","filter":"code = \'1\'"}',
        ),
        (
            ' {"filter": "code = \'1\'", "collection": "districts", "filter-lang": "cql2-text"}',
            '{"collection":"districts","filter":"code = \'1\'"}',
        ),
        (
            {"collection": "districts", "filter": PARSED},
            json.dumps(
                {"collection": "districts", "filter": PARSED, "filter-lang": "cql2-json"},
                separators=(",", ":"),
                sort_keys=True,
            ),
        ),
    ],
)
def test_ways_to_write_one(written, text):
    assert is_reference(written)
    assert read_reference(written) == text
    if text != "districts":
        assert read_reference(text) == text
        assert reference_of(text).text == text


def test_json_given_as_text():
    both = [
        {"collection": "a", "filter": given, "filter-lang": "cql2-json"}
        for given in (PARSED, json.dumps(PARSED))
    ]
    assert read_reference(both[0]) == read_reference(both[1])


@pytest.mark.parametrize(
    "written",
    [
        *({}, {"collection": 3}, {"collection": "A b"}, {"collection": "a", "bbox": [1, 2]}),
        {"collection": "a", "filter": 3},
        {"collection": "a", "filter": "x", "filter-lang": "sql"},
        {"collection": "a", "filter": {}, "filter-lang": "cql2-text"},
        {"collection": "a", "filter": "x", "filter-lang": "cql2-json"},
        *("{", "{]", '{"a": 1}', '{"collection": "../a"}'),
    ],
)
def test_what_is_none(written):
    with pytest.raises(BadValueError, match="no reference to a layer"):
        read_reference(written)


def test_ids_of_parts_are_ids_of_layers():
    one, other = Reference("a" * 48, "b = 1"), Reference("a" * 48, "b = 2")
    assert LAYER_ID.fullmatch(one.alias)
    assert one.alias != other.alias
    assert reference_of("districts") is None
    assert not is_reference("districts")
