"""The table of defects: complete, in both languages, and values shown to people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from layers.defects import known_defects
from layers.defects.defect import Suspicion, put_values, shown, with_column
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
