"""Probing: the one cell of a raster in which a place lies, its value, and what it means."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyproj

from layers.crs import STORAGE_CRS
from layers.layer import Layer
from layers.picturing.changing import change_legend, changed
from layers.picturing.picture import Picture
from layers.picturing.sampling import Sampled
from layers.picturing.styles import Entry, StyleId, holds_classes, shows_lowest

Point = tuple[float, float]
_GEOD = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a raster.

    Attributes
    ----------
    value
        As the file has it; None where it has none there.
    entry
        The line of the legend that the value belongs to, in the colours of the style asked
        for; None without a value, or where no line tells of it.
    corners
        Longitude and latitude of north-west, north-east, south-east and south-west.
    """

    value: float | int | None
    entry: Entry | None
    corners: tuple[Point, Point, Point, Point]

    @property
    def size_m(self) -> tuple[float, float]:
        """Width along the northern and height along the western side, on the ellipsoid."""
        northwest, northeast, _, southwest = self.corners
        across, down = (_GEOD.inv(*northwest, *end)[2] for end in (northeast, southwest))
        return float(across), float(down)


def cell_at(picture: Picture, lon: float, lat: float, style: StyleId = "default") -> Cell | None:
    """Give the cell of a raster in which a place lies; None beyond its edges.

    Parameters
    ----------
    picture
        The raster, as `open_picture` gives it.
    lon, lat
        The place, EPSG:4326. The western and northern side of a cell belong to it.
    style
        Whose legend tells what the value means.

    Raises
    ------
    QueryError
        `unknown-style`.
    StoreError
        If the raster's file is damaged.

    Examples
    --------
    >>> from layers.picturing import open_picture
    >>> picture = open_picture(catalogue, "land_cover_2024")  # doctest: +SKIP
    >>> cell_at(picture, 116.83, -1.26).entry.label.en  # doctest: +SKIP
    'Built-up'
    """
    place = _place(picture, lon, lat)
    if place is None:
        return None
    row, column = place
    cells, _ = picture.levels.read(0, slice(row, row + 1), slice(column, column + 1))
    value = _told(cells[0, 0], picture.levels.nodata)
    entry = None if value is None else _entry(picture, value, style)
    return Cell(value, entry, _corners(picture, row, column))


def _place(picture: Picture, lon: float, lat: float) -> tuple[int, int] | None:
    """Give row and column of a place, None beyond the edges."""
    ground = picture.ground
    if ground.box[2] > 180 and lon < ground.box[0]:
        lon += 360
    x, y = (lon, lat) if ground.kind == "lonlat" else ground.change.transform(lon, lat)
    column, row = ground.inverse @ (x, y)
    if not (np.isfinite(column) and np.isfinite(row)):
        return None
    down, across = int(np.floor(row)), int(np.floor(column))
    n_rows, n_columns = picture.levels.shapes[0]
    return (down, across) if 0 <= down < n_rows and 0 <= across < n_columns else None


def _told(value: np.generic, nodata: float | None) -> float | int | None:
    """Give a value as plain data, a float by its shortest digits; None where it says nothing."""
    if not np.isfinite(value) or (nodata is not None and value == nodata):
        return None
    return int(value) if np.issubdtype(value.dtype, np.integer) else float(str(value))


def _corners(picture: Picture, row: int, column: int) -> tuple[Point, Point, Point, Point]:
    ground, transform = picture.ground, picture.levels.transform
    ring = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
    placed = [transform @ (float(x), float(y)) for x, y in ring]
    if ground.kind != "lonlat":
        back = pyproj.Transformer.from_crs(ground.crs, STORAGE_CRS, always_xy=True)
        placed = [back.transform(x, y) for x, y in placed]
    northwest, northeast, southeast, southwest = [(float(x), float(y)) for x, y in placed]
    return northwest, northeast, southeast, southwest


def _entry(picture: Picture, value: float, style: StyleId) -> Entry | None:
    legend = picture.legend(style)
    if holds_classes(picture.layer):
        return _class(legend, value)
    reached = [entry for entry in legend if float(entry.value or 0) <= value]
    if reached:
        return reached[-1]
    return legend[0] if legend and shows_lowest(picture.layer) else None


def _class(legend: Sequence[Entry], value: float) -> Entry | None:
    named = next((e for e in legend if e.value is not None and float(e.value) == value), None)
    return named or next((e for e in legend if e.value is None), None)


def became(now: Cell, before: Cell, layer: Layer, classes: Collection[int]) -> Entry | None:
    """Say what became of a place since an earlier raster, as `change_legend` has it.

    Parameters
    ----------
    now, before
        The cells it lies in.
    layer, classes
        The later raster, and the classes whose loss and gain are told.

    Returns
    -------
    Entry or None
        None where either raster has no value.
    """
    known = now.value is not None and before.value is not None
    one, other = (
        Sampled(np.array([cell.value or 0]), np.array([not known])) for cell in (now, before)
    )
    number = int(changed(one, other, classes)[0])
    return next((e for e in change_legend(layer, classes) if e.value == number), None)
