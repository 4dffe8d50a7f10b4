"""Places: in which village, district and regency a patch lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.areas import area_m2

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer

# Layers of regions with Kemendagri codes, the smallest first.
LEVELS = ("villages", "districts", "regencies")


def places_of(
    catalogue: Catalogue, shapes: Sequence[shapely.Geometry]
) -> tuple[list[dict[str, Any]], tuple[Layer, ...]]:
    """Name the place of each shape: the region of every level that holds most of it.

    Parameters
    ----------
    catalogue
        May hold the layers of `LEVELS`, with `code` and `name`.
    shapes
        In EPSG:4326.

    Returns
    -------
    tuple
        For each shape ``{level: {"code", "name", "share"}}`` for the levels there are, and
        the layers that were used. A shape outside all regions of a level has None there.
    """
    found: list[dict[str, Any]] = [{} for _ in shapes]
    used: list[Layer] = []
    outlines = np.array(list(shapes), dtype=object)
    for level in LEVELS:
        if level not in catalogue or not len(outlines):
            continue
        handle = catalogue[level]
        if not {"code", "name"} <= {f.name for f in handle.layer.schema.fields}:
            continue
        west, south, east, north = (float(v) for v in shapely.total_bounds(outlines))
        regions = handle.read(bbox=(west, south, east, north))
        used.append(handle.layer)
        for held, told in zip(found, _most(outlines, regions), strict=True):
            held[level] = told
    return found, tuple(used)


def _most(shapes: NDArray[np.object_], regions: gpd.GeoDataFrame) -> list[dict[str, Any] | None]:
    """Give for each shape the region with the largest part of it."""
    out: list[dict[str, Any] | None] = [None] * len(shapes)
    lands = regions.geometry.to_numpy()
    shape, region = shapely.STRtree(lands).query(shapes, predicate="intersects")
    if not len(shape):
        return out
    part = area_m2(shapely.intersection(shapes[shape], lands[region]))
    whole = area_m2(shapes)
    for k in np.lexsort((-region, part)):
        row = regions.iloc[region[k]]
        share = part[k] / whole[shape[k]] if whole[shape[k]] > 0 else None
        out[shape[k]] = {"code": str(row["code"]), "name": str(row["name"]), "share": share}
    return out


def place_text(place: dict[str, Any]) -> str:
    """Give a place on one line: village, district, regency.

    Examples
    --------
    >>> place_text({"villages": {"name": "Karang Joang"}, "districts": None})
    'Karang Joang'
    """
    return ", ".join(place[level]["name"] for level in LEVELS if place.get(level))
