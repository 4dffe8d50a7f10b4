"""Scenarios that stay open between requests: never an older one than is kept."""

from __future__ import annotations

import pytest

import layers
from layers.scenarios import ScenarioNotFoundError
from server.config import ServerSettings
from server.scenarios.shelf import MOST_OPEN, OpenScenarios
from server.workspace import Workspace

RS = {"kind": "facility", "at": [116.95, -1.25], "type": "rs"}


@pytest.fixture
def opened(tiny):
    settings = ServerSettings(workspace=tiny.path)
    return OpenScenarios(Workspace(settings, layers.open))


def test_one_stays_open_until_it_is_changed(opened):
    opened.scenarios().create("one", edits=[RS])
    first = opened.workspace("one")
    assert opened.workspace("one") is first
    assert first.collection("facilities").layer.n_features == 7
    opened.scenarios().edit("one", [RS])
    assert opened.workspace("one").collection("facilities").layer.n_features == 8
    opened.scenarios().delete("one")
    with pytest.raises(ScenarioNotFoundError):
        opened.workspace("one")
    # Another of the same name and version is another.
    opened.scenarios().create("one")
    assert opened.workspace("one").collection("facilities").layer.n_features == 6


def test_only_so_many_stay_open(opened):
    for i in range(MOST_OPEN + 2):
        opened.scenarios().create(f"s{i}")
        opened.workspace(f"s{i}")
    assert len(opened._open) == MOST_OPEN
    assert opened.workspace("s0").layers()
