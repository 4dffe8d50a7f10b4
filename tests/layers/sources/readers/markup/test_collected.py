"""Rows collected one by one: columns that come late, batches, layers and limits."""

from __future__ import annotations

import pytest
import shapely

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.readers.markup import collected
from layers.sources.readers.markup.collected import Collected

POINT = {"type": "Point", "coordinates": [116, 0]}


def test_columns_that_come_late_are_empty_before():
    rows = Collected(Limits())
    rows.add({"a": "1"}, POINT, "x")
    rows.add({"b": "01"}, None, "y")
    reading = rows.reading("KML", "EPSG:4326", "x")
    assert reading.attributes["a"].tolist()[0] == 1
    assert reading.attributes["b"].tolist() == [None, "01"]
    assert reading.geometry.tolist() == [shapely.Point(116, 0), None]
    assert reading.rows.tolist() == [1, 2]


def test_one_layer_keeps_its_rows_numbers_columns_and_faults():
    rows = Collected(Limits())
    rows.fault("bad-geometry", "of x")
    rows.add({"a": "1"}, None, "x")
    rows.fault("bad-geometry", "of y")
    rows.add({"b": "1"}, None, "y")
    reading = rows.reading("KML", "EPSG:4326", "y", only={"y"})
    assert list(reading.attributes) == ["b"]
    assert (reading.rows.tolist(), reading.n_read) == ([2], 1)
    assert [f.message for f in reading.findings] == ["of y"]


def test_only_columns_without_a_type_are_told_from_their_letters():
    rows = Collected(Limits())
    rows.add({"typed": "12", "free": "12"}, None)
    reading = rows.reading("KML", "EPSG:4326", "", untyped={"free"})
    assert [f["type"] for f in reading.fields] == ["text", "integer"]


def test_faults_of_shapes_name_their_row_over_batches(monkeypatch):
    monkeypatch.setattr(collected, "BATCH", 2)
    rows = Collected(Limits())
    for i in range(5):
        rows.add({}, {"type": "Point", "coordinates": ["a", 0]} if i in (2, 4) else POINT)
    reading = rows.reading("KML", "EPSG:4326", "")
    assert reading.bad_rows() == [3, 5]
    assert len(reading.geometry) == 5


@pytest.mark.parametrize(
    ("limits", "code"), [(Limits(rows=1), "too-big"), (Limits(columns=1), "too-many-columns")]
)
def test_limits(limits, code):
    rows = Collected(limits)
    rows.add({"a": "1"}, POINT)
    with pytest.raises(SourceError) as caught:
        rows.add({"b": "1"}, POINT)
    assert caught.value.code == code


def test_nothing_at_all():
    assert len(Collected(Limits()).reading("KML", None, "").attributes) == 0
