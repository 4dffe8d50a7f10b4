"""Rows: units, facilities and shortages of a capacity, as an answer tells and a map draws them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.access.fairness import fairness_of
from gis.access.shortages import PER_PEOPLE, REASON_TEXTS, rank_shortages
from gis.errors import NoAnswerError
from gis.processes.facilities import column
from gis.processes.sharing.reckoning import Question, Sharing
from layers.crs import STORAGE_CRS
from layers.schema import Text

NO_PALMA = Text(
    "40 % penduduk yang paling sedikit mendapat tidak mendapat apa pun, jadi nisbah Palma tidak "
    "ada nilainya",
    "the 40 % of the people who have least have nothing, so the Palma ratio has no value",
)
NOTHING = Text(
    "tidak seorang pun mendapat apa pun, jadi tidak ada yang dapat dibandingkan",
    "nobody has anything, so there is nothing to compare",
)
LORENZ_DECIMALS = 6


def unit_table(asked: Question, found: Sharing) -> gpd.GeoDataFrame:
    """Give the units with their shape, and what their people have.

    For the BFCA also the ``level_of_service`` of the method as published: it is shared
    out among places, and its sum is that of the facilities' ratios.
    """
    out = asked.units[["code", "name", "geometry"]].join(found.short.table)
    if asked.method == "bfca":
        unit, cell, share = found.people.pairs
        level = np.bincount(unit, share * found.level[cell], minlength=found.people.n_units)
        out["level_of_service"] = level
    return out


def facility_table(asked: Question, found: Sharing) -> gpd.GeoDataFrame:
    """Give the facilities that serve the units asked for, the most crowded first.

    ``people`` are those it carries, every one in reach of any facility counted once,
    ``load`` the same per unit of capacity, ``served`` and ``over`` those its capacity
    is enough for and the others, ``demand`` what the method shares its capacity among
    (a person may count at several facilities), ``in_reach`` the people of the units
    asked for within the limit.
    """
    amount, people = asked.held.amount, found.given_out.users
    room = amount * found.people_per_unit
    table = gpd.GeoDataFrame(
        {
            "name": column(asked.sites, "name"),
            "type": column(asked.sites, "type"),
            "capacity": amount,
            "by_standard": asked.held.by_standard,
            "people": people,
            "load": people / amount,
            "served": np.minimum(people, room),
            "over": np.maximum(people - room, 0.0),
            "demand": found.given_out.load,
            "in_reach": found.in_reach,
            "to_network_m": found.sources.distance_m,
        },
        index=asked.sites.index,
        geometry=asked.sites.geometry.to_numpy(),
        crs=STORAGE_CRS,
    )
    if not asked.chosen.all():
        table = table[table["in_reach"] > 0.0]
    table = table.sort_values("load", ascending=False, kind="stable")
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    return table


def gap_rows(asked: Question, found: Sharing) -> list[dict[str, Any]]:
    """Give the shortages with their place, the reason, and the facilities nearest to it.

    Where no facility is within the limit, the nearest one is named however far it is.
    """
    gaps = rank_shortages(found.people, found.short)
    near = found.nearest_to(gaps.pop("place").to_numpy())
    names = column(asked.sites, "name")
    people, room = found.given_out.users, asked.held.amount * found.people_per_unit
    load, over = people / asked.held.amount, np.maximum(people - room, 0.0)
    named = asked.units[["code", "name"]].reindex(gaps.index).join(gaps)
    rows: list[dict[str, Any]] = [dict(row) for row in named.to_dict("records")]
    for row, reached in zip(rows, near, strict=True):
        row["reason_text"] = REASON_TEXTS[row["reason"]].to_dict()
        row["within_s"] = asked.limit_s
        row["nearest"] = names[reached[0][0]] if reached else None
        row["seconds"] = reached[0][1] if reached else np.nan
        row["nearest_facilities"] = [
            {"name": names[k], "seconds": seconds, "load": load[k], "over": over[k]}
            for k, seconds in reached
        ]
    return rows


def gap_features(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Give the shortages as points."""
    keys = ("code", "name", "rank", "uncovered", "share", "seconds", "reason", "nearest")
    points = shapely.points([[row["lon"], row["lat"]] for row in rows]) if rows else []
    table = pd.DataFrame([{key: row[key] for key in keys} for row in rows], columns=list(keys))
    return gpd.GeoDataFrame(table, geometry=points, crs=STORAGE_CRS)


def equity(asked: Question, found: Sharing) -> dict[str, Any]:
    """Tell how evenly the capacity per person is shared, within and between units."""
    try:
        told = fairness_of(found.people, found.per_person)
    except NoAnswerError:
        return {"reason": NOTHING.to_dict()}
    rows = told.groups.rename(columns={"mean": "per_1000"})
    rows["per_1000"] *= PER_PEOPLE
    rows.index = asked.units.index[rows.index]
    named = asked.units[["code", "name"]].join(rows, how="inner").sort_values("code")
    return {
        "per_1000": told.mean * PER_PEOPLE,
        "gini": told.gini,
        "palma": told.palma,
        "palma_reason": NO_PALMA.to_dict() if np.isnan(told.palma) else None,
        "theil": told.theil,
        "theil_between": told.between,
        "theil_within": told.within,
        "people": told.people,
        "people_without": told.people_without,
        "lorenz": told.lorenz.round(LORENZ_DECIMALS).tolist(),
        "rows": named.to_dict("records"),
    }
