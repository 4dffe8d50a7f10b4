"""The table of defects: complete, in both languages, and values shown to people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.defects import known_defects
from layers.defects.defect import (
    Suspicion,
    pair_keys,
    put_values,
    repeated,
    shown,
    with_column,
)
from layers.schema import Text


def test_every_defect_is_told_in_two_languages():
    for code, defect in known_defects().items():
        assert code == code.lower()
        for text in (defect.title, defect.explanation):
            assert text.id.strip()
            assert text.en.strip()
            assert text.id != text.en
        assert defect.explanation.id.endswith(".")
        assert defect.to_dict()["title"]["id"] == defect.title.id


def test_every_detector_has_its_defect_and_says_whether_it_repairs(all_codes):
    assert all_codes <= set(known_defects())
    assert len(all_codes) > 30


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (np.nan, ""),
        (pd.NA, ""),
        (1.5, "1.5"),
        ("a" * 200, "a" * 159 + "…"),
        (shapely.Point(116.8, -1.25), "116.8, -1.25"),
        (shapely.Point(), "Point 0…0, 0…0"),
        (shapely.box(116, -1, 117, 0), "Polygon 116…117, -1…0"),
    ],
)
def test_values_as_people_read_them(value, text):
    assert shown(value) == text


def test_a_column_keeps_its_type_and_the_others_stay(table):
    given = table(a=[1, 2], b=["x", "y"])
    changed = with_column(given, "a", [None, 5], "integer")
    assert changed.values("a").tolist() == [None, 5]
    assert str(changed.attributes["a"].dtype) == "Int64"
    assert changed.values("b").tolist() == ["x", "y"]
    assert given.values("a").tolist() == [1, 2]
    assert with_column(given, "c", [None, 1.5], "number").numbers("c")[1] == 1.5


def test_values_are_put_at_their_places_only(table):
    given = table(a=["x", "y", "z"])
    seen = Suspicion("mojibake", Text("", ""), np.array([1]), "a", ["y"], ["Y"], clear=True)
    assert put_values(given, seen).values("a").tolist() == ["x", "Y", "z"]
    assert given.values("a").tolist() == ["x", "y", "z"]


def test_a_finding_lists_a_thousand_rows_but_every_repaired_one(table):
    given = table(a=["x"] * 1500)
    places = np.arange(1500)
    seen = Suspicion("mojibake", Text("i", "e"), places, "a", ["x"] * 1500, ["y"] * 1500)
    assert len(seen.finding(given).rows) == 1000
    done = seen.finding(given, repaired=True)
    assert (len(done.rows), done.action, done.said("id")) == (1500, "repaired", "i")


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 3)))
def test_repeated_keys_are_those_pandas_finds(keys):
    numbers = np.array(keys, dtype=np.uint64)
    wanted = np.flatnonzero(pd.Series(numbers).duplicated(keep=False).to_numpy())
    assert repeated(numbers).tolist() == wanted.tolist()


def test_pairs_have_one_key_only_where_they_are_the_same():
    rng = np.random.default_rng(4)
    x, y = rng.choice([0.0, 1e-5, 116.8, -1.25, 117.0], (2, 400))
    same = pd.DataFrame({"x": x, "y": y})
    assert len(np.unique(pair_keys(x, y))) == len(same.drop_duplicates())
    assert same.groupby(pair_keys(x, y)).nunique().to_numpy().max() == 1


@pytest.mark.parametrize(
    "values", [["a", "b", "a", None, "é", ""], ["a", "b"], [None, None], ["a", None], []]
)
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_distinct_texts_are_the_same_from_arrow(table, values, kind):
    plain = table(a=values)
    beside = plain.with_(arrow={"a": pa.array(values, type=kind)})
    assert beside.distinct["a"].to_dict() == plain.distinct["a"].to_dict()
    assert list(beside.distinct["a"].index) == [v for v in dict.fromkeys(values) if v is not None]
    assert dict(beside.texts()) == dict(plain.texts())
    assert beside.with_(attributes=plain.attributes).arrow == {}


def test_points_stand_at_their_places_among_other_shapes(table):
    shapes = [None, shapely.Point(1, 2), shapely.box(0, 0, 1, 1), shapely.Point()]
    places, x, y = table(shapes).points
    assert (places.tolist(), x.tolist(), y.tolist()) == ([1], [1.0], [2.0])
    assert [part.tolist() for part in table([]).points] == [[], [], []]
