"""Layers made up for tests, cut into tiles."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from layers import Field, Layer, Schema, Text
from layers.packed.build import build_packed
from layers.packed.page import PackedLayer
from layers.stores.reading import Rows
from layers.tiling import WEB_MERCATOR, TileGrid, TileLayer
from layers.tiling.build import tile_arrays

FIELDS = (
    Field("name", "text", Text("nama", "name")),
    Field("floors", "integer", Text("lantai", "floors")),
    Field("height_m", "number", Text("tinggi", "height"), unit="m"),
    Field("public", "boolean", Text("umum", "public")),
)
Maker = Callable[..., TileLayer]


class Made:
    """Makes tile layers out of shapes, and reads their tiles."""

    def __init__(self, folder: Any) -> None:
        self._folder = folder
        self._number = itertools.count()

    def layer(
        self,
        shapes: Sequence[shapely.Geometry | None],
        grid: TileGrid = WEB_MERCATOR,
        styling: dict[str, Any] | None = None,
        **columns: list[Any],
    ) -> TileLayer:
        """Give shapes as a layer with ids from 1, in tiles."""
        geometries = np.empty(len(shapes), dtype=object)
        geometries[:] = shapes
        fields = tuple(f for f in FIELDS if f.name in columns)
        schema = Schema(fields, "Geometry")
        layer = Layer("made", Text("Dibuat", "Made"), "assets", schema, styling=styling or {})
        rows = Rows(np.arange(1, len(shapes) + 1), geometries, dict(columns))
        folder = build_packed(self._folder / str(next(self._number)), layer, rows)
        packed = PackedLayer(folder)
        return TileLayer(layer, grid, tile_arrays(packed, grid))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("tiles"))


def decoded(data: bytes) -> list[dict[str, Any]]:
    """Decode a tile by a reader that is not ours, y downwards; shapes for geometries."""
    if not data:
        return []
    read = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})
    assert list(read) == ["made"]
    assert (read["made"]["extent"], read["made"]["version"]) == (4096, 2)
    return [f | {"geometry": shape(f["geometry"])} for f in read["made"]["features"]]


def in_units(
    geometry: shapely.Geometry, place: tuple[int, int, int], grid: TileGrid = WEB_MERCATOR
) -> shapely.Geometry:
    """Give a geometry in the units of a tile, unrounded: by the formula of the map's projection."""
    zoom, column, row = place
    side = 4096 * 2.0 ** (zoom + grid.deeper)

    def forth(xy: Any) -> Any:
        x = xy[:, 0] / 360 + 0.5
        if grid.deeper:
            y = (90 - xy[:, 1]) / 360
        else:
            y = 0.5 - np.arcsinh(np.tan(np.radians(xy[:, 1]))) / (2 * np.pi)
        return np.column_stack([x * side - column * 4096, y * side - row * 4096])

    return shapely.transform(geometry, forth)


@pytest.fixture(scope="session")
def read() -> Callable[[bytes], list[dict[str, Any]]]:
    return decoded


@pytest.fixture(scope="session")
def units() -> Callable[..., shapely.Geometry]:
    return in_units
