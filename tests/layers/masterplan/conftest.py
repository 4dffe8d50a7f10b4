"""A small plan that has no fault, to be spoilt by tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

import pytest

from layers.masterplan import Fault, faults_of
from layers.masterplan.draft import draft_of

SOURCED = {"source": "RPJMD 2025-2029", "status": "sourced"}
PLAN: dict[str, Any] = {
    "schema": "masterplan/0.1",
    "masterplan": {
        "id": "mp",
        "region": "64.02",
        "title": {"id": "Rencana", "en": "Plan"},
        "period": {"start": 2025, "end": 2030},
        "status": "draft",
        "vision": {"text": "Sejahtera", "provenance": SOURCED},
        "legal_basis": [{"name": "Perda 1/2025", "provenance": SOURCED}],
    },
    "work_units": [
        {"id": "dinkes", "name": "Dinas Kesehatan", "kind": "dinas"},
        {"id": "bappeda", "name": "Bappeda", "kind": "badan"},
    ],
    "indicators": [
        {"id": "i1", "name": "Dalam 30 menit", "unit": "%", "formula": "pop/pop", "gis": None}
    ],
    "goals": [{"id": "g1", "pillar": "living", "text": "Sehat", "provenance": SOURCED}],
    "targets": [
        {
            "id": "t1",
            "goal": "g1",
            "indicator": "i1",
            "baseline": {"value": 58.0, "year": 2024, "source": "BPS", "status": "sourced"},
            "target": {"value": 75.0, "year": 2030},
            "direction": "up",
            "spatial": {"layer": "facilities", "level": "kecamatan"},
            "provenance": SOURCED,
        }
    ],
    "strategies": [{"id": "s1", "goals": ["g1"], "horizon": "short", "text": "Dekatkan"}],
    "programmes": [
        {
            "id": "p1",
            "strategy": "s1",
            "pillar": "living",
            "name": "Posko",
            "quick_win": True,
            "owner": "dinkes",
            "partners": ["bappeda"],
            "start": "2025-02-01",
            "end": "2025-12-31",
            "provenance": SOURCED,
        }
    ],
    "activities": [
        {
            "id": "a1",
            "programme": "p1",
            "name": "Bangun posko",
            "location": {"kind": "kecamatan", "ref": ["64.02.13", "64.02.20"]},
            "start": "2025-02-01",
            "end": "2025-11-30",
        }
    ],
    "steps": [
        {
            "id": "st1",
            "activity": "a1",
            "order": 1,
            "text": "Pilih tempat",
            "work_unit": "bappeda",
            "start": "2025-02-01",
            "end": "2025-04-30",
        },
        {
            "id": "st2",
            "activity": "a1",
            "order": 2,
            "text": "Bangun",
            "work_unit": "dinkes",
            "start": "2025-05-01",
            "end": "2025-11-30",
            "depends_on": ["st1"],
        },
    ],
}


@pytest.fixture
def plan() -> dict[str, Any]:
    """The plan, to be changed."""
    return cast("dict[str, Any]", json.loads(json.dumps(PLAN)))


Told = list[tuple[str, str]]


@pytest.fixture
def told(plan: dict[str, Any]) -> Callable[[], Told]:
    """Give code and place of every fault of the plan."""
    return lambda: [(fault.code, fault.where) for fault in all_faults(plan)]


def all_faults(document: Any, layer_ids: list[str] | None = None) -> list[Fault]:
    return faults_of(draft_of(document), layer_ids)
