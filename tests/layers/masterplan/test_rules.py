"""Every rule of a masterplan: what it refuses, where, and that nothing else is refused."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from layers.masterplan import faults_of
from layers.masterplan.draft import draft_of

Told = Callable[[], list[tuple[str, str]]]


def at(plan: dict[str, Any], path: str) -> tuple[Any, Any]:
    """Give what holds the value at a path, and the last word of the path."""
    *above, last = [int(p) if p.isdigit() else p for p in path.split("/")]
    holder: Any = plan
    for part in above:
        holder = holder[part]
    return holder, last


# What is put where, and the faults it gives.
SPOILT: list[tuple[str, Any, list[tuple[str, str]]]] = [
    ("goals/0/id", "g9", [
        ("dangling-reference", "strategies[0] (s1).goals[0]"),
        ("dangling-reference", "targets[0] (t1).goal"),
    ]),
    ("targets/0/indicator", "i9", [("dangling-reference", "targets[0] (t1).indicator")]),
    ("programmes/0/partners", ["bappeda", "x"], [
        ("dangling-reference", "programmes[0] (p1).partners[1]"),
    ]),
    ("steps/0/work_unit", "x", [("dangling-reference", "steps[0] (st1).work_unit")]),
    ("work_units/1/id", "dinkes", [
        ("dangling-reference", "programmes[0] (p1).partners[0]"),
        ("dangling-reference", "steps[0] (st1).work_unit"),
        ("duplicate-id", "work_units[1] (dinkes).id"),
    ]),
    ("programmes/0/owner", None, [("quick-win-owner", "programmes[0] (p1).owner")]),
    ("programmes/0/end", "2026-02-03", [("quick-win-long", "programmes[0] (p1).end")]),
    ("programmes/0/end", "2026-02-02", []),
    ("steps", [], [("quick-win-steps", "programmes[0] (p1)")]),
    ("targets/0/target/year", 2024, [("target-year", "targets[0] (t1).target.year")]),
    ("targets/0/direction", "down", [("target-direction", "targets[0] (t1).direction")]),
    ("targets/0/target/value", 58.0, []),
    ("programmes/0/start", "2024-12-31", [("outside-dates", "programmes[0] (p1).start")]),
    ("activities/0/end", "2026-01-01", [("outside-dates", "activities[0] (a1).end")]),
    ("steps/1/end", "2025-12-01", [("outside-dates", "steps[1] (st2).end")]),
    ("steps/1/end", "2025-04-01", [("ends-before-start", "steps[1] (st2).end")]),
    ("steps/0/depends_on", ["st2"], [("cycle", "steps[1] (st2).depends_on")]),
    ("steps/0/depends_on", ["st1"], [("cycle", "steps[0] (st1).depends_on")]),
    ("steps/1/order", 1, [("same-order", "steps[1] (st2).order")]),
    ("masterplan/region", "99.99", [
        ("outside-region", "activities[0] (a1).location.ref"),
        ("outside-region", "activities[0] (a1).location.ref"),
        ("unknown-region", "masterplan.region"),
    ]),
    ("activities/0/location/ref", ["64.02.99"], [
        ("unknown-region", "activities[0] (a1).location.ref"),
    ]),
    ("activities/0/location/ref", ["63.72.02"], [
        ("outside-region", "activities[0] (a1).location.ref"),
    ]),
    ("goals/0/provenance", None, [("no-provenance", "goals[0] (g1)")]),
    ("goals/0/provenance/source", " ", [("no-source", "goals[0] (g1)")]),
    ("targets/0/baseline/status", "illustrative", [
        ("illustrative", "targets[0] (t1).baseline"),
    ]),
    ("masterplan/vision/provenance/status", "illustrative", [
        ("illustrative", "masterplan.vision"),
    ]),
]  # fmt: skip


def test_a_good_plan_has_no_fault(told: Told) -> None:
    assert told() == []


@pytest.mark.parametrize(("path", "value", "expected"), SPOILT)
def test_one_thing_spoilt(
    path: str, value: Any, expected: list[tuple[str, str]], plan: dict[str, Any], told: Told
) -> None:
    holder, last = at(plan, path)
    holder[last] = value
    assert sorted(told()) == sorted(expected)


def test_every_message_is_in_both_languages_and_says_what_to_do(plan: dict[str, Any]) -> None:
    for path, value, _ in SPOILT:
        spoilt = copy.deepcopy(plan)
        holder, last = at(spoilt, path)
        holder[last] = value
        for fault in faults_of(draft_of(spoilt)):
            assert fault.message.id
            assert fault.message.id != fault.message.en


def test_made_up_facts_are_admitted_where_the_plan_says_so(
    plan: dict[str, Any], told: Told
) -> None:
    plan["goals"][0]["provenance"] = {"status": "illustrative"}
    assert told() == [("illustrative", "goals[0] (g1)")]
    plan["allow_illustrative"] = True
    assert told() == []


def test_what_the_whole_plan_says_holds_for_its_parts(plan: dict[str, Any], told: Told) -> None:
    for one in (
        *plan["goals"],
        *plan["targets"],
        *plan["programmes"],
        plan["masterplan"]["vision"],
    ):
        one.pop("provenance")
    plan["masterplan"]["legal_basis"] = []
    assert {code for code, _ in told()} == {"no-provenance"}
    plan["masterplan"]["provenance"] = {"source": "Perda 1/2025", "status": "sourced"}
    assert told() == []


def test_programmes_of_one_pillar_have_names_of_their_own(plan: dict[str, Any], told: Told) -> None:
    other = {**plan["programmes"][0], "id": "p2", "name": "POSKO", "quick_win": False}
    plan["programmes"].append(other)
    assert told() == [("same-name", "programmes[1] (p2).name")]
    other["pillar"] = "economy"
    assert told() == []


def test_two_rings_of_steps_are_told_apart(plan: dict[str, Any], told: Told) -> None:
    first = plan["steps"][0]
    plan["steps"] += [
        {**first, "id": "st3", "order": 3, "depends_on": ["st4"]},
        {**first, "id": "st4", "order": 4, "depends_on": ["st3"]},
    ]
    plan["steps"][0] = {**first, "depends_on": ["st2"]}
    assert [code for code, _ in told()] == ["cycle", "cycle"]


def test_an_activity_without_dates_has_those_of_its_programme(
    plan: dict[str, Any], told: Told
) -> None:
    for name in ("start", "end"):
        del plan["activities"][0][name]
    assert told() == []
    plan["steps"][1]["end"] = "2026-01-01"
    assert told() == [("outside-dates", "steps[1] (st2).end")]


def test_layers_are_looked_up_where_they_are_known(plan: dict[str, Any]) -> None:
    draft = draft_of(plan)
    assert faults_of(draft) == []
    assert faults_of(draft, ["facilities", "districts"]) == []
    (fault,) = faults_of(draft, ["facility", "districts"])
    assert (fault.code, fault.where) == ("unknown-layer", "targets[0] (t1).spatial.layer")
    assert "did you mean facility?" in fault.message.en
