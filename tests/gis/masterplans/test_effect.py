"""What programmes of the example plans move, recounted by editing the layer itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gis.errors import InputError, NoAnswerError
from gis.masterplans import Effect, effect, effects, evaluation, ranked
from gis.masterplans.chain import targets_of
from gis.masterplans.effect import scenario_of
from gis.masterplans.evaluation import Current
from gis.processes import registry
from gis.scenarios import open_scenario
from layers import Catalogue
from layers.masterplan import Masterplan, Shelf, Target

ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def found(region: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Effect:
    plan = Shelf(tmp_path_factory.mktemp("none")).read("banjarbaru")
    return effect(region, plan, "p2", ON)


def test_a_fire_post_moves_its_target_and_nothing_else(found: Effect, region: Catalogue) -> None:
    first, second = found.to_dict()["targets"]
    assert (first["id"], first["change"]) == ("t3", 0.0)
    assert second["towards"] > 0
    assert second["after"] == pytest.approx(second["before"] + second["change"])
    gained = sum(row["gained"] for row in second["gaining"])
    (programme,) = [one for one in found.plan.programmes if one.id == "p2"]
    scenario = open_scenario(region, scenario_of(region, found.plan, programme))
    asked = {"facilities": "damkar", "within": "15min", "mode": "car", "region": "63.72"}
    served = [
        registry()["coverage"].run(one, asked).numbers["totals"][0]["covered"]
        for one in (region, scenario)
    ]
    assert gained == pytest.approx(served[1] - served[0], abs=5)
    assert second["losing"] == []
    told = {row["code"] for which in ("gaining", "unmoved") for row in second[which]}
    assert len(told) == 5


def test_of_several_programmes_how_things_stand_is_evaluated_once(
    region: Catalogue, banjarbaru: Masterplan, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[bool, str]] = []

    def value(catalogue: Catalogue, _: Masterplan, target: Target, __: object) -> Current:
        asked.append((catalogue is region, target.id))
        return Current(1.0 if catalogue is region else 2.0)

    monkeypatch.setattr(evaluation, "current_value", value)
    found = effects(region, banjarbaru, ["p1", "p2"], ON)
    wanted = [targets_of(banjarbaru, one) for one in ("p1", "p2")]
    assert [[move.before.target.id for move in one.moves] for one in found] == wanted
    assert {move.change for one in found for move in one.moves} == {1.0}
    before = [target for today, target in asked if today]
    assert sorted(before) == sorted({*wanted[0], *wanted[1]})
    assert len(asked) == len(before) + sum(map(len, wanted))


def test_worth_by_money_and_time(found: Effect) -> None:
    (told,) = [one for one in found.to_dict()["targets"] if one["id"] == "t4"]
    assert told["per_billion"] is None
    assert told["per_month"] == pytest.approx(told["towards"] / found.months)
    assert found.months == pytest.approx(48, abs=0.1)
    rows = ranked([found], "per_month")
    assert [row["target"] for row in rows] == ["t4", "t3"]


def edited(plan: Masterplan, *edits: dict[str, Any]) -> Masterplan:
    kept = tuple(
        one.model_copy(update={"edits": edits}) if one.id == "a2" else one
        for one in plan.activities
    )
    return plan.model_copy(update={"activities": kept})


@pytest.mark.parametrize(
    ("programme", "kind", "said"),
    [
        ("p9", InputError, "there are p1, p2, p3"),
        ("p3", NoAnswerError, "change nothing on the map"),
    ],
)
def test_what_cannot_be_asked(
    programme: str, kind: type[Exception], said: str, region: Catalogue, banjarbaru: Masterplan
) -> None:
    with pytest.raises(kind, match=said):
        effect(region, banjarbaru, programme, ON)


def test_every_wrong_edit_is_told(region: Catalogue, banjarbaru: Masterplan) -> None:
    plan = edited(banjarbaru, {"kind": "facilty"}, {"kind": "facility", "type": "damkar"})
    with pytest.raises(InputError) as refused:
        effect(region, plan, "p2", ON)
    assert len(refused.value.faults) == 2


def test_a_programme_that_serves_no_target_says_so(
    region: Catalogue, banjarbaru: Masterplan
) -> None:
    plan = banjarbaru.model_copy(update={"targets": banjarbaru.targets[:1]})
    with pytest.raises(NoAnswerError, match="serves no target"):
        effect(region, plan, "p2", ON)


def test_equal_edits_are_the_same_version(
    region: Catalogue, banjarbaru: Masterplan, tmp_path: Path
) -> None:
    again = Shelf(tmp_path).read("banjarbaru")
    one, other = (scenario_of(region, plan, plan.programmes[1]) for plan in (banjarbaru, again))
    assert (one.id, one.version, one.touched) == (other.id, other.version, other.touched)
    moved = edited(banjarbaru, {"kind": "facility", "type": "damkar", "at": [114.8, -3.4]})
    assert scenario_of(region, moved, moved.programmes[1]).version != one.version
