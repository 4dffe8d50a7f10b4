"""Picture: a raster layer drawn tile by tile, in any of its styles."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np

from layers.errors import QueryError
from layers.layer import Layer
from layers.picturing.changing import PALETTE, changed
from layers.picturing.colouring import ByClass, Colouring
from layers.picturing.encoding import Form, Indices, Palette, encoded
from layers.picturing.levels import Levels
from layers.picturing.placing import Ground, Place, Places, pixel_lonlat, places
from layers.picturing.sampling import Sampled, between, nearest, nearest_entry
from layers.picturing.shading import ByLight, exaggeration, hillshade
from layers.picturing.styles import Entry, StyleId, colouring_of, legend_of, style_ids
from layers.text import Text
from layers.tiling import TileGrid


class Picture:
    """A raster layer of one revision, ready to be drawn.

    Parameters
    ----------
    layer
        Its description.
    path
        Its file.

    Raises
    ------
    StoreError
        If the file is missing or damaged.
    SchemaError
        `raster-unplaced` if the file does not say where it lies.
    """

    def __init__(self, layer: Layer, path: Path) -> None:
        self.layer = layer
        self.levels = Levels(path)
        self.ground = Ground.of(self.levels.transform, self.levels.crs, self.levels.shapes[0])
        self._colourings: dict[StyleId, Colouring | ByLight] = {}

    def legend(self, style: StyleId) -> tuple[Entry, ...]:
        """Give the legend of a style."""
        return legend_of(self.layer, self._known(style), self.levels)

    def tile(
        self,
        grid: TileGrid,
        place: Place,
        *,
        style: StyleId = "default",
        size: int = 256,
        form: Form = "png",
        classes: Collection[int] = (),
    ) -> bytes:
        """Draw a tile.

        Parameters
        ----------
        grid, place
            The tile: zoom, column, row.
        style
            One of `style_ids`.
        size
            Pixels to a side, an even number.
        form
            PNG with a palette, or WebP without loss.
        classes
            Of a raster of classes: draw these alone; all of them when empty.

        Returns
        -------
        bytes
            The file; empty where the raster has no value in the tile.

        Raises
        ------
        QueryError
            `unknown-style`.
        StoreError
            If the raster's file is damaged.
        """
        colouring = self._colouring(style)
        if isinstance(colouring, ByLight):
            drawn = self._shaded(grid, place, size, colouring)
        else:
            drawn = self._coloured(grid, place, size, colouring)
            if classes and drawn is not None and isinstance(colouring, ByClass):
                drawn = colouring.alone(classes).take(drawn)
        return _file(drawn, colouring.palette, form)

    def change_tile(
        self,
        before: Picture,
        classes: Collection[int],
        grid: TileGrid,
        place: Place,
        *,
        size: int = 256,
        form: Form = "png",
    ) -> bytes:
        """Draw what became of some classes since an earlier picture; see `changed`."""
        lon, lat = pixel_lonlat(grid, place, size)
        told: list[Sampled] = []
        for one in (self, before):
            where = places(lon, lat, one.ground)
            sampled = None if where is None else nearest(one.levels, where)
            if where is None or sampled is None:
                return b""
            told.append(_whole(sampled, where, size))
        return _file(changed(told[0], told[1], classes), PALETTE, form)

    def _known(self, style: StyleId) -> StyleId:
        known = style_ids(self.layer)
        if style in known:
            return style
        raise QueryError(
            Text(
                f"raster {self.layer.id} tidak memiliki gaya {style[:40]!r}; yang ada "
                f"{', '.join(known)}",
                f"the raster {self.layer.id} has no style {style[:40]!r}; it has "
                f"{', '.join(known)}",
            ),
            code="unknown-style",
        )

    def _colouring(self, style: StyleId) -> Colouring | ByLight:
        held = self._colourings.get(style)
        if held is None:
            held = colouring_of(self.layer, self._known(style), self.levels)
            self._colourings[style] = held
        return held

    def _coloured(
        self, grid: TileGrid, place: Place, size: int, colouring: Colouring
    ) -> Indices | None:
        where = places(*pixel_lonlat(grid, place, size), self.ground)
        if where is None:
            return None
        bytewise = self.levels.dtype == np.uint8 and where.rows.ndim == 1
        if bytewise and isinstance(colouring, ByClass):
            entries = nearest_entry(self.levels, where, colouring.table)
            return None if entries is None else _set_in(entries, where, size)
        sampled = (between if colouring.smooth else nearest)(self.levels, where)
        return None if sampled is None else _set_in(colouring.indices(sampled), where, size)

    def _shaded(
        self, grid: TileGrid, place: Place, size: int, colouring: ByLight
    ) -> Indices | None:
        lon, lat = pixel_lonlat(grid, place, size, margin=1)
        where = places(lon, lat, self.ground)
        sampled = None if where is None else between(self.levels, where)
        if where is None or sampled is None:
            return None
        heights = np.full((size + 2, size + 2), np.nan)
        (n_rows, n_columns), top, left = where.shape, where.top, where.left
        told = np.where(sampled.missing, np.nan, sampled.values)
        heights[top : top + n_rows, left : left + n_columns] = told
        return colouring.shaded(hillshade(heights, lon, lat, exaggeration(place[0])))


def _set_in(indices: Indices, where: Places, size: int) -> Indices:
    """Set the pixels of a raster into a whole tile."""
    n_rows, n_columns = where.shape
    if (n_rows, n_columns) == (size, size):
        return indices
    out = np.zeros((size, size), np.uint8)
    out[where.top : where.top + n_rows, where.left : where.left + n_columns] = indices
    return out


def _whole(sampled: Sampled, where: Places, size: int) -> Sampled:
    """Set sampled values into a whole tile."""
    n_rows, n_columns = where.shape
    values = np.zeros((size, size), sampled.values.dtype)
    missing = np.ones((size, size), np.bool_)
    inner = slice(where.top, where.top + n_rows), slice(where.left, where.left + n_columns)
    values[inner], missing[inner] = sampled.values, sampled.missing
    return Sampled(values, missing)


def _file(indices: Indices | None, palette: Palette, form: Form) -> bytes:
    if indices is None or not indices.any():
        return b""
    return encoded(indices, palette, form)
