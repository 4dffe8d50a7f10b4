"""The model of a masterplan, and the JSON Schema that tells others of its form."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from layers.masterplan import Masterplan, json_schema
from layers.text import Text


def test_the_schema_takes_what_the_model_takes(plan: dict[str, Any]) -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(plan, schema)


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("goals", "pillar", "smart"),
        ("steps", "order", 0),
        ("steps", "colour", "red"),
        ("targets", "baseline", {"value": "much", "year": 2024}),
        ("goals", "text", {"id": "x"}),
        ("programmes", "id", "P 1"),
    ],
)
def test_the_schema_refuses_what_the_model_refuses(
    kind: str, field: str, value: Any, plan: dict[str, Any]
) -> None:
    plan[kind][0][field] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plan, json_schema())
    with pytest.raises(ValueError, match="validation error"):
        Masterplan.model_validate(plan)


def test_a_plan_written_is_the_plan_read(plan: dict[str, Any]) -> None:
    plan["masterplan"]["context"] = {"text": {"id": "Penyangga", "en": "Buffer"}}
    first = Masterplan.model_validate(plan)
    written = json.loads(first.model_dump_json(by_alias=True, exclude_unset=True))
    assert Masterplan.model_validate(written) == first
    assert written["masterplan"]["title"] == {"id": "Rencana", "en": "Plan"}
    assert written["goals"][0]["text"] == "Sehat"
    assert first.masterplan.__pydantic_extra__["context"].text == Text("Penyangga", "Buffer")


def test_nothing_changes_a_plan(plan: dict[str, Any]) -> None:
    found = Masterplan.model_validate(plan)
    with pytest.raises(ValueError, match="frozen"):
        found.goals[0].pillar = "economy"
