"""Filters over a packed layer: pages, geometries read back, answers kept."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import orjson
import pytest
import shapely

from layers import Field, Layer, Query, Schema, Text
from layers.errors import QueryError
from layers.packed.filtering import KEPT_ANSWERS, Answers, Fragments, PackedColumns

X = Text("x", "x")
N = 500


@pytest.fixture
def packed(workspace):
    rng = np.random.default_rng(5)
    at = rng.uniform(110, 118, (N, 2)) - (0, 116)
    geometry = [shapely.Point(*p).buffer(rng.uniform(0.01, 0.5), quad_segs=4) for p in at]
    geometry[3], geometry[4] = None, shapely.Polygon()
    frame = gpd.GeoDataFrame(
        {"rank": np.arange(N), "kind": rng.choice(list("abc"), N)},
        geometry=geometry,
        crs="EPSG:4326",
    )
    fields = (Field("rank", "integer", X), Field("kind", "text", X))
    workspace.write(Layer("discs", X, "assets", Schema(fields, "Polygon")), frame)
    return workspace.packed("discs")


def ids(page):
    return [f["id"] for f in orjson.loads(b"[" + b"".join(page.parts) + b"]")]


def test_pages_walk_over_every_match_once(packed):
    text = "kind = 'a' AND rank >= 100"
    whole = packed.page(Query(filter=text))
    found, start = [], 0
    while True:
        page = packed.page(Query(filter=text, limit=7, start=start))
        assert page.matched == whole.matched
        found += ids(page)
        if page.next_start is None:
            break
        start = page.next_start
    assert found == ids(whole)
    assert len(found) == whole.matched == len(set(found))
    assert ids(packed.page(Query(filter=text, limit=5, offset=7))) == found[7:12]


def test_filter_box_and_equality_are_all_kept(packed, workspace):
    query = Query(filter="rank > 50", equals={"kind": "b"}, bbox=(112, -4, 115, 0))
    frame = workspace["discs"].read(bbox=(112, -4, 115, 0))
    expected = frame[(frame["rank"] > 50) & (frame["kind"] == "b")]
    assert sorted(ids(packed.page(query))) == sorted(expected.index)
    assert len(expected)


@pytest.mark.parametrize(
    "name", ["intersects", "within", "overlaps", "disjoint", "crosses", "touches"]
)
def test_shapes_match_as_shapely_says(packed, workspace, name):
    wkt = "POLYGON((111 -5, 117 -4, 114 1, 111 -5))"
    frame = workspace["discs"].read()
    geometries = frame.geometry.to_numpy(dtype=object)
    expected = frame[getattr(shapely, name)(geometries, shapely.from_wkt(wkt))]
    got = packed.page(Query(filter=f"s_{name}(geometry, {wkt})"))
    assert sorted(ids(got)) == sorted(expected.index)


def test_geometries_are_read_back_to_the_last_bit(packed, workspace):
    fragments = Fragments(packed._bytes, packed._offsets, packed._splits)
    found = fragments.geometries(np.arange(N))
    frame = workspace["discs"].read()
    for fid, geometry in zip(packed._ids.tolist(), found, strict=True):
        held = frame.geometry[fid]
        assert (geometry is None) == (held is None)
        assert geometry is None or shapely.equals_exact(geometry, held)
    assert sum(fragments.is_placed(i) for i in range(N)) == N - 1


def test_unknown_names_are_refused(packed):
    with pytest.raises(QueryError, match="rank, kind, geometry"):
        packed.page(Query(filter="nam = 1"))


def test_many_parts_are_sought_by_one_box(packed):
    points = ", ".join(f"({110 + i / 10} {-6 + i / 20})" for i in range(80))
    found = packed.page(Query(filter=f"s_intersects(geometry, MULTIPOINT({points}))"))
    one_by_one = " OR ".join(
        f"s_intersects(geometry, POINT({110 + i / 10} {-6 + i / 20}))" for i in range(40)
    )
    first = packed.page(Query(filter=one_by_one))
    assert 0 < first.matched <= found.matched
    assert set(ids(first)) <= set(ids(found))


def test_answers_are_asked_for_once_and_forgotten_in_time():
    answers, asked = Answers(), []

    def answer():
        asked.append(1)
        return np.array([1, 9])

    for _ in range(3):
        assert answers.positions("a", answer, 10).tolist() == [1, 9]
    assert len(asked) == 1
    for i in range(KEPT_ANSWERS):
        answers.positions(i, answer, 10)
    answers.positions("a", answer, 10)
    assert len(asked) == 2 + KEPT_ANSWERS


def test_numbers_and_texts_are_told_apart(packed):
    fragments = Fragments(packed._bytes, packed._offsets, packed._splits)
    columns = PackedColumns(
        N,
        packed._tree[0][: 4 * N - 8].reshape(4, -1),
        packed._columns,
        packed._everywhere,
        fragments,
    )
    assert columns.numbers("rank").dtype == np.float64
    codes = columns.texts("kind")
    assert list(codes.words) == ["a", "b", "c"]
    with pytest.raises(QueryError, match="holds no text"):
        columns.texts("rank")
