"""Mask, SQLite and PostGIS select the same features by any filter."""

from __future__ import annotations

import os

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.filters import read_filter
from layers.filters.sql import PostgisDialect, SqliteDialect, compiled
from layers.query import Query

# 10,000 in the long run (`make faults` sets it), some hundreds in every run.
EXAMPLES = int(os.environ.get("PENYANGGA_FILTERS", "200"))


def op(name, *args):
    return {"op": name, "args": list(args)}


def prop(name):
    return {"property": name}


WORDS = st.sampled_from(["Desa", "desa", "été", "É", "", "a%b", "zz", "ΣΊΣΥΦΟΣ", "it's", '"', "ß"])
NUMBERS = st.sampled_from([0, 1, -1, 2, 0.5, 3, -3.25, 1e6, 7])
DAYS = st.sampled_from(["2024-02-27", "2024-02-28", "2024-02-29", "2024-03-01", "2023-12-31"])
MOMENTS = st.sampled_from(
    [
        "2024-02-28T23:59:58Z",
        "2024-02-28T23:59:59.999Z",
        "2024-02-29T07:00:00+07:00",
        "2024-02-29T23:59:58Z",
    ]
)
TEXT = st.recursive(
    st.one_of(WORDS, st.sampled_from(["name", "other name", 'x"y']).map(prop)),
    lambda inner: st.builds(op, st.sampled_from(["casei", "accenti"]), inner),
    max_leaves=3,
)
NUMBER = st.recursive(
    st.one_of(NUMBERS, st.sampled_from(["floors", "height"]).map(prop)),
    lambda inner: (
        st.builds(op, st.sampled_from(["+", "-", "*", "/", "%", "div"]), inner, inner)
        | st.builds(op, st.just("^"), inner, st.sampled_from([0, 1, 2, -1, 0.5]))
    ),
    max_leaves=4,
)
TIME = st.one_of(
    DAYS.map(lambda d: {"date": d}),
    MOMENTS.map(lambda m: {"timestamp": m}),
    st.sampled_from(["built", "seen"]).map(prop),
)
RELATION = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
BOXES = st.builds(
    lambda x, y, w, h: {"bbox": [x, y, x + w, y + h]},
    st.integers(108, 118), st.integers(-8, 3), st.integers(0, 5), st.integers(0, 5),
)  # fmt: skip
SHAPES = st.one_of(
    BOXES,
    st.just({"bbox": [116, -8, 112, 4]}),
    st.builds(lambda x, y: {"type": "Point", "coordinates": [x, y]}, st.integers(110, 117), st.integers(-6, 3)),
    st.builds(
        lambda x, y: {"type": "LineString", "coordinates": [[x, y], [x + 3, y + 2]]},
        st.integers(110, 117), st.integers(-6, 3),
    ),
    st.just({"type": "Polygon", "coordinates": [[[110, -6], [118, -6], [114, 3], [110, -6]]]}),
)  # fmt: skip
SPATIAL = st.sampled_from(
    [
        "s_intersects",
        "s_disjoint",
        "s_equals",
        "s_touches",
        "s_crosses",
        "s_within",
        "s_contains",
        "s_overlaps",
    ]
)
TEMPORAL = st.sampled_from(
    ["t_after", "t_before", "t_contains", "t_disjoint", "t_during", "t_equals", "t_finishedBy",
     "t_finishes", "t_intersects", "t_meets", "t_metBy", "t_overlappedBy", "t_overlaps",
     "t_startedBy", "t_starts"]
)  # fmt: skip
PERIOD = st.one_of(
    TIME,
    st.builds(lambda a, b: {"interval": [a, b]}, st.sampled_from([prop("built"), ".."]),
              st.sampled_from([prop("seen"), ".."])),
    st.just({"interval": ["2024-02-28", "2024-02-29"]}),
    st.just({"interval": ["2024-02-28T23:59:58Z", ".."]}),
)  # fmt: skip
PATTERN = st.sampled_from(
    ["De%", "%s%", "_esa", "%", "", "a\\%b", "a\\_b", "a\\\\b", "%\\%%", "É__"]
)
LEAF = st.one_of(
    st.builds(op, RELATION, TEXT, TEXT),
    st.builds(op, RELATION, NUMBER, NUMBER),
    st.builds(op, RELATION, TIME, TIME),
    st.builds(op, st.just("="), st.just(prop("public")), st.booleans()),
    st.just(prop("public")),
    st.booleans(),
    st.builds(op, st.just("like"), TEXT, PATTERN),
    st.builds(op, st.just("between"), NUMBER, NUMBER, NUMBER),
    st.builds(op, st.just("in"), NUMBER, st.lists(NUMBER, min_size=1, max_size=3)),
    st.builds(op, st.just("in"), TEXT, st.lists(TEXT, min_size=1, max_size=3)),
    st.builds(op, st.just("in"), TIME, st.lists(TIME, min_size=1, max_size=3)),
    st.builds(op, st.just("isNull"), st.one_of(TEXT, NUMBER, TIME, st.just(prop("geometry")))),
    st.builds(op, RELATION, st.just(prop("name")), st.none()),
    st.builds(op, SPATIAL, st.just(prop("geometry")), SHAPES),
    st.builds(op, SPATIAL, SHAPES, st.just(prop("geometry"))),
    st.builds(op, TEMPORAL, PERIOD, PERIOD),
)
FILTERS = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds(op, st.sampled_from(["and", "or"]), inner, inner),
        st.builds(op, st.sampled_from(["and", "or"]), inner, inner, inner),
        st.builds(op, st.just("not"), inner),
    ),
    max_leaves=5,
)


