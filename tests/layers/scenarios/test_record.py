"""The record of a scenario: written and read the same, damage told."""

import pytest

from layers.errors import StoreError
from layers.scenarios import Scenario, ScenarioError
from layers.text import Text

ONE = Scenario(
    "bay-bridge",
    Text("Jembatan", "Bridge"),
    {"roads": 2},
    "older",
    ({"n": 3, "kind": "remove", "layer": "roads", "feature": "1"},),
    {"roads": 4},
    4,
    "2026-01-01T00:00:00.000Z",
    "2026-01-02T00:00:00.000Z",
)


def test_what_is_written_is_read_again():
    assert Scenario.from_dict(ONE.to_dict()) == ONE


@pytest.mark.parametrize("name", ["", "A", "1a", "a b", "a/b", "..", "a" * 49, "é"])
def test_an_id_is_part_of_an_address(name):
    with pytest.raises(ScenarioError, match="cannot be used") as caught:
        Scenario(name, Text.of("x"), {})
    assert caught.value.code == "bad-scenario-id"


@pytest.mark.parametrize("lost", ["pins", "edits", "title", "version"])
def test_a_damaged_record_is_told(lost):
    written = ONE.to_dict()
    del written[lost]
    with pytest.raises(StoreError, match="damaged"):
        Scenario.from_dict(written)
