"""Counted: a part and a whole by unit, from which an indicator's value comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.processes.answer import Outcome
from layers.layer import Layer, Trust
from layers.text import Text

# Sums of these are those of the unit above.
AMOUNTS = ("part", "whole", "low", "high")


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What was counted for an indicator, unit by unit.

    Attributes
    ----------
    table
        `code`, `name`, `part`, `whole`, and `low`, `high`: the least and the greatest `part`
        (NaN where no range is known).
    method
        How it was counted.
    layers
        What it was counted on.
    trusts
        Marks of what it stands on besides layers.
    notes
        What a reader would otherwise take wrongly.
    """

    table: pd.DataFrame
    method: Text
    layers: tuple[Layer, ...]
    trusts: tuple[Trust, ...] = ()
    notes: tuple[Text, ...] = ()

    def together(self) -> pd.Series:
        """Give the amounts of all units; NaN where no range is known of one of them."""
        sums: pd.Series = self.table[list(AMOUNTS)].sum(skipna=False)
        return sums

    def above(self, letters: int, names: dict[str, str]) -> pd.DataFrame:
        """Add units up to those whose codes are the first letters of theirs.

        Parameters
        ----------
        letters
            Length of the codes above: 2 for provinces, 5 for regencies.
        names
            Their names by code.
        """
        grouped = self.table.groupby(self.table["code"].str[:letters])[list(AMOUNTS)]
        out = grouped.agg("sum", skipna=False).reset_index()
        out.insert(1, "name", out["code"].map(names))
        return out


def counted(
    table: pd.DataFrame,
    method: Text,
    layers: tuple[Layer, ...],
    *,
    trusts: tuple[Trust, ...] = (),
    notes: tuple[Text, ...] = (),
) -> Counted:
    """Give what was counted, by code; see `Counted` for the rest.

    Parameters
    ----------
    table
        `code`, `name`, `part`, `whole` of each unit, `low` and `high` where they are known.
    method, layers, trusts, notes
        As `Counted` has them.
    """
    known = table.reindex(columns=["code", "name", *AMOUNTS])
    known[list(AMOUNTS)] = known[list(AMOUNTS)].astype(float)
    ordered = known.sort_values("code", kind="stable").reset_index(drop=True)
    return Counted(ordered, method, layers, trusts, notes)


def each_once(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Give layers in their order, each once."""
    return tuple({layer.id: layer for layer in layers}.values())


def counted_by(outcome: Outcome, table: pd.DataFrame) -> Counted:
    """Give what an analysis counted.

    Parameters
    ----------
    outcome
        Of its function.
    table
        As for `counted`.
    """
    return counted(
        table, outcome.method, outcome.layers, trusts=outcome.trusts, notes=outcome.notes
    )


def value_of(part: pd.Series, whole: pd.Series, factor: float) -> pd.Series:
    """Give part by whole times a factor; NaN where there is no whole.

    Examples
    --------
    >>> value_of(pd.Series([1.0, 2.0]), pd.Series([4.0, 0.0]), 100.0).tolist()
    [25.0, nan]
    """
    return factor * part / whole.where(whole > 0, np.nan)
