"""Demand: who or what is to be served, cell by cell, and the units it is counted in.

Coverage by travel asks one time per place; people are counted afterwards, by the
exact share of each cell in each unit. Made once for a population and its units, it
answers every later question by two sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
from numpy.typing import NDArray

from gis.checks import require_not_empty
from gis.errors import InputError
from gis.zonal import cell_shares
from layers.crs import STORAGE_CRS
from layers.raster import Raster

METHOD = (
    "people by exact fractions of raster cells (exactextract); a cell counts as served where its "
    "centre is within the limit"
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Places with an amount, and the units their shares lie in.

    Attributes
    ----------
    lon, lat
        Centres of the cells that hold an amount, EPSG:4326, float64, c.
    amount
        What each cell holds in all (people …), float64, c.
    unit, cell, share
        For each pair of a unit and a cell: positions and the share of the cell inside,
        int32, int32 and float64, p.
    n_units
        How many units there are, those without a cell counted.
    n_negative_cells
        Cells below zero, which count nothing.
    """

    lon: Floats
    lat: Floats
    amount: Floats
    unit: Ints
    cell: Ints
    share: Floats
    n_units: int
    n_negative_cells: int = 0

    def __len__(self) -> int:
        """How many places there are."""
        return len(self.amount)

    def sums(self, chosen: NDArray[np.bool_] | None = None) -> Floats:
        """Give the amount in each unit, of all cells or of those chosen (bool, c)."""
        weight = self.amount[self.cell] * self.share
        if chosen is not None:
            weight = weight * chosen[self.cell]
        summed = np.bincount(self.unit, weights=weight, minlength=self.n_units)
        return summed.astype(np.float64)

    def together(self, chosen: NDArray[np.bool_] | None = None) -> float:
        """Give the amount in all units, ground that units share counted once.

        A cell counts with the largest of the sum of its shares and 1.
        """
        share = np.minimum(np.bincount(self.cell, self.share, minlength=len(self)), 1.0)
        weight = self.amount * share
        return float(weight.sum() if chosen is None else weight[chosen].sum())


def demand_of(units: gpd.GeoDataFrame | gpd.GeoSeries, raster: Raster) -> Demand:
    """Give what a raster holds in units, as places.

    Parameters
    ----------
    units
        Valid polygons in any known CRS, unique index.
    raster
        Amount per cell; nodata, NaN and cells below zero count nothing.

    Raises
    ------
    CRSError, GeometryError
        If the units or the raster cannot be measured.
    EmptyInputError
        If there is no unit.
    """
    require_not_empty(units, "units")
    held = cell_shares(units, raster)
    lon, lat = held.x, held.y
    storage = pyproj.CRS(STORAGE_CRS)
    if not raster.crs.equals(storage, ignore_axis_order=True):
        change = pyproj.Transformer.from_crs(raster.crs, storage, always_xy=True)
        lon, lat = change.transform(lon, lat)
    return Demand(
        lon=np.asarray(lon, dtype=np.float64),
        lat=np.asarray(lat, dtype=np.float64),
        amount=held.value,
        unit=held.zone,
        cell=held.cell,
        share=held.share,
        n_units=len(units),
        n_negative_cells=held.n_negative_cells,
    )


@dataclass(frozen=True, slots=True)
class TravelCoverage:
    """What each unit has within each time.

    `table` repeats the units' index, one row per unit and limit: `within_s`, `total`,
    `covered`, `share` (missing where there is nothing to share), `unreached` (amount
    to which no way leads at all) and, where times are known as a range, `covered_low`
    and `covered_high`. `totals` is the same for all units together, on `within_s`.
    """

    table: pd.DataFrame
    totals: pd.DataFrame
    n_places: int
    n_unreached: int
    method: str = METHOD


def travel_coverage(
    demand: Demand,
    seconds: Floats,
    *,
    limits_s: Sequence[float],
    index: Sequence[object] | pd.Index | None = None,
    between: tuple[Floats, Floats] | None = None,
) -> TravelCoverage:
    """Count what is within times of travel, unit by unit.

    Parameters
    ----------
    demand
        The places, c of them.
    seconds
        Time from each place to what serves it, c; NaN where no way leads there.
    limits_s
        Times in seconds, above 0; sorted and each used once.
    index
        The units' index; 0, 1, … without it.
    between
        The times when travel is as quick, and as slow, as it may be (both c).

    Returns
    -------
    TravelCoverage
        Covered never shrinks with the limit and never exceeds the total.

    Raises
    ------
    InputError
        If a limit is not a number above 0, or the times do not fit the places.
    """
    limits = _limits(limits_s)
    for times in (seconds, *(between or ())):
        if times.shape != (len(demand),):
            raise InputError(f"{times.shape} times for {len(demand)} places; wanted one for each")
    if between is not None and bool((between[0] > between[1]).any()):
        raise InputError("between: the quick times exceed the slow ones; give (quick, slow)")
    unreached = np.isnan(seconds)
    whole, lost = demand.sums(), demand.sums(unreached)
    all_whole, all_lost = demand.together(), demand.together(unreached)
    rows, totals = [], []
    for limit in limits:
        masks = {"covered": seconds <= limit}
        if between is not None:
            masks |= {"covered_low": between[1] <= limit, "covered_high": between[0] <= limit}
        rows.append(_row(limit, whole, lost, {k: demand.sums(m) for k, m in masks.items()}))
        together = {k: np.array([demand.together(m)]) for k, m in masks.items()}
        totals.append(_row(limit, np.array([all_whole]), np.array([all_lost]), together))
    units = pd.RangeIndex(demand.n_units) if index is None else pd.Index(index)
    return TravelCoverage(
        table=pd.concat([row.set_index(units) for row in rows]),
        totals=pd.concat(totals).set_index("within_s"),
        n_places=len(demand),
        n_unreached=int(unreached.sum()),
    )


def _limits(limits_s: Sequence[float]) -> list[float]:
    limits = sorted({float(limit) for limit in limits_s})
    if not limits or not all(np.isfinite(limits)) or limits[0] <= 0:
        raise InputError(
            f"limits_s: {list(limits_s)}; wanted one or more times in seconds above 0",
            faults=[("limits_s", "wanted one or more times in seconds above 0")],
        )
    return limits


def _row(limit: float, whole: Floats, lost: Floats, counted: dict[str, Floats]) -> pd.DataFrame:
    covered = {name: np.minimum(values, whole) for name, values in counted.items()}
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(whole > 0, covered["covered"] / whole, np.nan)
    first = {"within_s": limit, "total": whole, "covered": covered.pop("covered"), "share": share}
    return pd.DataFrame({**first, "unreached": lost, **covered})
