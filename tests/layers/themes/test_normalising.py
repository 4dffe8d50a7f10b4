"""Normalising: what a rule makes of a column, and what stays of the file."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.infrastructure.measures import LENGTH_UNITS
from layers.schema import Field, Text
from layers.themes import Fitted
from layers.themes.normalising import (
    Rule,
    added,
    coded,
    counted,
    in_order,
    measured,
    normalise,
    replaced,
    true_or_false,
)

SURFACE = Field("surface", "text", Text("a", "b"), aliases=("perkerasan", "bahan"))
WIDTH = Field("width_m", "number", Text("a", "b"), aliases=("lebar",))
TOLL = Field("toll", "boolean", Text("a", "b"), aliases=("tol",))
LANES = Field("lanes", "integer", Text("a", "b"))


def frame_of(columns: dict) -> Fitted:
    n = len(next(iter(columns.values())))
    frame = gpd.GeoDataFrame(
        columns, geometry=[shapely.Point(116, 0)] * n, crs=4326, index=range(1, n + 1)
    )
    fields = tuple(Field(name, "text", Text(name, name)) for name in columns)
    return Fitted(frame, fields, "x", {name: name for name in columns})


def test_words_become_codes_beside_the_words():
    found = normalise(frame_of({"perkerasan": ["Aspal", "Tanah", None]}), coded(SURFACE, "surface"))
    assert found.frame["surface"].tolist() == ["paved", "unpaved", None]
    assert found.frame["perkerasan"].tolist()[:2] == ["Aspal", "Tanah"]
    (note,) = found.findings
    assert (note.code, note.severity) == ("value-normalised", "note")
    assert "Aspal → paved (1)" in note.message
    assert note.message_id.startswith("kolom")


def test_a_column_that_says_the_same_is_renamed():
    found = normalise(frame_of({"perkerasan": ["paved", None]}), coded(SURFACE, "surface"))
    assert [f.name for f in found.fields] == ["surface"]
    assert found.mapping == {"perkerasan": "surface"}
    assert found.findings == ()
    assert found.fields[0].aliases == ()


def test_a_column_of_the_field_s_own_name_is_put_aside():
    found = normalise(frame_of({"surface": ["aspal", "lumpur?"]}), coded(SURFACE, "surface"))
    assert found.frame["surface"].tolist() == ["paved", None]
    assert found.frame["surface_source"].tolist() == ["aspal", "lumpur?"]


def test_the_better_column_wins_and_others_fill_only_when_asked():
    columns = {"perkerasan": ["a", "b", "Tanah"], "bahan": ["Aspal", "Beton", None]}
    one = normalise(frame_of(columns), coded(SURFACE, "surface"))
    assert one.frame["surface"].tolist() == ["paved", "paved", None]
    both = normalise(frame_of(columns), coded(SURFACE, "surface", several=True))
    assert both.frame["surface"].tolist() == ["paved", "paved", "unpaved"]


def test_a_shy_rule_leaves_strange_columns_alone():
    given_ = frame_of({"perkerasan": ["a", "b"]})
    assert normalise(given_, coded(SURFACE, "surface", shy=True)) is given_
    loud = normalise(given_, coded(SURFACE, "surface"))
    assert loud.frame["surface"].isna().all()
    assert loud.findings[0].rows == (1, 2)


def test_numbers_outside_the_limits_are_reported():
    found = normalise(
        frame_of({"lebar": ["3,5", "999", " "]}), measured(WIDTH, LENGTH_UNITS, (1, 99))
    )
    assert found.frame["width_m"].fillna(-1).tolist() == [3.5, -1.0, -1.0]
    assert [f.code for f in found.findings] == ["value-implausible", "value-normalised"]
    assert found.findings[0].before == ("999",)


def test_whole_numbers_and_truth_values():
    lanes = normalise(frame_of({"lanes": ["2", "2.5"]}), measured(LANES, {"": 1.0}))
    assert lanes.frame["lanes"].isna().tolist() == [False, True]
    toll = normalise(frame_of({"tol": ["Ya", "tidak", "mungkin", None]}), true_or_false(TOLL))
    assert toll.frame["toll"].tolist()[:2] == [True, False]
    assert toll.frame["toll"].isna().tolist() == [False, False, True, True]
    assert str(toll.frame["toll"].dtype) == "boolean"


def test_without_a_column_nothing_is_made():
    given_ = frame_of({"x": ["1"]})
    assert normalise(given_, coded(SURFACE, "surface"), true_or_false(TOLL)) is given_


def test_columns_added_replaced_and_ordered():
    found = added(frame_of({"x": ["1", "2"]}), TOLL, [True, None])
    found = replaced(found, WIDTH, np.array([1.0, np.nan]))
    found = replaced(found, WIDTH, np.array([2.0, np.nan]))
    found = in_order(found, [WIDTH, TOLL])
    assert [f.name for f in found.fields] == ["width_m", "toll", "x"]
    assert found.frame.columns.tolist() == ["width_m", "toll", "x", "geometry"]
    assert found.frame["width_m"].iloc[0] == 2.0


def test_a_namesake_the_theme_did_not_make_is_put_aside():
    found = in_order(frame_of({"toll": ["a"]}), [TOLL])
    assert [f.name for f in found.fields] == ["toll_source"]


@pytest.mark.parametrize("n", [0, 1])
def test_few_rows(n):
    found = normalise(frame_of({"perkerasan": ["aspal"] * n}), coded(SURFACE, "surface"))
    assert len(found.frame) == n


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(["aspal", "tanah", "?", None, "", "paved"]), max_size=12))
def test_every_value_is_told_or_reported_and_never_lost(values):
    rule = Rule(SURFACE, lambda value, _: {"aspal": "paved", "tanah": "unpaved"}.get(value))
    found = normalise(frame_of({"bahan": values}), rule)
    reported = {row for f in found.findings for row in f.rows}
    told = found.frame["surface"] if "surface" in found.frame else found.frame["bahan"]
    for row, (value, new) in enumerate(zip(values, told.tolist(), strict=True), 1):
        known = value in ("aspal", "tanah")
        assert isinstance(new, str) == known
        assert (row in reported) == (not known and value not in (None, ""))


def test_counting_names_the_commonest_first():
    values = frame_of({"a": ["x", "y", "y"]}).frame["a"]
    assert counted(values) == "y (2), x (1)"
