"""Filters too large to be parsed are refused before they are."""

from __future__ import annotations

import time

import pytest

from layers.errors import QueryError
from layers.filters import read_filter
from layers.filters.limits import (
    require_pattern,
    require_simple_json,
    require_simple_text,
    require_size,
    require_small,
)

NESTED_JSON = '{"op":"not","args":[' * 900 + "true" + "]}" * 900
BOMBS = [
    "(" * 900 + "floors=1" + ")" * 900,
    "not " * 900 + "floors=1",
    " and ".join(["floors=1"] * 900),
    " or ".join(["floors=1"] * 300),
    "floors=" + "-" * 3000 + "1",
    "floors=1" + "+1" * 3000,
    "casei(" * 900 + "name" + ")" * 900 + "='x'",
    "name='" + "x" * 9000 + "'",
    "floors in (" + ",".join(["1"] * 1500) + ")",
    "name like '" + "x" * 101 + "'",
    "name like '%a%b%c%d%e%f%'",
    "-" * 31 + "floors" + "^2" * 400 + "=1",
]


@pytest.mark.parametrize("text", BOMBS, ids=lambda t: t[:20])
def test_bombs_are_refused_quickly(things_schema, text):
    started = time.process_time()
    with pytest.raises(QueryError) as caught:
        read_filter(text, things_schema)
    assert caught.value.code == "filter-too-complex"
    assert "paling banyak" in caught.value.text.id
    assert time.process_time() - started < 0.5


def test_nested_json_is_refused(things_schema):
    for text in (NESTED_JSON, NESTED_JSON[:7000], "[" * 4000, '{"a":' * 1000):
        with pytest.raises(QueryError) as caught:
            read_filter(text, things_schema, "cql2-json")
        assert caught.value.code == "filter-too-complex"


def test_what_people_write_is_within_the_limits(things_schema):
    many = " or ".join(f"floors = {i}" for i in range(40))
    listed = "floors in (" + ",".join(map(str, range(900))) + ")"
    ring = ",".join(f"{116 + i / 1000} {-1 - (i % 2) / 1000}" for i in range(150))
    line = f"s_intersects(geometry, LINESTRING({ring}))"
    deep = "(" * 20 + "floors = 1" + ")" * 20
    for text in (many, listed, line, deep, "name = '((((((((((((((((((((((((((((((((((((((('"):
        read_filter(text, things_schema)


def test_brackets_within_texts_do_not_nest():
    require_simple_text("a = '" + "(" * 100 + "'")
    require_simple_json('{"op": "=", "args": ["' + "[" * 200 + '\\"", 1]}')


def test_size_is_counted_in_bytes():
    require_size("x" * 8000)
    with pytest.raises(QueryError, match="8002 bytes"):
        require_size("é" * 4001)


def test_parts_and_depth_of_a_tree_are_counted():
    require_small({"op": "and", "args": [True] * 199})
    with pytest.raises(QueryError, match="201 parts"):
        require_small({"op": "and", "args": [True] * 200})
    tree = True
    for _ in range(32):
        tree = {"op": "not", "args": [tree]}
    with pytest.raises(QueryError, match="33 levels"):
        require_small(tree)
    require_small({"op": "in", "args": [1, list(range(1000))]})
    require_small("anything else")


def test_patterns_keep_to_their_limits():
    require_pattern("%a%%b%c%d\\%")
    with pytest.raises(QueryError, match="backslash"):
        require_pattern("a\\\\\\")
