"""Rows: sites and units before and after, as an answer tells and a map draws them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis.processes.facilities import column
from gis.processes.siting.candidates import Candidates
from gis.processes.siting.choosing import Choice, Question
from gis.processes.siting.effects import Effects
from gis.processes.siting.reaching import Ground
from layers.crs import STORAGE_CRS

TODAY, NEW, NEVER = 0, 1, 2


def unit_table(
    ground: Ground, effects: Effects, units: gpd.GeoDataFrame, limit: float
) -> gpd.GeoDataFrame:
    """Give the units with the people within the limit before and after."""
    before, after = ground.today <= limit, effects.after <= limit
    classes = np.where(before, TODAY, np.where(after, NEW, NEVER)).astype(np.int32)
    held = ground.people.sums_of(classes, 3)
    out = units[["code", "name", "geometry"]].copy()
    total = held.sum(axis=1)
    out["total"] = total
    out["covered_before"] = held[:, TODAY]
    out["covered_after"] = held[:, TODAY] + held[:, NEW]
    out["gained"] = held[:, NEW]
    with np.errstate(invalid="ignore", divide="ignore"):
        out["share_before"] = np.where(total > 0, out["covered_before"] / total, np.nan)
        out["share_after"] = np.where(total > 0, out["covered_after"] / total, np.nan)
    return out


def total_row(ground: Ground, effects: Effects, asked: Question) -> dict[str, Any]:
    """Give the same for all units together, ground they share counted once, and mean ways.

    Means are capped: who is farther than the limit, or has no way, counts with the limit.
    """
    limit, weight = asked.limit, ground.weight
    total = float(weight.sum())
    before = float(weight[ground.today <= limit].sum())
    gained = float(effects.gain.sum())
    means = [float(weight @ np.minimum(t, limit)) / total for t in (ground.today, effects.after)]
    return {
        "total": total,
        "covered_before": before,
        "covered_after": before + gained,
        "gained": gained,
        "share_before": before / total,
        "share_after": (before + gained) / total,
        "mean_before": means[0],
        "mean_after": means[1],
    }


def site_rows(
    found: Candidates,
    choice: Choice,
    effects: Effects,
    units: gpd.GeoDataFrame,
    before: tuple[float, float],
) -> list[dict[str, Any]]:
    """Give the sites, those that add most first.

    Parameters
    ----------
    found, choice, effects
        Candidates, the sites chosen among them, and what each adds.
    units
        The units, with ``code`` and ``name``.
    before
        People within the limit before, and all people.
    """
    covered, total = before
    running = covered + np.cumsum(effects.gain)
    return [
        {
            "rank": s + 1,
            "id": found.ids[i],
            "name": found.names[i],
            "lon": float(found.lonlat[i, 0]),
            "lat": float(found.lonlat[i, 1]),
            "unit": _unit(units, int(found.unit[i])),
            "gain": float(effects.gain[s]),
            "covered": float(effects.covered[s]),
            "only": float(effects.only[s]),
            "saved": float(effects.saved[s]),
            "cost": None if found.cost is None else float(found.cost[i]),
            "load": None if choice.load is None else float(choice.load[choice.solution.sites[s]]),
            "nearest_today": float(effects.near[s]),
            "total_covered": float(running[s]),
            "total_share": float(running[s]) / total,
            "model_gain": float(choice.solution.gains[s]),
            "instead": _instead(found, effects, s) if choice.solution.model == "mclp" else None,
        }
        for s, i in enumerate(choice.sites.tolist())
    ]


def _unit(units: gpd.GeoDataFrame, position: int) -> dict[str, Any]:
    return {key: units[key].iloc[position] for key in ("code", "name")}


def _instead(found: Candidates, effects: Effects, s: int) -> dict[str, Any] | None:
    i = int(effects.instead[s])
    if i < 0:
        return None
    return {
        "id": found.ids[i],
        "name": found.names[i],
        "gain": float(effects.instead_gain[s]),
    }


def site_features(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Give the sites as points."""
    keys = ("rank", "id", "name", "gain", "covered", "only", "total_share")
    table = {key: [row[key] for row in rows] for key in keys}
    points = shapely.points([[row["lon"], row["lat"]] for row in rows]) if rows else []
    return gpd.GeoDataFrame(table, geometry=points, crs=STORAGE_CRS)


def facility_points(sites: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Give the facilities of today for a map."""
    if sites is None:
        return gpd.GeoDataFrame({"name": [], "type": []}, geometry=[], crs=STORAGE_CRS)
    return gpd.GeoDataFrame(
        {"name": column(sites, "name"), "type": column(sites, "type")},
        index=sites.index,
        geometry=sites.geometry,
        crs=STORAGE_CRS,
    )
