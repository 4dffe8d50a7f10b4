"""Overlaps: where polygons of two layers lie on each other and their codes do not agree."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.areas import area_m2
from gis.checks import has_shape, require_polygons, to_lonlat
from gis.landcover.grids import HECTARE_M2
from gis.overlay import inside_parts
from layers.crs import STORAGE_CRS

Shapes = NDArray[np.object_]
CODE = "code"
# Pieces of one patch meet along cuts: within that many degrees (0.1 mm) they touch.
SNAP_DEGREES = 1e-9
# Large zones are cut into squares of about that side before they are laid on each other.
LEAST_CELL_DEGREES = 0.05
POLYGON = 3
# Of latitude near the equator, where the region lies.
METRES_PER_DEGREE = 110_574.0


def overlaps(
    one: gpd.GeoDataFrame,
    other: gpd.GeoDataFrame,
    *,
    clash: Callable[[str, str], str | None],
) -> gpd.GeoDataFrame:
    """Find the patches where two layers lie on each other and their codes clash.

    Parameters
    ----------
    one, other
        Valid polygons in any known CRS with a column `code`; rows without a code and
        without a shape are passed over.
    clash
        Takes a code of each and gives the word for their clash, None for none.

    Returns
    -------
    geopandas.GeoDataFrame
        One row for each patch (touching pieces of one pair of codes), the largest first,
        in EPSG:4326: `clash`, `one`, `other` (codes), `area_ha` on the ellipsoid.

    Raises
    ------
    CRSError, GeometryError
        If a layer has no CRS, or a shape is no valid polygon.
    """
    mine, theirs = _sound(one, "one"), _sound(other, "other")
    found: list[tuple[str, str, str, shapely.Geometry]] = []
    for code in sorted(set(mine[CODE])):
        words = {b: clash(code, b) for b in sorted(set(theirs[CODE]))}
        units = theirs[np.array([words[b] is not None for b in theirs[CODE]], dtype=bool)]
        parts = mine.geometry[mine[CODE] == code].to_numpy()
        held, pieces = inside_parts(units.geometry.to_numpy(), parts, least_cell=LEAST_CELL_DEGREES)
        codes = units[CODE].to_numpy()[held]
        for b in sorted(set(codes)):
            patches = polygons_of(shapely.union_all(pieces[codes == b], grid_size=SNAP_DEGREES))
            found += [(str(words[b]), code, b, patch) for patch in patches]
    columns = ["clash", "one", "other", "geometry"]
    table = pd.DataFrame(found, columns=columns)
    table.insert(3, "area_ha", area_m2(table["geometry"].to_numpy(dtype=object)) / HECTARE_M2)
    table = table.sort_values("area_ha", ascending=False, kind="stable", ignore_index=True)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=STORAGE_CRS)


def polygons_of(shape: shapely.Geometry) -> Shapes:
    """Give the polygons a shape is made of; lines and points that overlays leave are dropped."""
    parts = shapely.get_parts(np.array([shape], dtype=object))
    if any(shapely.get_type_id(parts) > POLYGON):
        parts = shapely.get_parts(parts)
    kept: Shapes = parts[(shapely.get_type_id(parts) == POLYGON) & ~shapely.is_empty(parts)]
    return kept


def is_narrow(shapes: gpd.GeoSeries, metres: float) -> NDArray[np.bool_]:
    """Say of each shape whether no place in it is farther than some metres from its edge.

    Such a patch may come from lines drawn twice, each as accurate as that.

    Examples
    --------
    >>> thin = gpd.GeoSeries([shapely.box(117, 0, 117.1, 0.0003)], crs=4326)
    >>> is_narrow(thin, 25.0).tolist(), is_narrow(thin, 10.0).tolist()
    ([True], [False])
    """
    lonlat = to_lonlat(shapes, "shapes").to_numpy()
    stretch = np.cos(np.radians(shapely.get_y(shapely.centroid(lonlat))))
    inner = [
        shapely.transform(shape, lambda xy, s=s: xy * (s, 1.0))
        for shape, s in zip(lonlat, stretch, strict=True)
    ]
    left = shapely.buffer(inner, -metres / METRES_PER_DEGREE)
    narrow: NDArray[np.bool_] = shapely.is_empty(left)
    return narrow


def _sound(frame: gpd.GeoDataFrame, what: str) -> gpd.GeoDataFrame:
    lonlat = to_lonlat(frame, what)
    require_polygons(lonlat, what)
    keep = has_shape(lonlat) & frame[CODE].notna().to_numpy()
    return gpd.GeoDataFrame(
        {CODE: frame[CODE].to_numpy()[keep]}, geometry=lonlat.to_numpy()[keep], crs=STORAGE_CRS
    )
