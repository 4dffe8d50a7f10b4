"""Values kept: a layer or a scenario changes the indicator, and the old value stays."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from gis.masterplans import Evaluation, evaluate, keep, values_of
from gis.scenarios.keeping import Scenarios
from layers import Catalogue
from layers.masterplan import Masterplan, Shelf

SOURCED = {"source": "RPJMD", "status": "sourced"}
DAY = date(2026, 6, 30)


def plan() -> Masterplan:
    """A plan of the tiny region with a target in reach of a puskesmas, and one by hand."""
    target: dict[str, Any] = {"goal": "g", "direction": "up", "target": {"value": 50, "year": 2030}}
    named = {"unit": "%", "formula": "a / b"}
    return Masterplan.model_validate(
        {
            "masterplan": {
                "id": "mp",
                "region": "64.71",
                "title": "Rencana",
                "period": {"start": 2025, "end": 2030},
                "status": "draft",
                "vision": {"text": "Sejahtera", "provenance": SOURCED},
            },
            "indicators": [
                {"id": "near", "name": "Dekat", "gis": "puskesmas_30min", **named}
                | {"parameters": {"within": "3km", "mode": "straight"}},
                {"id": "hand", "name": "Daring", **named}
                | {"series": [{"value": 41, "year": 2025, **SOURCED}]},
            ],
            "goals": [{"id": "g", "pillar": "living", "text": "Sehat"}],
            "targets": [
                {"id": name, "indicator": name, "baseline": {"value": 9, "year": 2024}, **target}
                for name in ("near", "hand")
            ],
        }
    )


@pytest.fixture
def region(tiny: Catalogue) -> Catalogue:
    return tiny


def now(catalogue: Catalogue) -> Evaluation:
    return keep(evaluate(catalogue, plan(), DAY), Shelf.of(catalogue).series("mp"))


def of(found: Evaluation, name: str) -> list[dict[str, Any]]:
    told = next(one for one in found.to_dict()["targets"] if one["id"] == name)
    series: list[dict[str, Any]] = told["series"]
    return series


def test_a_new_puskesmas_raises_the_indicator_and_the_old_value_stays(region: Catalogue) -> None:
    before = now(region)
    assert len(of(now(region), "near")) == 1, "the same layers, the same value: kept once"
    layer = region["facilities"]
    more = gpd.GeoDataFrame(
        {"name": ["Puskesmas Tengah"], "type": ["puskesmas"], "opened": [None]},
        geometry=gpd.points_from_xy([116.95], [-1.25]),
        crs=4326,
    )
    region.write(layer.layer, more, mode="append", provenance={"source": "test"})
    after = now(region)
    old, new = of(after, "near")
    assert old["value"] == before.standings[0].current.value
    assert new["value"] == after.standings[0].current.value
    assert new["value"] > old["value"] + 5
    assert (old["status"], new["status"]) == (before.standings[0].status, after.standings[0].status)
    assert (old["inputs"]["facilities"], new["inputs"]["facilities"]) == (1, 2)
    (by_hand,) = of(after, "hand")
    assert (by_hand["value"], by_hand["method"]["year"], by_hand["inputs"]) == (41.0, 2025, {})


def test_in_a_scenario_likewise(region: Catalogue) -> None:
    now(region)
    scenarios = Scenarios(region)
    scenarios.create(
        "pkm", edits=[{"kind": "facility", "type": "puskesmas", "at": [116.95, -1.25]}]
    )
    seen = scenarios.open("pkm")
    found = now(seen)
    assert found.to_dict()["scenario"]["id"] == "pkm"
    base, changed = of(found, "near")
    assert (base["scenario"], changed["scenario"]) == (None, {"id": "pkm", "version": 1})
    assert changed["value"] > base["value"] + 5
    assert [len(of(now(seen), "near")), len(of(now(region), "near"))] == [2, 2]


def test_a_target_without_a_value_is_not_kept(region: Catalogue, tmp_path: Path) -> None:
    bare = Masterplan.model_validate(
        plan().model_dump(by_alias=True, exclude_defaults=True)
        | {
            "indicators": [
                {"id": n, "name": n, "unit": "%", "formula": "x"} for n in ("near", "hand")
            ]
        }
    )
    assert values_of(evaluate(region, bare, DAY)) == []
