"""Order by columns: what pandas gives, the missing last, equals by id, pages that follow."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pytest
import shapely

from layers import Field, Layer, Schema, Text
from layers.query import Query

N = 400
X = Text("x", "x")


@pytest.fixture
def packed(workspace):
    rng = np.random.default_rng(6)
    some = rng.integers(0, 12, N)
    frame = gpd.GeoDataFrame(
        {
            "name": pd.Series([None if v == 0 else "aBcÉé zΣ9b~"[v - 1] for v in some], dtype=object),
            "whole": pd.array([None if v == 3 else int(v) - 6 for v in some[::-1]], dtype="Int64"),
            "number": np.where(some == 5, np.nan, rng.choice([-1.5, 0.25, 1e9], N)),
            "flag": pd.array([None if v == 2 else bool(v % 2) for v in some], dtype="boolean"),
            "day": [None if v == 7 else f"2024-01-{v + 1:02}" for v in some],
        },
        geometry=shapely.points(rng.uniform(116, 117, (N, 2)) - (0, 117)),
        crs="EPSG:4326",
    )  # fmt: skip
    kinds = ("text", "integer", "number", "boolean", "date")
    fields = tuple(Field(n, k, X) for n, k in zip(frame.columns, kinds, strict=False))
    workspace.write(Layer("many", X, "assets", Schema(fields, "Point")), frame)
    return workspace["many"]


def ids(page):
    return [f["id"] for f in orjson.loads(b"[" + b"".join(page.parts) + b"]")]


@pytest.mark.parametrize(
    "keys",
    [(n, d) for n in ("name", "whole", "number", "flag", "day") for d in (False, True)],
)
def test_one_key_sorts_as_pandas_and_the_store_do(packed, keys):
    found = ids(packed.packed().page(Query(sortby=(keys,))))
    frame = packed.read()
    values = frame[keys[0]].astype(object).where(frame[keys[0]].notna(), None)
    known = sorted(
        (i for i in frame.index if values[i] is not None),
        key=lambda i: values[i],
        reverse=keys[1],
    )
    # Equals are in order of id, whichever way the key goes.
    places = {v: n for n, v in enumerate(dict.fromkeys(values[i] for i in known))}
    known.sort(key=lambda i: (places[values[i]], i))
    missing = [i for i in frame.index if values[i] is None]
    assert found == [*known, *missing]
    assert len(missing) > 5
    assert packed.read(sortby=(keys,)).index.tolist() == found


def test_keys_weigh_in_their_order_and_pages_follow(packed):
    keys = (("flag", True), ("name", False), ("whole", True))
    whole = packed.packed()
    expected = packed.read(sortby=keys, filter="number > 0").index.tolist()
    assert ids(whole.page(Query(sortby=keys, filter="number > 0"))) == expected
    start, seen = 0, []
    while start is not None:
        page = whole.page(Query(sortby=keys, filter="number > 0", limit=37, start=start))
        assert page.matched == len(expected)
        seen += ids(page)
        start = page.next_start
    assert seen == expected
    page = whole.page(Query(sortby=keys, filter="number > 0", limit=5, offset=11))
    assert ids(page) == expected[11:16]
    found = whole.positions(Query(sortby=keys, filter="number > 0", limit=5, offset=11))
    assert whole.ids[found].tolist() == expected[11:16]


def test_a_page_keeps_its_bytes(packed):
    whole = packed.packed()
    size = len(b"".join(whole.page(Query(sortby=(("name", False),), limit=3)).parts))
    page = whole.page(Query(sortby=(("name", False),)), most_bytes=size + 1)
    assert (page.returned, page.next_start) == (3, 3)
    assert whole.page(Query(), most_bytes=1).returned == 1
