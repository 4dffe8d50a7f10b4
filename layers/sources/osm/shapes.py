"""Shapes: lines, rings and points of OpenStreetMap objects, made in batches."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.sources.osm.theme import Shape

Geometries = npt.NDArray[np.object_]
RING = 4  # positions a ring has at least, the first one repeated


def shaped(blobs: list[str], shape: Shape) -> Geometries:
    """Make geometries of one shape from WKB in hexadecimal letters.

    Parameters
    ----------
    blobs
        Points, lines and multipolygons, as osmium writes them.
    shape
        `line` keeps lines; `area` turns closed lines into polygons; `point`
        puts one point inside an area and half way along an open line.

    Returns
    -------
    array
        One geometry each; None where an area was wanted and the line is open.
    """
    held = np.empty(len(blobs), dtype=object)
    held[:] = [bytes.fromhex(blob) for blob in blobs]  # GEOS itself reads letters slowly
    made = np.asarray(shapely.from_wkb(held), dtype=object)
    if shape == "line" or not len(made):
        return made
    lines = shapely.get_type_id(made) == shapely.GeometryType.LINESTRING
    closed = lines & (shapely.get_num_points(made) >= RING)
    closed[closed] = shapely.is_closed(made[closed])
    made[closed] = polygons(made[closed])
    if shape == "area":
        made[lines & ~closed] = None
        return made
    return inside(made)


def polygons(rings: Geometries) -> npt.NDArray[Any]:
    """Turn closed lines into polygons without holes, all at once."""
    positions, which = shapely.get_coordinates(rings, return_index=True)
    return np.asarray(shapely.polygons(shapely.linearrings(positions, indices=which)))


def inside(shapes: Geometries) -> Geometries:
    """Give a point for every geometry: itself, half way along a line, inside an area."""
    out = shapes.copy()
    kinds = shapely.get_type_id(shapes)
    lines = np.isin(kinds, (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING))
    out[lines] = shapely.line_interpolate_point(shapes[lines], 0.5, normalized=True)
    areas = np.isin(kinds, (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    out[areas] = shapely.point_on_surface(shapes[areas])
    return out


def meeting(shapes: Geometries, box: tuple[float, float, float, float]) -> npt.NDArray[np.bool_]:
    """Say which geometries meet a box; those that are missing do not."""
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        near = (bounds[:, 0] <= box[2]) & (bounds[:, 2] >= box[0])
        near &= (bounds[:, 1] <= box[3]) & (bounds[:, 3] >= box[1])
    window = shapely.box(*box)
    shapely.prepare(window)
    near[near] = shapely.intersects(window, shapes[near])
    return np.asarray(near, dtype=bool)
