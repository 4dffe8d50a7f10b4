"""Arrow tables: plain values, and WKB that is checked before GEOS sees it."""

from __future__ import annotations

import datetime as dt
import decimal

import numpy as np
import pyarrow as pa
import pytest
import shapely

from layers.sources.columns.plain import values_of
from layers.sources.limits import Limits
from layers.sources.readers.arrow import attributes, shapes


def blobs(*values) -> pa.ChunkedArray:
    return pa.chunked_array([[value] for value in values], type=pa.binary())


def nested(depth: int, *, big: bool = False) -> bytes:
    order, mark = (">", b"\x00") if big else ("<", b"\x01")
    head = mark + np.array([7, 1], dtype=f"{order}u4").tobytes()
    return head * depth + shapely.to_wkb(shapely.Point(1, 2))


def test_values_become_plain():
    moment = dt.datetime(2024, 1, 31, 10, tzinfo=dt.UTC)
    table = pa.table(
        {
            "text": ["a", None],
            "day": pa.array([dt.date(2024, 1, 31), None]),
            "moment": pa.array([moment, None], type=pa.timestamp("ms", "UTC")),
            "part": [1.5, float("nan")],
            "exact": pa.array([decimal.Decimal("1.25"), None]),
            "list": [[1, 2], None],
            "blob": pa.array([b"x", None]),
            "geom": ["skipped", ""],
        }
    )
    frame, found = attributes(table, {"geom"})
    values = [values_of(frame[name]) for name in frame.columns]
    assert [first for first, _ in values] == [
        "a",
        "2024-01-31",
        "2024-01-31T10:00:00+00:00",
        1.5,
        1.25,
        [1, 2],
    ]
    assert [second for _, second in values] == [None] * 6
    assert [f.code for f in found] == ["column-dropped"]


def test_good_blobs():
    made, found = shapes(blobs(shapely.to_wkb(shapely.Point(1, 2)), None), Limits())
    assert made.tolist() == [shapely.Point(1, 2), None]
    assert found == []


@pytest.mark.parametrize(
    ("blob", "code"),
    [
        (b"", "bad-geometry"),
        (b"\x01\x02", "bad-geometry"),
        (b"\x01\x63\x00\x00\x00" + bytes(80), "bad-geometry"),
        (shapely.to_wkb(shapely.LineString([(0, 0), (1, 1)]))[:-4], "bad-geometry"),
        (nested(5), "too-deep"),
        (nested(5, big=True), "too-deep"),
        (nested(40_000), "too-deep"),
        (b"\x01\x06\x00\x00\x00\xff\xff\xff\xff", "bad-geometry"),
        (b"\x01\x03\x00\x00\x00\xff\xff\xff\xff" + bytes(80), "bad-geometry"),
        (bytes(200_000 * 48 + 1), "too-many-vertices"),
    ],
)
def test_bad_blobs_are_errors_of_their_rows(blob, code):
    made, found = shapes(blobs(shapely.to_wkb(shapely.Point(1, 2)), blob), Limits())
    assert made[0] == shapely.Point(1, 2)
    assert made[1] is None
    assert [(f.row, f.code) for f in found] == [(2, code)]


def test_nothing():
    made, found = shapes(blobs(), Limits())
    assert (len(made), found) == (0, [])
