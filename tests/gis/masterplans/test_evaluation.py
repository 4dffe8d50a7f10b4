"""Targets of the example plans, evaluated on the starter region and recomputed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gis.masterplans import Evaluation, evaluate
from gis.masterplans.progress import STATUS_TITLES
from gis.processes import registry
from layers import Catalogue
from layers.masterplan import Masterplan

ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def found(region: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    from layers.masterplan import Shelf

    plan = Shelf(tmp_path_factory.mktemp("none")).read("banjarbaru")
    return evaluate(region, plan, ON)


def by_id(found: Evaluation) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in found.to_dict()["targets"]}


def test_computed_values_are_those_of_the_analyses(found: Evaluation, region: Catalogue) -> None:
    targets = by_id(found)
    cover = registry()["coverage"]
    asked = {"by": "districts", "region": "63.72"}
    near = cover.run(region, {"facilities": "puskesmas", "within": "3km", **asked}).numbers
    people = sum(row["total"] for row in near["rows"])
    served = sum(row["covered"] for row in near["rows"])
    assert targets["t3"]["current"] == pytest.approx(100 * served / people)
    soon = cover.run(region, {"facilities": "damkar", "within": "15min", "mode": "car", **asked})
    assert targets["t4"]["current"] == pytest.approx(
        100 * soon.numbers["totals"][0]["share"], rel=1e-6
    )
    assert targets["t4"]["current_low"] < targets["t4"]["current"]
    assert [row["code"][:5] for row in targets["t3"]["rows"]] == ["63.72"] * 5


def test_what_layers_cannot_give_is_the_latest_value_entered(found: Evaluation) -> None:
    told = by_id(found)["t5"]
    assert (told["current"], told["current_year"]) == (41.0, 2025)
    assert "rows" not in told


def test_expected_gap_and_status(found: Evaluation) -> None:
    for told in by_id(found).values():
        start, end = told["baseline"], told["target"]
        days = (date(end["year"], 12, 31) - date(start["year"], 12, 31)).days
        share = (ON - date(start["year"], 12, 31)).days / days
        line = start["value"] + share * (end["value"] - start["value"])
        assert told["expected"] == pytest.approx(line)
        assert told["gap"] == pytest.approx(max(end["value"] - told["current"], 0.0))
        wanted = "on-track" if told["current"] >= line else "behind"
        assert told["status"] == wanted


def test_goals_and_pillars_stand_as_their_worst_target(found: Evaluation) -> None:
    document = found.to_dict()
    goals = {one["id"]: one for one in document["goals"]}
    assert goals["g3"]["n_targets"] == 2
    assert goals["g3"]["status"] == "behind"
    pillars = {one["pillar"]: one["status"] for one in document["pillars"]}
    assert pillars["branding"] == goals["g6"]["status"]
    assert set(pillars.values()) <= set(STATUS_TITLES)
    assert Evaluation(found.plan, ON, (), ()).to_dict()["pillars"][1]["status"] == "no-data"
    assert document["trust"] == "illustrative"


def indicator(plan: Masterplan, id_: str, **changed: Any) -> Masterplan:
    kept = [one.model_copy(update=changed) if one.id == id_ else one for one in plan.indicators]
    return plan.model_copy(update={"indicators": tuple(kept), "targets": plan.targets[:1]})


def test_another_unit_is_not_compared(region: Catalogue, banjarbaru: Masterplan) -> None:
    from layers.text import Text

    plan = indicator(banjarbaru, "ind-green", unit=Text("ha", "ha"))
    (told,) = evaluate(region, plan, ON).to_dict()["targets"]
    assert (told["status"], told["gap"]) == ("not-comparable", None)
    assert "the plan names the unit 'ha'" in told["reason"]["en"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"gis": "nonsense"}, "the library has no indicator 'nonsense'"),
        ({"gis": None}, "layers cannot give this indicator"),
        ({"parameters": {"within": "3km"}}, "has no parameter within"),
        ({"gis": "provision_hea_pos", "parameters": {}}, "no facility of type posyandu"),
    ],
)
def test_without_a_value_the_reason_is_told(
    changed: dict[str, Any], reason: str, region: Catalogue, banjarbaru: Masterplan
) -> None:
    (told,) = evaluate(region, indicator(banjarbaru, "ind-green", **changed), ON).to_dict()[
        "targets"
    ]
    assert (told["status"], told["current"]) == ("no-data", None)
    assert reason in told["reason"]["en"]
    assert told["reason"]["id"] != told["reason"]["en"]
