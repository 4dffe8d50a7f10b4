"""Evaluation: baseline, current value, expected value, target and gap of every target of a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from gis.errors import GisError
from gis.masterplans.chain import Missing, missing_links, programmes_of
from gis.masterplans.progress import (
    STATUS_TITLES,
    Status,
    expected_at,
    status_of,
    worst,
)
from gis.processes import Answer, registry
from gis.processes.answer import plain
from gis.processes.indicating import indicators
from layers.errors import LayersError
from layers.layer import Trust
from layers.masterplan import LEVELS, Indicator, Masterplan, Target
from layers.masterplan.series import Kept
from layers.masterplan.values import TRUST_OF
from layers.standards.value import weakest
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

USUAL_BY = "districts"
# Words for one unit, so that "%" and "% of people" are the same.
_PERCENT = "%"


@dataclass(frozen=True, slots=True, eq=False)
class Current:
    """The value of an indicator as it is now.

    Attributes
    ----------
    value, low, high
        The value and its range; None where there is no value, or no range is known.
    year
        Of a value entered by hand; None of one computed from layers.
    answer
        What computed it; None of one entered by hand.
    reason
        Why there is no value, or none that can be compared.
    trust
        How far it can be trusted.
    source
        Of a value entered by hand.
    """

    value: float | None
    reason: Text | None = None
    comparable: bool = True
    low: float | None = None
    high: float | None = None
    year: int | None = None
    answer: Answer | None = None
    trust: Trust = "illustrative"
    source: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Where one target stands on a day.

    Attributes
    ----------
    target, indicator
        The target and what measures it.
    current
        The value there is.
    expected
        The value the plan wants on that day.
    status
        In a word; see `gis.masterplans.progress.STATUS_TITLES`.
    programmes
        Which of the plan's serve it.
    """

    target: Target
    indicator: Indicator
    current: Current
    expected: float
    status: Status
    programmes: tuple[str, ...]

    @property
    def gap(self) -> float | None:
        """What is missing to the target, above 0; 0 where it is reached, None without a value."""
        if self.current.value is None or not self.current.comparable:
            return None
        sign = 1.0 if self.target.direction == "up" else -1.0
        return max(sign * (self.target.target.value - self.current.value), 0.0)

    @property
    def trust(self) -> Trust:
        """The weakest trust of target, baseline and current value."""
        told = (self.target.provenance, self.target.baseline.provenance)
        return weakest([self.current.trust, *(TRUST_OF[one.status] for one in told if one)])

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        target, current, answer = self.target, self.current, self.current.answer
        provenance = target.provenance
        out: dict[str, Any] = {
            "id": target.id,
            "goal": target.goal,
            "indicator": {
                "id": self.indicator.id,
                "name": self.indicator.name.to_dict(),
                "unit": self.indicator.unit.to_dict(),
                "standard": self.indicator.standard_ref,
                "computed_by": self.indicator.gis,
            },
            "direction": target.direction,
            "baseline": {"value": target.baseline.value, "year": target.baseline.year},
            "current": current.value,
            "current_low": current.low,
            "current_high": current.high,
            "current_year": current.year,
            "current_source": current.source,
            "expected": self.expected,
            "target": {"value": target.target.value, "year": target.target.year},
            "gap": self.gap,
            "status": self.status,
            "status_title": STATUS_TITLES[self.status].to_dict(),
            "reason": current.reason.to_dict() if current.reason else None,
            "programmes": list(self.programmes),
            "provenance": provenance.status if provenance is not None else None,
            "trust": self.trust,
        }
        if answer is not None:
            out |= {
                "rows": plain(answer.numbers["rows"]),
                "method": answer.method.to_dict(),
                "inputs": [dict(one) for one in answer.inputs],
                "replay": answer.replay,
                "notes": [note.to_dict() for note in answer.notes],
            }
        return out


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """A whole plan on a day: every target, rolled up to goals and pillars, and what is missing.

    `series` are the values kept of its targets, the oldest first; see `gis.masterplans.keep`.
    """

    plan: Masterplan
    on: date
    standings: Sequence[Standing]
    missing: Sequence[Missing]
    series: Sequence[Kept] = ()

    @property
    def scenario(self) -> Mapping[str, Any] | None:
        """The scenario it was evaluated in: its id, title and version; None of the region."""
        answers = (one.current.answer for one in self.standings)
        told = next((one.scenario for one in answers if one is not None and one.scenario), None)
        return None if told is None else {key: told[key] for key in ("id", "title", "version")}

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        head = self.plan.masterplan
        return {
            "masterplan": head.id,
            "title": head.title.to_dict(),
            "region": head.region,
            "on": self.on.isoformat(),
            **({"scenario": plain(self.scenario)} if self.scenario else {}),
            "targets": [
                one.to_dict() | {"series": self._series(one.target.id)} for one in self.standings
            ],
            "goals": [
                {
                    "id": goal.id,
                    "pillar": goal.pillar,
                    "text": goal.text.to_dict(),
                    **self._rolled({goal.id}),
                }
                for goal in self.plan.goals
            ],
            "pillars": [
                {
                    "pillar": pillar,
                    **self._rolled({g.id for g in self.plan.goals if g.pillar == pillar}),
                }
                for pillar in head.pillars
            ],
            "missing": [one.to_dict() for one in self.missing],
            "method": METHOD.to_dict(),
            "trust": weakest([one.trust for one in self.standings]),
        }

    def _series(self, target_id: str) -> list[dict[str, Any]]:
        """Give the values kept of a target."""
        return [kept.to_dict() for kept in self.series if kept.target == target_id]

    def _rolled(self, goals: set[str]) -> dict[str, Any]:
        """Give status and counts of the targets of some goals."""
        statuses = [one.status for one in self.standings if one.target.goal in goals]
        return {"status": worst(statuses), "n_targets": len(statuses), "counts": Counter(statuses)}


