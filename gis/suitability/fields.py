"""Fields: what a criterion measures at the centre of every cell, made band by band.

Each field says how it is brought onto the grid, and what that costs in exactness.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize

from gis.checks import has_shape, require_not_empty, require_positive, to_lonlat
from gis.suitability.distances import distance_bands
from gis.suitability.grid import BBox, Grid
from layers.errors import QueryError
from layers.raster import Raster
from layers.text import Text

Floats = NDArray[np.float64]
Bands = Callable[[slice], Floats]
Read = Callable[[BBox], Raster]
HA_PER_KM2 = 100.0
OUTSIDE = "outside-raster"
# Cells beyond the grid in which shapes are still looked for.
MOST_MARGIN = 2_000


class Field(Protocol):
    """A number at the centre of each cell of any grid; NaN where there is none."""

    @property
    def method(self) -> Text:
        """How it is measured, and how exactly."""
        ...

    def on(self, grid: Grid) -> Bands:
        """Prepare for a grid; the answer gives the values of a band, rows × columns."""
        ...


@dataclass(frozen=True, slots=True)
class Distances:
    """Metres in a straight line to the nearest of some shapes.

    Shapes up to `margin_m` beyond the grid count as well (2,000 cells at most); what is
    farther from all of them than that may be told too far, and inf where there are none.
    """

    targets: gpd.GeoSeries | gpd.GeoDataFrame
    margin_m: float = 0.0

    @property
    def method(self) -> Text:
        """How it is measured, and how exactly."""
        return Text(
            "jarak lurus antara pusat sel dan pusat sel terdekat yang disentuh (transformasi jarak "
            "yang tepat, meter di tanah per baris; meleset paling banyak setengah diagonal sel)",
            "straight distance between the centre of the cell and that of the nearest cell touched "
            "(exact distance transform, ground metres by row; off by half a cell diagonal at most)",
        )

    def on(self, grid: Grid) -> Bands:
        """Draw the shapes on the grid once; distances are then exact in every band."""
        metres = grid.metres()
        down = metres.down if len(metres.down) else metres.across
        steps = (float(down.min()), float(metres.across.min()))
        tall, wide = (min(math.ceil(self.margin_m / step), MOST_MARGIN) for step in steps)
        around = grid.widened(tall, wide)
        burn = Burned(self.targets, touched=True).on(around)
        inner = [slice(rows.start + tall, rows.stop + tall) for rows in grid.bands()]
        end = around.shape[0]
        edges = [slice(0, tall), slice(end - tall, end)] if tall else []
        measured = distance_bands(
            around,
            lambda rows: burn(rows) > 0,
            bands=[*edges[:1], *inner, *edges[1:]],
            required=not self.margin_m,
        )

        def band(rows: slice) -> Floats:
            all_of_them = measured(slice(rows.start + tall, rows.stop + tall))
            return all_of_them[:, wide : wide + grid.shape[1]]

        return band


@dataclass(frozen=True, slots=True)
class Burned:
    """The code of the shape that the centre of a cell lies in; 0 outside of all.

    `codes` are whole numbers above 0, one for each row (1 for all without them); of shapes
    that overlap the last one counts. If `touched`, every cell that a shape touches counts.
    """

    shapes: gpd.GeoSeries | gpd.GeoDataFrame
    codes: NDArray[np.int32] | None = None
    touched: bool = False

    @property
    def method(self) -> Text:
        """How it is measured, and how exactly."""
        if self.touched:
            return Text("sel yang disentuh bentuk", "cells that a shape touches")
        return Text(
            "bentuk tempat pusat sel berada", "the shape that the centre of the cell lies in"
        )

    def on(self, grid: Grid) -> Bands:
        """Bring the shapes to the grid's CRS."""
        require_not_empty(self.shapes, "shapes")
        lonlat = to_lonlat(self.shapes, "shapes")
        sound = has_shape(lonlat)
        placed = lonlat[sound]
        shapes = placed.to_numpy() if grid.is_lonlat else placed.to_crs(grid.crs).to_numpy()
        codes = np.ones(len(lonlat), dtype=np.int32) if self.codes is None else self.codes
        held, tree = codes[sound], shapely.STRtree(shapes)

        def band(rows: slice) -> Floats:
            at = np.sort(tree.query(shapely.box(*grid.bounds(rows))))
            size = (rows.stop - rows.start, grid.shape[1])
            if not len(at):
                return np.zeros(size)
            pairs = zip(shapes[at], held[at].tolist(), strict=True)
            burned = rasterize(
                pairs,
                out_shape=size,
                transform=grid.place(rows),
                all_touched=self.touched,
                dtype="int32",
            )
            return np.asarray(burned, dtype=np.float64)

        return band


