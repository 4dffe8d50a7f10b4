"""Shortages: people whose share of a capacity is enough, too little, or nothing at all.

Every person is in one of three: met, over capacity, or out of reach; a place whose
share is half of what is enough counts half of its people as met.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.access.demand import Demand
from gis.access.sums import fullest
from gis.checks import require_positive
from gis.errors import InputError
from layers.schema import Text

Floats = NDArray[np.float64]

PER_PEOPLE = 1000.0
REASON_TEXTS = {
    "over-capacity": Text(
        "fasilitas terjangkau, tetapi daya tampungnya dibagi dengan terlalu banyak orang",
        "facilities are within reach, but too many people share their capacity",
    ),
    "out-of-reach": Text(
        "tidak ada fasilitas berkapasitas yang terjangkau dalam waktu itu",
        "no facility with a capacity is within reach in that time",
    ),
}
# Sums of many shares leave this much of a unit's people where nobody is short.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Shortage:
    """How far the capacity goes, by unit and for all together.

    Attributes
    ----------
    short
        People of each place who are not met, float64, c.
    reached
        Whether anything is within reach of a place, bool, c.
    table
        On the units' index: ``total`` people, the ``supply`` they have, the same
        ``per_1000`` people, people ``met``, ``share`` of them, ``over_capacity`` and
        ``unreached`` people; total = met + over_capacity + unreached. Missing where
        nobody lives.
    totals
        The same for all units, ground that they share counted once.
    """

    short: Floats
    reached: NDArray[np.bool_]
    table: pd.DataFrame
    totals: dict[str, float]


def shortage(
    demand: Demand,
    per_person: Floats,
    *,
    people_per_unit: float,
    index: Sequence[object] | pd.Index,
) -> Shortage:
    """Tell how far a capacity goes.

    Parameters
    ----------
    demand
        Places, their people and units.
    per_person
        Capacity that a person of each place has, c, 0 or more.
    people_per_unit
        How many people one unit of capacity is enough for, above 0.
    index
        The units' index, one entry per unit.

    Raises
    ------
    InputError
        If `people_per_unit` is not above 0, or the lengths do not fit.
    """
    enough = require_positive(people_per_unit, "people_per_unit")
    if per_person.shape != (len(demand),):
        raise InputError(
            Text(
                f"{per_person.shape} bagian untuk {len(demand)} tempat; yang diminta satu untuk "
                "setiap tempat",
                f"{per_person.shape} shares for {len(demand)} places; wanted one for each",
            )
        )
    met = np.minimum(1.0, per_person * enough)
    reached = per_person > 0.0
    parts = {
        "total": np.ones(len(demand)),
        "supply": per_person,
        "met": met,
        "over_capacity": np.where(reached, 1.0 - met, 0.0),
        "unreached": (~reached).astype(np.float64),
    }
    unit, cell, share = demand.pairs
    heads, once = demand.amount[cell] * share, demand.counted_once()
    table = pd.DataFrame(
        {
            name: np.bincount(unit, heads * part[cell], minlength=demand.n_units)
            for name, part in parts.items()
        },
        index=pd.Index(index),
    )
    together = {name: float(once @ part) for name, part in parts.items()}
    totals = _with_shares(pd.DataFrame([together])).iloc[0]
    return Shortage(
        short=demand.amount * (1.0 - met),
        reached=reached,
        table=_with_shares(table),
        totals={str(name): float(number) for name, number in totals.items()},
    )


def _with_shares(table: pd.DataFrame) -> pd.DataFrame:
    """Add supply per 1,000 people and the share met, missing where nobody lives."""
    people = table["total"].where(table["total"] > 0)
    out = table.assign(
        per_1000=table["supply"] / people * PER_PEOPLE,
        share=np.minimum(1.0, table["met"] / people),
    )
    return out[["total", "supply", "per_1000", "met", "share", "over_capacity", "unreached"]]


def rank_shortages(demand: Demand, found: Shortage) -> pd.DataFrame:
    """Rank units by their people who are not met, with a place and the reason.

    The reason of a gap is what holds for more of its people; its place is the cell with
    the most people not met of those for whom it holds.

    Parameters
    ----------
    demand
        As for `shortage`.
    found
        What it gave.

    Returns
    -------
    pandas.DataFrame
        Units with a gap on their index, the largest first: ``rank``, ``uncovered``
        (people not met) and their ``share`` of the unit's, ``over_capacity``,
        ``unreached``, ``lon`` and ``lat`` of the place, its ``place`` (position in the
        demand) and ``reason``, a key of `REASON_TEXTS`.
    """
    table = found.table.reset_index(drop=True)
    uncovered = table["over_capacity"] + table["unreached"]
    lost = (table["unreached"] > table["over_capacity"]).to_numpy()
    why = np.where(found.reached, 1, 2) * (found.short > 0.0)
    main = np.where(lost, 2, 1).astype(np.int32)
    place = fullest(demand.pairs, found.short, why.astype(np.int32), main)
    is_gap = (uncovered > _ROUNDING * table["total"]).to_numpy() & (place >= 0)
    units = np.flatnonzero(is_gap)
    units = units[np.argsort(-uncovered.to_numpy()[units], kind="stable")]
    cells, rows = place[units], table.iloc[units]
    short = uncovered.to_numpy()[units]
    return pd.DataFrame(
        {
            "rank": np.arange(1, len(units) + 1),
            "uncovered": short,
            "share": short / rows["total"].to_numpy(),
            "over_capacity": rows["over_capacity"].to_numpy(),
            "unreached": rows["unreached"].to_numpy(),
            "lon": demand.lon[cells],
            "lat": demand.lat[cells],
            "place": cells,
            "reason": np.where(lost[units], "out-of-reach", "over-capacity").astype(object),
        },
        index=found.table.index[units],
    )