METHOD = Text(
    "Nilai sekarang: indikator dihitung dari lapisan pada revisi yang disebut, atau nilai terbaru "
    "yang diisi dengan sumbernya. Nilai yang diharapkan: garis lurus dari akhir tahun awal ke "
    "akhir tahun target. Tercapai: nilai sekarang pada atau melampaui target; sesuai rencana: "
    "pada atau melampaui yang diharapkan; selain itu tertinggal. Tujuan dan pilar mengikuti "
    "targetnya yang terburuk.",
    "Current value: the indicator computed from layers at the revisions named, or the latest value "
    "entered with its source. Expected value: the straight line from the end of the baseline's "
    "year to the end of the target's. Reached: the current value is at or beyond the target; on "
    "track: at or beyond the expected one; else behind. Goals and pillars stand as their worst "
    "target.",
)


def evaluate(catalogue: Catalogue, plan: Masterplan, on: date) -> Evaluation:
    """Evaluate every target of a plan.

    Parameters
    ----------
    catalogue
        Where the layers are, or a scenario of them.
    plan
        A plan without faults.
    on
        The day it is evaluated for.
    """
    measured = {one.id: one for one in plan.indicators}
    standings = []
    for target in plan.targets:
        indicator = measured[target.indicator]
        current = current_value(catalogue, plan, target, indicator)
        status: Status = "no-data"
        if current.value is not None:
            known = status_of(target, current.value, on)
            status = known if current.comparable else "not-comparable"
        serving = tuple(programmes_of(plan, target.id))
        expected = expected_at(target, on)
        standings.append(Standing(target, indicator, current, expected, status, serving))
    return Evaluation(plan, on, standings, missing_links(plan))


def current_value(
    catalogue: Catalogue, plan: Masterplan, target: Target, indicator: Indicator
) -> Current:
    """Give the value of an indicator now: computed from layers, else the latest entered by hand.

    Parameters
    ----------
    catalogue
        Where the layers are.
    plan, target, indicator
        What is measured, and for which region and level.
    """
    if indicator.gis is None:
        return _by_hand(indicator)
    known = indicators()
    if indicator.gis not in known:
        return Current(
            None,
            Text(
                f"tidak ada indikator {indicator.gis!r} dalam pustaka",
                f"the library has no indicator {indicator.gis!r}",
            ),
        )
    by = LEVELS[target.spatial.level] if target.spatial is not None else USUAL_BY
    asked: dict[str, Any] = {"indicator": indicator.gis, "by": by, "region": plan.masterplan.region}
    try:
        answer = registry()["indicator"].run(catalogue, {**asked, **indicator.parameters})
    except (GisError, LayersError) as error:
        return Current(None, error.text)
    total: Mapping[str, Any] = plain(answer.numbers["total"])
    comparable, reason = _comparable(indicator, known[indicator.gis].unit)
    return Current(
        total["value"],
        reason,
        comparable,
        total["value_low"],
        total["value_high"],
        answer=answer,
        trust=answer.trust,
    )


def _by_hand(indicator: Indicator) -> Current:
    if not indicator.series:
        return Current(
            None,
            Text(
                "lapisan tidak dapat memberikan indikator ini; isi series dengan nilai dan "
                "sumbernya",
                "layers cannot give this indicator; enter values with their source in series",
            ),
        )
    latest = max(indicator.series, key=lambda one: one.year)
    told = latest.provenance
    trust: Trust = TRUST_OF[told.status] if told is not None else "illustrative"
    return Current(latest.value, year=latest.year, trust=trust, source=latest.source)


def _comparable(indicator: Indicator, unit: Text) -> tuple[bool, Text | None]:
    """Tell whether what is computed has the unit of the plan's indicator."""
    ours, theirs = unit.id, indicator.unit.id
    if ours == theirs or (ours.startswith(_PERCENT) and theirs.startswith(_PERCENT)):
        return True, None
    return False, Text(
        f"rencana menyebut satuan {theirs!r}, yang dihitung bersatuan {ours!r}",
        f"the plan names the unit {indicator.unit.en!r}, what is computed has {unit.en!r}",
    )
