"""Hazards: areas or cells, each of one class; the classes are ranked, the worst first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import shapes as outlines

from gis.checks import has_shape, require_polygons, to_lonlat
from gis.errors import EmptyInputError, GeometryError, InputError
from gis.exposure.pieces import NONE, Ints, Shapes
from layers.crs import STORAGE_CRS
from layers.raster import Raster
from layers.text import Text

MOST_CLASSES = 100


@dataclass(frozen=True, slots=True, eq=False)
class HazardAreas:
    """Polygons in EPSG:4326 with the rank of their class, 0 the worst of `n_classes`.

    If `disjoint`, none of them overlap.
    """

    shapes: Shapes
    rank: Ints
    n_classes: int
    disjoint: bool = False


@dataclass(frozen=True, slots=True)
class Classing:
    """How values of a raster are classed: by whole codes, or by steps between breaks.

    Attributes
    ----------
    codes
        Codes from the worst on; a code that is not named is of no class.
    breaks
        Ascending; from the first on values are of a class, from the last on of the worst.
    """

    codes: tuple[int, ...] = ()
    breaks: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is neither or both, doubled or out of order."""
        given = self.codes or self.breaks
        ascending = all(a < b for a, b in zip(self.breaks, self.breaks[1:], strict=False))
        if (
            bool(self.codes) == bool(self.breaks)
            or not ascending
            or len(set(given)) != len(given)
            or len(given) > MOST_CLASSES
        ):
            raise InputError(
                Text(
                    f"kelas {given}; yang diminta kode yang berbeda, atau batas yang menaik "
                    f"(paling banyak {MOST_CLASSES})",
                    f"classes {given}; wanted codes that differ, or ascending breaks "
                    f"({MOST_CLASSES} at most)",
                ),
                faults=[("classes", Text("tidak dapat dipakai", "cannot be used"))],
            )

    @property
    def n_classes(self) -> int:
        """How many classes there are."""
        return len(self.codes) or len(self.breaks)

    def rank_of(self, values: NDArray[np.float64]) -> Ints:
        """Give the rank of each value, 0 the worst; `NONE` of no class and of NaN."""
        if self.codes:
            keys = np.array(sorted(self.codes), dtype=np.float64)
            ranks = np.array([self.codes.index(int(key)) for key in keys], dtype=np.intp)
            at = np.minimum(np.searchsorted(keys, values), len(keys) - 1)
            return np.where(keys[at] == values, ranks[at], NONE)
        steps = np.searchsorted(self.breaks, values, side="right")
        known = (steps > 0) & ~np.isnan(values)
        return np.where(known, len(self.breaks) - steps, NONE)


@dataclass(frozen=True, slots=True, eq=False)
class HazardCells:
    """Cells of a raster with the rank of their class.

    Attributes
    ----------
    rank
        Rank of each cell, 0 the worst; `NONE` of no class, ``n_classes`` without data.
    raster
        Where the cells lie.
    n_classes
        How many classes there are, without that of missing data.
    """

    rank: Ints
    raster: Raster
    n_classes: int

    @classmethod
    def of(cls, raster: Raster, classing: Classing) -> HazardCells:
        """Class the cells of a raster.

        Raises
        ------
        GeometryError
            If it is not north-up.
        """
        t = raster.transform
        if t.b or t.d or t.a <= 0 or t.e >= 0:
            raise GeometryError(
                Text(
                    f"raster tidak menghadap utara (transform {tuple(t)[:6]}); ubah dahulu",
                    f"the raster is not north-up (transform {tuple(t)[:6]}); warp it first",
                )
            )
        values = raster.values.astype(np.float64)
        missing = ~np.isfinite(values)
        if raster.nodata is not None:
            missing |= values == raster.nodata
        values[missing] = np.nan
        rank = classing.rank_of(values)
        rank[missing] = classing.n_classes
        return cls(rank, raster, classing.n_classes)


def ranked(
    areas: gpd.GeoDataFrame, values: Sequence[object], order: Sequence[object]
) -> HazardAreas:
    """Rank polygons by the class they are of.

    Parameters
    ----------
    areas
        Valid polygons in any known CRS.
    values
        Class of each row; those not in `order` are left out.
    order
        The classes, the worst first.

    Raises
    ------
    EmptyInputError
        If no polygon is of any of the classes.
    GeometryError
        If a shape is no valid polygon.
    """
    require_polygons(areas, "areas")
    rank_of: Mapping[object, int] = {value: rank for rank, value in enumerate(order)}
    ranks = np.array([rank_of.get(value, NONE) for value in values], dtype=np.intp)
    lonlat = to_lonlat(areas, "areas")
    used = np.flatnonzero(has_shape(lonlat) & (ranks >= 0))
    if not len(used):
        raise EmptyInputError(
            Text(
                "tidak ada bentuk dari kelas yang diminta; pilih kelas lain",
                "no shape is of the classes asked for; choose other classes",
            )
        )
    return HazardAreas(lonlat.to_numpy()[used], ranks[used], len(order))


def outlined(cells: HazardCells, around: gpd.GeoSeries | gpd.GeoDataFrame) -> HazardAreas:
    """Draw cells that share sides and a rank as polygons.

    Parameters
    ----------
    cells
        Classed cells.
    around
        Shapes in any known CRS; what of their bounds lies beyond the raster has no data.

    Returns
    -------
    HazardAreas
        Disjoint; the last rank, ``cells.n_classes``, is missing data. Cells of no class are
        not drawn. Borders are straight in EPSG:4326 between corners of cells.
    """
    codes = (cells.rank + 1).astype(np.uint8)
    found = list(outlines(codes, mask=codes > 0, transform=cells.raster.transform))
    shapes = [shapely.geometry.shape(shape) for shape, _ in found]
    rank = [int(code) - 1 for _, code in found]
    beyond = shapely.difference(
        shapely.box(*to_lonlat(around, "around").to_crs(cells.raster.crs).total_bounds),
        shapely.box(*cells.raster.bounds),
    )
    if not beyond.is_empty:
        shapes, rank = [*shapes, *shapely.get_parts(beyond)], [*rank, cells.n_classes]
        rank += [cells.n_classes] * (len(shapes) - len(rank))
    lonlat = gpd.GeoSeries(shapes, crs=cells.raster.crs).to_crs(STORAGE_CRS)
    ranks = np.array(rank, dtype=np.intp)
    return HazardAreas(lonlat.to_numpy(), ranks, cells.n_classes + 1, disjoint=True)
