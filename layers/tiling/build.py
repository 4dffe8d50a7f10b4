"""Tile arrays of a layer's revision: everything a tile needs that does not depend on the tile."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from layers.packed import PackedLayer
from layers.packed.build import Shapes, box_tree
from layers.packed.kernels import POINT
from layers.tiling.grid import TileGrid
from layers.tiling.kernels.levels import FINEST, point_levels, ranked_levels, vertex_levels
from layers.tiling.values import value_arrays

# Of the program below: another number makes the arrays of every layer anew.
VERSION = 4
# Below this zoom one point is drawn for each pixel of a tile of 2**PIXEL_BITS pixels.
FULL_POINT_ZOOM, PIXEL_BITS = 14, 8

Arrays = dict[str, npt.NDArray[np.generic]]
# Beyond every zoom: never drawn.
NEVER = 255


def tile_arrays(packed: PackedLayer, grid: TileGrid) -> Arrays:
    """Give the tile arrays of a packed layer in a grid.

    Returns
    -------
    dict
        `x`, `y`, `level` of vertices; `parts`, `kinds`, `holes`; `feature_parts`; `boxes` and
        `sizes` of the tree; `ids`; and those of `value_arrays`. `revision` holds the layer's.
    """
    shapes = packed.shapes()
    x, y = grid.placed(shapes.coordinates)
    boxes, sizes = box_tree(feature_boxes(x, y, shapes))
    return {
        "x": x,
        "y": y,
        "level": _levels(shapes, x, y, grid, importance(packed)),
        "parts": np.asarray(shapes.parts),
        "kinds": np.asarray(shapes.kinds),
        "holes": np.asarray(shapes.holes),
        "feature_parts": np.asarray(shapes.feature_parts),
        "boxes": boxes,
        "sizes": np.array(sizes, dtype=np.int64),
        "ids": np.asarray(packed.ids),
        "revision": np.array([packed.layer.revision], dtype=np.int64),
        **value_arrays(packed),
    }


def feature_boxes(
    x: npt.NDArray[np.uint32], y: npt.NDArray[np.uint32], shapes: Shapes
) -> npt.NDArray[np.float64]:
    """Give the boxes of features in positions of the world: n × 4, x0, y0, x1, y1."""
    if not len(shapes.feature_parts) - 1:
        return np.empty((0, 4))
    first = shapes.parts[shapes.feature_parts[:-1]]
    low = [np.minimum.reduceat(v, first) for v in (x, y)]
    high = [np.maximum.reduceat(v, first) for v in (x, y)]
    return np.stack(low + high, axis=1).astype(np.float64)


def importance(packed: PackedLayer) -> npt.NDArray[np.int64] | None:
    """Give how early a map shows each feature: the lower, the further away.

    Returns
    -------
    numpy.ndarray or None
        The place of the lowest zoom of its class among those of the layer's classes; None
        where the classes of the layer have no zooms of their own.
    """
    hints = packed.layer.styling
    field, classes = hints.get("class_field"), hints.get("classes") or ()
    zooms = {str(one["value"]): float(one.get("minzoom") or 0) for one in classes}
    if field not in packed.layer.schema.names or len(set(zooms.values())) < 2:
        return None
    codes, values = packed.column(field).distinct()
    places = sorted(set(zooms.values()))
    # A code of -1, a missing value, means the last: after every class that is known.
    known = [zooms.get(str(value)) for value in values]
    ranks = [len(places) if zoom is None else places.index(zoom) for zoom in known]
    found: npt.NDArray[np.int64] = np.array([*ranks, len(places)], dtype=np.int64)[codes]
    return found


def _levels(
    shapes: Shapes,
    x: npt.NDArray[np.uint32],
    y: npt.NDArray[np.uint32],
    grid: TileGrid,
    ranks: npt.NDArray[np.int64] | None,
) -> npt.NDArray[np.uint8]:
    level = vertex_levels(x, y, np.asarray(shapes.parts), np.asarray(shapes.kinds))
    sizes = np.diff(shapes.parts)
    single = np.repeat(shapes.kinds == POINT, sizes)
    if single.any():
        full_zoom = FULL_POINT_ZOOM + grid.deeper
        across, down = x[single], y[single]
        if ranks is None:
            own = point_levels(across, down, pixels_bits=PIXEL_BITS, full_zoom=full_zoom)
        else:
            owners = np.repeat(np.arange(len(ranks)), np.diff(shapes.feature_parts))
            rank = ranks[np.repeat(owners, sizes)[single]]
            own = ranked_levels(across, down, rank, pixels_bits=PIXEL_BITS, full_zoom=full_zoom)
        level[single] = own
        level[single & ~grid.within(shapes.coordinates)] = NEVER
    return np.minimum(level, FINEST, where=level != NEVER, out=level)
