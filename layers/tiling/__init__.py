"""Vector tiles: any layer cut into Mapbox Vector Tiles, from whole numbers made once a revision."""

from __future__ import annotations

from typing import Any

from layers.catalog import Catalogue
from layers.derived import Arrays
from layers.text import Text
from layers.tiling.build import VERSION, tile_arrays
from layers.tiling.grid import GRIDS, WEB_MERCATOR, WORLD_CRS84, TileGrid
from layers.tiling.tile import Tile, TileLayer

__all__ = [
    "GRIDS",
    "WEB_MERCATOR",
    "WORLD_CRS84",
    "Tile",
    "TileGrid",
    "TileLayer",
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

        arrays: dict[str, Any] = dict(
            catalogue.derived(
                "tiles",
                [layer_id],
                make,
                version=VERSION,
                parameters={"grid": grid.id},
                title=Text(f"menyiapkan petak {layer_id}", f"preparing tiles of {layer_id}"),
            )
        )
        # Else the layer was changed between the two.
        if int(arrays["revision"][0]) == packed.layer.revision:
            return TileLayer(packed.layer, grid, arrays)