@dataclass(frozen=True, slots=True)
class Sampled:
    """The value of the raster cell in which the centre of the cell lies.

    `read` gives the cells that a box in lon/lat touches. If `per_km2`, amounts are divided
    by the area of their own raster cell.
    """

    read: Read
    per_km2: bool = False

    @classmethod
    def of(cls, raster: Raster, *, per_km2: bool = False) -> Sampled:
        """Take a raster that is held in memory."""
        return cls(lambda _: raster, per_km2)

    @property
    def method(self) -> Text:
        """How it is measured, and how exactly."""
        if self.per_km2:
            return Text(
                "jumlah sel raster tempat pusat sel berada, dibagi luas sel raster itu",
                "amount of the raster cell that the centre lies in, by the area of that raster "
                "cell",
            )
        return Text(
            "nilai sel raster tempat pusat sel berada (tetangga terdekat)",
            "value of the raster cell that the centre lies in (nearest neighbour)",
        )

    def on(self, grid: Grid) -> Bands:
        """Read band by band."""

        def band(rows: slice) -> Floats:
            lon, lat = grid.lonlat(rows)
            box = (lon.min(), lat.min(), lon.max(), lat.max())
            try:
                raster = self.read(tuple(float(v) for v in box))  # type: ignore[arg-type]
            except QueryError as error:
                if error.code != OUTSIDE:
                    raise
                return np.full(lon.shape, np.nan)
            return self._at(raster, lon, lat, aligned=grid.is_lonlat)

        return band

    def _at(self, raster: Raster, lon: Floats, lat: Floats, *, aligned: bool) -> Floats:
        """Read a raster at places; `aligned` ones lie in rows and columns of degrees."""
        there = Grid(raster.transform, raster.crs, raster.shape)
        x, y = lon, lat
        if aligned and there.is_lonlat:
            x, y = lon[:1], lat[:, :1]
        elif not there.is_lonlat:
            change = pyproj.Transformer.from_crs("EPSG:4326", raster.crs, always_xy=True)
            x, y = (np.asarray(v) for v in change.transform(lon, lat))
        t, (height, width) = raster.transform, raster.shape
        column, in_columns = _cell((x - t.c) / t.a, width)
        row, in_rows = _cell((y - t.f) / t.e, height)
        values = np.array(_take(raster.values, row, column), dtype=np.float64)
        inside = in_rows & in_columns & np.isfinite(values)
        if raster.nodata is not None:
            inside &= values != raster.nodata
        values[~inside] = np.nan
        if self.per_km2:
            values /= _take(there.hectares(slice(0, height)), row, column) / HA_PER_KM2
        return np.asarray(values)


def _cell(place: Floats, size: int) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Give the cell of places along an axis, and whether there is one (0 where there is none)."""
    with np.errstate(invalid="ignore"):
        inside = (place >= 0) & (place < size)
    return np.where(inside, place, 0).astype(np.intp), inside


def _take(values: Any, row: NDArray[np.intp], column: NDArray[np.intp]) -> Any:
    """Take cells by row and column: of each pair, or of whole rows and columns that cross."""
    if row.shape == column.shape and row.size > 1:
        return values[row, column]
    return values[row.ravel()][:, column.ravel()]


@dataclass(frozen=True, slots=True)
class Crowding:
    """How many points there are per km² within a radius."""

    points: gpd.GeoSeries | gpd.GeoDataFrame
    radius_m: float

    @property
    def method(self) -> Text:
        """How it is measured, and how exactly."""
        return Text(
            f"jumlah dalam radius {self.radius_m:g} m per km² (antarpusat sel)",
            f"count within {self.radius_m:g} m by km² (between centres of cells)",
        )

    def on(self, grid: Grid) -> Bands:
        """Count the points by cell, those beyond the grid's edge as well."""
        require_positive(self.radius_m, "radius")
        metres, t = grid.metres(), grid.transform
        spots = to_lonlat(self.points, "points")
        placed = spots[has_shape(spots)].representative_point()
        xy = shapely.get_coordinates(placed.to_crs(grid.crs).to_numpy())
        column = np.floor((xy[:, 0] - t.c) / t.a).astype(np.int64)
        row = np.floor((xy[:, 1] - t.f) / t.e).astype(np.int64)
        down = float(metres.down.mean()) if len(metres.down) else float(metres.across.mean())

        def band(rows: slice) -> Floats:
            size = (rows.stop - rows.start, grid.shape[1])
            across = float(metres.across[rows].mean())
            return _in_discs((row - rows.start, column), size, (down, across), self.radius_m)

        return band


def _in_discs(
    cells: tuple[NDArray[np.int64], NDArray[np.int64]],
    size: tuple[int, int],
    steps_m: tuple[float, float],
    radius_m: float,
) -> Floats:
    """Count per km² the points whose cell has its centre within a radius: sums along rows."""
    down, across = steps_m
    tall, wide = int(radius_m // down), int(radius_m // across)
    row, column = cells[0] + tall, cells[1] + wide
    rows, columns = size[0] + 2 * tall, size[1] + 2 * wide
    on = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    counts = np.bincount(row[on] * columns + column[on], minlength=rows * columns)
    running = np.zeros((rows, columns + 1))
    np.cumsum(counts.reshape(rows, columns), axis=1, out=running[:, 1:])
    total, n_cells = np.zeros(size), 0
    for dy in range(-tall, tall + 1):
        half = int(np.sqrt(max(radius_m**2 - (dy * down) ** 2, 0.0)) // across)
        part = running[tall + dy : tall + dy + size[0]]
        first = wide - half
        total += part[:, first + 2 * half + 1 :][:, : size[1]] - part[:, first:][:, : size[1]]
        n_cells += 2 * half + 1
    return np.asarray(total / (n_cells * down * across / 1e6))
