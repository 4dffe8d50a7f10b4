"""Packed layers answer as the store does, page by page, byte by byte."""

from __future__ import annotations

import json
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import layers
from layers import Field, Layer, Query, Schema, Text
from layers.errors import LayerNotFoundError, QueryError
from layers.packed.build import box_tree, flatten
from layers.packed.kernels import FANOUT
from layers.packed.page import PackedLayer
from layers.testing import tiny_facilities

N = 9000


def features(page):
    return json.loads(b"[" + b"".join(page.parts) + b"]")


def ids(page):
    return [f["id"] for f in features(page)]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory) -> PackedLayer:
    """Points, crossing lines, triangles, donuts, multi parts, empty and missing ones."""
    rng = np.random.default_rng(17)
    at = rng.uniform([114, -4], [118, 2], (N, 2))
    size = rng.lognormal(-4, 1.2, N)
    shapes = np.empty(N, dtype=object)
    for i in range(N):
        x, y = at[i]
        s = size[i]
        kind = i % 7
        if kind == 0:
            shapes[i] = shapely.Point(x, y)
        elif kind == 1:
            shapes[i] = shapely.LineString([(x, y), (x + s, y + 3 * s), (x - s, y + 2 * s)])
        elif kind == 2:
            shapes[i] = shapely.Polygon([(x, y), (x + 3 * s, y), (x, y + 3 * s)])
        elif kind == 3:
            ring = shapely.Point(x, y).buffer(2 * s, quad_segs=3)
            shapes[i] = ring.difference(shapely.Point(x, y).buffer(s, quad_segs=3))
        elif kind == 4:
            shapes[i] = shapely.MultiPolygon(
                [
                    shapely.box(x, y, x + s, y + s),
                    shapely.box(x + 3 * s, y + 3 * s, x + 4 * s, y + 4 * s),
                ]
            )
        elif kind == 5:
            shapes[i] = shapely.GeometryCollection(
                [shapely.Point(x, y), shapely.LineString([(x + s, y), (x + s, y + s)])]
            )
        else:
            shapes[i] = [None, shapely.Polygon(), shapely.MultiPoint([(x, y), (x + s, y)])][i % 3]
    frame = gpd.GeoDataFrame(
        {
            "kind": [f"k{i % 7}" if i % 11 else None for i in range(N)],
            "value": np.round(rng.normal(0, 1, N), 3),
            "day": [f"2024-{1 + i % 12:02d}-{1 + i % 28:02d}" if i % 5 else None for i in range(N)],
            "flag": [bool(i % 2) for i in range(N)],
        },
        geometry=shapes,
        crs=4326,
    )
    types = {"kind": "text", "value": "number", "day": "date", "flag": "boolean"}
    layer = Layer(
        id="mixed",
        title=Text.of("mixed"),
        theme="added",
        schema=Schema(tuple(Field(n, t, Text.of(n)) for n, t in types.items())),
    )
    catalogue = layers.open(tmp_path_factory.mktemp("packed") / "w", create=True)
    catalogue.write(layer, frame)
    packed = catalogue["mixed"].packed()
    packed.catalogue = catalogue
    packed.shapes = shapes
    return packed


