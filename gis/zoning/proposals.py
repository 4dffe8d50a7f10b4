"""Proposals: a building someone has in mind held against the limits of its plot."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gis.errors import InputError
from gis.zoning.limits import KINDS
from gis.zoning.plots import Plot
from layers.text import Text, figure

SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Proposal:
    """A building in mind: footprint, storeys, floor area, green area; None where not said."""

    footprint_m2: float | None = None
    floors: float | None = None
    floor_area_m2: float | None = None
    green_m2: float | None = None

    def __bool__(self) -> bool:
        """Say whether anything of it is said."""
        parts = (self.footprint_m2, self.floors, self.floor_area_m2, self.green_m2)
        return any(part is not None for part in parts)

    @property
    def floor_area(self) -> float | None:
        """The floor area as said, else footprint by storeys."""
        if self.floor_area_m2 is not None or self.footprint_m2 is None or self.floors is None:
            return self.floor_area_m2
        return self.footprint_m2 * self.floors


@dataclass(frozen=True, slots=True)
class Check:
    """One ratio of a proposal: what it is, what is wanted, whether it is kept.

    `kept` is None where no source states the limit.
    """

    name: str
    got: float
    wanted: float | None
    kept: bool | None
    text: Text

    def to_dict(self) -> dict[str, Any]:
        """Give the check as plain data for JSON."""
        return {
            "name": KINDS[self.name].short,
            "got": self.got,
            "wanted": self.wanted,
            "unit": KINDS[self.name].unit or None,
            "kept": self.kept,
            "text": self.text.to_dict(),
        }


def checks_of(proposal: Proposal, plot: Plot) -> tuple[Check, ...]:
    """Hold a proposal against a plot: KDB, KLB, KDH and storeys, as far as it says them.

    Raises
    ------
    InputError
        If the proposal contradicts itself or does not fit on the plot at all.
    """
    _require_sense(proposal, plot)
    return tuple(_checks(proposal, plot))


def _checks(proposal: Proposal, plot: Plot) -> Iterator[Check]:
    area = plot.area_m2
    if proposal.footprint_m2 is not None:
        yield _at_most(
            "kdb_max_pct", proposal.footprint_m2 / area * 100.0, _per(plot.footprint.value, area)
        )
    if proposal.floor_area is not None:
        wanted = None if plot.floor_area.value is None else plot.floor_area.value / area
        yield _at_most("klb_max", proposal.floor_area / area, wanted)
    if proposal.green_m2 is not None:
        got, wanted = proposal.green_m2 / area * 100.0, _per(plot.green_m2, area)
        kept = None if wanted is None else got >= wanted - SLACK
        yield Check("kdh_min_pct", got, wanted, kept, _said("kdh_min_pct", got, wanted, kept))
    if proposal.floors is not None and plot.storeys.binds == ("storeys_max",):
        yield _at_most("storeys_max", proposal.floors, plot.storeys.value)


def _per(value: float | None, area: float) -> float | None:
    return None if value is None else value / area * 100.0


def _at_most(name: str, got: float, wanted: float | None) -> Check:
    kept = None if wanted is None else got <= wanted + SLACK
    return Check(name, got, wanted, kept, _said(name, got, wanted, kept))


def _said(name: str, got: float, wanted: float | None, kept: bool | None) -> Text:
    kind = KINDS[name]
    unit = f" {kind.unit}" if kind.unit else ""
    least = name == "kdh_min_pct"
    has = Text(kind.title.id.split()[0], kind.title.en.rstrip(" ≤≥")) + " "
    has += figure(got, ",.4g") + unit
    if wanted is None:
        return has + Text("; batasnya tidak diketahui", "; the limit is unknown")
    word = (
        Text(", paling sedikit ", ", at least ")
        if least
        else Text(", paling banyak ", ", at most ")
    )
    end = Text(": terpenuhi", ": kept") if kept else Text(": tidak terpenuhi", ": not kept")
    return has + word + figure(wanted, ",.4g") + unit + end


def _require_sense(proposal: Proposal, plot: Plot) -> None:
    faults: list[tuple[str, Text]] = []
    foot, green = proposal.footprint_m2 or 0.0, proposal.green_m2 or 0.0
    if foot > plot.area_m2 * (1.0 + SLACK):
        faults.append(("footprint", _too_large(foot, plot.area_m2)))
    elif foot + green > plot.area_m2 * (1.0 + SLACK):
        faults.append(("green", _too_large(foot + green, plot.area_m2)))
    if None not in (proposal.footprint_m2, proposal.floors, proposal.floor_area_m2):
        most = foot * math.ceil(proposal.floors or 0.0)
        if (proposal.floor_area_m2 or 0.0) > most * (1.0 + SLACK):
            what = Text(
                f"luas lantai {proposal.floor_area_m2:,.4g} m2 melebihi tapak × lantai = "
                f"{most:,.4g} m2",
                f"a floor area of {proposal.floor_area_m2:,.4g} m2 is more than footprint × "
                f"storeys = {most:,.4g} m2",
            )
            faults.append(("floor_area", what))
    if faults:
        raise InputError.of(faults)


def _too_large(given: float, area: float) -> Text:
    middle = Text(" m2 tidak muat pada petak ", " m2 does not fit on a plot of ")
    return figure(given, ",.6g") + middle + figure(area, ",.6g") + " m2"
