"""`penyangga prepare`: what is prepared, what is missing, and that it holds for questions."""

from __future__ import annotations

import json

from gis.processes.travel.preparing import MODES


def test_what_cannot_be_prepared_is_told(call, folder):
    shown = call("prepare", "--mode", "boat", workspace=folder)
    assert shown.exit_code == 0
    assert shown.stdout == "Prepared: -\n"
    assert "boat: without layer waterways" in shown.stderr
    assert (
        "boat: tanpa lapisan waterways"
        in call("--lang", "id", "prepare", "--mode", "boat", workspace=folder).stderr
    )


def test_no_mode_of_travel(call):
    shown = call("prepare", "--mode", "wings")
    assert shown.exit_code == 2
    assert "wings is no mode of travel; there are walk" in shown.stderr


def test_an_empty_workspace_lacks_everything(call, tmp_path):
    assert call("init", tmp_path / "w", "--empty").exit_code == 0
    told = json.loads(call("prepare", "--json", workspace=tmp_path / "w").stdout)
    assert told["prepared"] == []
    assert list(told["left_out"]) == list(MODES)
    wanted = "without layer districts, population, roads, facilities"
    assert told["left_out"]["car"]["en"] == wanted


def test_roads_that_no_mode_uses_are_told(call, folder):
    shown = call("prepare", "--mode", "car", workspace=folder)
    assert shown.exit_code == 0
    assert "car: layer 'roads' gives no network" in shown.stderr
