"""How results are drawn: every output by what it answers, in classes that hold its values."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.processes import registry
from layers.text import Text
from server.results.showing import breaks, cell_classes, drawn, shown


def frame(**columns):
    n = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(0, 0)] * n, crs="EPSG:4326")


def labels(hints):
    return [(one["value"], one["label"]["en"]) for one in hints["classes"]]


def test_only_outputs_that_there_are_are_listed():
    there = {(p.id, name) for p in registry().values() for name in p.outputs}
    assert set(shown()) <= there


def test_every_output_says_what_it_is_drawn_by():
    missing = {(p.id, name) for p in registry().values() for name in p.outputs} - set(shown())
    assert not missing, "give them a row in server/results/shown.csv"


def test_numbers_fall_into_classes_of_about_as_many():
    made = drawn(frame(value=[1.0, 2.0, 3.0, 4.0, 5.0, None]), "indicator", "units")
    assert made.frame["value_class"].tolist()[:5] == [*"12345"]
    assert made.frame["value_class"].isna().tolist() == [False] * 5 + [True]
    assert made.hints["class_field"] == made.field.name == "value_class"
    assert labels(made.hints)[:2] == [("1", "1.00 – 1.00"), ("2", "1.00 – 2.00")]
    assert [made.field.codes["5"].id, made.field.codes["5"].en] == ["4,00 – 5,00", "4.00 – 5.00"]
    assert len({one["colour"] for one in made.hints["classes"]}) == 5


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        ([7, 7], [("1", "7.00")]),
        ([None, 0.0], [("1", "0.00")]),
        ([0, 1e9], [("1", "0 – 0"), ("2", "0 – 1,000,000,000")]),
    ],
)
def test_few_different_numbers(values, classes):
    assert labels(drawn(frame(value=values), "indicator", "units").hints) == classes


@given(st.lists(st.floats(-1e12, 1e12) | st.just(float("nan")), min_size=1, max_size=40))
def test_breaks_part_what_there_is(values):
    given = np.array(values)
    edges, known = breaks(given), given[np.isfinite(given)]
    assert len(edges) <= 4
    assert (np.diff(edges) > 0).all()
    if len(edges):
        assert known.min() <= edges[0]
        assert edges[-1] < known.max(), "the last class holds something"


def test_words_and_codes_have_the_names_of_the_house():
    made = drawn(frame(verdict=["X", "I", None]), "allowed", "zones")
    assert labels(made.hints) == [("I", "allowed (I)"), ("X", "not allowed (X)")]
    cover = drawn(frame(largest=["8", "1"]), "composition", "zones").hints["classes"]
    assert [one["colour"] for one in cover] == ["#1B6E2E", "#D7301F"]
    assert labels(drawn(frame(bridge=[True]), "whatif", "roads").hints) == [("true", "yes")]
    told = frame(code=[11, 2], label=["a", "b"], label_en=["A", "B"])
    assert labels(drawn(told, "suitability", "classes").hints) == [("2", "B"), ("11", "A")]


def test_what_has_no_value_is_drawn_in_one_colour():
    for columns in ({"other": [1]}, {"type": [None]}, {"type": [f"t{i}" for i in range(30)]}):
        assert drawn(frame(**columns), "coverage", "facilities").hints == {}
    assert drawn(frame(name=["a"]), "activities", "activities").hints == {}
    assert drawn(frame(name=["a"]), "unheard", "of").field is None


def test_cells_are_told_by_value_or_bit():
    codes = {"1": Text("satu", "one"), "2": Text("dua", "two"), "0": Text("nol", "none")}
    hints, told = cell_classes(np.array([[0, 3], [2, 255]], dtype=np.uint8), 255.0, codes)
    assert labels(hints) == [(0, "none"), (2, "two"), (3, "one; two")]
    assert (hints["class_field"], told["3"].id) == ("value", "satu; dua")
    ramp, none = cell_classes(np.array([[0.0, 10.0, np.nan]]), None, {})
    assert (len(ramp["classes"]), "class_field" in ramp, none) == (5, False, {})
    assert cell_classes(np.array([[np.nan]]), np.nan, codes) == ({}, {})
    assert cell_classes(np.array([[8]]), None, codes)[1]["8"].en == "8"
