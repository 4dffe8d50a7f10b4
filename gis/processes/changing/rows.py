"""Rows: the effect of edits by unit, all units together, gaps closed, and features for a map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.access.demand import Demand
from gis.access.sums import fullest
from gis.access.whatif import Effect
from gis.processes.changing.planned import Planned, Sites
from gis.processes.facilities import column
from layers.crs import STORAGE_CRS

Ints = NDArray[np.int32]

# People below that are what rounding leaves of nobody.
NOBODY = 1e-9


def unit_rows(effect: Effect, units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give a row per unit and limit, those who gain most first.

    Parameters
    ----------
    effect
        Of `gis.access.whatif.what_if`.
    units
        The units with ``code`` and ``name``, on the order of the people's.
    """
    table = _shared(effect.table(units.index))
    n_limits = len(effect.before.limits_s)
    for place, key in enumerate(("code", "name")):
        table.insert(place, key, np.tile(units[key].to_numpy(dtype=object), n_limits))
    order = ["within_s", "gained", "lost", "code"]
    return table.sort_values(order, ascending=[True, False, False, True])


def total_rows(effect: Effect) -> list[dict[str, Any]]:
    """Give a row per limit for all units together, ground they share counted once."""
    return records(_shared(effect.totals().reset_index()))


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table."""
    return cast("list[dict[str, Any]]", table.to_dict("records"))


def _shared(table: pd.DataFrame) -> pd.DataFrame:
    """Add the shares covered before and after; missing where there is nobody."""
    total = table["total"].where(table["total"] > 0)
    place = list(table).index("covered_after") + 1
    for name in ("after", "before"):
        table.insert(place, f"share_{name}", table[f"covered_{name}"] / total)
    return table


def gap_rows(effect: Effect, units: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Give the units with another number of people beyond the longest time, most gained first."""
    n_limits = len(effect.before.limits_s)
    before, after = (one.by_unit[:, n_limits:].sum(axis=1) for one in (effect.before, effect.after))
    table = pd.DataFrame(
        {
            "code": units["code"].to_numpy(),
            "name": units["name"].to_numpy(),
            "within_s": effect.before.limits_s[-1],
            "uncovered_before": before,
            "uncovered_after": after,
            "closed": (before > NOBODY) & (after <= NOBODY),
        }
    )
    change = after - before
    order = np.argsort(change, kind="stable")
    return records(table.iloc[order[np.abs(change[order]) > NOBODY]])


def unit_features(rows: pd.DataFrame, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the units with `before_…s`, `after_…s`, `gained_…s` and `lost_…s` for every time."""
    out = units[["code", "name", "geometry"]].copy()
    for limit, part in rows.groupby("within_s"):
        out["total"] = part["total"]
        for name, source in (("before", "covered_before"), ("after", "covered_after")):
            out[f"{name}_{limit:g}s"] = part[source]
        for name in ("gained", "lost"):
            out[f"{name}_{limit:g}s"] = part[name]
    return out


def site_features(plan: Planned, sites: Sites) -> gpd.GeoDataFrame:
    """Give the facilities there are, those taken off and those added."""
    status = np.full(len(sites.frame), "kept", dtype=object)
    status[plan.removed] = "removed"
    new = np.where(plan.used, "added", "added-unused")
    return gpd.GeoDataFrame(
        {
            "name": [*column(sites.frame, "name"), *[None] * len(new)],
            "type": [*column(sites.frame, "type"), *[None] * len(new)],
            "status": [*status, *new],
        },
        geometry=[*sites.spots, *shapely.points(plan.added)],
        crs=STORAGE_CRS,
    )


def road_features(given: Mapping[str, Any], effect: Effect) -> gpd.GeoDataFrame:
    """Give the new road as it was joined; nothing where there is none."""
    roads, shapes = effect.change.after.overlay.roads, []
    for i in range(len(roads)):
        part = slice(*roads.first[i : i + 2])
        shapes.append(shapely.LineString(np.column_stack([roads.lon[part], roads.lat[part]])))
    kmh = [given["road_kmh"]] * len(shapes)
    bridge = [given["bridge"]] * len(shapes)
    return gpd.GeoDataFrame({"kmh": kmh, "bridge": bridge}, geometry=shapes, crs=STORAGE_CRS)


def place_features(effect: Effect, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give, by unit, time, and whether gained or lost, the fullest cell of those that changed."""
    demand, parts = effect.before.demand, []
    was, now = effect.before.classes, effect.after.classes
    for k, limit in enumerate(effect.before.limits_s.tolist()):
        for change, people, here in (
            ("gained", effect.gained[:, k], (now <= k) & (was > k)),
            ("lost", effect.lost[:, k], (was <= k) & (now > k)),
        ):
            if not here.any():
                continue
            unit, cell = _fullest(demand, here)
            parts.append(
                pd.DataFrame(
                    {
                        "code": units["code"].to_numpy()[unit],
                        "name": units["name"].to_numpy()[unit],
                        "within_s": limit,
                        "change": change,
                        "people": people[unit],
                        "cell": cell,
                    }
                )
            )
    columns = ["code", "name", "within_s", "change", "people", "cell"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    cells = table.pop("cell").to_numpy(dtype=np.int64)
    return gpd.GeoDataFrame(
        table, geometry=shapely.points(demand.lon[cells], demand.lat[cells]), crs=STORAGE_CRS
    )


def _fullest(demand: Demand, chosen: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Give the units that hold chosen cells, ascending, and the fullest of these in each."""
    wanted = np.ones(demand.n_units, dtype=np.int32)
    place = fullest(demand.pairs, demand.amount, chosen.astype(np.int32), wanted)
    units = np.flatnonzero(place >= 0).astype(np.int32)
    return units, place[units].astype(np.int32)
