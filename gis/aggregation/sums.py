"""Sums: shares of features added up to one row for each zone and group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.aggregation.borders import OUTSIDE
from gis.aggregation.measures import Measure
from gis.aggregation.pieces import Floats, Ints, Simple
from gis.aggregation.shares import Shares

M2_PER_HA, M_PER_KM = 1e4, 1e3
ZONE, GROUP = "zone", "group"


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Figures of groups, and of all there is.

    Attributes
    ----------
    table
        One row for each zone and group that hold something: `zone`, `group`, `count`
        (features with a part there), `weight` (their shares added up), each measure by its
        name, and for each column measured ``n_<column>`` (features with a value) and
        ``missing_<column>`` (share of the weight without one). Zone -1: in no zone.
    unplaced
        The same of features without a place, by group; not in `table`.
    total
        The same of all features, each whole and once: one row.
    """

    table: pd.DataFrame
    unplaced: pd.DataFrame
    total: pd.DataFrame

    def without(self, column: str) -> Sums:
        """Give the same without one of the columns."""
        return Sums(*(t.drop(columns=column) for t in (self.table, self.unplaced, self.total)))


def add_up(
    simple: Simple,
    shares: Shares,
    measures: Sequence[Measure],
    *,
    values: Mapping[str, Floats] | None = None,
    group: Ints | None = None,
) -> Sums:
    """Add features up by zone and group.

    A feature split among zones gives each its share of a sum, and counts in a mean by its
    share; it counts (`count`, min, max) wherever it has a part.

    Parameters
    ----------
    simple, shares
        The features, and what part of each lies where.
    measures
        What to tell.
    values
        The columns measured, one number for each feature, NaN where there is none.
    group
        Group of each feature, 0 or more; all in group 0 unless given.

    Returns
    -------
    Sums
        For zones that do not overlap, `weight`, sums, areas and lengths of `table` and
        `unplaced` add up to `total`.
    """
    given = values or {}
    groups = np.zeros(simple.n, dtype=np.intp) if group is None else group
    every = np.arange(simple.n)
    one, nothing = np.ones(simple.n), np.zeros(simple.n, dtype=np.intp)
    whole = Shares(every, nothing, one, simple.area_m2, simple.length_m)
    lost = np.flatnonzero(~simple.placed)
    none = np.zeros(len(lost))
    unplaced = Shares(lost, np.full(len(lost), OUTSIDE), np.ones(len(lost)), none, none)
    return Sums(
        _summed(shares, groups, measures, given),
        _summed(unplaced, groups, measures, given),
        _total(_summed(whole, nothing, measures, given), measures),
    )


def _summed(
    shares: Shares, groups: Ints, measures: Sequence[Measure], values: Mapping[str, Floats]
) -> pd.DataFrame:
    """Give one row for each zone and group in the shares, by zone, then group."""
    width = int(groups.max(initial=0)) + 1
    key, row = np.unique(
        (shares.zone - OUTSIDE) * width + groups[shares.feature], return_inverse=True
    )
    zone, group = np.divmod(key, width)
    weight = _sum(row, shares.share, len(key))
    out: dict[str, NDArray[np.float64] | Ints] = {
        ZONE: zone + OUTSIDE,
        GROUP: group,
        "count": np.bincount(row, minlength=len(key)),
        "weight": weight,
    }
    amounts = {"area": shares.area_m2 / M2_PER_HA, "length": shares.length_m / M_PER_KM}
    for measure in measures:
        if measure.kind in amounts:
            out[measure.name] = _sum(row, amounts[measure.kind], len(key))
        elif measure.field is not None:
            out |= _of_field(measure, values[measure.field][shares.feature], row, shares)
    return pd.DataFrame(out)


def _of_field(measure: Measure, values: Floats, row: Ints, shares: Shares) -> dict[str, Floats]:
    """Give one measure of a column, and how much of the group had a value."""
    n = int(row.max(initial=-1)) + 1
    known = ~np.isnan(values)
    at, held, part = row[known], values[known], shares.share[known]
    weight, with_value = _sum(row, shares.share, n), _sum(at, part, n)
    out = {
        f"n_{measure.field}": np.bincount(at, minlength=n),
        f"missing_{measure.field}": np.clip(1.0 - _ratio(with_value, weight), 0.0, 1.0),
    }
    some = out[f"n_{measure.field}"] > 0
    weighed = {"mean": part, "mean_by_area": shares.area_m2[known]}
    weighed["mean_by_length"] = shares.length_m[known]
    if measure.kind == "sum":
        figure = _sum(at, part * held, n)
    elif measure.kind in weighed:
        by = weighed[measure.kind]
        figure = _ratio(_sum(at, by * held, n), _sum(at, by, n))
    else:
        figure = np.full(n, np.inf if measure.kind == "min" else -np.inf)
        (np.minimum if measure.kind == "min" else np.maximum).at(figure, at, held)
    return {measure.name: np.where(some, figure, np.nan), **out}


def _sum(row: Ints, amount: Floats, n: int) -> Floats:
    return np.bincount(row, amount, minlength=n).astype(np.float64)


def _ratio(part: Floats, whole: Floats) -> Floats:
    ratio: Floats = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return ratio


def _total(table: pd.DataFrame, measures: Sequence[Measure]) -> pd.DataFrame:
    """Give the one row of all features; zeros where there is none."""
    if len(table):
        return table
    row: dict[str, float] = {}
    for name in table.columns:
        row[str(name)] = 0
    for measure in measures:
        if measure.field is not None:
            row |= {measure.name: np.nan, f"missing_{measure.field}": np.nan}
    return pd.DataFrame([row])
