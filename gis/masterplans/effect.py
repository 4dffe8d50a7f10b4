"""Effect: what a programme moves, target by target and district by district."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson
import pandas as pd

from gis.errors import InputError, NoAnswerError
from gis.masterplans.chain import targets_of
from gis.masterplans.evaluation import Evaluation, Standing, evaluate
from gis.scenarios import open_scenario, read_edits
from layers.masterplan import Masterplan, Programme
from layers.masterplan.faults import suggestion
from layers.masterplan.values import days
from layers.scenarios import Scenario
from layers.standards.value import weakest
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

MONTH_DAYS = 365.25 / 12.0
# People by which a unit must differ to count as gaining or losing; less is rounding.
LEAST = 0.5
BILLION = 1e9


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """How one target moves with a programme.

    Attributes
    ----------
    before, after
        Where it stands without and with the programme.
    units
        `code`, `name`, `before`, `after` (values) and `gained` (of the part that is counted),
        unit by unit.
    """

    before: Standing
    after: Standing
    units: pd.DataFrame

    @property
    def change(self) -> float | None:
        """The change of the indicator's value; None where it has none."""
        one, other = self.before.current.value, self.after.current.value
        return None if one is None or other is None else other - one

    @property
    def towards(self) -> float | None:
        """The change, above 0 where it brings the target nearer."""
        if self.change is None:
            return None
        return self.change if self.before.target.direction == "up" else -self.change

    @property
    def of_gap(self) -> float | None:
        """The share of the gap that it closes; None without a gap."""
        gap = self.before.gap
        return None if not gap or self.towards is None else min(self.towards / gap, 1.0)

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        units = self.units[self.units["gained"].abs() >= LEAST]
        gaining = units[units["gained"] > 0].sort_values("gained", ascending=False)
        losing = units[units["gained"] < 0].sort_values("gained")
        left = self.units[self.units["gained"].abs() < LEAST]
        return {
            "id": self.before.target.id,
            "indicator": self.before.indicator.name.to_dict(),
            "unit": self.before.indicator.unit.to_dict(),
            "before": self.before.current.value,
            "after": self.after.current.value,
            "change": self.change,
            "towards": self.towards,
            "share_of_gap": self.of_gap,
            "status_before": self.before.status,
            "status_after": self.after.status,
            "gaining": gaining.to_dict("records"),
            "losing": losing.to_dict("records"),
            "unmoved": left[["code", "name"]].to_dict("records"),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What a programme moves of the targets it serves."""

    plan: Masterplan
    programme: Programme
    on: date
    n_edits: int
    moves: Sequence[Move]

    @property
    def months(self) -> float:
        """How long the programme lasts."""
        return max(days(self.programme.start, self.programme.end) or 0, 1) / MONTH_DAYS

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        programme = self.programme
        budget = programme.budget
        return {
            "masterplan": self.plan.masterplan.id,
            "programme": {
                "id": programme.id,
                "name": programme.name.to_dict(),
                "quick_win": programme.quick_win,
                "owner": programme.owner,
                "budget": budget.model_dump() if budget is not None else None,
                "months": self.months,
            },
            "on": self.on.isoformat(),
            "n_edits": self.n_edits,
            "targets": [move.to_dict() | self._worth(move) for move in self.moves],
            "method": METHOD.to_dict(),
            "trust": weakest(
                trust for move in self.moves for trust in (move.before.trust, move.after.trust)
            ),
        }

    def _worth(self, move: Move) -> dict[str, Any]:
        """Give how much nearer the target comes for a billion of the budget, and in a month."""
        budget = self.programme.budget
        if move.towards is None:
            return {"per_billion": None, "per_month": None}
        spent = budget.amount / BILLION if budget is not None and budget.amount > 0 else None
        return {
            "per_billion": move.towards / spent if spent is not None else None,
            "per_month": move.towards / self.months,
        }


METHOD = Text(
    "Suntingan peta dari kegiatan program diterapkan sebagai skenario; setiap indikator dihitung "
    "tanpa dan dengan skenario itu dari lapisan yang sama. Per rupiah: perubahan ke arah target "
    "per miliar anggaran; per bulan: per bulan lamanya program. Yang bukan perubahan di peta "
    "tidak dihitung.",
    "The edits of the map that the programme's activities name are applied as a scenario; each "
    "indicator is computed without and with it from the same layers. Per rupiah: change towards "
    "the target for a billion of the budget; per month: for each month the programme lasts. What "
    "is no change of the map is not counted.",
)


def effect(catalogue: Catalogue, plan: Masterplan, programme_id: str, on: date) -> Effect:
    """Say what a programme moves of the targets it serves.

    Parameters
    ----------
    catalogue
        Where the layers are.
    plan
        A plan without faults.
    programme_id
        One of its programmes; its activities say with ``edits`` what they change on the map.
    on
        The day targets are evaluated for.

    Raises
    ------
    InputError
        If there is no such programme, or an edit cannot be used; naming every fault.
    NoAnswerError
        `no-edits`, if its activities change nothing on the map; `no-target`, if it serves none.
    """
    return effects(catalogue, plan, [programme_id], on)[0]


def effects(
    catalogue: Catalogue,
    plan: Masterplan,
    programme_ids: Sequence[str],
    on: date,
    stand: Evaluation | None = None,
) -> list[Effect]:
    """Say what each of some programmes moves by itself; how things stand is evaluated once.

    Parameters
    ----------
    catalogue, plan, on
        As `effect` has them.
    programme_ids
        Programmes of the plan.
    stand
        How the plan stands on that day, where it was evaluated already.

    Raises
    ------
    InputError, NoAnswerError
        As `effect`, for the first of which that holds.
    """
    programmes = [_programme(plan, one) for one in programme_ids]
    served = {one.id: targets_of(plan, one.id) for one in programmes}
    for one in programmes:
        if not served[one.id]:
            raise _serves_none(one.id)
    scenarios = [scenario_of(catalogue, plan, one) for one in programmes]
    if stand is None:
        stand = evaluate(catalogue, _aimed(plan, set().union(*served.values())), on)
    found = []
    for one, scenario in zip(programmes, scenarios, strict=True):
        targets = served[one.id]
        after = evaluate(open_scenario(catalogue, scenario), _aimed(plan, targets), on)
        before = [standing for standing in stand.standings if standing.target.id in targets]
        moves = _moves(before, after.standings)
        found.append(Effect(plan, one, on, len(scenario.edits), moves))
    return found


def _serves_none(programme_id: str) -> NoAnswerError:
    return NoAnswerError(
        Text(
            f"program {programme_id!r} tidak melayani satu target pun; beri target pada "
            "tujuan strateginya",
            f"programme {programme_id!r} serves no target; give the goals of its strategy one",
        ),
        code="no-target",
    )


def _aimed(plan: Masterplan, targets: Collection[str]) -> Masterplan:
    """Give a plan with some of its targets only."""
    return plan.model_copy(
        update={"targets": tuple(one for one in plan.targets if one.id in targets)}
    )


def changing(plan: Masterplan) -> list[str]:
    """Give the programmes whose activities change something on the map.

    Raises
    ------
    NoAnswerError
        `no-edits`, if none does.
    """
    busy = {one.programme for one in plan.activities if one.edits}
    found = [one.id for one in plan.programmes if one.id in busy]
    if not found:
        raise NoAnswerError(
            Text(
                "tidak satu program pun mengubah sesuatu di peta; tulis edits pada kegiatannya",
                "no programme changes anything on the map; write edits in its activities",
            ),
            code="no-edits",
        )
    return found


def scenario_of(catalogue: Catalogue, plan: Masterplan, programme: Programme) -> Scenario:
    """Give the scenario that a programme's activities make of the region.

    Raises
    ------
    InputError
        Naming every edit that cannot be used.
    NoAnswerError
        `no-edits`.
    """
    edits = [
        dict(edit)
        for activity in plan.activities
        if activity.programme == programme.id
        for edit in activity.edits
    ]
    if not edits:
        raise NoAnswerError(
            Text(
                f"kegiatan program {programme.id!r} tidak menyebut perubahan di peta; tulis "
                "edits pada kegiatannya, mis. {kind: facility, type: puskesmas, at: [116.8, -1.2]}",
                f"the activities of programme {programme.id!r} change nothing on the map; write "
                "edits in them, e.g. {kind: facility, type: puskesmas, at: [116.8, -1.2]}",
            ),
            code="no-edits",
        )
    read = read_edits(edits)
    # Equal edits are the same version, so that what is computed of them is kept once.
    version = zlib.crc32(orjson.dumps(edits, option=orjson.OPT_SORT_KEYS)) + 1
    there = catalogue.ids()
    return Scenario(
        id=f"effect-{zlib.crc32(f'{plan.masterplan.id} {programme.id}'.encode()):x}",
        title=programme.name,
        pins={layer_id: catalogue[layer_id].layer.revision for layer_id in there},
        edits=tuple({**edit, "n": n} for n, edit in enumerate(edits, 1)),
        touched={edit.layer: version for edit in read if edit.layer},
        version=version,
    )


def _programme(plan: Masterplan, programme_id: str) -> Programme:
    found = next((one for one in plan.programmes if one.id == programme_id), None)
    if found is None:
        known = [one.id for one in plan.programmes]
        told = Text(f"tidak ada program {programme_id[:60]!r}; ", f"no {programme_id[:60]!r}; ")
        raise InputError.of([("programme", told + suggestion(programme_id, known))])
    return found


def _moves(before: Sequence[Standing], after: Sequence[Standing]) -> list[Move]:
    return [Move(one, other, _units(one, other)) for one, other in zip(before, after, strict=True)]


def _units(before: Standing, after: Standing) -> pd.DataFrame:
    """Give each unit's value before and after, and how much more is counted in it."""
    columns = ["code", "name", "before", "after", "gained"]
    if before.current.answer is None or after.current.answer is None:
        return pd.DataFrame(columns=columns)
    one, other = (
        pd.DataFrame(standing.current.answer.numbers["rows"]).set_index("code")
        for standing in (before, after)
        if standing.current.answer is not None
    )
    later = other[["value", "part"]].rename(columns={"value": "after", "part": "part_after"})
    table = one[["name", "value", "part"]].rename(columns={"value": "before"}).join(later)
    table["gained"] = (table["part_after"] - table["part"]).fillna(0.0)
    return table.reset_index()[columns]


def ranked(effects: Sequence[Effect], key: str = "per_billion") -> list[Mapping[str, Any]]:
    """Rank programmes by what they bring for their money, or in a month: the best first.

    Parameters
    ----------
    effects
        Of several programmes.
    key
        ``per_billion`` or ``per_month``.
    """
    rows = [
        {
            "programme": found.programme.id,
            "name": found.programme.name.to_dict(),
            "quick_win": found.programme.quick_win,
            "target": told["id"],
            "indicator": told["indicator"],
            "unit": told["unit"],
            "share_of_gap": told["share_of_gap"],
            "towards": told["towards"],
            "per_billion": told["per_billion"],
            "per_month": told["per_month"],
        }
        for found in effects
        for told in found.to_dict()["targets"]
    ]
    known = [row for row in rows if row[key] is not None]
    return sorted(known, key=lambda row: -row[key]) + [row for row in rows if row[key] is None]
