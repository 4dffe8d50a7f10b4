"""What a line is to a mode: speed, directions, plane, and why it is left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gis.network.modes import REASONS, line_times
from layers.infrastructure.travel import mode, modes


def one(mode_id="car", states=("existing",), **columns):
    """Tell of one line."""
    times = line_times(pd.DataFrame([columns]), mode(mode_id), states=states)
    names = ("kmh", "forward", "backward", "frontage", "plane", "reason", "planned")
    return {name: getattr(times, name).tolist()[0] for name in names}


def test_a_road_of_which_only_the_class_is_known():
    assert one(**{"class": "local"}) == {
        "kmh": 30.0,
        "forward": True,
        "backward": True,
        "frontage": True,
        "plane": 0,
        "reason": "",
        "planned": True,
    }


@pytest.mark.parametrize(
    ("columns", "kmh"),
    [
        ({"class": "collector"}, 45.0),
        ({"class": "collector", "highway": "secondary"}, 35.0),
        ({"class": "local", "surface": "unpaved"}, 18.0),
        ({"class": "local", "maxspeed_kmh": 15}, 15.0),
        ({"class": "local", "speed_kmh": 52.5}, 52.5),
        ({"class": "local", "speed_kmh": 52.5, "maxspeed_kmh": 15}, 52.5),
        ({"class": "toll"}, 90.0),
    ],
)
def test_speed_of_a_car(columns, kmh):
    assert one(**columns)["kmh"] == kmh


def test_walking_knows_no_speed_of_roads():
    assert one("walk", **{"class": "arterial", "speed_kmh": 0})["kmh"] == 4.5


def test_speeds_of_ones_own_hold_over_the_layer():
    slow = mode("car").with_speeds({"local": 11})
    lines = pd.DataFrame({"class": ["local"], "speed_kmh": [40.0]})
    times = line_times(lines, slow)
    assert times.kmh.tolist() == [11.0]
    assert not times.planned.any()


def test_a_default_taken_on_import_is_a_planning_speed():
    assert one(**{"class": "local", "speed_kmh": 30.0, "speed_source": "default"})["planned"]
    assert not one(**{"class": "local", "speed_kmh": 30.0, "speed_source": "file"})["planned"]


@pytest.mark.parametrize(
    ("columns", "both"),
    [
        ({"direction": "forward"}, (True, False)),
        ({"direction": "backward"}, (False, True)),
        ({"direction": "both", "one_way": True}, (True, True)),
        ({"direction": None, "one_way": True}, (True, False)),
        ({"one_way": "ya"}, (True, False)),
        ({"one_way": None}, (True, True)),
    ],
)
def test_directions(columns, both):
    told = one(**{"class": "local"}, **columns)
    assert (told["forward"], told["backward"]) == both
    walked = one("walk", **{"class": "local"}, **columns)
    assert walked["forward"]
    assert walked["backward"]


@pytest.mark.parametrize(
    ("columns", "plane"),
    [
        ({"bridge": True}, 1001),
        ({"bridge": True, "layer": "2"}, 1002),
        ({"bridge": "viaduct", "layer": None}, 1001),
        ({"tunnel": "yes"}, -1001),
        ({"tunnel": "yes", "layer": -3}, -1003),
        ({"layer": "1"}, 0),
        ({"bridge": False, "layer": "many"}, 0),
    ],
)
def test_planes(columns, plane):
    assert one(**{"class": "local"}, **columns)["plane"] == plane


@pytest.mark.parametrize(
    ("mode_id", "columns", "reason"),
    [
        ("car", {"class": "local", "status": "construction"}, "not-open"),
        ("car", {"class": "local", "status": None}, ""),
        ("car", {"class": None}, "class-unknown"),
        ("car", {"class": "rail"}, "class-unknown"),
        ("car", {"class": "path"}, "class-barred"),
        ("motorcycle", {"class": "toll"}, "class-barred"),
        ("motorcycle", {"class": "path", "highway": "steps"}, "class-barred"),
        ("walk", {"class": "arterial", "toll": True}, "toll-barred"),
        ("car", {"class": "arterial", "toll": True}, ""),
        ("car", {"class": "local", "access": "no"}, "access-barred"),
        ("car", {"class": "local", "access": "no", "motor_vehicle": "yes"}, ""),
        ("walk", {"class": "local", "access": "no", "motor_vehicle": "yes"}, "access-barred"),
        ("car", {"class": "local", "motor_vehicle": "no"}, "access-barred"),
        ("car", {"class": "local", "access": "private"}, ""),
        ("car", {"class": "local", "speed_kmh": 0}, "speed-bad"),
        ("car", {"class": "local", "speed_kmh": -5}, "speed-bad"),
        ("car", {"class": "local", "speed_kmh": np.inf}, "speed-bad"),
        ("car", {"class": "local", "speed_kmh": "fast"}, "speed-bad"),
        ("walk", {"class": "local", "speed_kmh": 0}, ""),
        ("car", {"class": "path", "status": "planned", "speed_kmh": 0}, "not-open"),
    ],
)
def test_reasons(mode_id, columns, reason):
    told = one(mode_id, **columns)
    assert told["reason"] == reason
    assert np.isnan(told["kmh"]) == (reason != "")


def test_states_can_be_opened():
    road = {"class": "toll", "status": "functional"}
    assert one(**road)["reason"] == "not-open"
    assert one(states=("existing", "functional"), **road)["reason"] == ""


def test_a_toll_road_has_no_frontage():
    assert not one(**{"class": "toll"})["frontage"]


def test_no_lines():
    times = line_times(pd.DataFrame({"class": []}), mode("car"))
    assert len(times.kmh) == len(times.reason) == len(times.plane) == 0


@pytest.mark.parametrize("mode_id", list(modes()))
def test_without_a_class_nothing_can_be_used(mode_id):
    assert one(mode_id, name="Jalan Melati")["reason"] == "class-unknown"


def test_every_reason_is_told_in_two_languages():
    assert all(title.id and title.en and title.id != title.en for title in REASONS.values())
