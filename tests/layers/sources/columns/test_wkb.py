"""WKB columns: what shapely writes and reads is the oracle."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
import shapely

from layers.sources.columns.wkb import column_of, heads, points_of, whole

POINTS = [shapely.Point(117.5, -1.25), shapely.Point(0, -0.0), shapely.Point(-180, 90)]
LINE = shapely.LineString([(0, 0), (1, 1)])


def column(*shapes) -> pa.Array:
    blobs = [None if shape is None else shapely.to_wkb(shape) for shape in shapes]
    return pa.array(blobs, type=pa.large_binary())


def objects(*shapes) -> np.ndarray:
    return np.array([*shapes, None], dtype=object)[:-1]


@pytest.mark.parametrize(
    "shapes",
    [
        POINTS,
        [],
        [*POINTS, None],
        [POINTS[0], LINE],
        [shapely.Point()],
        [shapely.Point(1, 2, 3)],
        [shapely.Point(np.nan, 1)],
        [None],
    ],
)
def test_shapes_are_written_as_shapely_writes_them(shapes):
    made = column_of(objects(*shapes))
    assert made.type == pa.large_binary()
    assert made.to_pylist() == column(*shapes).to_pylist()
    made.validate(full=True)


def test_points_are_read_as_shapely_reads_them():
    assert points_of(column(*POINTS)).tolist() == POINTS
    assert points_of(column(LINE, *POINTS).slice(1)).tolist() == POINTS
    assert points_of(column(*POINTS).slice(1, 1)).tolist() == POINTS[1:2]


@pytest.mark.parametrize(
    "shapes",
    [[], [LINE], [POINTS[0], None], [shapely.Point()], [shapely.Point(1, 2, 3)], [*POINTS, LINE]],
)
def test_what_is_not_all_points_is_left_to_others(shapes):
    assert points_of(column(*shapes)) is None


def test_twenty_one_bytes_that_are_no_point_are_left_to_others():
    turned = shapely.to_wkb(POINTS[0], byte_order=0)
    assert points_of(pa.array([turned], type=pa.large_binary())) is None


def test_heads_tell_kinds_in_either_byte_order():
    curve, big = b"\x01\x09\x00\x00\x00", b"\x00\x00\x00\x03\xf2"
    raw = pa.array([curve, None, big, b"\x01", shapely.to_wkb(LINE)], type=pa.large_binary())
    seen = heads(raw)
    assert seen.kinds.tolist() == [9, -1, 1010, -1, 2]
    assert seen.lengths.tolist() == [5, 0, 5, 1, 41]
    assert seen.little.tolist() == [True, False, False, False, True]
    assert seen.has_arcs
    assert heads(raw.slice(2, 1)).has_arcs
    assert not heads(raw.slice(3)).has_arcs
    assert heads(raw.slice(4)).kinds.tolist() == [2]
    assert not heads(raw.slice(5)).has_arcs


def test_columns_in_chunks_become_one():
    chunked = pa.chunked_array([[b"a"], [None, b"bc"]], type=pa.binary())
    assert whole(chunked).to_pylist() == [b"a", None, b"bc"]
    assert whole(pa.chunked_array([], type=pa.binary())).to_pylist() == []
