"""The chain of a plan, programme to target: where a link is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from layers.masterplan import Masterplan
from layers.text import Text


@dataclass(frozen=True, slots=True)
class Missing:
    """A link that is missing: of which part, and what it means."""

    code: str
    kind: str
    id: str
    message: Text

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        return {
            "code": self.code,
            "kind": self.kind,
            "id": self.id,
            "message": self.message.to_dict(),
        }


def missing_links(plan: Masterplan) -> list[Missing]:
    """List what nothing serves, and what serves nothing; see `targets_of` for what serves what."""
    return [*_goals(plan), *_targets(plan), *_programmes(plan), *_activities(plan)]


def targets_of(plan: Masterplan, programme_id: str) -> list[str]:
    """Give the targets that a programme serves: those of the goals of its strategy."""
    programme = next(one for one in plan.programmes if one.id == programme_id)
    strategy = next(one for one in plan.strategies if one.id == programme.strategy)
    return [one.id for one in plan.targets if one.goal in strategy.goals]


def programmes_of(plan: Masterplan, target_id: str) -> list[str]:
    """Give the programmes that serve a target."""
    goal = next(one.goal for one in plan.targets if one.id == target_id)
    serving = {one.id for one in plan.strategies if goal in one.goals}
    return [one.id for one in plan.programmes if one.strategy in serving]


def _goals(plan: Masterplan) -> Iterator[Missing]:
    aimed = {one.goal for one in plan.targets}
    sought = {goal for one in plan.strategies for goal in one.goals}
    for goal in plan.goals:
        if goal.id not in aimed:
            said = Text(
                "tujuan tanpa target: tidak terlihat kapan tercapai",
                "a goal without a target: nobody can see when it is reached",
            )
            yield Missing("goal-without-target", "goals", goal.id, said)
        if goal.id not in sought:
            said = Text(
                "tujuan tanpa strategi: tidak ada yang melayaninya",
                "a goal without a strategy: nothing serves it",
            )
            yield Missing("goal-without-strategy", "goals", goal.id, said)


def _targets(plan: Masterplan) -> Iterator[Missing]:
    for target in plan.targets:
        if not programmes_of(plan, target.id):
            said = Text(
                "target tanpa program: tidak ada program di bawah strategi tujuannya",
                "a target without a programme: no programme stands under a strategy of its goal",
            )
            yield Missing("target-without-programme", "targets", target.id, said)


def _programmes(plan: Masterplan) -> Iterator[Missing]:
    active = {one.programme for one in plan.activities}
    for programme in plan.programmes:
        if not targets_of(plan, programme.id):
            said = Text(
                "program tanpa indikator: tujuannya tidak memiliki target",
                "a programme without an indicator: its goals have no target",
            )
            yield Missing("programme-without-indicator", "programmes", programme.id, said)
        if programme.id not in active:
            said = Text(
                "program tanpa kegiatan: tidak terlihat di mana ia berlangsung",
                "a programme without an activity: nobody can see where it takes place",
            )
            yield Missing("programme-without-activity", "programmes", programme.id, said)


def _activities(plan: Masterplan) -> Iterator[Missing]:
    stepped = {one.activity for one in plan.steps}
    for activity in plan.activities:
        if activity.id not in stepped:
            said = Text(
                "kegiatan tanpa langkah: tidak ada perangkat daerah yang mengerjakannya",
                "an activity without a step: no work unit does it",
            )
            yield Missing("activity-without-step", "activities", activity.id, said)
