"""Coordinates in every usual writing, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.searching import read_positions

REGION = (113.8, -4.9, 119.0, 2.7)
WRITTEN = [
    "-1.26, 116.83",
    "116.83 -1.26",
    "116.83,-1.26",
    "-1,26 116,83",
    "-1,26; 116,83",
    "-1,26, 116,83",
    "-1,26,116,83",
    "116,83 / -1,26",
    "1.26S 116.83E",
    "1.26 S, 116.83 E",
    "S 1.26 E 116.83",
    "1,26° LS 116,83° BT",
    "116.83 BT, 1.26 LS",
    "1°15'36\"S 116°49'48\"E",
    "1° 15′ 36″ LS, 116° 49′ 48″ BT",
    "1 15 36 S, 116 49 48 E",
    "1°15.6' S 116°49.8' E",
    "geo:-1.26,116.83?z=12",
    "POINT(116.83 -1.26)",
    "  −1.26 , +116.83 ",
]
NONE = [
    "",
    "sepaku",
    "64.02",
    "64.02.01",
    "6402",
    "116.83",
    "91, 181",
    "200, 300",
    "1°75'00\" S 116° E",
    "116 E 117 E",
    "1,2,3",
    "nan, inf",
    "1e9 2e9",
    "SDN 1 12",
    "1" * 5000,
    "°'\"" * 30,
]


@pytest.mark.parametrize("text", WRITTEN)
def test_one_place_in_every_writing(text):
    first = read_positions(text, REGION)[0]
    assert (first.lon, first.lat) == pytest.approx((116.83, -1.26), abs=1e-9)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_pair_of_coordinates(text):
    assert read_positions(text, REGION) == ()


def test_two_orders_are_told_where_both_are_possible():
    here, there = read_positions("1.5, 2.5"), read_positions("2.5 1.5")
    assert [(p.lat, p.lon) for p in here] == [(1.5, 2.5), (2.5, 1.5)]
    assert {p.order for p in there} == {"lat-lon", "lon-lat"}
    assert len(read_positions("0 0")) == len(read_positions("-1.5; -1.5")) == 1
    within = read_positions("80, 5", (79.0, 4.0, 81.0, 6.0))
    assert [(p.lon, p.lat) for p in within] == [(80.0, 5.0), (5.0, 80.0)]


def test_a_hemisphere_settles_the_order():
    assert [(p.lat, p.lon) for p in read_positions("5 E 80 N")] == [(80.0, 5.0)]
    assert [(p.lat, p.lon) for p in read_positions("2 LU 117 BT")] == [(2.0, 117.0)]


@given(
    lat=st.floats(-90, 90, allow_nan=False).map(lambda v: round(v, 6)),
    lon=st.floats(90.001, 180).map(lambda v: round(v, 6)),
    decimal=st.sampled_from(".,"),
    between=st.sampled_from(["; ", " ", " / "]),
)
def test_what_is_written_is_read_back(lat, lon, decimal, between):
    one, other = (f"{v:.6f}".replace(".", decimal) for v in (lat, lon))
    for text in (one + between + other, other + between + one):
        assert [(p.lat, p.lon) for p in read_positions(text)] == [(lat, lon)]


@given(st.text(max_size=60))
def test_no_text_does_harm(text):
    for place in read_positions(text):
        assert abs(place.lat) <= 90
        assert abs(place.lon) <= 180
