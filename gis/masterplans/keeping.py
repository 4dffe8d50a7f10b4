"""Keeping: what an evaluation adds to the series of a plan, and the series beside each target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gis.masterplans.evaluation import Evaluation, Standing
from gis.processes.answer import plain
from layers.masterplan.series import Kept, Series


def values_of(found: Evaluation) -> list[Kept]:
    """Give the values of an evaluation that can be kept: of targets that have one.

    Parameters
    ----------
    found
        The evaluation.
    """
    return [_kept(found, one) for one in found.standings if one.current.value is not None]


def with_series(found: Evaluation, kept: Sequence[Kept]) -> Evaluation:
    """Put what was kept beside the targets it is of.

    Parameters
    ----------
    found
        The evaluation.
    kept
        The series of its plan.
    """
    return replace(found, series=tuple(kept))


def keep(found: Evaluation, series: Series) -> Evaluation:
    """Keep the values of an evaluation, and put the series beside its targets.

    The same values from layers at the same revisions are kept once, however often they are
    evaluated.

    Parameters
    ----------
    found
        The evaluation.
    series
        Of its plan: `Shelf.series`.

    Raises
    ------
    StoreError
        If they cannot be written.
    """
    series.keep(values_of(found))
    return with_series(found, series.read())


def _kept(found: Evaluation, one: Standing) -> Kept:
    current, answer = one.current, one.current.answer
    method: dict[str, Any] = {"year": current.year, "source": current.source}
    if answer is not None:
        method = {
            "process": answer.process.id,
            "version": answer.process.version,
            "asked": plain(answer.numbers["indicator"]["parameters"]),
            "by": answer.numbers["by"],
            "region": answer.numbers["region"],
        }
    scenario = answer.scenario if answer is not None else None
    told = None if scenario is None else {key: scenario[key] for key in ("id", "version")}
    return Kept(
        target=one.target.id,
        indicator=one.indicator.id,
        value=float(current.value or 0.0),
        low=current.low,
        high=current.high,
        unit=one.indicator.unit.to_dict(),
        status=one.status,
        on=found.on.isoformat(),
        inputs={str(part["layer"]): int(part["revision"]) for part in answer.inputs}
        if answer is not None
        else {},
        method=method,
        trust=one.trust,
        scenario=told,
    )
