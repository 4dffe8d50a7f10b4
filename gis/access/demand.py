"""Demand: who or what is to be served, cell by cell, and the units it is counted in.

Coverage by travel asks one time per place; people are counted afterwards, by the
exact share of each cell in each unit. Made once for a population and its units, it
answers every later question by two sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
from numpy.typing import NDArray

from gis.access.sums import sums_by_class
from gis.checks import require_not_empty
from gis.errors import InputError
from gis.zonal import cell_shares
from layers.crs import STORAGE_CRS
from layers.raster import Raster
from layers.text import Text

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

    @property
    def lonlat(self) -> Floats:
        """Centres of the cells, EPSG:4326, c × 2."""
        return np.column_stack([self.lon, self.lat])

    @property
    def pairs(self) -> tuple[Ints, Ints, Floats]:
        """Unit, cell and share of each pair."""
        return self.unit, self.cell, self.share

    def sums(self, chosen: NDArray[np.bool_] | None = None) -> Floats:
        """Give the amount in each unit, of all cells or of those chosen (bool, c)."""
        if chosen is None:
            return self.sums_of(np.zeros(len(self), dtype=np.int32), 1)[:, 0]
        return self.sums_of(chosen.astype(np.int32), 2)[:, 1]

    def sums_of(self, classes: Ints, n_classes: int) -> Floats:
        """Give the amount in each unit by class.

        Parameters
        ----------
        classes
            Class of each cell, 0 to `n_classes` - 1, int32, c.
        n_classes
            How many there are.

        Returns
        -------
        numpy.ndarray
            Units × classes, float64.
        """
        shape = np.array([self.n_units, n_classes], dtype=np.int32)
        summed: Floats = sums_by_class(self.pairs, self.amount, classes, shape)
        return summed

    def counted_once(self) -> Floats:
        """Give the amount of each cell inside any unit, ground that units share counted once.

        A cell counts with the sum of its shares, at most 1.
        """
        share = np.minimum(np.bincount(self.cell, self.share, minlength=len(self)), 1.0)
        return np.asarray(self.amount * share)

    def of_units(self, chosen: NDArray[np.bool_]) -> tuple[Demand, Ints]:
        """Give the demand of some units alone, and the positions of its places in this one.

        Parameters
        ----------
        chosen
            Whether a unit is wanted, bool, one per unit; their order stays.
        """
        pairs = chosen[self.unit]
        cells = np.unique(self.cell[pairs])
        number = np.cumsum(chosen, dtype=np.int32) - 1
        part = Demand(
            lon=self.lon[cells],
            lat=self.lat[cells],
            amount=self.amount[cells],
            unit=number[self.unit[pairs]],
            cell=np.searchsorted(cells, self.cell[pairs]).astype(np.int32),
            share=self.share[pairs],
            n_units=int(chosen.sum()),
            n_negative_cells=self.n_negative_cells,
        )
        return part, cells.astype(np.int32)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Give all of it as flat arrays by name, to be kept; see `demand_from`."""
        return {
            "lonlat": self.lonlat,
            "amount": self.amount,
            "unit": self.unit,
            "cell": self.cell,
            "share": self.share,
            "counts": np.array([self.n_units, self.n_negative_cells]),
        }

    def together(self, chosen: NDArray[np.bool_] | None = None) -> float:
        """Give the amount in all units, of all cells or of those chosen, each counted once."""
        weight = self.counted_once()
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


