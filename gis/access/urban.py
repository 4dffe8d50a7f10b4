"""Urban: which units are towns, by how densely their people live, so that standards are fitted."""

from __future__ import annotations

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from gis.access.demand import Demand
from gis.areas import area_m2
from layers.crs import STORAGE_CRS
from layers.raster import Raster
from layers.schema import Text

Floats = NDArray[np.float64]

# Density of urban clusters in the Degree of Urbanisation (European Union, FAO, UN-Habitat,
# OECD, World Bank: Applying the Degree of Urbanisation, 2021 edition).
URBAN_PER_KM2 = 300.0
URBAN_SHARE = 0.5
METHOD = Text(
    "Wilayah dihitung perkotaan bila sedikitnya separuh penduduknya tinggal di sel dengan 300 "
    "jiwa/km² atau lebih: ambang kepadatan Degree of Urbanisation (2021), tanpa aturan gugusnya; "
    "bukan status resmi.",
    "A unit counts as urban where at least half of its people live in cells of 300 people/km² or "
    "more: the density threshold of the Degree of Urbanisation (2021), without its rule on "
    "clusters; not an official status.",
)


def cell_km2(raster: Raster, lonlat: Floats) -> Floats:
    """Give the true area of the cells of a raster, on the ellipsoid.

    Parameters
    ----------
    raster
        In any known CRS, north up.
    lonlat
        Centres of cells, EPSG:4326, n × 2.

    Returns
    -------
    numpy.ndarray
        Square kilometres, n.
    """
    wide, high = abs(raster.transform.a) / 2.0, abs(raster.transform.e) / 2.0
    if raster.crs.is_geographic:
        # Cells of one row are alike.
        lat, row = np.unique(lonlat[:, 1], return_inverse=True)
        boxes = shapely.box(-wide, lat - high, wide, lat + high)
        return np.asarray(area_m2(boxes)[row] / 1e6)
    there = pyproj.Transformer.from_crs(STORAGE_CRS, raster.crs, always_xy=True)
    x, y = there.transform(lonlat[:, 0], lonlat[:, 1])
    back = pyproj.Transformer.from_crs(raster.crs, STORAGE_CRS, always_xy=True)
    boxes = shapely.box(x - wide, y - high, x + wide, y + high)
    on_earth = shapely.transform(boxes, lambda xy: np.column_stack(back.transform(*xy.T)))
    return np.asarray(area_m2(on_earth) / 1e6)


def urban_share(demand: Demand, area_km2: Floats) -> Floats:
    """Give the share of each unit's people who live in cells as dense as a town.

    Parameters
    ----------
    demand
        People by cell.
    area_km2
        Area of each cell, of `cell_km2`.

    Returns
    -------
    numpy.ndarray
        0 to 1, one per unit; NaN where nobody lives. A unit of `URBAN_SHARE` or more
        counts as urban.

    Examples
    --------
    >>> town = Demand(*np.zeros((2, 2)), np.array([300.0, 100.0]), np.zeros(2, np.int32),
    ...               np.arange(2, dtype=np.int32), np.ones(2), 1)
    >>> urban_share(town, np.array([1.0, 1.0])).tolist()
    [0.75]
    """
    dense = demand.amount >= URBAN_PER_KM2 * area_km2
    total = demand.sums()
    share = np.full(demand.n_units, np.nan)
    np.divide(demand.sums(dense), total, out=share, where=total > 0.0)
    return share