@settings(max_examples=150, deadline=None)
@given(
    st.floats(113, 119),
    st.floats(-5, 3),
    st.sampled_from([0.0, 1e-9, 0.01, 0.3, 2.0, 9.0]),
    st.sampled_from([0.0, 1e-9, 0.01, 0.3, 2.0, 9.0]),
)
def test_a_box_matches_what_shapely_says_meets_it(mixed, x, y, w, h):
    box = (x, y, x + w, y + h)
    shape = (
        shapely.Point(x, y)
        if w == 0 and h == 0
        else shapely.LineString([box[:2], box[2:]])
        if 0 in (box[2] - x, box[3] - y)
        else shapely.box(*box)
    )
    want = set((np.flatnonzero(shapely.intersects(mixed.shapes, shape)) + 1).tolist())
    page = mixed.page(Query(bbox=box))
    assert set(ids(page)) == want
    assert page.matched == page.returned == len(want)
    assert page.next_start is None


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([None, (115, -2, 117, 1), (113, -5, 119, 3), (179, -5, 116, 3)]),
    st.sampled_from([{}, {"kind": "k2"}, {"kind": "k3", "flag": True}, {"kind": "nothing"}]),
    st.sampled_from([None, ("2024-03-01", "2024-05-15"), (None, "2024-02-01")]),
    st.integers(1, 4000),
)
def test_following_next_gives_every_match_once_as_the_store_does(mixed, box, equals, time, limit):
    query = {"bbox": box, "equals": equals, "time": time}
    want = set(mixed.catalogue["mixed"].read(properties=(), **query).index.tolist())
    seen, start = [], 0
    while start is not None:
        page = mixed.page(Query(**query, limit=limit, start=start))
        assert page.matched == len(want)
        assert page.returned == len(ids(page)) <= limit
        seen += ids(page)
        start = page.next_start
    assert len(seen) == len(set(seen))
    assert set(seen) == want


@pytest.mark.parametrize("box", [None, (115, -2, 117, 1)])
def test_offset_skips_what_next_would_have_passed(mixed, box):
    whole = ids(mixed.page(Query(bbox=box)))
    for offset in (0, 1, 63, 64, 65, 700, len(whole) - 1, len(whole), len(whole) + 5):
        page = mixed.page(Query(bbox=box, offset=offset, limit=5))
        assert ids(page) == whole[offset : offset + 5]
        assert page.matched == len(whole)
        assert (page.next_start is None) == (offset + 5 >= len(whole))


def test_the_first_page_of_a_box_is_the_page_where_every_feature_has_a_place(mixed, tiny):
    assert mixed.in_box((114, -4, 118, 2), 10, most_bytes=10**9) is None
    roads = tiny["roads"].packed()
    box = roads.layer.bbox
    for limit in (1, 2, roads.n - 1, roads.n, roads.n + 5):
        quick = roads.in_box(box, limit, most_bytes=10**9)
        long = roads.page(Query(bbox=box, limit=limit))
        assert quick.positions.tolist() == long.positions.tolist()
        assert replace(quick, positions=0) == replace(long, positions=0)
    assert roads.in_box((0, 0, 1, 1), 5, most_bytes=10**9).parts == []
    assert roads.in_box(box, 5, most_bytes=10) is None


def test_limit_zero_counts_only(mixed):
    page = mixed.page(Query(bbox=(115, -2, 117, 1), limit=0))
    assert (page.returned, page.parts) == (0, [])
    assert page.matched > 0


def test_items_equal_the_store(mixed):
    frame = mixed.catalogue["mixed"].read()
    for fid in (1, 2, 3, 7, 14, N):
        item = json.loads(mixed.item(fid))
        assert item["id"] == fid
        row = frame.loc[fid]
        assert item["properties"]["value"] == row["value"]
        assert item["properties"]["flag"] is bool(row["flag"])
        geometry = row.geometry
        if geometry is None:
            assert item["geometry"] is None
        else:
            assert shapely.equals_exact(
                shapely.from_geojson(json.dumps(item["geometry"])), geometry, tolerance=0
            )
    assert mixed.item(0) is None
    assert mixed.item(N + 1) is None
    assert mixed.item(-(2**40)) is None


def test_selected_properties_and_no_others(mixed):
    page = mixed.page(Query(properties=("flag",), limit=3))
    assert [list(f["properties"]) for f in features(page)] == [["flag"]] * 3
    assert [f["properties"] for f in features(mixed.page(Query(properties=(), limit=1)))] == [{}]


@pytest.mark.parametrize("asked", [{"properties": ("colour",)}, {"equals": {"colour": "x"}}])
def test_an_unknown_property_is_named(mixed, asked):
    with pytest.raises(QueryError, match=r"unknown property 'colour'; the layer has kind, value"):
        mixed.page(Query(**asked))


