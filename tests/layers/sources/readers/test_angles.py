"""Angles in the ways people write them, in two languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.sources.readers.angles import coordinate, cut


@pytest.mark.parametrize(
    "text",
    [
        "1°15'36\" S",
        "1° 15' 36.0\" LS",
        "01°15′36″S",
        "1°15'36,0''LS",
        "1d15m36s S",
        "S 1°15'36\"",
        "LS 1° 15' 36\"",
        "-1°15'36\"",
        "1°15.6' S",
        "-1,26",
        " -1.26 ",
        "-126e-2",
        "1º15'36\"s",
    ],
)
def test_one_angle_in_many_ways(text):
    assert coordinate(text) == pytest.approx(-1.26, abs=1e-12)


@pytest.mark.parametrize(
    ("side", "sign"),
    [
        *(("U", 1), ("LU", 1), ("N", 1), ("S", -1), ("LS", -1)),
        *(("T", 1), ("BT", 1), ("E", 1), ("B", -1), ("BB", -1), ("W", -1)),
    ],
)
def test_sides_in_both_languages(side, sign):
    assert coordinate(f"4°30' {side}") == 4.5 * sign


@pytest.mark.parametrize(
    "text", ["1°75'00\" S", "1°15'60\" S", "1°15' X", "1°15' SE", "116 50 12", "x", "١°", "1.2.3"]
)
def test_what_is_no_angle_is_given_back(text):
    assert coordinate(text) == text


@pytest.mark.parametrize("text", ["", "  ", "NULL", "null", "\\N"])
def test_empty(text):
    assert coordinate(text) is None


@given(st.floats(-180, 180), st.sampled_from(["S", "LS"]))
def test_round_trip_over_degrees_minutes_and_seconds(value, side):
    whole = abs(value)
    degrees = int(whole)
    minutes = int((whole - degrees) * 60)
    seconds = min((whole - degrees - minutes / 60) * 3600, 59.99999)
    text = f"{degrees:02d}°{minutes:02d}'{max(seconds, 0):.5f}\" {side}"
    assert coordinate(text) == pytest.approx(-whole, abs=1e-8)


@pytest.mark.parametrize(
    "cell",
    [
        "04°03'45.00\" S 114°36'59.00\" E",
        "114°36'59.00\" BT, 04°03'45.00\" LS",
        "S 04°03'45.00\" E 114°36'59.00\"",
    ],
)
def test_with_sides_the_longitude_is_first(cell):
    pair = cut(cell)
    assert pair.has_sides
    assert coordinate(pair.first) == pytest.approx(114.61638889)
    assert coordinate(pair.second) == pytest.approx(-4.0625)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("-1.26, 116.83", ("-1.26", "116.83")),
        ("(-1.26;116.83)", ("-1.26", "116.83")),
        ("-1.26,116.83", ("-1.26", "116.83")),
        ("-1,26; 116,83", ("-1,26", "116,83")),
        ("-1,26 116,83", ("-1,26", "116,83")),
        ("[116.83 -1.26]", ("116.83", "-1.26")),
        ("1,2,3", ("1,2,3", "1,2,3")),
        ("", ("", "")),
    ],
)
def test_without_sides_the_order_is_kept(cell, parts):
    pair = cut(cell)
    assert (pair.first, pair.second, pair.has_sides) == (*parts, False)
