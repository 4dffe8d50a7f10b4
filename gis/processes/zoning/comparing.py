"""The general plan beside the detailed one at a place: what it says, and whether they agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gis.areas import area_m2
from gis.processes.zoning.asking import Place
from gis.processes.zoning.reading import Plan, plan_about
from gis.processes.zoning.under import Found, under
from gis.zoning.conflicts import Comparison, compare
from gis.zoning.verdicts import Rules
from layers.layer import Layer
from layers.zoning.activities import Activity

if TYPE_CHECKING:
    from layers.catalog import Catalogue

LEAST_M2 = 1.0


@dataclass(frozen=True)
class General:
    """What the general plan says of a place; `found` is None where there is no such layer."""

    found: Found | None
    comparisons: tuple[Comparison, ...] = ()
    layers: tuple[Layer, ...] = ()


def comparisons(
    catalogue: Catalogue,
    layer_id: str,
    detailed: Found,
    place: Place,
    activity: Activity,
    rules: Rules,
) -> General:
    """Find what the general plan says of a place, and hold it against the detailed one."""
    if layer_id not in catalogue or layer_id == detailed.plan.layer.id:
        return General(None)
    plan = plan_about(catalogue, layer_id, place.shape)
    found = under(plan, place, activity, rules)
    return General(found, tuple(_pairs(detailed, found, place)), (plan.layer,))


def _pairs(detailed: Found, general: Found, place: Place) -> list[Comparison]:
    """Compare every two zones that hold a common part of the place."""
    pairs = []
    for one in detailed.held:
        for other in general.held:
            share = _common(detailed.plan, one.row, general.plan, other.row, place)
            if share is None:
                continue
            is_sure = one.is_sure and other.is_sure
            codes = one.verdict.code, other.verdict.code
            pairs.append(compare(*codes, is_sure=is_sure, share=share))
    return pairs


def _common(plan: Plan, row: int, general: Plan, other: int, place: Place) -> float | None:
    """Give the share of a place that two zones both hold; None where they hold none."""
    if not place.is_parcel:
        return 1.0
    both = shapely.intersection(plan.zones.shapes[row], place.shape)
    both = shapely.intersection(both, general.zones.shapes[other])
    area = area_m2(np.array([both, place.shape]))
    return float(area[0] / area[1]) if area[0] >= LEAST_M2 else None
