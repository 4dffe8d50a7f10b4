"""Queries as bound SQL: the same answers as the embedded store, whatever is asked."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import layers
from layers import Field, Layer, Query, Schema, Text
from layers.stores.copying import copy_workspace
from layers.stores.postgis.reading import as_number, select_sql

N = 600
TYPES = {
    "t": "text",
    "i": "integer",
    "n": "number",
    "b": "boolean",
    "d": "date",
    "m": "datetime",
}


def _things():
    rng = np.random.default_rng(31)
    at = rng.uniform([114, -4], [118, 2], (N, 2))
    size = rng.lognormal(-3, 1, N)
    shapes = []
    for k, ((x, y), s) in enumerate(zip(at, size, strict=True)):
        shapes.append(
            [
                shapely.Point(x, y),
                shapely.LineString([(x, y), (x + s, y + 2 * s)]),
                shapely.Polygon([(x, y), (x + 3 * s, y), (x, y + 3 * s)]),
                shapely.GeometryCollection([shapely.Point(x, y), shapely.box(x, y, x + s, y + s)]),
                None,
                shapely.MultiPoint([(x, y), (x + s, y)]),
                shapely.Polygon(),
            ][k % 7]
        )
    frame = gpd.GeoDataFrame(
        {
            "t": [None if k % 9 == 0 else str(k % 4) for k in range(N)],
            "i": np.arange(N) % 5 - 1,
            "n": np.where(np.arange(N) % 8 == 0, np.nan, (np.arange(N) % 6) / 2),
            "b": [bool(k % 3) for k in range(N)],
            "d": [None if k % 6 == 0 else f"2024-{1 + k % 12:02d}-15" for k in range(N)],
            "m": [f"2024-01-{1 + k % 28:02d}T06:00:00Z" for k in range(N)],
        },
        geometry=shapes,
        crs=4326,
    )
    fields = tuple(Field(n, kind, Text.of(n)) for n, kind in TYPES.items())
    return Layer(id="things", title=Text.of("t"), theme="added", schema=Schema(fields)), frame


@pytest.fixture(scope="module")
def pair(postgres, tmp_path_factory):
    """The same features in both stores."""
    home = tmp_path_factory.mktemp("pair")
    embedded = layers.open(home / "a", create=True)
    embedded.write(*_things())
    shared = layers.open(postgres.address("region", schema="pair"), folder=home / "b", create=True)
    copy_workspace(embedded, shared)
    yield embedded["things"], shared["things"]
    embedded.close()
    shared.close()
    postgres.execute("region", "DROP SCHEMA pair CASCADE")


VALUES = st.one_of(
    st.sampled_from(
        ["0", "1", "2", "2.0", " 2", "x", "", "2024-03-15", "2024-3-15", "1e0", "'; --", "٢"]
    ),
    st.sampled_from(["2024-01-01T06:00:00.000Z", "2024-01-01T06:00:00Z", "a\x00b", "true"]),
    st.integers(-3, 5),
    st.sampled_from([2**63, -(2**63), 2**62, 10**30]),
    st.floats(allow_nan=False) | st.sampled_from([0.5, 1.0, 2.0, 2.5]),
    st.booleans(),
)
RELAXED = [HealthCheck.function_scoped_fixture]


def _embedded_ids(handle, **query):
    try:
        return handle.read(properties=(), **query).index.tolist()
    except OverflowError:
        # SQLite has no place for such a number: nothing can equal it.
        return []


@settings(max_examples=300, deadline=None, suppress_health_check=RELAXED)
@given(st.dictionaries(st.sampled_from(sorted(TYPES)), VALUES, min_size=1, max_size=2))
def test_equals_means_the_same_in_both(pair, equals):
    embedded, shared = pair
    found = shared.read(properties=(), equals=equals).index.tolist()
    assert found == _embedded_ids(embedded, equals=equals)


@settings(max_examples=100, deadline=None, suppress_health_check=RELAXED)
@given(
    st.floats(113, 119),
    st.floats(-5, 3),
    st.sampled_from([0.0, 1e-9, 0.01, 0.5, 4.0]),
    st.sampled_from([0.0, 1e-9, 0.01, 0.5, 4.0]),
    st.sampled_from(
        [None, ("2024-03-01", "2024-08-01"), (None, "2024-04-15"), ("2024-06-15", None)]
    ),
    st.sampled_from([(None, 0), (5, 0), (7, 3), (0, 0), (3, 10**12)]),
)
def test_boxes_times_and_pages_mean_the_same_in_both(pair, x, y, w, h, time, page):
    embedded, shared = pair
    query = Query(bbox=(x, y, x + w, y + h), time=time, limit=page[0], offset=page[1])
    assert shared.read(query).equals(embedded.read(query))


def test_boxes_that_touch_and_boxes_across_180_degrees(pair):
    embedded, shared = pair
    corners = shapely.get_coordinates(embedded.read().geometry.dropna())[::17]
    for x, y in corners:
        for box in ((x, y, x, y), (x, y, 180, 90), (-180, -90, x, y), (x, -90, x - 1, 90)):
            assert shared.read(bbox=box).equals(embedded.read(bbox=box))


@pytest.mark.parametrize("value", ["x", "'; DROP TABLE things; --", '"', "%s", 7, 1.5, True])
def test_the_statement_does_not_depend_on_values(value):
    layer, _ = _things()
    names = layer.schema.names

    def text(**query):
        return select_sql("s", layer, Query(**query), names)[0].as_string()

    assert text(equals={"t": value}) == text(equals={"t": "other"})
    assert text(time=("2024-01-01", None)) == text(time=("1999-12-31", None))
    assert text(bbox=(0, 0, 1, 1), limit=3) == text(bbox=(5, 5, 5, 5), offset=9)


@pytest.mark.parametrize(
    ("value", "whole", "want"),
    [
        ("7", True, 7),
        ("7.0", True, 7),
        (7.5, True, None),
        (2**63, True, None),
        (True, True, 1),
        ("x", False, None),
        ("nan", False, None),
        (float("inf"), True, None),
        (2**60 + 1, False, None),
        ("1_000", True, None),
        (3, False, 3.0),
    ],
)
def test_a_value_is_taken_as_the_columns_kind_of_number(value, whole, want):
    assert as_number(value, whole=whole) == want
