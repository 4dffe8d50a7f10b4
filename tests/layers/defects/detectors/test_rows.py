"""Rows that repeat, against what pandas calls duplicates."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.defects import Table
from layers.defects.detectors import rows
from layers.defects.registry import examine, look


def points(*pairs):
    return [shapely.Point(p) for p in pairs]


def test_rows_that_differ_raise_no_alarm(table, codes):
    assert codes(table(nama=["a", "b", "c"], kode=["1", "2", "3"])) == []
    assert codes(table(nama=["a", "a"], n=[1, 2])) == []


def test_later_copies_are_dropped_on_request(table, mended, seen):
    place = points((116, 0), (116, 0), (117, 1), (116, 0))
    given_ = table(place, nama=["a", "a", "b", "a"], n=[1, 1, None, 1])
    found = seen(given_, "duplicate-row")
    assert (found.rows, found.before) == ((2, 4), ("= 1", "= 1"))
    after = mended(given_, "duplicate-row")
    assert after.rows.tolist() == [1, 3]
    assert after.values("nama").tolist() == ["a", "b"]


def test_equal_rows_with_missing_numbers_are_still_equal(table, codes):
    assert "duplicate-row" in codes(table([None, None], n=[None, None]))


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ab")), max_size=25))
@settings(deadline=None)
def test_the_same_rows_as_pandas(content):
    frame = pd.DataFrame(content, columns=["n", "s"])
    shapes = np.empty(len(content), dtype=object)
    kinds = {"n": "integer", "s": "text"}
    given_ = Table(frame, shapes, np.arange(1, len(content) + 1), kinds)
    (twins,) = [d for d in rows.DETECTORS if "duplicate-row" in d.codes]
    found = [p for s in look(given_, detectors=[twins]) for p in s.places.tolist()]
    assert found == np.flatnonzero(frame.duplicated()).tolist()
    after, _ = examine(given_, ["duplicate-row"], detectors=[twins])
    assert len(after) == len(frame.drop_duplicates())


def test_ids_twice_but_not_classes(table, seen, codes):
    given_ = table(kode=["a", "a", "b", None, "c"], n=[1, 2, 3, 4, 5])
    assert "'kode': a (rows 1, 2)" in seen(given_, "duplicate-id").message
    assert "duplicate-id" not in codes(table(kode=["a", "a", "b", "b"], n=[1, 2, 3, 4]))


def test_points_that_stand_on_each_other(table, seen):
    place = points((116, 0), (116, 0), (116, 0), (117, 0))
    found = seen(table(place, n=[1, 2, 3, 4]), "same-position")
    assert found.message.startswith("2 points stand")
    assert "3 at most" in found.message


def test_same_name_at_the_same_place(table, seen, codes):
    place = points((116, 0), (116.000001, 0), (117, 0))
    given_ = table(place, nama=["PLTD A", "pltd a", "PLTD A"], unit=[1, 2, 3])
    assert seen(given_, "near-duplicate").rows == (2,)
    assert "near-duplicate" not in codes(table(place, nama=["a", "b", "c"], unit=[1, 2, 3]))


def test_nothing_tells_rows_apart(table, seen, codes):
    classes = ["a", "b"] * 10
    assert "jenis" in seen(table(jenis=classes), "no-id").message
    assert "no-id" not in codes(table(jenis=classes, osm_id=list(range(20))))
    assert "no-id" not in codes(table(nama=[f"n{i}" for i in range(20)]))


def test_places_are_the_same_to_five_decimals_and_on_either_side_of_zero(table, codes, seen):
    near = points((117, 0.000001), (117, -0.000001), (117, 0.00002))
    assert seen(table(near, nama=["a", "a", "a"], unit=[1, 2, 3]), "near-duplicate").rows == (2,)
    gone = [shapely.Point(), shapely.Point(), shapely.Point(117, 0)]
    assert "near-duplicate" not in codes(table(gone, nama=["a", "a", "a"], unit=[1, 2, 3]))
    assert "near-duplicate" not in codes(table(near[:2], nama=[None, "a"], unit=[1, 2]))
