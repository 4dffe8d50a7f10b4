"""Plots: the largest building that the limits of its zones leave, and which limit binds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gis.errors import InputError
from gis.zoning.limits import KINDS, SETBACKS, Limits
from layers.text import Text

SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Bound:
    """The largest value of something, and the limits that bind it; None where none is known."""

    value: float | None
    binds: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the bound as plain data for JSON."""
        return {"value": self.value, "binds": [KINDS[n].short for n in self.binds]}


@dataclass(frozen=True, slots=True)
class Plot:
    """What may be built on a plot by the ratios of its zones.

    Attributes
    ----------
    area_m2
        Of the plot.
    footprint, floor_area, storeys, height, basement
        Largest, in m², m², storeys, m and m². `storeys` without a limit of their own are
        those that use up the floor area on the largest footprint.
    green_m2
        Least; None where unknown.
    missing
        Short names of the ratios that no source states, so that a bound is unknown or looser.
    """

    area_m2: float
    footprint: Bound
    floor_area: Bound
    storeys: Bound
    height: Bound
    basement: Bound
    green_m2: float | None
    missing: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the plot as plain data for JSON."""
        return {
            "area_m2": self.area_m2,
            "footprint_m2": self.footprint.to_dict(),
            "floor_area_m2": self.floor_area.to_dict(),
            "storeys": self.storeys.to_dict(),
            "height_m": self.height.to_dict(),
            "basement_m2": self.basement.to_dict(),
            "green_min_m2": self.green_m2,
            "missing": list(self.missing),
        }


Piece = tuple[float, Limits]


def plot_of(pieces: Sequence[Piece], *, inside_setbacks_m2: float | None = None) -> Plot:
    """Work out the largest building on a plot.

    Parameters
    ----------
    pieces
        Area in m² and limits of each part of the plot, one for each zone: ratios hold for
        each part, heights and storeys for the whole, the strictest of all.
    inside_setbacks_m2
        Ground left within the setbacks, where they and the shape of the plot are known.

    Raises
    ------
    InputError
        If an area is not finite and above zero.

    Examples
    --------
    >>> from gis.zoning.limits import Limit
    >>> limits = {n: Limit(n, v, None) for n, v in
    ...           [("kdb_max_pct", 60.0), ("klb_max", 1.2), ("kdh_min_pct", 20.0)]}
    >>> plot = plot_of([(500.0, limits)])
    >>> plot.footprint.value, plot.floor_area.value, plot.storeys.value
    (300.0, 600.0, 2)
    """
    area = math.fsum(_area(part) for part, _ in pieces)
    footprint = _footprint(pieces, inside_setbacks_m2)
    storeys = _least(pieces, "storeys_max")
    floor_area = _floor_area(pieces, footprint, storeys)
    missing = [n for n in KINDS if any(n not in limits for _, limits in pieces)]
    return Plot(
        area_m2=area,
        footprint=footprint,
        floor_area=floor_area,
        storeys=storeys if storeys.value is not None else _full_storeys(footprint, floor_area),
        height=_least(pieces, "height_max_m"),
        basement=Bound(_share(pieces, "ktb_max_pct"), ("ktb_max_pct",)),
        green_m2=_share(pieces, "kdh_min_pct"),
        missing=tuple(KINDS[n].short for n in missing),
    )


def _area(value: float) -> float:
    if not math.isfinite(value) or value <= 0:
        what = Text(
            f"luas {value:g} m2 tidak dapat dipakai; yang diminta angka di atas 0",
            f"an area of {value:g} m2 cannot be used; wanted a number above 0",
        )
        raise InputError.of([("area", what)])
    return value


def _footprint(pieces: Iterable[Piece], inside_m2: float | None) -> Bound:
    """Sum over the parts what KDB leaves, or KDH where it leaves less."""
    total, binds = 0.0, set()
    for area, limits in pieces:
        if "kdb_max_pct" not in limits:
            return Bound(None)
        built, name = limits["kdb_max_pct"].value, "kdb_max_pct"
        green = limits.get("kdh_min_pct")
        if green is not None and 100.0 - green.value < built:
            built, name = max(100.0 - green.value, 0.0), "kdh_min_pct"
        total += area * built / 100.0
        binds.add(name)
    if inside_m2 is not None and inside_m2 < total:
        return Bound(inside_m2, SETBACKS)
    return Bound(total, tuple(sorted(binds)))


def _floor_area(pieces: Iterable[Piece], footprint: Bound, storeys: Bound) -> Bound:
    """Take what KLB leaves, or the storeys on the largest footprint where they leave less."""
    values = [(area, limits.get("klb_max")) for area, limits in pieces]
    by_ratio = None
    if all(limit is not None for _, limit in values):
        by_ratio = math.fsum(area * limit.value for area, limit in values if limit is not None)
    by_storeys = None
    if storeys.value is not None and footprint.value is not None:
        by_storeys = storeys.value * footprint.value
    if by_storeys is not None and (by_ratio is None or by_storeys < by_ratio - SLACK):
        return Bound(by_storeys, (*footprint.binds, *storeys.binds))
    return Bound(by_ratio, ("klb_max",) if by_ratio is not None else ())


def _full_storeys(footprint: Bound, floor_area: Bound) -> Bound:
    """Count the storeys that use up the floor area on the largest footprint."""
    if footprint.value is None or floor_area.value is None:
        return Bound(None)
    if footprint.value <= 0:
        return Bound(0, footprint.binds)
    return Bound(math.floor(floor_area.value / footprint.value + SLACK), ("klb_max",))


def _least(pieces: Iterable[Piece], name: str) -> Bound:
    held = [limits[name].value for _, limits in pieces if name in limits]
    return Bound(min(held), (name,)) if held else Bound(None)


def _share(pieces: Iterable[Piece], name: str) -> float | None:
    """Sum a share of each part; None where one has none."""
    values = [(area, limits.get(name)) for area, limits in pieces]
    if any(limit is None for _, limit in values):
        return None
    return math.fsum(area * limit.value / 100.0 for area, limit in values if limit is not None)
