"""What is under a place: its zones with their verdicts, as drawn and as the lines allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis.processes.zoning.asking import Place
from gis.processes.zoning.reading import Plan
from gis.zoning.ground import Ground
from gis.zoning.limits import Limits, limits_of
from gis.zoning.parcels import Split, split
from gis.zoning.verdicts import UNKNOWN, Rules, Verdict, strictest
from gis.zoning.zones import Near, Zones
from layers.zoning.activities import Activity
from layers.zoning.codes import known, subzones, zones

OWN_NAMES = ("namszn", "namobj", "name", "namrpr")


@dataclass(frozen=True, slots=True)
class Under:
    """One zone at a place.

    `holds` says whether the place, or part of it, is in the zone as drawn; `is_sure` whether
    it is however the line was meant; `away_m` is how far its line is, None where beyond the
    accuracy or not asked.
    """

    row: int
    verdict: Verdict
    limits: Limits
    holds: bool
    is_sure: bool
    share: float | None
    area_m2: float | None
    away_m: float | None


@dataclass(frozen=True)
class Found:
    """All zones at a place, and how sure the verdict is.

    `outside` is the share of the place in no zone (0 or 1 for a point); `is_outside_sure` and
    `may_be_outside` whether some of it is however the plan's edge was meant, or may be.
    """

    plan: Plan
    zones: tuple[Under, ...]
    outside: float
    is_outside_sure: bool
    may_be_outside: bool

    @property
    def held(self) -> tuple[Under, ...]:
        """The zones that hold the place, or part of it, as drawn."""
        return tuple(zone for zone in self.zones if zone.holds)

    @property
    def value(self) -> str:
        """The verdict as drawn: the strictest of the zones."""
        edge = [UNKNOWN] if self.outside > 0.0 else []
        return strictest([*(zone.verdict.value for zone in self.held), *edge])

    @property
    def possible(self) -> tuple[str, ...]:
        """Every verdict that the accuracy of the lines allows, the drawn one first."""
        firm = [z.verdict.value for z in self.zones if z.is_sure]
        every = [z.verdict.value for z in self.zones]
        firm += [UNKNOWN] if self.is_outside_sure else []
        every += [UNKNOWN] if self.may_be_outside or self.is_outside_sure else []
        # With nothing firm the place is so small that it may lie in any of them alone.
        ends = [strictest(firm), strictest(every)] if firm else every
        return tuple(dict.fromkeys([self.value, *ends]))

    @property
    def is_sure(self) -> bool:
        """Whether the verdict is the same wherever the lines were meant."""
        return len(self.possible) == 1


def under(plan: Plan, place: Place, activity: Activity | None, rules: Rules) -> Found:
    """Find the zones at a place with what the rules say in each."""
    if place.is_parcel:
        return _under_parcel(plan, place, activity, rules)
    return _under_point(plan, place, activity, rules)


def _under_point(plan: Plan, place: Place, activity: Activity | None, rules: Rules) -> Found:
    near = plan.zones.near(place.shape.x, place.shape.y)
    found = [
        _zone(plan, one.row, activity, rules)
        | {
            "holds": one.holds,
            "is_sure": one.holds and not np.isfinite(one.away_m),
            "share": float(one.holds),
            "area_m2": place.area_m2 if one.holds else None,
            "away_m": one.away_m if np.isfinite(one.away_m) else None,
        }
        for one in near
    ]
    outside = float(not any(one.holds for one in near))
    edge = _at_the_edge(plan.zones, place, near)
    return Found(plan, tuple(Under(**zone) for zone in found), outside, not near, edge)


def _at_the_edge(zones: Zones, place: Place, near: tuple[Near, ...]) -> bool:
    """Whether ground that no zone covers is nearer than the lines are accurate."""
    if not any(np.isfinite(one.away_m) for one in near):
        return False
    around = shapely.box(*Ground.about(place.shape).window(place.shape, zones.accuracy.metres))
    covered = shapely.union_all(zones.shapes[[one.row for one in near]])
    return bool(shapely.difference(around, covered).area > around.area * 1e-6)


def _under_parcel(plan: Plan, place: Place, activity: Activity | None, rules: Rules) -> Found:
    parts: Split = split(place.shape, plan.zones)
    found = [
        _zone(plan, part.row, activity, rules)
        | {
            "holds": part.area_m2 > 0.0,
            "is_sure": part.is_sure,
            "share": part.share,
            "area_m2": part.area_m2,
            "away_m": None,
        }
        for part in parts.parts
    ]
    outside = parts.outside_m2 / parts.area_m2
    zones = tuple(Under(**zone) for zone in found)
    return Found(plan, zones, outside, parts.is_outside_sure, outside > 0.0)


def _zone(plan: Plan, row: int, activity: Activity | None, rules: Rules) -> dict[str, Any]:
    code, region = plan.zones.codes[row], plan.zones.regions[row]
    attributes = plan.zones.attributes(row)
    verdict = Verdict(UNKNOWN, code)
    if activity is not None:
        verdict = rules.verdict(code, region, activity)
    limits = limits_of(attributes, code, region, rules, plan.citation)
    return {"row": row, "verdict": verdict, "limits": limits}


def zone_record(plan: Plan, row: int) -> dict[str, Any]:
    """Say which zone it is: code and name of sub-zone and zone, object, region."""
    code, attributes = plan.zones.codes[row], plan.zones.attributes(row)
    fine = subzones().get(code)
    parent = fine.parent if fine else code
    upper = zones().get(parent) or known().get(parent)
    own = next((attributes[name] for name in OWN_NAMES if name in attributes), None)
    return {
        "code": code,
        "name": known()[code].name.to_dict() if code in known() else None,
        "zone_code": parent,
        "zone_name": upper.name.to_dict() if upper else None,
        "group": known()[code].group if code in known() else None,
        "as_published": own,
        "remark": attributes.get("remark"),
        "data_source": attributes.get("sbdata"),
        "feature": plan.zones.frame.index[row],
        "object": attributes.get("code"),
        "region": plan.zones.regions[row] or None,
        "layer": plan.layer.id,
    }
