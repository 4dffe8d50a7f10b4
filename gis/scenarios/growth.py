"""Growth: a raster of people brought to a later year, unit by unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gis.errors import InputError, NoAnswerError
from gis.processes.units import units_of
from gis.scenarios.edits import Edit
from gis.zonal import CellShares, cell_shares
from layers.raster import Raster
from layers.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.layer import Layer

Floats = NDArray[np.float64]
# Cells on a border belong to several units: factors are fitted until sums are right to this.
EXACT = 1e-6
MOST_ROUNDS = 60


def base_year(layer: Layer) -> int | None:
    """Give the year that a layer's data are of."""
    found = re.search(r"\b(19|20|21)\d\d\b", layer.data_date)
    return int(found[0]) if found else None


def grown(raster: Raster, frame: gpd.GeoDataFrame, edit: Edit, since: int | None) -> Raster:
    """Give a raster of people as it is after an edit of growth.

    With a rate, every cell grows by as much as the share of it that lies in the units.
    With targets, factors are fitted so that the exact fractional sum of each unit is its
    target; the spread within a unit stays as it is.

    Parameters
    ----------
    raster
        People per cell.
    frame
        All units of their layer.
    edit
        Of the kind ``growth``.
    since
        The year the raster is of.

    Raises
    ------
    InputError
        If a year, a unit or a target cannot be.
    """
    targets: Mapping[str, Any] | None = edit["targets"]
    if targets is None:
        if since is None:
            raise _fault("year", Text("tahun data tidak diketahui", "the data's year is not known"))
        if edit["year"] < since:
            raise _fault(
                "year",
                Text(
                    f"{edit['year']} sebelum tahun data ({since})",
                    f"{edit['year']} is before the data's year ({since})",
                ),
            )
        units = _units(frame, edit["region"], edit["by"])
        factor = (1.0 + edit["rate"] / 100.0) ** (edit["year"] - since)
        return _scaled(raster, cell_shares(units, raster), np.full(len(units), factor))
    units = _units(frame, None, edit["by"])
    strange = [code for code in targets if code not in set(units["code"])]
    if strange:
        some = ", ".join(units["code"].head(3))
        raise _fault(
            "targets",
            Text(
                f"tidak ada wilayah {', '.join(strange[:5])}; kodenya seperti {some}",
                f"no unit {', '.join(strange[:5])}; codes look like {some}",
            ),
        )
    units = units[units["code"].isin(list(targets))]
    return _fitted(raster, units, np.array([float(targets[code]) for code in units["code"]]))


def _units(frame: gpd.GeoDataFrame, region: str | None, layer_id: str) -> gpd.GeoDataFrame:
    try:
        return units_of(frame, region, layer_id)
    except NoAnswerError as error:
        raise _fault("region", error.text) from error


def _scaled(raster: Raster, shares: CellShares, factors: Floats) -> Raster:
    """Multiply what lies in each unit by its factor; what lies in none stays."""
    values = np.asarray(raster.values)
    kind = values.dtype if np.issubdtype(values.dtype, np.floating) else np.dtype(np.float32)
    cells = values.astype(kind, copy=True)
    grown_cells = shares.value.astype(np.float64) * (1.0 + _more(shares, factors))
    cells[shares.row, shares.column] = grown_cells
    return Raster(cells, raster.transform, raster.crs, raster.nodata)


def _more(shares: CellShares, factors: Floats) -> Floats:
    """Give how much each cell grows, as a share of it."""
    gain = shares.share * (factors[shares.zone] - 1.0)
    more = np.bincount(shares.cell, weights=gain, minlength=len(shares.value))
    return more.astype(np.float64)


def _fitted(raster: Raster, units: gpd.GeoDataFrame, targets: Floats) -> Raster:
    """Scale until the sum of each unit is its target."""
    shares = cell_shares(units, raster)
    amount = shares.value[shares.cell].astype(np.float64) * shares.share

    def sums(more: Floats) -> Floats:
        weights = amount * (1.0 + more[shares.cell])
        found = np.bincount(shares.zone, weights=weights, minlength=len(units))
        return found.astype(np.float64)

    nobody = (sums(np.zeros(len(shares.value))) <= 0.0) & (targets > 0.0)
    if nobody.any():
        code = str(units["code"].iloc[int(np.argmax(nobody))])
        raise _fault(
            "targets",
            Text(
                f"{code}: tidak ada penduduk yang dapat tumbuh di wilayah itu",
                f"{code}: nobody lives in that unit who could grow in number",
            ),
        )
    factors = np.ones(len(units))
    for _ in range(MOST_ROUNDS):
        now = sums(_more(shares, factors))
        if np.all(np.abs(now - targets) <= EXACT * np.maximum(targets, 1.0)):
            break
        with np.errstate(divide="ignore", invalid="ignore"):
            factors *= np.where(now > 0.0, targets / now, 1.0)
    return _scaled(raster, shares, factors)


def _fault(name: str, what: Text) -> InputError:
    return InputError.of([(name, what)])
