"""Roads: planning speeds and the minimum values of each function."""

from __future__ import annotations

import pytest

from layers.infrastructure import code_list, default_speed_kmh, road_functions, speeds
from layers.starter.lines.roads import SPEED_KMH


@pytest.mark.parametrize("kind", SPEED_KMH)
def test_speeds_agree_with_the_starter_network(kind):
    speed = speeds()[kind]
    assert (speed.rural_kmh, speed.urban_kmh) == SPEED_KMH[kind]
    assert speed.trust == "modelled"
    assert "not measured" in speed.source


def test_every_class_has_a_speed_and_towns_are_never_faster():
    for kind in code_list("road_class").codes:
        rural, urban = default_speed_kmh(kind), default_speed_kmh(kind, urban=True)
        assert rural is not None
        assert urban is not None
        assert 0 < urban <= rural


def test_unpaved_roads_are_slower_but_tracks_are_so_already():
    assert default_speed_kmh("local", surface="unpaved") == 18.0
    assert default_speed_kmh("local", surface="paved") == 30.0
    assert default_speed_kmh("track", surface="unpaved") == 12.0


def test_a_finer_word_wins_and_no_class_has_no_speed():
    assert default_speed_kmh("collector", word="secondary", urban=True) == 25.0
    assert default_speed_kmh("collector", word="nothing known") == 45.0
    assert default_speed_kmh(None, word="secondary") is None
    assert default_speed_kmh("xyz") is None


def test_functions_follow_the_rules_and_say_how_sure_they_are():
    functions = road_functions()
    assert set(functions) == set(code_list("road_function").codes)
    primary = functions["collector_primary"]
    assert (primary.min_design_speed_kmh, primary.speed_status) == (40.0, "unverified")
    assert (primary.min_width_m, primary.supervision_strip_m) == (9.0, 10.0)
    assert functions["toll"].min_width_m is None
    assert functions["local_primary"].speed_status == "sourced"
    assert {f.reserve_status for f in functions.values()} <= {"", "unverified"}
