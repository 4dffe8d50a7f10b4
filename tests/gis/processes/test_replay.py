from __future__ import annotations

import shlex

import pytest

from gis.processes import registry
from gis.processes.replay import replay

QUESTIONS = [
    ("coverage", {"facilities": "Rumah sakit, klinik", "within": "3km,800m", "region": "64.71"}),
    ("coverage", {"facilities": "rs", "population": "people", "layer": "poi"}),
    ("nearest", {"point": "116.83,-1.26", "k": 3, "max_distance": "12.5km"}),
    ("whatif", {"facilities": "rs", "add": "116.83,-1.26;116.9,-1.1", "remove": "3,4"}),
    ("whatif", {"facilities": "rs", "add": [[116.123456789, -1.2e-07]], "within": "15min,30min"}),
    ("whatif", {"facilities": "rs", "road": "116.8,-1.2 116.9,-1.1", "bridge": "yes", "join": 250}),
    ("whatif", {"facilities": "rs", "road": [[116.8, -1], [117, -1.1]], "road_kmh": 33.5}),
    ("whatif", {"facilities": "rs", "speed": {"arterial": 30, "local": 12.5}, "mode": "ambulance"}),
]


@pytest.mark.parametrize(("process_id", "given"), QUESTIONS)
def test_the_body_of_the_call_checks_to_the_same_values(process_id, given):
    process = registry()[process_id]
    typed = process.check(given)
    body = replay(process, typed)["api"]["body"]["inputs"]
    assert process.check(body) == typed


def test_the_three_doors_in_full():
    process = registry()["coverage"]
    given = {"facilities": "hospital,klinik", "within": "1km,3km,5km", "region": "64.71"}
    found = replay(process, process.check(given))
    assert found["api"] == {
        "method": "POST",
        "path": "/processes/coverage/execution",
        "body": {
            "inputs": {
                "facilities": "rs,klinik",
                "within": "1km,3km,5km",
                "by": "districts",
                "region": "64.71",
            }
        },
    }
    assert found["cli"] == (
        "penyangga cover --facilities rs,klinik --within 1km,3km,5km --by districts "
        "--region 64.71 --json"
    )
    assert '"facilities": "rs,klinik",' in found["python"]


def test_inputs_away_from_their_default_are_never_left_out():
    process = registry()["coverage"]
    found = replay(process, process.check({"facilities": "rs", "population": "people"}))
    assert "--population people" in found["cli"]
    assert "layer" not in found["api"]["body"]["inputs"]


def test_a_value_with_spaces_and_quotes_is_one_word_on_the_command_line():
    process = registry()["coverage"]
    found = replay(process, process.check({"facilities": "rs", "region": "a 'b'; rm -rf /"}))
    words = shlex.split(found["cli"])
    assert words[words.index("--region") + 1] == "a 'b'; rm -rf /"
    compile(found["python"], "cell", "exec")
