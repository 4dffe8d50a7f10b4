"""Operators read into the tree, or refused with what was got and what is wanted."""

from __future__ import annotations

import pytest
import shapely

from layers.errors import QueryError
from layers.filters import read_filter
from layers.filters.predicates import read_predicate
from layers.filters.tree import (
    Among,
    Column,
    Compare,
    Constant,
    Every,
    Flag,
    Missing,
    Not,
    Some,
    Spatial,
    Truth,
    Unplaced,
)

NAME, FLOORS = Column("name", "text"), Column("floors", "number")


@pytest.fixture
def read(things_schema):
    return lambda text: read_filter(text, things_schema)


def test_each_operator_gives_its_node(read):
    one = Constant(1.0, "number")
    assert read("public") == Flag(Column("public", "boolean"))
    assert read("TRUE") == Truth(True)
    assert read("name IS NULL") == Missing(NAME)
    assert read("geometry IS NOT NULL") == Not(Unplaced())
    assert read("geom IS NULL") == Unplaced()
    assert read("floors IN (1, 2)") == Among(FLOORS, (one, Constant(2.0, "number")))
    assert read("floors BETWEEN 1 AND 2") == Every(
        (Compare(">=", FLOORS, one), Compare("<=", FLOORS, Constant(2.0, "number")))
    )
    assert read("floors = 1 OR NOT public") == Some(
        (Compare("=", FLOORS, one), Not(Flag(Column("public", "boolean"))))
    )


def test_what_is_written_whole_is_computed(read):
    assert read("1 + 1 = 2") == Truth(True)
    assert read("'Kota' LIKE 'K_t%'") == Truth(True)
    assert read("casei('A') = 'a'") == Truth(True)
    assert read("1 / 0 = 1") == Truth(None)
    assert read("name = NULL") == Truth(None)
    assert read("NULL LIKE 'x'") == Truth(None)
    assert read("s_within(POINT(1 1), BBOX(0,0,2,2))") == Truth(True)


def test_shapes_may_stand_first(read):
    box = shapely.box(0, 0, 1, 1)
    inside = read("s_contains(BBOX(0,0,1,1), geometry)")
    assert (inside.relation, inside.shape.equals(box)) == ("s_within", True)
    assert isinstance(read("s_disjoint(geometry, BBOX(0,0,1,1))"), Not)
    assert isinstance(read("s_crosses(geometry, BBOX(0,0,1,1))"), Spatial)


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("nam = 'x'", "unknown-property", "name, other name, floors"),
        ("name = 1", "filter-types", "'name' \\(text\\) cannot be compared with '1.0'"),
        ("floors = 'x'", "filter-types", "cannot be compared"),
        ("floors", "filter-types", "neither true nor false"),
        ("'x'", "filter-types", "neither true nor false"),
        ("floors + 'x' = 1", "filter-types", "wants numbers"),
        ("casei(floors) = 'x'", "filter-types", "wants text"),
        ("casei(1) = 'x'", "filter-types", "wants text"),
        ("floors LIKE 'x'", "filter-types", "LIKE wants text"),
        ("name LIKE name", "filter-types", "written text"),
        ("soundex(name) = 'x'", "unknown-function", "casei, accenti"),
        ("a_contains(name, ('x'))", "unknown-function", "s_intersects"),
        ("geometry = 'x'", "filter-types", "s_intersects"),
        ("s_intersects(name, BBOX(0,0,1,1))", "filter-types", "the geometry and one shape"),
        ("s_intersects(geometry, geometry)", "filter-types", "the geometry and one shape"),
        (
            "s_touches(geometry, GEOMETRYCOLLECTION(POINT(1 1)))",
            "filter-types",
            "no GEOMETRYCOLLECTION",
        ),
        ("built > 'yesterday'", "bad-filter", "YYYY-MM-DD"),
        ("floors = 1e400", "bad-filter", "too large"),
        ("t_after(name, built)", "filter-types", "no date or time"),
    ],
)
def test_refusals_say_what_is_wanted(read, text, code, word):
    with pytest.raises(QueryError, match=word) as caught:
        read(text)
    assert caught.value.code == code
    assert caught.value.text.id != caught.value.text.en


@pytest.mark.parametrize(
    "tree",
    [
        {},
        [],
        {"op": 3, "args": []},
        {"op": "and", "args": [True]},
        {"op": "and", "args": None},
        {"op": "not", "args": []},
        {"op": "=", "args": [1]},
        {"op": "=", "args": [1, [2]]},
        {"op": "in", "args": [1, []]},
        {"op": "in", "args": [1, 2]},
        {"op": "like", "args": [{"property": "name"}, 3]},
        {"op": "=", "args": [{"property": ["name"]}, "x"]},
        {"op": "=", "args": [{"property": {"a": 1}}, "x"]},
        {"op": "=", "args": [{"date": 5}, {"property": "built"}]},
        {"op": "=", "args": [{"property": "name"}, "a\x00b"]},
        {"op": "=", "args": [{"property": "name"}, {"op": "="}]},
        {"op": "t_after", "args": [{"interval": []}, {"property": "built"}]},
        {"op": "t_after", "args": [{"interval": None}, {"property": "built"}]},
        {"op": "s_within", "args": [{"property": "geometry"}, {"bbox": [1, 2]}]},
        {"op": "s_within", "args": [{"property": "geometry"}, {"type": "Point"}]},
        {
            "op": "s_within",
            "args": [{"property": "geometry"}, {"type": "Point", "coordinates": "x"}],
        },
    ],
    ids=str,
)
def test_malformed_trees_are_refused(things_schema, tree):
    with pytest.raises(QueryError):
        read_predicate(tree, things_schema)
