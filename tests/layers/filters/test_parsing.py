"""Filters as they are written: text, JSON, or read already."""

from __future__ import annotations

import pytest

from layers.errors import QueryError
from layers.filters import bound_filter, read_filter
from layers.filters.tree import Column, Compare, Constant, Every, Folded, Like, Not

FLOORS = Compare(">", Column("floors", "number"), Constant(2.0, "number"))


@pytest.fixture
def schema(things_schema):
    return things_schema


def test_text_and_json_give_the_same_tree(schema):
    json = '{"op": ">", "args": [{"property": "floors"}, 2]}'
    assert read_filter("floors > 2", schema) == FLOORS
    assert read_filter(json, schema, "cql2-json") == FLOORS


def test_names_with_blanks_and_quotes_are_taken(schema):
    assert read_filter("\"other name\" = 'x'", schema).left == Column("other name", "text")
    assert read_filter('"x""y" = \'x\'', schema).left == Column('x"y', "text")


def test_a_query_may_hold_text_json_or_a_tree(schema):
    json = {"op": ">", "args": [{"property": "floors"}, 2]}
    for given in ("floors > 2", json, FLOORS):
        assert bound_filter(given, schema) == FLOORS
    assert bound_filter(None, schema) is None


def test_what_gdal_sends_is_read(schema):
    """OAPIF writes comparisons in parentheses and texts as they are."""
    found = read_filter("(name = 'Desa') AND (floors > 2)", schema)
    assert isinstance(found, Every)
    assert isinstance(read_filter("NOT (name LIKE 'D%')", schema), Not)
    assert read_filter("name LIKE 'D%'", schema) == Like(Column("name", "text"), "D%")
    assert read_filter("built = '2024-05-01T'", schema).right == Constant("2024-05-01", "date")
    folded = Folded("casei", Column("name", "text"))
    assert read_filter("name ILIKE 'Des_%'", schema) == Like(folded, "des_%")
    assert read_filter("(name NOT ilike 'D%')", schema) == Not(Like(folded, "d%"))
    other = Folded("casei", Column("other name", "text"))
    text = "NOT \"other name\" ILIKE 'it''s'"
    assert read_filter(text, schema) == Not(Like(other, "it's"))


def test_ilike_within_texts_is_only_text(schema):
    found = read_filter("name = 'a ILIKE ''b''' AND name ILIKE 'x'", schema)
    assert found.parts[0].right.value == "a ILIKE 'b'"
    assert found.parts[1].pattern == "x"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("floors >", "character 9"),
        ("floors ! 3", "character 8"),
        ("", "character 1"),
        ("name = 'x", "character"),
        ("a =\nb =", "2:4"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(schema, text, place):
    with pytest.raises(QueryError, match=place) as caught:
        read_filter(text, schema)
    assert caught.value.code == "filter-syntax"
    assert "tidak terbaca" in caught.value.text.id


def test_json_that_is_none_is_refused_with_its_place(schema):
    with pytest.raises(QueryError, match="character 3") as caught:
        read_filter("{ x", schema, "cql2-json")
    assert caught.value.code == "filter-syntax"


@pytest.mark.parametrize(
    "text",
    [
        "floors = 1; DROP TABLE things",
        "floors = 1 -- x",
        "floors = 1 UNION SELECT 1",
        "floors = (SELECT 1)",
        "floors = pg_sleep(1)",
        "pg_sleep(1) = 1",
        "name = lower(name)",
        "load_extension('x')",
        '"floors" = 1) OR (1=1',
        '"floors"" OR 1=1 --" = 1',
        "floors) OR (1 = 1",
        "rowid = 1",
        "fid = 1",
        "sqlite_master = 1",
        "name LIKE 'x' ESCAPE 'y'",
        "name ~ 'x'",
        "floors::text = '1'",
    ],
)
def test_attempts_to_reach_the_database_are_refused(schema, text):
    with pytest.raises(QueryError):
        read_filter(text, schema)
