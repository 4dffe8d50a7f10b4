"""Modes of travel: where each may go, how quickly, and where the numbers are from."""

from __future__ import annotations

import math

import pytest

from layers.errors import SourceError
from layers.infrastructure.travel import Mode, mode, modes
from layers.infrastructure.vocabulary import code_list, rows_of
from layers.layer import TRUST_ORDER


def test_the_modes():
    assert list(modes()) == ["walk", "motorcycle", "car", "ambulance"]
    assert [m.title.id for m in modes().values()] == [
        "Jalan kaki",
        "Sepeda motor",
        "Mobil",
        "Ambulans",
    ]


@pytest.mark.parametrize(
    ("mode_id", "road_class", "word", "factor", "kmh"),
    [
        ("walk", "arterial", "", None, 4.5),
        ("walk", "path", "steps", None, 4.5),
        ("car", "arterial", "trunk", 1.0, None),
        ("car", "track", "", 1.0, None),
        ("motorcycle", "path", "path", None, 10.0),
        ("motorcycle", "Local", "", 1.0, None),
    ],
)
def test_speed_of_a_road(mode_id, road_class, word, factor, kmh):
    speed = mode(mode_id).speed(road_class, word)
    assert (speed.factor, speed.kmh) == (factor, kmh)


@pytest.mark.parametrize(
    ("mode_id", "road_class", "word"),
    [
        ("walk", "toll", ""),
        ("motorcycle", "toll", "motorway"),
        ("motorcycle", "path", "steps"),
        ("car", "path", ""),
        ("car", None, ""),
        ("car", "rail", ""),
    ],
)
def test_barred_roads(mode_id, road_class, word):
    assert mode(mode_id).speed(road_class, word) is None


def test_a_toll_road_is_joined_at_its_junctions_only():
    assert not mode("car").speed("toll").joined_along
    assert mode("car").speed("arterial").joined_along


def test_every_number_names_source_and_trust():
    for row in (*rows_of("travel_modes"), *rows_of("travel_speeds")):
        assert row["trust"] in TRUST_ORDER
    known = {row["id"] for row in rows_of("sources")}
    assert {row["source"] for row in rows_of("travel_modes")} <= known
    assert {row["source"] for row in rows_of("travel_speeds")} <= known


def test_every_word_is_a_class_or_a_word_of_one():
    words = code_list("road_class").words
    strange = [word for m in modes().values() for word in m.speeds if word not in words]
    assert not strange


def test_speeds_of_ones_own():
    own = mode("motorcycle").with_speeds({"local": 18, "toll": 60})
    assert own.speed("local").kmh == 18.0
    assert own.speed("toll").kmh == 60.0
    assert not own.speed("toll").joined_along
    assert own.speed("local").trust == "illustrative"
    assert mode("motorcycle").speed("toll") is None
    assert isinstance(own, Mode)


@pytest.mark.parametrize("value", [0, -3, math.nan, math.inf])
def test_a_speed_that_cannot_be(value):
    with pytest.raises(SourceError, match=r"local: .*; wanted finite numbers above 0") as caught:
        mode("car").with_speeds({"local": value})
    assert caught.value.code == "speed-implausible"


def test_a_mode_that_is_not_known():
    with pytest.raises(SourceError, match="no mode 'raft'; wanted one of walk") as caught:
        mode("raft")
    assert caught.value.code == "mode-unknown"
