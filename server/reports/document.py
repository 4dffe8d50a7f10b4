"""The report's data: one document of plain values, from which every form of it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import layers
from gis.errors import GisError
from gis.masterplans import Effect, Evaluation, effects, evaluate, ranked, with_series
from gis.masterplans.chain import targets_of
from gis.processes import registry
from gis.processes.answer import plain
from layers.errors import LayersError
from layers.masterplan import Masterplan
from layers.masterplan.series import Kept
from layers.text import Text
from server.reports.geography import geography

if TYPE_CHECKING:
    from layers.catalog import Catalogue

SCHEMA = "masterplan-report/0.1"
# Of the analysis `potential`; all of them unless some are named.
MEASURES: str | None = None
Step = Callable[[int, int, Text], None]
STEPS = (
    Text("evaluasi target", "evaluating targets"),
    Text("profil wilayah", "profile of the area"),
    Text("pengaruh program", "effect of programmes"),
    Text("peta", "maps"),
)


def untold(number: int, of: int, title: Text) -> None:
    """Tell nobody how far the work is."""


def gather(
    catalogue: Catalogue,
    plan: Masterplan,
    on: date,
    tell: Step = untold,
    *,
    kept: Sequence[Kept] = (),
) -> dict[str, Any]:
    """Give all that a report says, as plain data for JSON, in both languages.

    Parameters
    ----------
    catalogue
        Where the layers are, or a scenario of them.
    plan
        A plan without faults.
    on
        The day it is evaluated for.
    tell
        Is told of each step: its number, of how many, and what it is.
    kept
        Values that its targets had before: `Shelf.series`.

    Returns
    -------
    dict
        ``plan``, ``evaluation``, ``profile``, ``effects``, ``ranking``, ``geography``.
    """

    def step(number: int) -> None:
        tell(number, len(STEPS), STEPS[number - 1])

    region = plan.masterplan.region
    step(1)
    evaluation = with_series(evaluate(catalogue, plan, on), kept)
    step(2)
    profile = {key: _asked(catalogue, *asked) for key, asked in _questions(region).items()}
    step(3)
    moved = _effects(catalogue, evaluation)
    step(4)
    places = geography(catalogue, region)
    document = {
        "schema": SCHEMA,
        "version": layers.__version__,
        "on": on.isoformat(),
        "plan": plan.model_dump(mode="json", by_alias=True),
        "evaluation": evaluation.to_dict(),
        "profile": profile,
        **moved,
        "geography": places,
    }
    told: dict[str, Any] = plain(document)
    return told


def _questions(region: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Give what the profile of a region asks of the analyses."""
    return {
        "density": ("indicator", {"indicator": "density", "region": region}),
        "potential": ("potential", {"region": region, "measures": MEASURES}),
    }


def _asked(catalogue: Catalogue, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Ask an analysis; where it has no answer, say why."""
    try:
        return registry()[name].run(catalogue, given).to_dict()
    except (GisError, LayersError) as error:
        return {"reason": error.text.to_dict()}


def _effects(catalogue: Catalogue, stand: Evaluation) -> dict[str, Any]:
    """Give what each programme moves that changes the map, and why others have no effect."""
    plan = stand.plan
    found: list[Effect] = []
    without: list[dict[str, Any]] = []

    def ask(ids: list[str]) -> None:
        try:
            found.extend(effects(catalogue, plan, ids, stand.on, stand))
        except (GisError, LayersError) as error:
            if len(ids) > 1:
                # One of them is at fault: the others are told nevertheless.
                for one in ids:
                    ask([one])
            else:
                without.append({"programme": ids[0], "reason": error.text.to_dict()})

    busy = {one.programme for one in plan.activities if one.edits}
    able = [one.id for one in plan.programmes if one.id in busy and targets_of(plan, one.id)]
    if able:
        ask(able)
    for one in plan.programmes:
        if one.id not in able:
            ask([one.id])
    return {
        "effects": [one.to_dict() for one in found],
        "ranking": ranked(found),
        "without_effect": without,
    }
