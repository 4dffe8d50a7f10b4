"""Modes as inputs: every one can be chosen, a straight line first."""

from __future__ import annotations

from gis.processes.travel import (
    BOAT,
    STRAIGHT,
    mode_choices,
    mode_input,
    travel_choices,
    travel_inputs,
)


def test_every_mode_can_be_chosen_and_a_straight_line_first():
    codes = [code for code, _ in mode_choices()]
    assert codes[0] == STRAIGHT
    assert {"walk", "motorcycle", "car", "ambulance"} <= set(codes)
    assert [code for code, _ in travel_choices()] == [*codes, BOAT]


def test_the_input_reads_codes_and_labels():
    mode = mode_input()
    assert mode.default == STRAIGHT
    assert mode.read("Sepeda motor") == "motorcycle"
    assert mode.read("On foot and by boat") == BOAT


def test_layers_are_named_like_their_inputs_and_left_out_of_the_replay():
    layers = [spec for spec in travel_inputs() if spec.type == "layer"]
    assert [spec.id for spec in layers] == ["roads", "turns", "waterways", "land"]
    assert [spec.default for spec in layers] == ["roads", "turns", "waterways", "provinces"]
    assert all(spec.quiet for spec in layers)
    month = travel_inputs()[-1]
    assert (month.id, month.minimum, month.maximum) == ("month", 1, 12)