def demand_from(arrays: Mapping[str, NDArray[Any]]) -> Demand:
    """Give demand back from its kept arrays.

    Parameters
    ----------
    arrays
        As `Demand.arrays` gave them; others are passed over.
    """
    lonlat, counts = arrays["lonlat"], arrays["counts"]
    return Demand(
        lon=lonlat[:, 0],
        lat=lonlat[:, 1],
        amount=arrays["amount"],
        unit=arrays["unit"],
        cell=arrays["cell"],
        share=arrays["share"],
        n_units=int(counts[0]),
        n_negative_cells=int(counts[1]),
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
    limits = times_of(limits_s)
    for times in (seconds, *(between or ())):
        if times.shape != (len(demand),):
            raise InputError(
                Text(
                    f"{times.shape} waktu untuk {len(demand)} tempat; perlu satu setiap tempat",
                    f"{times.shape} times for {len(demand)} places; wanted one for each",
                )
            )
    if between is not None and bool((between[0] > between[1]).any()):
        raise InputError(
            Text(
                "between: waktu cepat melebihi waktu lambat; berikan (cepat, lambat)",
                "between: the quick times exceed the slow ones; give (quick, slow)",
            )
        )
    once = demand.counted_once()
    ends = {"covered": seconds}
    if between is not None:
        ends |= {"covered_low": between[1], "covered_high": between[0]}
    by_class = {name: sums_within(demand, times, limits, once) for name, times in ends.items()}
    n_unreached = int(np.isnan(seconds).sum())
    return tabled(by_class, limits, index=index, counts=(len(demand), n_unreached))


def tabled(
    by_class: Mapping[str, tuple[Floats, Floats]],
    limits_s: Sequence[float],
    *,
    index: Sequence[object] | pd.Index | None,
    counts: tuple[int, int],
) -> TravelCoverage:
    """Put sums by class of time into tables.

    Parameters
    ----------
    by_class
        Of `sums_within`, by the name of their column; ``covered`` at least.
    limits_s
        The times, ascending.
    index
        The units' index; 0, 1, … without it.
    counts
        How many places there are, and how many of them no way leads to.
    """
    within = {name: (_running(u), _running(all_)) for name, (u, all_) in by_class.items()}
    units = pd.RangeIndex(len(within["covered"][0])) if index is None else pd.Index(index)
    by_unit, all_units = (
        _columns(limits_s, {name: w[i] for name, w in within.items()}) for i in (0, 1)
    )
    names = list(by_unit)
    index_of_all = pd.Index(all_units.pop("within_s"), name="within_s")
    repeated = np.tile(np.arange(len(units)), len(limits_s))
    return TravelCoverage(
        table=pd.DataFrame(_side_by_side(by_unit), units.take(repeated), names),
        totals=pd.DataFrame(_side_by_side(all_units), index_of_all, names[1:]),
        n_places=counts[0],
        n_unreached=counts[1],
    )


def _side_by_side(columns: Mapping[str, Floats]) -> Floats:
    table: Floats = np.column_stack(list(columns.values()))
    return table


def times_of(limits_s: Sequence[float]) -> list[float]:
    """Give limits sorted, each once, or refuse them.

    Raises
    ------
    InputError
        If there is none, or one is not a number above 0.
    """
    limits = sorted({float(limit) for limit in limits_s})
    if not limits or not all(np.isfinite(limits)) or limits[0] <= 0:
        what = Text(
            f"{list(limits_s)}; yang diminta satu atau beberapa waktu dalam detik di atas 0",
            f"{list(limits_s)}; wanted one or more times in seconds above 0",
        )
        raise InputError.of([("limits_s", what)])
    return limits


def classes_of(seconds: Floats, limits_s: Sequence[float]) -> Ints:
    """Give the class of each time: the first limit it is within, one more beyond all of them.

    Parameters
    ----------
    seconds
        Times; NaN, where no way leads, is of a last class of its own.
    limits_s
        Limits, ascending.
    """
    classes = np.searchsorted(np.array(limits_s), seconds, side="left").astype(np.int32)
    classes[np.isnan(seconds)] = len(limits_s) + 1
    return classes


def sums_within(
    demand: Demand, seconds: Floats, limits_s: Sequence[float], once: Floats
) -> tuple[Floats, Floats]:
    """Add up the amount by class of time, of each unit and of all together.

    Parameters
    ----------
    demand, seconds, limits_s
        The places, their times, and limits, ascending.
    once
        Of `Demand.counted_once`.

    Returns
    -------
    tuple
        Units × classes of `classes_of`, and 1 × classes.
    """
    classes, n = classes_of(seconds, limits_s), len(limits_s) + 2
    together = np.bincount(classes, once, minlength=n).astype(np.float64).reshape(1, -1)
    return demand.sums_of(classes, n), together


def _running(by_class: Floats) -> Floats:
    """Add classes up from the first on; the last one stays as it is."""
    summed = np.cumsum(by_class, axis=1)
    return np.column_stack([summed[:, :-2], summed[:, -1], by_class[:, -1]])


def _columns(limits_s: Sequence[float], within: Mapping[str, Floats]) -> dict[str, Floats]:
    """Give the columns of a table of coverage: the units once for each limit."""
    n = len(limits_s)
    whole, lost = within["covered"][:, -2], within["covered"][:, -1]
    covered = {
        name: np.minimum(columns[:, :n], whole[:, None]).T.ravel()
        for name, columns in within.items()
    }
    total = np.tile(whole, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(total > 0, covered["covered"] / total, np.nan)
    limit = np.repeat(np.asarray(limits_s, dtype=np.float64), len(whole))
    first = {"within_s": limit, "total": total, "covered": covered.pop("covered"), "share": share}
    return {**first, "unreached": np.tile(lost, n), **covered}
