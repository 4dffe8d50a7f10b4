"""Valuing: each measure for every unit of a layer, by the analysis that knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.errors import GisError
from gis.processes.coverage import coverage_process
from gis.processes.exposure import exposure_process
from gis.processes.facilities import operating, read_facilities
from gis.processes.indicating import indicators
from gis.processes.indicating.counted import value_of
from gis.processes.potential.measures import STEEP_DEGREES, Measure
from gis.processes.timed import reach_of
from layers.errors import LayersError
from layers.layer import Layer, Trust
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

PERCENT = 100.0
SECONDS = 60.0
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Valued:
    """A measure by the codes of units.

    Attributes
    ----------
    measure
        What was measured.
    values
        By code; NaN where there is none.
    method, layers, trusts
        How, on what, and what it stands on besides.
    reason
        Why there are no values at all.
    """

    measure: Measure
    values: pd.Series
    method: Text
    layers: tuple[Layer, ...] = ()
    trusts: tuple[Trust, ...] = ()
    reason: Text | None = None


def valued(catalogue: Catalogue, measure: Measure, by: str) -> Valued:
    """Measure every unit of a layer; what cannot be measured says why.

    Parameters
    ----------
    catalogue
        Where the layers are.
    measure
        What to measure.
    by
        Layer of units.
    """
    ways = {"indicator": _indicated, "minutes": _minutes, "steep": _steep}
    try:
        return ways[measure.kind](catalogue, measure, by)
    except (GisError, LayersError) as error:
        return Valued(measure, pd.Series(dtype=float), Text("", ""), reason=error.text)


def _indicated(catalogue: Catalogue, measure: Measure, by: str) -> Valued:
    one = indicators()[measure.about]
    found = one.counting(catalogue, {"by": by, "region": None}, one.parameters)
    value = value_of(found.table["part"], found.table["whole"], one.factor)
    values = pd.Series(value.to_numpy(), index=found.table["code"])
    return Valued(
        measure, values, one.formula + ". " + found.method, found.layers, (*found.trusts, one.trust)
    )


def _minutes(catalogue: Catalogue, measure: Measure, by: str) -> Valued:
    asked = {"facilities": measure.about, "within": "60min", "mode": "car", "by": by}
    given = coverage_process().check(asked)
    layer, units = catalogue[given["layer"]], catalogue[by].read()
    sites, _ = operating(read_facilities(layer, given["facilities"]))
    reach = reach_of(catalogue, given, sites, np.ones(len(units), dtype=bool))
    unit, cell, share = reach.people.pairs
    seconds = np.where(np.isnan(reach.found.seconds), np.inf, reach.found.seconds)
    half = weighted_medians(
        seconds[cell], reach.people.amount[cell] * share, unit, reach.people.n_units
    )
    minutes = np.where(np.isinf(half), np.nan, half / SECONDS)
    method = Text(
        "Menit yang separuh penduduk perlukan paling lama, jalur tercepat naik mobil termasuk "
        "jalan kaki ke jalan; tanpa nilai bila lebih dari separuh tidak terjangkau jalan.",
        "The minutes that half of the people need at most by the quickest way by car, with the "
        "walk to the road; no value where more than half are out of reach of roads.",
    )
    used = (layer.layer, catalogue[by].layer, catalogue[given["population"]].layer, *reach.layers)
    return Valued(measure, pd.Series(minutes, index=units["code"].astype(str)), method, used)


def weighted_medians(
    values: Floats, weights: Floats, unit: NDArray[np.integer[Any]], n_units: int
) -> Floats:
    """Give for each unit the least value that half of its weight lies at or below.

    Parameters
    ----------
    values, weights, unit
        Of each part: its value, its weight (≥ 0) and the position of its unit.
    n_units
        How many units there are.

    Returns
    -------
    numpy.ndarray
        One per unit, NaN for a unit without weight.

    Examples
    --------
    >>> import numpy as np
    >>> values, weights = np.array([5.0, 1.0, 9.0]), np.array([1.0, 1.0, 3.0])
    >>> weighted_medians(values, weights, np.array([0, 0, 0]), 2).tolist()
    [9.0, nan]
    """
    order = np.lexsort((values, unit))
    ordered, sums = unit[order], np.cumsum(weights[order])
    starts = np.searchsorted(ordered, np.arange(n_units), side="left")
    ends = np.searchsorted(ordered, np.arange(n_units), side="right")
    before = np.concatenate([[0.0], sums])
    whole = before[ends] - before[starts]
    at = np.searchsorted(sums, before[starts] + whole / 2.0 * (1.0 - 1e-12))
    out = np.full(n_units, np.nan)
    some = whole > 0
    out[some] = values[order][np.minimum(at[some], np.maximum(ends[some] - 1, 0))]
    return out


def _steep(catalogue: Catalogue, measure: Measure, by: str) -> Valued:
    process = exposure_process()
    asked: Mapping[str, Any] = {"hazard": measure.about, "breaks": f"{STEEP_DEGREES:g}", "by": by}
    outcome = process.function(catalogue, process.check(asked))
    units = pd.DataFrame(outcome.numbers["units"])
    people = units["people"].where(units["people"] > 0)
    share = PERCENT * units["people_exposed"] / people
    values = pd.Series(share.to_numpy(), index=units["code"])
    return Valued(measure, values, outcome.method, outcome.layers, outcome.trusts)
