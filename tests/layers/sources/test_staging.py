"""Staging: rows and report cross the border unchanged, and damaged ones are refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely

from layers.errors import SourceError
from layers.sources import staging
from layers.sources.findings import note
from layers.sources.limits import Limits
from layers.sources.reading import Reading, geometry_array

SHAPES = [shapely.Point(116, -1), None, shapely.Point(117, 0)]


def reading(shapes=SHAPES) -> Reading:
    frame = pd.DataFrame(
        {
            "whole": pd.array([1, None, 3], dtype="Int64"),
            "flag": pd.array([True, None, False], dtype="boolean"),
            "part": [1.5, np.nan, 2.0],
            "text": pd.Series(["a", None, "é"], dtype=object),
        }
    )
    return Reading(
        frame,
        geometry_array(shapes),
        np.array([1, 4, 9]),
        "CSV",
        crs="EPSG:4326",
        n_read=9,
        findings=(note("renamed", "x"),),
    )


def crossed(tmp_path, shapes=SHAPES) -> staging.Staged:
    staging.write(reading(shapes), "Point", tmp_path)
    report = staging.report_of(reading(shapes), "Point", "none", refused=False)
    return staging.collect(report, tmp_path, Limits())


def test_values_types_and_row_numbers_cross(tmp_path):
    staged = crossed(tmp_path)
    frame = staged.frame
    assert frame.index.tolist() == [1, 4, 9]
    assert frame["whole"].tolist() == [1, pd.NA, 3]
    assert frame["flag"].tolist() == [True, pd.NA, False]
    assert frame["text"].tolist()[2] == "é"
    assert frame["text"].isna().tolist() == [False, True, False]
    assert frame.geometry.tolist() == SHAPES
    assert frame.crs.to_epsg() == 4326
    assert staged.findings == (note("renamed", "x"),)
    assert (staged.n_read, staged.network) == (9, "none")


def test_a_refused_reading_brings_no_rows(tmp_path):
    report = staging.report_of(reading(), "Point", "none", refused=True)
    assert staging.collect(report, tmp_path, Limits()).frame is None


def test_rows_that_lie_off_the_earth_are_not_taken_over(tmp_path):
    with pytest.raises(SourceError) as caught:
        crossed(tmp_path, [shapely.Point(200, 0), None, None])
    assert caught.value.code == "staging-damaged"


def test_a_damaged_file_is_not_taken_over(tmp_path):
    staging.write(reading(), "Point", tmp_path)
    path = tmp_path / staging.ROWS_FILE
    path.write_bytes(path.read_bytes()[:50])
    report = staging.report_of(reading(), "Point", "none", refused=False)
    with pytest.raises(SourceError) as caught:
        staging.collect(report, tmp_path, Limits())
    assert caught.value.code == "staging-damaged"


def test_nested_collections_are_not_taken_over(tmp_path):
    deep = shapely.Point(116, -1)
    for _ in range(8):
        deep = shapely.GeometryCollection([deep])
    with pytest.raises(SourceError) as caught:
        crossed(tmp_path, [deep, None, None])
    assert caught.value.code == "too-deep"


def test_reports_hold_no_nan(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        staging.write_report({"a": float("nan")}, tmp_path)


def test_text_columns_without_values(tmp_path):
    empty = reading()
    frame = pd.DataFrame({"text": pd.Series([None] * 3, dtype=object)})
    staging.write(empty.with_(attributes=frame), "Point", tmp_path)
    with pa.OSFile(str(tmp_path / staging.ROWS_FILE)) as source:
        assert pa.ipc.open_file(source).read_all().num_rows == 3