def by_mask(catalogue, predicate):
    page = catalogue.packed("things").page(Query(filter=predicate))
    features = orjson.loads(b"[" + b"".join(page.parts) + b"]")
    return sorted(f["id"] for f in features)


def by_store(catalogue, predicate):
    return sorted(catalogue["things"].read(filter=predicate, properties=()).index)


def test_mask_and_sqlite_agree(filled):
    schema = filled["things"].layer.schema

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(FILTERS)
    def agree(tree):
        predicate = read_filter(orjson.dumps(tree).decode(), schema, "cql2-json")
        assert by_mask(filled, predicate) == by_store(filled, predicate)

    agree()


def test_mask_and_postgis_agree(shared):
    schema = shared["things"].layer.schema

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(FILTERS)
    def agree(tree):
        predicate = read_filter(orjson.dumps(tree).decode(), schema, "cql2-json")
        assert by_mask(shared, predicate) == by_store(shared, predicate)

    agree()


def othered(tree):
    """The same operators over the same fields, with other written values.

    What holds of written values alone is left: it is decided before there is any SQL.
    """
    if isinstance(tree, list):
        return [othered(one) for one in tree]
    if not isinstance(tree, dict):
        return other_value(tree)
    if "op" in tree and decided(tree):
        return tree
    if tree.get("op") in ("in", "between") and decided(tree["args"][0]):
        return tree
    for kind, other in OTHERS.items():
        if kind in tree:
            return tree | {kind: other(tree[kind])}
    if tree.get("op") == "like":
        return tree | {"args": [othered(tree["args"][0]), "x%' OR 1=1 --_"]}
    return tree | {"args": othered(tree["args"])} if "args" in tree else tree


def other_value(value):
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return value + 17
    return f"{value}'; DROP TABLE things; -- %s ? {{}} OR 1=1 \\\\"


def decided(tree):
    """Say whether something holds of no field."""
    return b'"property"' not in orjson.dumps(tree)


def earlier(moment):
    """A century before, so that what comes after what stays the same."""
    return moment.replace("20", "19", 1)


def shifted(coordinates):
    if isinstance(coordinates, list):
        return [shifted(one) for one in coordinates]
    return coordinates + 0.25


OTHERS = {
    "coordinates": shifted,
    "bbox": shifted,
    "date": earlier,
    "timestamp": earlier,
    "interval": lambda ends: [earlier(one) if isinstance(one, str) else one for one in ends],
}


def test_sql_depends_on_the_operators_and_fields_only(filled):
    schema = filled["things"].layer.schema
    dialects = [SqliteDialect("rtree", lambda n: f"<{n}>"), PostgisDialect(lambda n: f"<{n}>")]

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(FILTERS)
    def same(tree):
        one, two = (
            read_filter(orjson.dumps(t).decode(), schema, "cql2-json")
            for t in (tree, othered(tree))
        )
        for dialect in dialects:
            mine, other = compiled(one, dialect), compiled(two, dialect)
            assert mine.text == other.text
            assert len(mine.values) == len(other.values)
            assert "DROP" not in other.text
            assert "OR 1=1" not in other.text

    same()
