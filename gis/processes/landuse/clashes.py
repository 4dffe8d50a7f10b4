"""Clashes: plans against land cover and against each other, as ranked patches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.landcover.classes import Classes
from gis.landcover.composition import composition
from gis.landcover.grids import Cells
from gis.landcover.keys import Covered
from gis.landcover.overlaps import is_narrow, overlaps, polygons_of
from gis.landcover.patches import outline, patches
from gis.landcover.shares import Zoned, zoned
from gis.processes.landuse.plans import Plan
from gis.zoning.conflicts import compare
from layers.crs import STORAGE_CRS
from layers.landcover.conflicts import ConflictRule
from layers.zoning.codes import known


@dataclass(frozen=True, slots=True, eq=False)
class Clash:
    """One rule on one plan: how much, in how many patches, and the largest of them.

    `largest` has `area_ha` and the centre of area (`x`, `y`) of the largest patches;
    `draw` gives of one of them (by its position) the `codes` of the plan, those it is
    `against` (of land cover or of the other plan) and its `geometry` in EPSG:4326.
    `plan_ha` is the area the rule looked at, `no_value_ha` that of it without land cover,
    `narrow_ha` what may come from the accuracy of lines and is in no patch.
    """

    rule: ConflictRule
    plan: Plan
    other: Plan | None
    area_ha: float
    n_patches: int
    plan_ha: float
    largest: pd.DataFrame
    draw: Callable[[int], dict[str, Any]]
    no_value_ha: float = 0.0
    narrow_ha: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Land cover to compare with: cells in the common legend, and how patches are taken."""

    cells: Cells
    classes: Classes
    connect: int
    n_largest: int


def against_cover(plan: Plan, rules: Sequence[ConflictRule], ground: Ground) -> list[Clash]:
    """Find where land cover contradicts a plan.

    Parameters
    ----------
    plan
        Its zones.
    rules
        Those on land cover; of rules on the same zones the cells are read once.
    ground
        The land cover.
    """
    out: list[Clash] = []
    for codes in dict.fromkeys(rule.plans for rule in rules):
        zones = plan.under(codes)
        together = [rule for rule in rules if rule.plans == codes]
        if len(zones):
            out += _in_zones(plan, zones, together, ground)
    return out


def _in_zones(
    plan: Plan, zones: gpd.GeoDataFrame, rules: Sequence[ConflictRule], ground: Ground
) -> list[Clash]:
    laid = zoned(zones, ground.cells, plan.layer.id)
    held = composition(ground.cells, ground.classes, zones)
    key_of = np.zeros(ground.classes.unknown + 1, np.uint16)
    for key, rule in enumerate(rules, start=1):
        for cover in rule.covers:
            key_of[ground.classes.codes.index(int(cover)) + 1] = key
    covered = Covered(ground.cells, ground.classes, laid, key_of)
    found = patches(
        covered,
        connect=ground.connect,
        per_key=max(1, ground.n_largest),
        window=_window(laid, ground.cells),
    )
    out = []
    for key, rule in enumerate(rules, start=1):
        if key not in found.by_key.index:
            continue
        largest = found.largest[found.largest["key"] == key].head(ground.n_largest)
        out.append(
            Clash(
                rule,
                plan,
                None,
                area_ha=float(found.by_key["area_ha"][key]),
                n_patches=int(found.by_key["n_patches"][key]),
                plan_ha=float(laid.area_ha.sum()),
                largest=largest[["area_ha", "x", "y"]],
                draw=partial(_outlined, covered, largest, zones, (rule, ground)),
                no_value_ha=float((held.no_value_ha + held.beyond_ha).sum()),
            )
        )
    return out


