"""What zones hold: the area of every class of a raster in each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.landcover.classes import Classes
from gis.landcover.grids import Cells
from gis.landcover.shares import whole, zoned
from gis.landcover.transitions import Zones, summed

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Composition:
    """Hectares of every class, zone by zone.

    `table` is on the zones' index, one column for each code; `no_value_ha`, `unknown_ha`
    and `beyond_ha` are the areas without a value, with a code of no class, and of the
    zone as drawn beyond the raster, `drawn_ha` that of the zone itself (not a number for
    a whole raster).
    """

    table: pd.DataFrame
    no_value_ha: pd.Series
    unknown_ha: pd.Series
    beyond_ha: pd.Series
    drawn_ha: pd.Series
    n_without_shape: int

    def shares(self) -> pd.DataFrame:
        """Give each class as a share of the classified area; not a number where there is none."""
        total = self.table.sum(axis=1)
        return self.table.div(total.where(total > 0), axis=0)


def composition(cells: Cells, classes: Classes, zones: Zones | None = None) -> Composition:
    """Measure the area of each class in each zone, by exact shares of cells.

    Parameters
    ----------
    cells
        The raster, read band by band.
    classes
        Its classes.
    zones
        Valid polygons in any known CRS; all of the raster as one zone unless given.

    Raises
    ------
    CRSError, GeometryError, InputError
        As in `transitions`.
    """
    laid = whole(cells) if zones is None else zoned(zones, cells)
    out = summed(laid, (cells, None), (classes, None))
    index = pd.RangeIndex(1) if zones is None else zones.index
    left = laid.area_ha - out.sum(axis=(1, 2))
    beyond = np.where(left > 1e-6 * laid.area_ha, left, 0.0)
    return Composition(
        pd.DataFrame(out[:, 1:-1, 0], index=index, columns=list(classes.codes)),
        pd.Series(out[:, 0, 0], index=index),
        pd.Series(out[:, -1, 0], index=index),
        pd.Series(beyond, index=index),
        pd.Series(laid.area_ha, index=index),
        laid.n_without_shape,
    )
