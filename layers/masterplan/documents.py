"""Documents: a masterplan as plain data, and as YAML that people read."""

from __future__ import annotations

from typing import Any

import yaml

from layers.masterplan.model import SCHEMA, Masterplan

WIDTH = 120


def document_of(plan: Masterplan) -> dict[str, Any]:
    """Give a plan as plain data, without what is as usual; `Masterplan.model_validate` reads it."""
    held = plan.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"schema": SCHEMA, **held}


def yaml_of(plan: Masterplan) -> str:
    """Give a plan as YAML: codes in quotes, parts in the order of the model."""
    text: str = yaml.safe_dump(
        document_of(plan), allow_unicode=True, sort_keys=False, width=WIDTH, default_flow_style=None
    )
    return text