def _window(laid: Zoned, cells: Cells) -> tuple[slice, slice]:
    """Give the rows and columns that the zones reach."""
    n_rows, n_columns = cells.shape
    x = laid.edges.line[:, [0, 2]]
    if not len(x):
        return slice(0, 0), slice(0, 0)
    limits = [np.floor(x.min()), np.ceil(x.max())]
    west, east = np.clip(limits, 0, n_columns).astype(int)
    north, south = np.clip([np.floor(laid.top.min()), np.ceil(laid.bottom.max())], 0, n_rows)
    return slice(int(north), int(south)), slice(int(west), int(east))


def _outlined(
    covered: Covered,
    largest: pd.DataFrame,
    zones: gpd.GeoDataFrame,
    asked: tuple[ConflictRule, Ground],
    position: int,
) -> dict[str, Any]:
    """Draw a patch along its cells, cut to the zones it lies in, and name their codes."""
    rule, ground = asked
    cells = outline(covered, largest.iloc[position], ground.connect)
    around = gpd.GeoSeries([cells], crs=covered.grid.crs).to_crs(STORAGE_CRS)
    lands = zones.geometry.to_numpy()
    near = shapely.STRtree(lands).query(around.iloc[0], predicate="intersects")
    parts = shapely.intersection(lands[near], around.iloc[0])
    by_code = pd.Series(shapely.area(parts)).groupby(zones["code"].to_numpy()[near]).sum()
    by_code = by_code[by_code > 0].sort_values(ascending=False)
    return {
        "codes": list(by_code.index),
        "against": list(rule.covers),
        "geometry": shapely.multipolygons(polygons_of(shapely.union_all(parts))),
    }


def between_plans(
    general: Plan, detailed: Plan, rules: Iterable[ConflictRule], n_largest: int
) -> list[Clash]:
    """Find where a detailed plan does not carry out the general one.

    Patches nowhere wider than twice the accuracy of the general plan's lines are counted
    apart: they may come from lines drawn twice.
    """
    by_word = {rule.id.removeprefix("plan-"): rule for rule in rules}

    def clash(above: str, below: str) -> str | None:
        kind = compare(below, above).kind
        return kind if kind in by_word else None

    found = overlaps(general.zones, detailed.zones, clash=clash)
    narrow = is_narrow(found.geometry, general.accuracy.metres)
    out = []
    for word, rule in by_word.items():
        own = (found["clash"] == word).to_numpy()
        if own.any():
            out.append(_drawn(rule, (detailed, general), (found[own], narrow[own]), n_largest))
    return out


def within_protected(
    protected: Plan, plan: Plan, rule: ConflictRule, n_largest: int
) -> list[Clash]:
    """Find where a plan gives a use within protected areas."""

    def clash(area: str, code: str) -> str | None:
        del area
        return rule.id if known()[code].group == "budidaya" else None

    found = overlaps(protected.zones, plan.zones, clash=clash)
    narrow = is_narrow(found.geometry, protected.accuracy.metres)
    if not len(found):
        return []
    return [_drawn(rule, (plan, protected), (found, narrow), n_largest)]


def _drawn(
    rule: ConflictRule,
    plans: tuple[Plan, Plan],
    drawn: tuple[gpd.GeoDataFrame, NDArray[np.bool_]],
    n_largest: int,
) -> Clash:
    (plan, other), (found, narrow) = plans, drawn
    wide = found[~narrow].head(n_largest)
    middle = shapely.centroid(wide.geometry.to_numpy())
    n_patches = int(np.count_nonzero(~narrow))

    def draw(position: int) -> dict[str, Any]:
        row = wide.iloc[position]
        return {
            "codes": [row["other"]],
            "against": [row["one"]],
            "geometry": wide.geometry.iloc[position],
        }

    return Clash(
        rule,
        plan,
        other,
        area_ha=float(found["area_ha"][~narrow].sum()),
        n_patches=n_patches,
        plan_ha=float("nan"),
        largest=pd.DataFrame(
            {"area_ha": wide["area_ha"], "x": shapely.get_x(middle), "y": shapely.get_y(middle)}
        ),
        draw=draw,
        narrow_ha=float(found["area_ha"][narrow].sum()),
    )
