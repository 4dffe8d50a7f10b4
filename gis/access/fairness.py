"""Fairness: how evenly places share something, by district, in one answer for people.

Puts the measures of `gis.access.equity` together for amounts that are known per place,
such as capacity per person or minutes of travel, with the people of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.access.demand import Demand
from gis.access.equity import gini, lorenz, palma, theil
from gis.errors import EmptyInputError, InputError, NoAnswerError
from layers.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.integer[Any]]

LORENZ_POINTS = 101


@dataclass(frozen=True, slots=True)
class Fairness:
    """How evenly an amount per person is shared.

    Attributes
    ----------
    mean
        Of all people counted.
    gini, palma
        Of all people; `palma` is NaN where the worst-served 40 % have nothing.
    theil, between, within
        Theil's T of all people, and its parts between and within groups, whose sum it is.
    people, people_without, people_unknown
        Counted; those of them with an amount of 0; and those left out because the
        amount is not known (NaN).
    lorenz
        Points for a chart, n × 2: the share of people, poorest first, and what they
        have together, both from 0 to 1.
    groups
        By group: ``people``, ``mean``, ``gini`` and ``theil`` inside it (NaN where
        nobody there has anything), ``between`` and ``within``, what it adds to each.
    """

    mean: float
    gini: float
    palma: float
    theil: float
    between: float
    within: float
    people: float
    people_without: float
    people_unknown: float
    lorenz: Floats
    groups: pd.DataFrame


def fairness(values: Floats, people: Floats, groups: Ints) -> Fairness:
    """Measure how evenly an amount per person is shared, by group.

    Parameters
    ----------
    values
        Amount per person of each place, 0 or more; NaN where it is not known (no way
        leads there): those people are left out, and counted.
    people
        People of each place; where a place lies in several groups, give a row for each.
    groups
        Group of each place, such as the position of its district.

    Raises
    ------
    EmptyInputError
        If the amount of nobody is known.
    InputError
        If a number is negative or infinite, or the lengths differ.
    NoAnswerError
        If nobody has anything.

    Examples
    --------
    >>> found = fairness(np.array([1.0, 3.0]), np.array([10.0, 10.0]), np.array([0, 1]))
    >>> found.gini, round(found.theil - found.between, 9)
    (0.25, 0.0)
    """
    if not len(values) == len(people) == len(groups):
        raise InputError(
            Text(
                f"{len(values)} nilai, {len(people)} jumlah penduduk, {len(groups)} kelompok; "
                "yang diminta masing-masing satu untuk setiap tempat",
                f"{len(values)} values, {len(people)} numbers of people, {len(groups)} groups; "
                "wanted one of each for a place",
            )
        )
    known = ~np.isnan(values)
    unknown = float(people[~known].sum())
    value, count, group = values[known], people[known], groups[known]
    if not (count > 0).any():
        raise EmptyInputError(
            Text(
                "tidak ada tempat yang diketahui nilainya; yang diminta paling sedikit satu",
                "the amount of nobody is known; wanted at least one place",
            )
        )
    curve = lorenz(value, count)
    shares = np.linspace(0.0, 1.0, LORENZ_POINTS)
    parts = theil(value, count, groups=group)
    own = _gini_by_group(value, count, group)
    table = parts.groups.assign(gini=own.reindex(parts.groups.index))
    table["theil"] = table["theil"].where(table["mean"] > 0)
    return Fairness(
        mean=float(value @ count / count.sum()),
        gini=gini(value, count),
        palma=_palma(value, count),
        theil=parts.total,
        between=parts.between,
        within=parts.within,
        people=float(count.sum()),
        people_without=float(count[value <= 0.0].sum()),
        people_unknown=unknown,
        lorenz=np.column_stack([shares, curve.amount_of(shares)]),
        groups=table[["people", "mean", "gini", "theil", "between", "within"]],
    )


def fairness_of(demand: Demand, values: Floats) -> Fairness:
    """Measure how evenly something is shared by the people of units, by unit.

    Parameters
    ----------
    demand
        Places, their people and units; a place across a border counts in both by its
        share.
    values
        Amount per person of each place, c: capacity, or minutes to the nearest facility
        (NaN where no way leads there). Of minutes, the "rich" are those who travel
        longest.

    Raises
    ------
    InputError
        If there is not one value for each place, or one is negative or infinite.
    EmptyInputError, NoAnswerError
        As in `fairness`.
    """
    if values.shape != (len(demand),):
        raise InputError(
            Text(
                f"{values.shape} nilai untuk {len(demand)} tempat; yang diminta satu untuk "
                "setiap tempat",
                f"{values.shape} values for {len(demand)} places; wanted one for each",
            )
        )
    unit, cell, share = demand.pairs
    return fairness(values[cell], demand.amount[cell] * share, unit)


def _palma(value: Floats, count: Floats) -> float:
    try:
        return palma(value, count)
    except NoAnswerError:
        return float("nan")


def _gini_by_group(value: Floats, count: Floats, group: Ints) -> pd.Series:
    """Give the Gini coefficient inside each group, NaN where nobody there has anything."""
    some = count > 0
    order = np.lexsort((value[some], group[some]))
    value, count, group = value[some][order], count[some][order], group[some][order]
    names, first = np.unique(group, return_index=True)
    of = np.repeat(np.arange(len(names)), np.diff(np.append(first, len(group))))
    amount = value * count
    heads, has = np.add.reduceat(count, first), np.add.reduceat(amount, first)
    reached = np.cumsum(amount)
    before = (reached[first] - amount[first])[of]
    with np.errstate(invalid="ignore", divide="ignore"):
        height = (2.0 * (reached - before) - amount) / has[of]
        area = np.add.reduceat(count / heads[of] * height, first)
        inside = np.where(has > 0, np.maximum(0.0, 1.0 - area), np.nan)
    return pd.Series(inside, index=names)
