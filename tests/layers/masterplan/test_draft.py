"""The form of a masterplan: every fault of it is told, those of other parts beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.masterplan import faults_of
from layers.masterplan.draft import draft_of

Told = Callable[[], list[tuple[str, str]]]


@pytest.mark.parametrize("document", [None, [], "plan", 7, {}, {"masterplan": []}])
def test_what_is_no_plan_is_told(document: Any) -> None:
    assert faults_of(draft_of(document))


def test_faults_of_form_and_rules_come_together(plan: dict[str, Any], told: Told) -> None:
    plan["gaols"] = []
    plan["steps"][0]["order"] = "first"
    plan["steps"][1]["colour"] = "red"
    plan["programmes"][0]["pillar"] = "smart"
    plan["goals"][0]["text"] = {"id": "Sehat"}
    plan["targets"][0]["baseline"]["value"] = float("nan")
    plan["strategies"][0]["goals"] = ["g7"]
    plan["masterplan"]["region"] = 64.02
    assert sorted(told()) == [
        ("code-is-number", "masterplan.region"),
        ("dangling-reference", "strategies[0] (s1).goals[0]"),
        ("not-a-number", "steps[0] (st1).order"),
        ("not-a-number", "targets[0] (t1).baseline.value"),
        ("not-words", "goals[0] (g1).text"),
        ("unknown-field", "gaols"),
        ("unknown-field", "steps[1] (st2).colour"),
        ("unknown-word", "programmes[0] (p1).pillar"),
    ]


def test_who_is_spoilt_is_still_there_for_others(plan: dict[str, Any], told: Told) -> None:
    plan["programmes"][0]["start"] = "soon"
    assert told() == [("not-a-date", "programmes[0] (p1).start")]


def test_a_list_that_is_none_is_told_once(plan: dict[str, Any], told: Told) -> None:
    plan["work_units"] = {"dinkes": "Dinas"}
    codes = [code for code, _ in told()]
    assert codes.count("not-a-list") == 1


def test_without_goals_there_is_no_plan(plan: dict[str, Any], told: Told) -> None:
    plan["goals"] = []
    assert ("missing-field", "goals") in told()


def test_lines_are_those_of_the_place_or_of_what_holds_it() -> None:
    lines = {(): 1, ("goals",): 5, ("goals", 0): 6, ("goals", 0, "pillar"): 8}
    document = {"goals": [{"id": "g1", "pillar": "no"}]}
    found = {fault.where: fault.line for fault in faults_of(draft_of(document, lines))}
    assert found == {"goals[0] (g1).pillar": 8, "goals[0] (g1).text": 6, "masterplan": 1}


def test_a_quick_win_that_cannot_be_read_lacks_its_owner_nevertheless() -> None:
    document = {"programmes": [{"id": "p1", "quick_win": True, "pillar": "Sehat"}]}
    found = {fault.where: fault for fault in faults_of(draft_of(document))}
    assert found["programmes[0] (p1).owner"].code == "quick-win-owner"
    assert found["programmes[0] (p1).pillar"].message.id.endswith("atau 'environment'")
    assert "programmes[0] (p1).end" in found


def test_what_ids_are_made_of_is_told_in_words() -> None:
    document = {"work_units": [{"id": "Dinas Hantu", "name": "-", "kind": "dinas"}]}
    (fault,) = (one for one in faults_of(draft_of(document)) if one.code == "malformed")
    assert "^" not in fault.message.en + fault.message.id
    assert "tanpa spasi" in fault.message.id


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "goals", "steps", "masterplan", "text"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_nothing_at_all_is_an_exception(document: Any) -> None:
    assert all(fault.code and fault.message for fault in faults_of(draft_of(document)))
