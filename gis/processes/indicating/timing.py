"""Timing: people by the time they need, for indicators of several services or of minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gis.access.demand import Demand
from gis.processes.changing.today import today_of
from gis.processes.coverage import coverage_process
from gis.processes.facilities import operating, read_facilities
from gis.processes.indicating.counted import Counted, counted, each_once
from gis.processes.indicating.counting import people_within
from gis.processes.units import units_of
from layers.standards import measures
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

Given = Mapping[str, Any]
Floats = NDArray[np.float64]
MINUTE_S = 60.0
# A time is wanted of everybody, so none is a limit.
ANY = "30min"
METHOD = Text(
    "Jalur tercepat di jaringan jalan (tanpa penyeberangan) dari pusat setiap sel penduduk, "
    "ditambah jalan kaki ke ruas terdekat",
    "The quickest way along the roads (without ferries) from the centre of each cell with people, "
    "with the walk to the nearest road",
)


def people_within_all(catalogue: Catalogue, asked: Given, given: Given) -> Counted:
    """Count people within a time of one facility of each of several groups.

    Parameters
    ----------
    catalogue
        Where the layers are.
    asked
        ``by`` and ``region``.
    given
        ``facilities`` (groups, comma between; types of a group with / between), ``within`` (one
        time), ``mode``.
    """
    groups = [group.replace("/", ",") for group in str(given["facilities"]).split(",")]
    found = [_Timed(catalogue, {**asked, **given, "facilities": group}) for group in groups]
    demand = found[0].demand
    limit = found[0].typed["within"].seconds[0]
    slowest = np.max([np.nan_to_num(one.seconds, nan=np.inf) for one in found], axis=0)
    table = found[0].units[["code", "name"]].copy()
    table["part"] = demand.sums(slowest <= limit)
    table["whole"] = demand.sums()
    told = Text(
        f"; dihitung yang mencapai setiap dari {len(groups)} kelompok fasilitas.",
        f"; counted are those who reach each of {len(groups)} groups of facilities.",
    )
    return counted(table, METHOD + told, found[0].layers)


def travel_minutes(catalogue: Catalogue, asked: Given, given: Given) -> Counted:
    """Count the minutes of all people on their way to or from the nearest facility.

    Parameters
    ----------
    catalogue
        Where the layers are.
    asked
        ``by`` and ``region``.
    given
        ``facilities`` (types) and ``mode``.
    """
    found = _Timed(catalogue, {**asked, **given, "within": ANY})
    known = ~np.isnan(found.seconds)
    table = found.units[["code", "name"]].copy()
    table["part"] = _weighed(found.demand, np.where(known, found.seconds, 0.0) / MINUTE_S)
    table["whole"] = found.demand.sums(known)
    left = float(found.demand.sums().sum() - table["whole"].sum())
    share = left / max(float(found.demand.sums().sum()), 1.0)
    note = Text(
        f"{share:.1%} penduduk tanpa jalan ke sana tidak ikut dirata-ratakan",
        f"{share:.1%} of people have no way there and are left out of the mean",
    )
    told = Text("; rata-rata tertimbang penduduk.", "; mean over people.")
    return counted(table, METHOD + told, found.layers, notes=(note,) if left > 0 else ())


def mean_within(catalogue: Catalogue, asked: Given, given: Given) -> Counted:
    """Give the mean of several shares of people within reach, as `people_within` counts them.

    Parameters
    ----------
    catalogue
        Where the layers are.
    asked
        ``by`` and ``region``.
    given
        ``of``: indicators of the kind `within`, comma between.
    """
    known = {one.id: one for one in measures()}
    wanted = str(given["of"]).split(",")
    found = [people_within(catalogue, asked, known[name].parameters) for name in wanted]
    table = found[0].table.copy()
    for name in ("part", "low", "high"):
        table[name] = np.mean([one.table[name] for one in found], axis=0)
    layers = each_once(layer for one in found for layer in one.layers)
    method = Text(
        f"Rata-rata {len(found)} bagian penduduk terjangkau ({', '.join(wanted)}), berbobot sama.",
        f"Mean of {len(found)} shares of people within reach ({', '.join(wanted)}), equal weights.",
    )
    trusts = tuple(known[name].trust for name in wanted)
    return counted(table, method, layers, trusts=trusts)


class _Timed:
    """When everybody is at the nearest facility, or is reached from there."""

    def __init__(self, catalogue: Catalogue, given: Given) -> None:
        process = coverage_process()
        self.typed = typed = process.check({k: v for k, v in given.items() if k != "population"})
        sites, _ = operating(read_facilities(catalogue[typed["layer"]], typed["facilities"]))
        frame = catalogue[typed["by"]].read()
        self.units = units_of(frame, typed["region"], typed["by"])
        spots = sites.geometry.representative_point()
        today = today_of(catalogue, typed, spots, frame.index.isin(self.units.index))
        self.seconds: Floats = today.served.seconds
        self.demand: Demand = today.served.demand
        ids = (typed["layer"], typed["by"], typed["population"])
        self.layers = (*(catalogue[i].layer for i in ids), *today.travel.layers)


def _weighed(demand: Demand, each: Floats) -> Floats:
    """Give the sum of amounts times a number of each cell, by unit."""
    pairs = demand.share * demand.amount[demand.cell] * each[demand.cell]
    return np.asarray(np.bincount(demand.unit, pairs, minlength=demand.n_units), dtype=np.float64)
