"""Reading: rows keep their numbers when others are taken out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from layers.sources.findings import error, note
from layers.sources.reading import Reading, geometry_array, silent


def reading() -> Reading:
    return Reading(
        attributes=pd.DataFrame({"a": [10, 20, 30]}),
        geometry=geometry_array([shapely.Point(0, 0), None, shapely.Point(2, 2)]),
        rows=np.array([1, 2, 3]),
        driver="CSV",
    )


def test_keep_takes_rows_with_their_numbers():
    kept = reading().keep(np.array([True, False, True]))
    assert kept.rows.tolist() == [1, 3]
    assert kept.attributes["a"].tolist() == [10, 30]
    assert kept.attributes.index.tolist() == [0, 1]
    assert kept.geometry.tolist() == [shapely.Point(0, 0), shapely.Point(2, 2)]


def test_bad_rows_are_those_with_errors_each_once_in_order():
    found = (error(3, "x", ""), note("y", ""), error(1, "x", ""), error(3, "z", ""))
    assert reading().with_(*found).bad_rows() == [1, 3]
    assert reading().bad_rows() == []


def test_findings_are_added_not_replaced():
    once = reading().with_(note("a", "")).with_(note("b", ""), crs="EPSG:4326")
    assert [f.code for f in once.findings] == ["a", "b"]
    assert once.crs == "EPSG:4326"


def test_geometry_array_is_flat_even_for_many_parts():
    parts = geometry_array([shapely.MultiPoint([(0, 0), (1, 1)])])
    assert parts.shape == (1,)
    assert geometry_array([]).shape == (0,)


def test_silence():
    assert silent(1, 2) is None
