"""Vector tiles: any layer cut into Mapbox Vector Tiles, from whole numbers made once a revision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from layers.catalog import Catalogue
from layers.derived import Arrays
from layers.layer import Layer
from layers.text import Text
from layers.tiling import labels
from layers.tiling.build import VERSION, tile_arrays
from layers.tiling.grid import GRIDS, WEB_MERCATOR, WORLD_CRS84, TileGrid
from layers.tiling.share import Share, joined_tile, joined_tiles
from layers.tiling.tile import Tile, TileLayer

__all__ = [
    "GRIDS",
    "WEB_MERCATOR",
    "WORLD_CRS84",
    "Share",
    "Tile",
    "TileGrid",
    "TileLayer",
    "joined_tile",
    "joined_tiles",
    "open_tiles",
]


def open_tiles(catalogue: Catalogue, layer_id: str, grid: TileGrid = WEB_MERCATOR) -> TileLayer:
    """Open a vector layer as tiles of its current revision, preparing them where that is not done.

    Parameters
    ----------
    catalogue
        The workspace.
    layer_id
        A vector layer of it.
    grid
        How the world is cut.

    Raises
    ------
    LayerNotFoundError
        If there is no such layer, or it is a raster.

    Examples
    --------
    >>> open_tiles(catalogue, "roads").tile(10, 842, 515).drawn  # doctest: +SKIP
    120
    """
    while True:
        packed = catalogue.packed(layer_id)

        def make() -> Arrays:
            return tile_arrays(catalogue.packed(layer_id), grid)

        def name() -> Arrays:
            return labels.label_arrays(catalogue.packed(layer_id), grid)

        def opened(what: str, how: Callable[[], Arrays], version: int) -> dict[str, Any]:
            return dict(
                catalogue.derived(
                    what,
                    [layer_id],
                    how,
                    version=version,
                    parameters={"grid": grid.id},
                    title=Text(f"menyiapkan petak {layer_id}", f"preparing tiles of {layer_id}"),
                )
            )

        arrays = opened("tiles", make, VERSION)
        told = opened("tile-labels", name, labels.VERSION) if labels.is_named(packed.layer) else {}
        # Else the layer was changed between the two.
        if all(int(one["revision"][0]) == packed.layer.revision for one in (arrays, told) if one):
            return _tiles(packed.layer, grid, arrays, told)


def _tiles(
    layer: Layer, grid: TileGrid, arrays: Mapping[str, Any], told: Mapping[str, Any]
) -> TileLayer:
    tiles = TileLayer(layer, grid, arrays)
    if told:
        fields = (*labels.label_fields(layer), labels.RANK)
        name = layer.id + labels.SUFFIX
        tiles.labels = TileLayer(layer, grid, told, name=name, fields=fields)
    return tiles
