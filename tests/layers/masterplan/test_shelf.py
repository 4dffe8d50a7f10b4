"""Plans of a workspace and the examples that come along."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from layers.errors import SourceError
from layers.masterplan import MasterplanError
from layers.masterplan.shelf import FOLDER, Shelf


@pytest.fixture
def shelf(tmp_path: Path, plan: dict[str, Any]) -> Shelf:
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / "paser.yaml").write_text(yaml.safe_dump(plan), encoding="utf-8")
    (folder / "kukar.json").write_text(json.dumps(plan), encoding="utf-8")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    return Shelf(tmp_path)


def test_own_plans_hide_examples_of_the_same_name(shelf: Shelf, tmp_path: Path) -> None:
    assert shelf.names() == ["kukar", "paser"]
    assert shelf.examples() == ["banjarbaru"]
    assert shelf.path("kukar") == tmp_path / FOLDER / "kukar.json"
    assert shelf.read("kukar").masterplan.id == "mp"
    assert not shelf.is_example("kukar")
    assert shelf.is_example("banjarbaru")


def test_of_a_yaml_and_a_json_the_yaml_counts(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / FOLDER / "paser.json").write_text("{}", encoding="utf-8")
    assert shelf.path("paser").suffix == ".yaml"


@pytest.mark.parametrize("name", ["kukarr", "../kukar", "", "x" * 300, "notes"])
def test_a_plan_that_is_not_there(name: str, shelf: Shelf) -> None:
    with pytest.raises(SourceError, match="no masterplan") as refused:
        shelf.read(name)
    assert refused.value.code == "masterplan-not-found"


def test_a_spoilt_plan_is_refused_with_its_faults(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / FOLDER / "paser.yaml").write_text("goals: []", encoding="utf-8")
    with pytest.raises(MasterplanError):
        shelf.read("paser")


@pytest.mark.parametrize("name", ["kukar", "banjarbaru"])
def test_the_examples_have_no_fault_and_stand_on_the_starter_region(
    name: str, tmp_path: Path
) -> None:
    there = ["zoning", "facilities", "districts", "land_cover_2024"]
    found = Shelf(tmp_path).read(name, layer_ids=there)
    assert found.masterplan.id == name
    assert found.allow_illustrative
    assert {goal.pillar for goal in found.goals} <= set(found.masterplan.pillars)
