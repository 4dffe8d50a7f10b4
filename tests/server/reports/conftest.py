"""The data of both example plans' reports on the starter region, gathered once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import layers
from layers.masterplan import Masterplan, Shelf
from server.reports import document, gather

ON = date(2026, 11, 22)


@pytest.fixture(scope="session")
def documents(starter_workspace: Path) -> Mapping[str, dict[str, Any]]:
    """Data of the report of each example plan, by its name."""
    catalogue = layers.open(starter_workspace)
    shelf = Shelf(starter_workspace)
    told: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        # The others are measured in the tests of the analysis.
        patch.setattr(document, "MEASURES", "minutes_rs,forest_share")
        found = {
            name: gather(catalogue, shelf.read(name), ON, lambda n, of, title: told.append(n))
            for name in ("kukar", "banjarbaru")
        }
    catalogue.close()
    assert told == [1, 2, 3, 4] * 2
    return found


@pytest.fixture(scope="session")
def many(documents: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The data of a plan with many programmes, long names, and markup in every word."""
    data: dict[str, Any] = dict(documents["banjarbaru"])
    plan = dict(data["plan"])
    words = '#panic() $x$ *a* `b` <script>alert("1")</script> & @ref \\ [c] ' + "Pembangunan" * 12
    first = plan["programmes"][0]
    plan["programmes"] = [
        first | {"id": f"p{n}", "name": f"{n} {words}", "quick_win": n % 7 == 0} for n in range(12)
    ]
    plan["work_units"] = [
        {"id": f"opd-{n}-{'x' * 40}", "name": words, "kind": "dinas"} for n in range(12)
    ]
    plan["steps"] = [
        one | {"text": words, "work_unit": plan["work_units"][n % 12]["id"]}
        for n, one in enumerate(plan["steps"])
    ]
    return data | {"plan": plan}


def by_hand() -> Masterplan:
    """A plan of a region that no workspace of the tests has, with the least that may be."""
    sourced = {"source": "RPJMD", "status": "sourced"}
    return Masterplan.model_validate(
        {
            "masterplan": {
                "id": "bare",
                "region": "99.99",
                "title": "Bare",
                "period": {"start": 2025, "end": 2030},
                "status": "draft",
                "vision": {"text": "-", "provenance": sourced},
            },
            "goals": [{"id": "g1", "pillar": "living", "text": "Sehat", "provenance": sourced}],
        }
    )


@pytest.fixture
def bare(tiny: layers.Catalogue) -> dict[str, Any]:
    """The data of a plan with no part but a goal, of a region without districts."""
    return gather(tiny, by_hand(), ON)
