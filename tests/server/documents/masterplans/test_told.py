"""Masterplans as documents: the tree of a plan, and words for all that pages show."""

from __future__ import annotations

import re
from pathlib import Path

from layers.masterplan import Shelf
from server.documents.masterplans.told import LETTERS, WORDS, changing, status_titles, tree_of

TEMPLATES = Path(__file__).parents[4] / "server" / "templates" / "masterplans"


def test_the_tree_holds_every_part_where_it_belongs(tmp_path):
    plan = Shelf(tmp_path).read("kukar")
    tree = tree_of(plan)
    assert [goal["part"] for goal in tree] == list(plan.goals)
    aims = [one for goal in tree for one in goal["targets"]]
    assert sorted(one.id for one in aims) == sorted(one.id for one in plan.targets)
    programmes = {one["part"].id: one for goal in tree for one in goal["programmes"]}
    assert set(programmes) == {one.id for one in plan.programmes}
    activities = [a for one in programmes.values() for a in one["activities"]]
    assert {a["part"].id for a in activities} == {one.id for one in plan.activities}
    steps = [step for a in activities for step in a["steps"]]
    assert len(steps) == len(plan.steps)
    assert all(
        [s.order for s in a["steps"]] == sorted(s.order for s in a["steps"]) for a in activities
    )
    assert "p4" in changing(plan)
    assert set(changing(plan)) == {a.programme for a in plan.activities if a.edits}


def test_every_status_has_a_letter_of_its_own():
    assert set(LETTERS) == set(status_titles())
    for letters in zip(*LETTERS.values(), strict=True):
        assert len(set(letters)) == len(letters)


def test_every_word_of_the_pages_is_there():
    for page in TEMPLATES.iterdir():
        asked = set(re.findall(r"\bwords\.(\w+)", page.read_text()))
        assert asked <= set(WORDS), page.name
