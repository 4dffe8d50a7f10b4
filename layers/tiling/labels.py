"""Where the names of areas stand: one point for each, in the middle of its largest part."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from layers.layer import Layer
from layers.packed import PackedLayer
from layers.packed.build import Shapes, box_tree
from layers.packed.kernels import POINT, RING
from layers.tiling.grid import TileGrid
from layers.tiling.kernels.levels import ranked_levels
from layers.tiling.values import encoded_value, value_arrays

VERSION = 1
AREAS = ("Polygon", "MultiPolygon")
RANK = "label_rank"
SUFFIX = "_labels"
# Below this zoom one name is given for each cell of so many pixels of a tile of 256: as a power.
FULL_ZOOM, CELL_BITS, PIXEL_BITS = 16, 5, 8
# Of the width of a part: vertices nearer than the first do not move a name that can be seen.
SIMPLIFIED, EXACT = 1 / 200, 1 / 50

Arrays = dict[str, npt.NDArray[np.generic]]
Ints = npt.NDArray[np.int64]
Geometries = npt.NDArray[np.object_]
Positions = npt.NDArray[np.uint32]


def is_named(layer: Layer) -> bool:
    """Say whether a layer holds areas that maps name: it tells the field of their names."""
    told = layer.styling.get("label_field") in layer.schema.names
    return told and layer.schema.geometry in AREAS


def label_fields(layer: Layer) -> tuple[str, ...]:
    """Give the fields that go with a name: the name itself, and the class its style goes by."""
    wanted = (layer.styling.get("label_field"), layer.styling.get("class_field"))
    return tuple(dict.fromkeys(name for name in wanted if name in layer.schema.names))


def label_arrays(packed: PackedLayer, grid: TileGrid) -> Arrays:
    """Give the tile arrays of the points at which the areas of a layer are named.

    Below zoom 16 one point is given for each cell of 32 pixels of a tile of 256: that of the
    largest area. What is given at a zoom is given at all that follow.

    Returns
    -------
    dict
        As `tile_arrays` gives them; `positions` holds those of the areas in the layer, and the
        last column of `codes` is `label_rank`, 0 for the largest area.
    """
    positions, parts = largest_areas(packed.shapes())
    spots = shapely.get_coordinates(np.array(middles(parts), dtype=object)).reshape(-1, 2)
    rank = ranks(parts)
    x, y = grid.placed(spots)
    level = label_levels(x, y, rank, full_zoom=FULL_ZOOM + grid.deeper)
    boxes, sizes = box_tree(np.column_stack([x, y, x, y]).astype(np.float64))
    n = len(positions)
    return {
        "x": x,
        "y": y,
        "level": level,
        "parts": np.arange(n + 1),
        "kinds": np.full(n, POINT, dtype=np.uint8),
        "holes": np.zeros(n, dtype=bool),
        "feature_parts": np.arange(n + 1),
        "boxes": boxes,
        "sizes": np.array(sizes, dtype=np.int64),
        "ids": np.asarray(packed.ids)[positions],
        "positions": positions,
        "revision": np.array([packed.layer.revision], dtype=np.int64),
        **_values(packed, positions, rank),
    }


def _values(packed: PackedLayer, positions: Ints, rank: Ints) -> Arrays:
    """Give the names and classes of the areas, and after them their ranks."""
    known = value_arrays(packed, label_fields(packed.layer))
    ends = np.asarray(known["value_ends"], dtype=np.int64)
    encoded = [encoded_value(int(n)) or b"" for n in range(len(positions))]
    more = ends[-1] + np.cumsum([len(one) for one in encoded], dtype=np.int64)
    codes = np.column_stack([np.asarray(known["codes"])[positions], len(ends) - 1 + rank])
    written = np.frombuffer(b"".join(encoded), dtype=np.uint8)
    return {
        "codes": codes.astype(np.int32),
        "value_bytes": np.concatenate([known["value_bytes"], written]),
        "value_ends": np.concatenate([ends, more]),
    }


def ranks(parts: Geometries) -> Ints:
    """Give the place of each part by its area: 0 for the largest."""
    found: Ints = np.argsort(np.argsort(-shapely.area(parts), kind="stable"))
    return found


def label_levels(
    x: Positions, y: Positions, rank: Ints, *, full_zoom: int
) -> npt.NDArray[np.uint8]:
    """Give the zoom from which each name is given: the first in its cell by rank, then all.

    Examples
    --------
    >>> at = np.array([0, 1, 2**31], dtype=np.uint32)
    >>> label_levels(at, at, np.array([1, 0, 2]), full_zoom=16).tolist()
    [16, 0, 0]
    """
    return ranked_levels(x, y, rank, pixels_bits=PIXEL_BITS - CELL_BITS, full_zoom=full_zoom)


def largest_areas(shapes: Shapes) -> tuple[Ints, Geometries]:
    """Give the positions of features that have an area, and the largest polygon of each."""
    rings = np.flatnonzero(np.asarray(shapes.kinds) == RING)
    counts = np.diff(shapes.feature_parts)
    owner = np.repeat(np.arange(len(counts)), counts)[rings]
    if not len(rings):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=object)
    starts, ends = shapes.parts[rings], shapes.parts[rings + 1]
    sizes = ends - starts
    at = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
    coordinates = np.asarray(shapes.coordinates)[at]
    outer = np.flatnonzero(~np.asarray(shapes.holes)[rings])
    polygons = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON,
        coordinates,
        (np.concatenate([[0], np.cumsum(sizes)]), np.append(outer, len(rings))),
    )
    places, first = _largest(np.asarray(polygons, dtype=object), owner[outer])
    return places, first


def largest_parts(shapes: Geometries) -> tuple[Ints, Geometries]:
    """Give the largest polygon of each shape, and its place; shapes without any are left out.

    Examples
    --------
    >>> islands = shapely.union(shapely.box(0, 0, 1, 1), shapely.box(3, 0, 5, 2))
    >>> places, parts = largest_parts(np.array([None, islands]))
    >>> int(places[0]), float(parts[0].area)
    (1, 4.0)
    """
    parts, place = shapely.get_parts(shapes, return_index=True)
    kept = shapely.get_type_id(parts) == 3
    return _largest(parts[kept], place[kept])


def _largest(parts: Geometries, place: Ints) -> tuple[Ints, Geometries]:
    kept = shapely.area(parts) > 0
    parts, place = parts[kept], place[kept]
    order = np.lexsort((-shapely.area(parts), place))
    places, first = np.unique(place[order], return_index=True)
    return places, parts[order][first]


def middles(parts: Geometries) -> list[shapely.Point]:
    """Give a point well inside of each polygon: the centre of the largest circle it holds."""
    out = []
    for part, width in zip(parts, np.sqrt(shapely.area(parts)), strict=True):
        plain = shapely.simplify(part, width * SIMPLIFIED)
        if not plain.is_valid or plain.is_empty:
            plain = part
        radius = shapely.maximum_inscribed_circle(plain, tolerance=width * EXACT)
        spot = shapely.Point(radius.coords[0])
        out.append(spot if part.contains(spot) else part.point_on_surface())
    return out
