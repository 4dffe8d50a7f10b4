"""Parameter values: what is taken, what is refused, and that nothing else gets through."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import Field, Text
from server.errors import ParameterError
from server.features.values import (
    read_bbox,
    read_interval,
    read_number,
    read_value,
    read_whole,
)

HOSTILE = [
    "",
    " ",
    "nan",
    "inf",
    "-inf",
    "1e999",
    "²",
    "١٢",
    "0x10",
    "1_000",
    "1,5",
    "9" * 5000,
    "--1",
]


def field(kind: str) -> Field:
    return Field("x", kind, Text("x", "x"))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_numbers_are_refused(text):
    with pytest.raises(ParameterError, match="x"):
        read_number("x", text)
    with pytest.raises(ParameterError, match="x"):
        read_whole("x", text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_is_read(value):
    assert read_number("x", repr(value)) == value


@given(st.text(max_size=30))
def test_any_text_is_a_finite_number_or_refused(text):
    try:
        value = read_number("x", text)
    except ParameterError:
        return
    assert math.isfinite(value)


@pytest.mark.parametrize("text", ["-1", "+1", "1.0", "1e3", "1234567890", str(2**63)])
def test_whole_numbers_have_nine_digits_unless_told(text):
    with pytest.raises(ParameterError, match="one to 9 digits"):
        read_whole("limit", text)


def test_boxes():
    assert read_bbox("116,-2,117,-1") == (116.0, -2.0, 117.0, -1.0)
    assert read_bbox("116, -2, -5, 117, -1, 90") == (116.0, -2.0, 117.0, -1.0)
    assert read_bbox("170,-10,-170,10") == (170.0, -10.0, -170.0, 10.0)
    assert read_bbox("116,-1,116,-1") == (116.0, -1.0, 116.0, -1.0)


@pytest.mark.parametrize(
    "text",
    [
        "1,2,3",
        "1,2,3,4,5",
        "1,2,3,4,5,6,7",
        "1,2,3,4,5,6,7,8,9,10",
        "1,2,,4",
        "1;2;3;4",
        "a,b,c,d",
        "116,-1,117,-2",
        "0,0,9,1,1,1",
        "116,-100,117,-1",
        "400,0,401,1",
        "nan,0,1,1",
        "0,0,inf,1",
    ],
)
def test_bad_boxes_are_refused(text):
    with pytest.raises(ParameterError, match="bbox"):
        read_bbox(text)


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("2024-05-01", ("2024-05-01", "2024-05-01")),
        ("2024-05-01T10:00:00Z", ("2024-05-01T10:00:00Z",) * 2),
        ("2024-05-01t10:00:00z", ("2024-05-01T10:00:00Z",) * 2),
        ("2024-05-01T10:00:00.5+08:00", ("2024-05-01T10:00:00.5+08:00",) * 2),
        ("2024-01-01/2024-12-31", ("2024-01-01", "2024-12-31")),
        ("../2024-12-31", (None, "2024-12-31")),
        ("2024-01-01/", ("2024-01-01", None)),
        ("../..", (None, None)),
        ("/", (None, None)),
    ],
)
def test_times(text, interval):
    assert read_interval(text) == interval


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024",
        "2024-13-01",
        "2024-02-30",
        "yesterday",
        "2024-05-01T10:00:00",
        "2024-05-01 10:00:00Z",
        "2024-05-01T25:00:00Z",
        "2024-12-31/2024-01-01",
        "2024-01-01/2024-02-01/2024-03-01",
        "0000-01-01",
        "..",
    ],
)
def test_bad_times_are_refused(text):
    with pytest.raises(ParameterError, match="datetime"):
        read_interval(text)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "64.71", "64.71"),
        ("text", "", ""),
        ("integer", "-7", -7),
        ("number", "1.5e2", 150.0),
        ("boolean", "true", True),
        ("boolean", "false", False),
        ("date", "2024-05-01", "2024-05-01"),
        ("datetime", "2024-05-01T00:00:00Z", "2024-05-01T00:00:00Z"),
    ],
)
def test_values_are_read_by_the_type_of_their_field(kind, text, value):
    assert read_value(field(kind), text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "1.5"),
        ("integer", str(2**63)),
        ("number", "nan"),
        ("boolean", "1"),
        ("boolean", "True"),
        ("date", "1/5/2024"),
        ("datetime", "now"),
    ],
)
def test_values_of_another_type_are_refused(kind, text):
    with pytest.raises(ParameterError):
        read_value(field(kind), text)


def test_a_whole_number_may_be_told_to_be_longer():
    assert read_whole("limit", "1000000000", digits=18) == 10**9
    with pytest.raises(ParameterError, match="one to 18 digits"):
        read_whole("limit", "1" * 19, digits=18)