def test_a_number_asked_as_text_is_refused(mixed):
    with pytest.raises(QueryError, match="'value' is number, got 'x'"):
        mixed.page(Query(equals={"value": "x"}))


def test_neighbours_stand_near_each_other(mixed):
    order = ids(mixed.page(Query(bbox=(113, -5, 119, 3))))
    centres = shapely.get_coordinates(shapely.centroid(mixed.shapes[np.array(order) - 1]))
    step = np.hypot(*np.diff(centres, axis=0).T)
    assert np.median(step) < 0.06


def test_box_tree_levels_hold_their_children():
    rng = np.random.default_rng(2)
    low = rng.uniform(0, 1, (5000, 2))
    flat, sizes = box_tree(np.hstack([low, low + 0.01]))
    assert sizes == [5000, 79, 2]
    leaf, parent = flat[: 4 * 5000].reshape(4, -1), flat[4 * 5000 : 4 * 5079].reshape(4, -1)
    owner = np.arange(5000) // FANOUT
    assert (leaf[0] >= parent[0][owner]).all()
    assert (leaf[3] <= parent[3][owner]).all()
    assert box_tree(np.empty((0, 4)))[1] == []


def test_flatten_keeps_every_vertex_under_its_feature():
    shapes = np.array(
        [
            shapely.Point(1, 2),
            shapely.Polygon([(0, 0), (4, 0), (4, 4)], [[(1, 0.5), (2, 0.5), (2, 1)]]),
            shapely.GeometryCollection([shapely.MultiPoint([(5, 5), (6, 6)])]),
        ],
        dtype=object,
    )
    flat = flatten(shapes)
    assert flat.feature_parts.tolist() == [0, 1, 3, 5]
    assert flat.kinds.tolist() == [0, 2, 2, 0, 0]
    assert flat.parts.tolist() == [0, 1, 5, 9, 10, 11]
    assert flat.coordinates[0].tolist() == [1, 2]


def test_an_empty_layer_and_one_without_geometry(workspace):
    layer, frame = tiny_facilities()
    workspace.write(layer, frame.iloc[:0])
    assert workspace["facilities"].packed().page(Query(limit=5)).matched == 0
    assert workspace["facilities"].packed().page(Query(bbox=(0, 0, 1, 1))).matched == 0
    assert workspace["facilities"].packed().in_box((0, 0, 1, 1), 5, most_bytes=99) is None
    frame.geometry = [None] * len(frame)
    workspace.write(layer, frame, mode="replace")
    packed = workspace["facilities"].packed()
    assert packed.page(Query()).matched == 6
    assert packed.page(Query(bbox=(-180, -90, 180, 90))).matched == 0
    assert packed.in_box((-180, -90, 180, 90), 5, most_bytes=10**6) is None


def test_a_new_revision_is_packed_anew_and_the_last_one_stays_readable(tiny):
    layer, frame = tiny_facilities()
    old = tiny["facilities"].packed()
    tiny.write(layer, frame.iloc[:2], mode="replace")
    assert tiny["facilities"].packed().n == 2
    assert old.page(Query(limit=1)).matched == 6
    assert tiny["facilities"].packed(revision=1).n == 6
    for _ in range(2):
        tiny.write(layer, frame, mode="replace")
        tiny["facilities"].packed()
    fresh = layers.open(tiny.path)
    with pytest.raises(QueryError, match="no longer kept") as caught:
        fresh["facilities"].packed(revision=1)
    assert caught.value.code == "stale-revision"
    fresh.close()


def test_a_raster_has_no_items(tiny):
    with pytest.raises(LayerNotFoundError, match="raster"):
        tiny["population"].packed()


def test_a_packed_form_cut_short_is_built_again(tiny):
    tiny["roads"].packed()
    meta = tiny.path / "packed" / "roads" / "1" / "meta.json"
    meta.write_text("{")
    fresh = layers.open(tiny.path)
    assert fresh["roads"].packed().n == 2
    fresh.close()
