"""Plans as plain data and as YAML: read back they are equal."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.masterplan import Masterplan, Shelf
from layers.masterplan.documents import document_of, yaml_of
from layers.masterplan.reading import masterplan_in


@pytest.mark.parametrize("name", ["kukar", "banjarbaru"])
def test_a_plan_comes_back(name: str, tmp_path: Path) -> None:
    plan = Shelf(tmp_path).read(name)
    text = yaml_of(plan)
    assert masterplan_in(text, "x") == plan
    assert Masterplan.model_validate(document_of(plan)) == plan
    assert text.startswith("schema: masterplan/0.1\n")
    assert f"region: '{plan.masterplan.region}'" in text
