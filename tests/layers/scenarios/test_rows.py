"""Rows with a delta on them, where nothing, everything, or only something new is changed."""

import geopandas as gpd
import pandas as pd

from layers.query import Query
from layers.scenarios.rows import Delta, OverlaidRows, plainly


def over(tiny, delta, query):
    layer, below = tiny.store.rows("facilities", plainly(query))
    return OverlaidRows(layer, delta).over(below, layer, query)


def test_a_delta_of_nothing_changes_nothing(tiny):
    none = Delta(tiny["facilities"].read().iloc[:0])
    assert none.covered.tolist() == []
    assert over(tiny, none, Query()).ids.tolist() == [1, 2, 3, 4, 5, 6]


def test_everything_may_go(tiny):
    gone = Delta(tiny["facilities"].read().iloc[:0], gone=frozenset(range(1, 7)))
    rows = over(tiny, gone, Query(sortby=(("name", False),)))
    assert rows.ids.tolist() == []
    assert rows.columns["name"] == []


def test_order_and_pages_run_through_old_and_new(tiny):
    frame = tiny["facilities"].read()
    new = gpd.GeoDataFrame(frame.loc[[1]].assign(name="AAA")).set_index(pd.Index([50], name="id"))
    delta = Delta(new, frozenset({50}))
    rows = over(tiny, delta, Query(sortby=(("name", False),), limit=2, properties=("type",)))
    assert rows.ids.tolist() == [50, 5]
    assert list(rows.columns) == ["type"]
    rows = over(tiny, delta, Query(sortby=(("opened", True),), offset=5))
    # The missing come last, also downwards.
    assert rows.ids.tolist() == [6, 5]
